mod operation;
mod variables;

use dfdx::shapes::{Const, Dim};

pub use variables::{Attention, CrossAttention, UnbiasedAttention, UnbiasedCrossAttention};

use self::operation::{Attend, Project, Turn};
use crate::kernels::attention::{Geometry, Projection, Triple};
use crate::kernels::rotary;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Device, Dtype};

/// An attention about to be applied, with what it is given beside its value: another one to ask `OVER`, a mask, a bias.
pub struct Attending<'a, V, const OVER: bool = false, const MASKED: bool = false, const BIASED: bool = false> {
    variables: &'a V,
    heads: Heads,
}

#[derive(Clone, Copy)]
struct Heads {
    queries: usize,
    keys: usize,
    causal: bool,
    /// The base of the angles.
    rotary: Option<f64>,
    /// What the scores are multiplied by, if not by one over the root of the size of a head.
    scale: Option<f64>,
    /// The probability to drop a weight.
    dropout: f64,
}

impl Heads {
    fn new(heads: usize) -> Self {
        Heads { queries: heads, keys: heads, causal: false, rotary: None, scale: None, dropout: 0.0 }
    }
}

impl<'a, V, const OVER: bool, const MASKED: bool, const BIASED: bool> Attending<'a, V, OVER, MASKED, BIASED> {
    /// So many heads of keys and values, each of which several heads of queries share.
    #[must_use]
    pub fn kv_heads(mut self, heads: usize) -> Self {
        self.heads.keys = heads;
        self
    }

    /// No place asks one after itself.
    #[must_use]
    pub fn causal(mut self) -> Self {
        self.heads.causal = true;
        self
    }

    /// Queries and keys are turned by angles that grow with the place, the last of them about `base` times slower than
    /// the first.
    #[must_use]
    pub fn rotary(mut self, base: f64) -> Self {
        self.heads.rotary = Some(base);
        self
    }

    /// The products of queries and keys are multiplied by this.
    #[must_use]
    pub fn scale(mut self, scale: f64) -> Self {
        self.heads.scale = Some(scale);
        self
    }

    /// Dropout of the weights that the values have, with this probability.
    #[must_use]
    pub fn dropout(mut self, probability: f64) -> Self {
        self.heads.dropout = probability;
        self
    }

    /// The places of another value are asked.
    pub fn over(self) -> Attending<'a, V, true, MASKED, BIASED> {
        self.given()
    }

    /// Those places are asked alone that are above 0 in another value.
    pub fn masked(self) -> Attending<'a, V, OVER, true, BIASED> {
        self.given()
    }

    /// Another value is added to the scores.
    pub fn biased(self) -> Attending<'a, V, OVER, MASKED, true> {
        self.given()
    }

    fn given<const O: bool, const M: bool, const B: bool>(self) -> Attending<'a, V, O, M, B> {
        Attending { variables: self.variables, heads: self.heads }
    }
}

/// Declares how an attention is applied with what it is given.
macro_rules! apply {
    (
        $doc:literal,
        [$over:literal, $masked:literal, $biased:literal]
        $(<$places:ident, $width:ident> $memory:ident,)? keys [$keys:ident, $features:ident]
        $(, $mask:ident: $mask_shape:ty)? $(; $bias:ident: $bias_shape:ty, $number:ident)?
    ) => {
        impl<V> Attending<'_, V, $over, $masked, $biased> {
            #[doc = $doc]
            ///
            /// # Errors
            /// The device's, when memory runs out.
            pub fn apply<
                B: Dim,
                L: Dim,
                const W: usize,
                $($places: Dim, const $width: usize,)?
                $($number: Dim,)?
                E: Dtype,
                D: Device<E>,
            >(
                self,
                x: &Value<(B, L, Const<W>), E, D>,
                $($memory: &Value<(B, $places, Const<$width>), E, D>,)?
                $($mask: &Value<$mask_shape, E, D>,)?
                $($bias: &Value<$bias_shape, E, D>,)?
                pass: &mut Pass<E, D>,
            ) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
            where
                V: Prepare<W, $features, E, D>,
            {
                #[allow(unused_mut, unused_assignments)]
                let (mut asked, mut given) = ((x.id(), x.shape().1.size()), Given { mask: None, bias: None });
                $(asked = ($memory.id(), $memory.shape().1.size());)?
                $(given.mask = Some($mask.id());)?
                $(given.bias = Some($bias.id());)?
                attend(&self, x, asked, given, pass)
            }
        }
    };
}

apply!("`[L, W] → [L, W]`.", [false, false, false] keys [L, W]);
apply!("`[L, W]` and `[L] → [L, W]`.", [false, true, false] keys [L, W], mask: (B, L));
apply!("`[L, W]` and `[H, L, L] → [L, W]`.", [false, false, true] keys [L, W]; bias: (B, H, L, L), H);
apply!(
    "`[L, W]`, `[L]` and `[H, L, L] → [L, W]`.",
    [false, true, true] keys [L, W], mask: (B, L); bias: (B, H, L, L), H
);
apply!("`[L, W]` and `[S, K] → [L, W]`.", [true, false, false] <S, K> memory, keys [S, K]);
apply!("`[L, W]`, `[S, K]` and `[S] → [L, W]`.", [true, true, false] <S, K> memory, keys [S, K], mask: (B, S));
apply!(
    "`[L, W]`, `[S, K]` and `[H, L, S] → [L, W]`.",
    [true, false, true] <S, K> memory, keys [S, K]; bias: (B, H, L, S), H
);
apply!(
    "`[L, W]`, `[S, K]`, `[S]` and `[H, L, S] → [L, W]`.",
    [true, true, true] <S, K> memory, keys [S, K], mask: (B, S); bias: (B, H, L, S), H
);

