mod variables;

use dfdx::shapes::{Const, Dim, Shape};
use dfdx::tensor::Tensor;

pub use variables::{Attention, CrossAttention, OutputProjection};

use crate::init::Initializers;
use crate::kernels::attention::{Attention as Kernel, Geometry, Projection, Triple};
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH, Value};
use crate::storage::{Device, Dtype, Slice};

impl<const W: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    Attention<W, ALL, E, D, I, O>
{
    /// Attention of each place of a value to the places of the same value; with `causal`, to none after itself.
    pub fn heads(&self, heads: usize, causal: bool) -> SelfAttending<'_, Self> {
        SelfAttending { variables: self, heads, causal }
    }

    /// Attention of each place of a value to the places of another value of the same width.
    pub fn over(&self, heads: usize) -> Attending<'_, Self> {
        Attending { variables: self, heads }
    }

    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err> {
        let weight = pass.variable(&self.in_proj_weight)?;
        let source = |third: usize| Source { weight, start: third * W * W, inputs: W };
        let sources = Triple { queries: source(0), keys: source(1), values: source(2) };
        Prepared::new(sources, &self.in_proj_bias, &self.out_proj, pass)
    }
}

impl<const W: usize, const K: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    CrossAttention<W, K, ALL, E, D, I, O>
{
    /// Attention of each place of a value to the places of another value.
    pub fn over(&self, heads: usize) -> Attending<'_, Self> {
        Attending { variables: self, heads }
    }

    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared, D::Err> {
        let sources = Triple {
            queries: Source { weight: pass.variable(&self.q_proj_weight)?, start: 0, inputs: W },
            keys: Source { weight: pass.variable(&self.k_proj_weight)?, start: 0, inputs: K },
            values: Source { weight: pass.variable(&self.v_proj_weight)?, start: 0, inputs: K },
        };
        Prepared::new(sources, &self.in_proj_bias, &self.out_proj, pass)
    }
}

/// A self attention about to be applied.
pub struct SelfAttending<'a, V> {
    variables: &'a V,
    heads: usize,
    causal: bool,
}

impl<const W: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    SelfAttending<'_, Attention<W, ALL, E, D, I, O>>
{
    /// `[L, W] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, const L: usize>(
        self,
        x: &Value<(B, Const<L>, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: L, width: W, causal: self.causal };
        let y = self.variables.prepare(pass)?.apply(geometry, x.id(), x.id(), pass);
        Ok(Value::new(y, *x.shape()))
    }
}

/// A cross attention about to be applied.
pub struct Attending<'a, V> {
    variables: &'a V,
    heads: usize,
}

impl<const W: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    Attending<'_, Attention<W, ALL, E, D, I, O>>
{
    /// `[L, W]` and `[S, W] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, const L: usize, const S: usize>(
        self,
        x: &Value<(B, Const<L>, Const<W>), E, D>,
        memory: &Value<(B, Const<S>, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: S, width: W, causal: false };
        let y = self.variables.prepare(pass)?.apply(geometry, x.id(), memory.id(), pass);
        Ok(Value::new(y, *x.shape()))
    }
}

impl<const W: usize, const K: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    Attending<'_, CrossAttention<W, K, ALL, E, D, I, O>>
{
    /// `[L, W]` and `[S, K] → [L, W]`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<B: Dim, const L: usize, const S: usize>(
        self,
        x: &Value<(B, Const<L>, Const<W>), E, D>,
        memory: &Value<(B, Const<S>, Const<K>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: S, width: W, causal: false };
        let y = self.variables.prepare(pass)?.apply(geometry, x.id(), memory.id(), pass);
        Ok(Value::new(y, *x.shape()))
    }
}

/// What makes the queries, the keys or the values: a part of a weight.
#[derive(Clone, Copy)]
struct Source {
    weight: Id,
    /// Where it begins.
    start: usize,
    inputs: usize,
}

/// An attention's variables without their shapes.
struct Prepared {
    sources: Triple<Source>,
    bias: Id,
    out_weight: Id,
    out_bias: Id,
}

impl Prepared {
    fn new<B: Shape, const W: usize, O: Initializers, E: Dtype, D: Device<E>>(
        sources: Triple<Source>,
        bias: &Tensor<B, E, D>,
        out: &OutputProjection<W, E, D, O>,
        pass: &mut Pass<E, D>,
    ) -> Result<Self, D::Err> {
        let bias = pass.variable(bias)?;
        Ok(Self { sources, bias, out_weight: pass.variable(&out.weight)?, out_bias: pass.variable(&out.bias)? })
    }

