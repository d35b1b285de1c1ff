mod operation;
mod variables;

use dfdx::shapes::{Const, Dim, Shape};
use dfdx::tensor::Tensor;

pub use variables::{Attention, CrossAttention, OutputProjection};

use self::operation::{Attend, Project, Turn};
use crate::init::Initializers;
use crate::kernels::attention::{Geometry, Projection, Triple};
use crate::kernels::rotary;
use crate::pass::{Id, Pass, Value};
use crate::storage::{Device, Dtype};

impl<const W: usize, const N: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    Attention<W, N, ALL, E, D, I, O>
{
    /// Attention of each place of a value to the places of the same value, by so many heads.
    pub fn heads(&self, heads: usize) -> Attending<'_, Self> {
        Attending { variables: self, heads: Heads { queries: heads, keys: heads, causal: false, rotary: None } }
    }
}

impl<
    const W: usize,
    const K: usize,
    const N: usize,
    const M: usize,
    const ALL: usize,
    E: Dtype,
    D: Device<E>,
    I: Initializers,
    O: Initializers,
> CrossAttention<W, K, N, M, ALL, E, D, I, O>
{
    /// Attention of each place of a value to the places of another value, by so many heads.
    pub fn heads(&self, heads: usize) -> Attending<'_, Self> {
        Attending { variables: self, heads: Heads { queries: heads, keys: heads, causal: false, rotary: None } }
    }
}

/// An attention about to be applied.
pub struct Attending<'a, V> {
    variables: &'a V,
    heads: Heads,
}

/// The same over another value.
pub struct AttendingOver<A>(A);

/// The same with a mask of the places that are asked.
pub struct MaskedAttending<A>(A);

#[derive(Clone, Copy)]
struct Heads {
    queries: usize,
    keys: usize,
    causal: bool,
    /// The base of the angles.
    rotary: Option<f64>,
}

impl<V> Attending<'_, V> {
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

    /// The places of another value are asked.
    pub fn over(self) -> AttendingOver<Self> {
        AttendingOver(self)
    }

    /// Those places are asked alone that are above 0 in another value.
    pub fn masked(self) -> MaskedAttending<Self> {
        MaskedAttending(self)
    }
}

impl<A> AttendingOver<A> {
    /// Those places are asked alone that are above 0 in another value.
    pub fn masked(self) -> MaskedAttending<Self> {
        MaskedAttending(self)
    }
}

impl<V> Attending<'_, V> {
    /// `[L, W] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, L: Dim, const W: usize, E: Dtype, D: Device<E>>(
        self,
        x: &Value<(B, L, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
    where
        V: Prepare<W, W, E, D>,
    {
        attend(&self, x, x, None, pass)
    }
}

impl<V> MaskedAttending<Attending<'_, V>> {
    /// `[L, W]` and `[L] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, L: Dim, const W: usize, E: Dtype, D: Device<E>>(
        self,
        x: &Value<(B, L, Const<W>), E, D>,
        mask: &Value<(B, L), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
    where
        V: Prepare<W, W, E, D>,
    {
        attend(&self.0, x, x, Some(mask.id()), pass)
    }
}

impl<V> AttendingOver<Attending<'_, V>> {
    /// `[L, W]` and `[S, K] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, L: Dim, const W: usize, S: Dim, const K: usize, E: Dtype, D: Device<E>>(
        self,
        x: &Value<(B, L, Const<W>), E, D>,
        memory: &Value<(B, S, Const<K>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
    where
        V: Prepare<W, K, E, D>,
    {
        attend(&self.0, x, memory, None, pass)
    }
}

impl<V> MaskedAttending<AttendingOver<Attending<'_, V>>> {
    /// `[L, W]`, `[S, K]` and `[S] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, L: Dim, const W: usize, S: Dim, const K: usize, E: Dtype, D: Device<E>>(
        self,
        x: &Value<(B, L, Const<W>), E, D>,
        memory: &Value<(B, S, Const<K>), E, D>,
        mask: &Value<(B, S), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
    where
        V: Prepare<W, K, E, D>,
    {
        attend(&self.0.0, x, memory, Some(mask.id()), pass)
    }
}

/// What holds the variables of an attention of a value of width `W` to one of width `K`.
pub trait Prepare<const W: usize, const K: usize, E: Dtype, D: Device<E>> {
    /// Takes the variables into the pass.
    #[doc(hidden)]
    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err>;
}