/// What holds the variables of an attention of a value of width `W` to one of width `K`.
pub trait Prepare<const W: usize, const K: usize, E: Dtype, D: Device<E>> {
    /// Takes the variables into the pass.
    #[doc(hidden)]
    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err>;
}

/// What makes the queries, the keys or the values: a part of a weight.
#[derive(Clone, Copy)]
struct Source {
    weight: Id,
    /// Where it begins.
    start: usize,
    /// Where its part of the bias begins.
    bias: usize,
    inputs: usize,
    outputs: usize,
}

/// An attention's variables without their shapes.
#[doc(hidden)]
pub struct Prepared {
    sources: Triple<Source>,
    out_weight: Id,
    /// Those of queries, keys and values together, and that of the linear layer at the end.
    biases: Option<[Id; 2]>,
}

impl Prepared {
    /// From one weight, or from one each for queries, keys and values, of a value of width `w` and of one of width `k`.
    fn new(weights: &[Id], [w, k, n, m]: [usize; 4], out_weight: Id, biases: Option<[Id; 2]>) -> Self {
        let source = |place: usize, bias: usize, inputs: usize, outputs: usize| match weights.get(place) {
            Some(weight) if weights.len() > 1 => Source { weight: *weight, start: 0, bias, inputs, outputs },
            _ => Source { weight: weights[0], start: bias * inputs, bias, inputs, outputs },
        };
        let sources = Triple { queries: source(0, 0, w, n), keys: source(1, n, k, m), values: source(2, n + m, k, m) };
        Self { sources, out_weight, biases }
    }

    /// Three projections, attention, and a projection of what that has found: each an operation of its own.
    fn apply<E: Dtype, D: Device<E>>(
        self,
        g: Geometry,
        [x, memory]: [Id; 2],
        given: Given,
        Heads { rotary, dropout, .. }: Heads,
        pass: &mut Pass<E, D>,
    ) -> Result<Id, D::Err> {
        let Triple { queries, keys, values } = self.sources;
        let width = self.sources.queries.inputs;
        let [bias, out_bias] = self.biases.map_or([None; 2], |biases| biases.map(Some));
        let mut project = |source: Source, from: Id, places: usize| {
            let Source { weight, start, bias: begin, inputs, outputs } = source;
            let projection = Projection { rows: g.batch * places, inputs, outputs, weight: start, bias: begin };
            Project { projection }.apply(from, weight, bias, pass)
        };
        let mut queries = project(queries, x, g.queries);
        let mut keys = project(keys, memory, g.keys);
        let values = project(values, memory, g.keys);
        if let Some(base) = rotary {
            let depth = g.width / g.heads;
            let mut turn = |x: Id, places: usize, heads: usize| {
                let geometry = rotary::Geometry { batch: g.batch, places, heads, depth, base };
                pass.apply(Turn { geometry }, &[x], &[geometry.elements()])
            };
            queries = turn(queries, g.queries, g.heads);
            keys = turn(keys, g.keys, g.kv_heads);
        }
        let dropout = match pass.is_training() && dropout > 0.0 {
            true => Some((pass.random_number()?, dropout)),
            false => None,
        };
        // Where variables are trained, or all three are made of one value, their gradients are wanted together, unless that
        // of a bias is wanted alone.
        let parted = given.bias.is_some() || !pass.trains() && x != memory;
        let attend = Attend::new(g, &given, dropout, parted, pass);
        let attended = attend.apply([queries, keys, values], given, pass);
        let rows = g.batch * g.queries;
        let projection = Projection { rows, inputs: g.width, outputs: width, weight: 0, bias: 0 };
        Ok(Project { projection }.apply(attended, self.out_weight, out_bias, pass))
    }
}

/// What is given beside the values that ask and are asked.
struct Given {
    mask: Option<Id>,
    bias: Option<Id>,
}

fn attend<'a, V, B: Dim, L: Dim, const W: usize, const K: usize, E, D, const O: bool, const M: bool, const S: bool>(
    attending: &Attending<'a, V, O, M, S>,
    x: &Value<(B, L, Const<W>), E, D>,
    (asked, keys): (Id, usize),
    given: Given,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
where
    V: Prepare<W, K, E, D>,
    E: Dtype,
    D: Device<E>,
{
    let Heads { queries: heads, keys: kv_heads, causal, scale, .. } = attending.heads;
    let prepared = attending.variables.prepare(pass)?;
    let width = prepared.sources.queries.outputs;
    let (batch, queries) = (x.shape().0.size(), x.shape().1.size());
    let scale = scale.unwrap_or_else(|| 1.0 / ((width / heads) as f64).sqrt());
    let geometry = Geometry { batch, heads, kv_heads, queries, keys, width, causal, scale, half: None };
    let y = prepared.apply(geometry, [x.id(), asked], given, attending.heads, pass)?;
    Ok(Value::new(y, *x.shape()))
}