    /// Three projections, attention, and a projection of what that has found: each an operation of its own.
    fn apply<E: Dtype, D: Device<E>>(self, g: Geometry, x: Id, memory: Id, pass: &mut Pass<E, D>) -> Id {
        let mut project = |source: Source, from: Id, places: usize, third: usize| {
            let Source { weight, start, inputs } = source;
            let rows = g.batch * places;
            let projection = Projection { rows, inputs, outputs: g.width, weight: start, bias: third * g.width };
            pass.apply(Project { projection }, &[from, weight, self.bias], &[rows * g.width])
        };
        let queries = project(self.sources.queries, x, g.queries, 0);
        let keys = project(self.sources.keys, memory, g.keys, 1);
        let values = project(self.sources.values, memory, g.keys, 2);
        // Nobody needs them again where there is no backward pass.
        let probabilities = if pass.records() { g.probabilities() } else { 0 };
        let rows = g.batch * g.queries;
        // Where variables are trained, or all three are made of one value, their gradients are wanted together.
        let parted = !pass.trains() && x != memory;
        let attend = Attend { geometry: g, keeps_probabilities: pass.records(), parted };
        let attended = pass.apply(attend, &[queries, keys, values], &[rows * g.width, probabilities]);
        let projection = Projection { rows, inputs: g.width, outputs: g.width, weight: 0, bias: 0 };
        pass.apply(Project { projection }, &[attended, self.out_weight, self.out_bias], &[rows * g.width])
    }
}

/// A product with a part of a weight, and a part of a bias.
#[derive(PartialEq)]
struct Project {
    projection: Projection,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Project {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::project(&kernels, &self.projection, reads.operand(0), reads.operand(1), reads.operand(2), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::operands(&[0, 1])
    }

    fn multiply_adds(&self) -> usize {
        self.projection.rows * self.projection.inputs * self.projection.outputs
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        if at.wants(1) {
            let (reads, [dweight, dbias]) = at.lend([Part::Gradient(1), Part::Gradient(2)]);
            let (x, dy) = (reads.operand(0), reads.incoming());
            Kernel::project_backward_weight(&kernels, &self.projection, x, dy, dweight, dbias);
        }
        if at.wants(0) {
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            Kernel::project_backward_input(&kernels, &self.projection, reads.operand(1), reads.incoming(), dx);
        }
    }
}

/// Attention of queries to keys and values; the probabilities are another output.
#[derive(PartialEq)]
struct Attend {
    geometry: Geometry,
    keeps_probabilities: bool,
    /// Whether the gradient of the queries may be wanted without those of the keys and values, or the other way round.
    parted: bool,
}

const PROBABILITIES: usize = 1;

impl<E: Dtype, D: Device<E>> Operation<E, D> for Attend {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y, probabilities]) = at.lend([Part::Output(0), Part::Output(PROBABILITIES)]);
        let probabilities = self.keeps_probabilities.then_some(probabilities);
        Kernel::attend(&kernels, &self.geometry, inputs(&reads), probabilities, y);
    }

    fn keeps(&self) -> Keeps {
        Keeps { operands: &[0, 1, 2], outputs: &[PROBABILITIES] }
    }

    fn multiply_adds(&self) -> usize {
        let g = &self.geometry;
        2 * g.batch * g.queries * g.keys * g.width
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        if !self.parted {
            return [0; SCRATCH];
        }
        let g = &self.geometry;
        let [queries, keys] = [g.queries, g.keys].map(|places| g.batch * places * g.width);
        [queries, keys, keys, 0]
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        // The kernel finds all three gradients at once, wanted or not.
        let part = |operand: usize, wanted: bool| if wanted { Part::Gradient(operand) } else { Part::Scratch(operand) };
        let parts = [0, 1, 2].map(|operand| part(operand, at.wants(operand)));
        let (reads, [queries, keys, values]) = at.lend(parts);
        let gradients = Triple { queries, keys, values };
        let (probabilities, dy) = (reads.output(PROBABILITIES), reads.incoming());
        Kernel::attend_backward(&kernels, &self.geometry, inputs(&reads), probabilities, dy, gradients);
    }
}

fn inputs<'a, E: Dtype, D: Device<E>>(reads: &Reads<'a, E, D>) -> Triple<Slice<'a, E, D>> {
    Triple { queries: reads.operand(0), keys: reads.operand(1), values: reads.operand(2) }
}