impl<const W: usize, const N: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    Prepare<W, W, E, D> for Attention<W, N, ALL, E, D, I, O>
{
    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err> {
        let weight = pass.variable(&self.in_proj_weight)?;
        let keys = (ALL - N) / 2;
        let source =
            |start: usize, outputs: usize| Source { weight, start: start * W, bias: start, inputs: W, outputs };
        let sources = Triple { queries: source(0, N), keys: source(N, keys), values: source(N + keys, keys) };
        Prepared::new(sources, &self.in_proj_bias, &self.out_proj, pass)
    }
}

impl<
    const W: usize,
    const K: usize,
    const N: usize,
    const M: usize,
    const ALL: usize,
    E: Dtype,
    D: Device<E>,
    I: Initializers,
    O: Initializers,
> Prepare<W, K, E, D> for CrossAttention<W, K, N, M, ALL, E, D, I, O>
{
    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err> {
        let source =
            |weight: Id, bias: usize, inputs: usize, outputs: usize| Source { weight, start: 0, bias, inputs, outputs };
        let sources = Triple {
            queries: source(pass.variable(&self.q_proj_weight)?, 0, W, N),
            keys: source(pass.variable(&self.k_proj_weight)?, N, K, M),
            values: source(pass.variable(&self.v_proj_weight)?, N + M, K, M),
        };
        Prepared::new(sources, &self.in_proj_bias, &self.out_proj, pass)
    }
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
    bias: Id,
    out_weight: Id,
    out_bias: Id,
}

impl Prepared {
    fn new<B: Shape, const W: usize, const N: usize, O: Initializers, E: Dtype, D: Device<E>>(
        sources: Triple<Source>,
        bias: &Tensor<B, E, D>,
        out: &OutputProjection<W, N, E, D, O>,
        pass: &mut Pass<E, D>,
    ) -> Result<Self, D::Err> {
        let bias = pass.variable(bias)?;
        Ok(Self { sources, bias, out_weight: pass.variable(&out.weight)?, out_bias: pass.variable(&out.bias)? })
    }

    /// Three projections, attention, and a projection of what that has found: each an operation of its own.
    fn apply<E: Dtype, D: Device<E>>(
        self,
        g: Geometry,
        [x, memory]: [Id; 2],
        mask: Option<Id>,
        rotary: Option<f64>,
        pass: &mut Pass<E, D>,
    ) -> Id {
        let Triple { queries, keys, values } = self.sources;
        let width = self.sources.queries.inputs;
        let mut project = |source: Source, from: Id, places: usize| {
            let Source { weight, start, bias, inputs, outputs } = source;
            let rows = g.batch * places;
            let projection = Projection { rows, inputs, outputs, weight: start, bias };
            pass.apply(Project { projection }, &[from, weight, self.bias], &[rows * outputs])
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
        // Nobody needs them again where there is no backward pass.
        let probabilities = if pass.records() { g.probabilities() } else { 0 };
        let rows = g.batch * g.queries;
        // Where variables are trained, or all three are made of one value, their gradients are wanted together.
        let parted = !pass.trains() && x != memory;
        let attend = Attend { geometry: g, keeps_probabilities: pass.records(), parted };
        let outputs = [rows * g.width, probabilities];
        let attended = match mask {
            Some(mask) => pass.apply(attend, &[queries, keys, values, mask], &outputs),
            None => pass.apply(attend, &[queries, keys, values], &outputs),
        };
        let projection = Projection { rows, inputs: g.width, outputs: width, weight: 0, bias: 0 };
        pass.apply(Project { projection }, &[attended, self.out_weight, self.out_bias], &[rows * width])
    }
}

fn attend<V, B: Dim, L: Dim, const W: usize, S: Dim, const K: usize, E: Dtype, D: Device<E>>(
    attending: &Attending<'_, V>,
    x: &Value<(B, L, Const<W>), E, D>,
    memory: &Value<(B, S, Const<K>), E, D>,
    mask: Option<Id>,
    pass: &mut Pass<E, D>,
) -> Result<Value<(B, L, Const<W>), E, D>, D::Err>
where
    V: Prepare<W, K, E, D>,
{
    let Heads { queries: heads, keys: kv_heads, causal, rotary } = attending.heads;
    let prepared = attending.variables.prepare(pass)?;
    let width = prepared.sources.queries.outputs;
    let (batch, queries, keys) = (x.shape().0.size(), x.shape().1.size(), memory.shape().1.size());
    let geometry = Geometry { batch, heads, kv_heads, queries, keys, width, causal };
    let y = prepared.apply(geometry, [x.id(), memory.id()], mask, rotary, pass);
    Ok(Value::new(y, *x.shape()))
}
