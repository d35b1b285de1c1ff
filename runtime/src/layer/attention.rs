mod variables;

use dfdx::shapes::{Const, Dim, HasShape, Shape};
use dfdx::tensor::{Gradients, Tensor};

pub use variables::{Attention, CrossAttention, OutputProjection};

use crate::init::Initializers;
use crate::kernels::attention::{Attention as Kernel, Geometry, Projection, Triple};
use crate::pass::Pass;
use crate::storage::{self, Buffer, Device, Dtype, Flat, Slice};

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

    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared<E, D>, D::Err> {
        let weight = pass.variable(&self.in_proj_weight)?;
        let part = |third: usize| Part { weight: weight.clone(), start: third * W * W, inputs: W };
        Prepared::new(
            Triple { queries: part(0), keys: part(1), values: part(2) },
            &self.in_proj_bias,
            &self.out_proj,
            pass,
        )
    }
}

impl<const W: usize, const K: usize, const ALL: usize, E: Dtype, D: Device<E>, I: Initializers, O: Initializers>
    CrossAttention<W, K, ALL, E, D, I, O>
{
    /// Attention of each place of a value to the places of another value.
    pub fn over(&self, heads: usize) -> Attending<'_, Self> {
        Attending { variables: self, heads }
    }

    fn prepare(&self, pass: &mut Pass<E, D>) -> Result<Prepared<E, D>, D::Err> {
        let parts = Triple {
            queries: Part { weight: pass.variable(&self.q_proj_weight)?, start: 0, inputs: W },
            keys: Part { weight: pass.variable(&self.k_proj_weight)?, start: 0, inputs: K },
            values: Part { weight: pass.variable(&self.v_proj_weight)?, start: 0, inputs: K },
        };
        Prepared::new(parts, &self.in_proj_bias, &self.out_proj, pass)
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
        x: &Tensor<(B, Const<L>, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: L, width: W, causal: self.causal };
        let prepared = self.variables.prepare(pass)?;
        let flat = storage::flat(x)?;
        storage::shaped(prepared.apply(geometry, flat.clone(), flat, pass)?, *x.shape())
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
        x: &Tensor<(B, Const<L>, Const<W>), E, D>,
        memory: &Tensor<(B, Const<S>, Const<W>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: S, width: W, causal: false };
        let prepared = self.variables.prepare(pass)?;
        let y = prepared.apply(geometry, storage::flat(x)?, storage::flat(memory)?, pass)?;
        storage::shaped(y, *x.shape())
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
        x: &Tensor<(B, Const<L>, Const<W>), E, D>,
        memory: &Tensor<(B, Const<S>, Const<K>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<L>, Const<W>), E, D>, D::Err> {
        let batch = x.shape().0.size();
        let geometry = Geometry { batch, heads: self.heads, queries: L, keys: S, width: W, causal: false };
        let prepared = self.variables.prepare(pass)?;
        let y = prepared.apply(geometry, storage::flat(x)?, storage::flat(memory)?, pass)?;
        storage::shaped(y, *x.shape())
    }
}

/// What makes the queries, the keys or the values: a part of a weight.
struct Part<E: Dtype, D: Device<E>> {
    weight: Flat<E, D>,
    /// Where it begins.
    start: usize,
    inputs: usize,
}

/// An attention's variables without their shapes.
struct Prepared<E: Dtype, D: Device<E>> {
    parts: Triple<Part<E, D>>,
    bias: Flat<E, D>,
    out_weight: Flat<E, D>,
    out_bias: Flat<E, D>,
}

/// What a forward pass leaves for the backward one.
struct Kept<E: Dtype, D: Device<E>> {
    geometry: Geometry,
    x: Flat<E, D>,
    memory: Flat<E, D>,
    /// Whose gradient will be asked for.
    tracks: [bool; 2],
    inputs: Triple<Buffer<E, D>>,
    probabilities: Buffer<E, D>,
    attended: Buffer<E, D>,
}

impl<E: Dtype, D: Device<E>> Prepared<E, D> {
    fn new<B: Shape, const W: usize, O: Initializers>(
        parts: Triple<Part<E, D>>,
        bias: &Tensor<B, E, D>,
        out: &OutputProjection<W, E, D, O>,
        pass: &mut Pass<E, D>,
    ) -> Result<Self, D::Err> {
        let bias = pass.variable(bias)?;
        Ok(Self { parts, bias, out_weight: pass.variable(&out.weight)?, out_bias: pass.variable(&out.bias)? })
    }

    /// The projections to queries, keys and values.
    fn projections(&self, g: &Geometry) -> Triple<Projection> {
        let projection = |part: &Part<E, D>, places: usize, third: usize| Projection {
            rows: g.batch * places,
            inputs: part.inputs,
            outputs: g.width,
            weight: part.start,
            bias: third * g.width,
        };
        Triple {
            queries: projection(&self.parts.queries, g.queries, 0),
            keys: projection(&self.parts.keys, g.keys, 1),
            values: projection(&self.parts.values, g.keys, 2),
        }
    }

    fn out(g: &Geometry) -> Projection {
        Projection { rows: g.batch * g.queries, inputs: g.width, outputs: g.width, weight: 0, bias: 0 }
    }

    fn apply(
        self,
        geometry: Geometry,
        x: Flat<E, D>,
        memory: Flat<E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Flat<E, D>, D::Err> {
        let device = x.device().clone();
        let kernels = device.kernels();
        let projections = self.projections(&geometry);
        let project = |projection: &Projection, part: &Part<E, D>, from: &Flat<E, D>| {
            let mut made = storage::buffer(&device, projection.rows * projection.outputs)?;
            let (weight, bias) = (D::read(&part.weight), D::read(&self.bias));
            Kernel::project(&kernels, projection, D::read(from), weight, bias, D::write_buffer(&mut made));
            Ok::<_, D::Err>(made)
        };
        let inputs = Triple {
            queries: project(&projections.queries, &self.parts.queries, &x)?,
            keys: project(&projections.keys, &self.parts.keys, &memory)?,
            values: project(&projections.values, &self.parts.values, &memory)?,
        };
        let elements = geometry.batch * geometry.queries * geometry.width;
        let mut attended = storage::buffer(&device, elements)?;
        let mut probabilities = match pass.records() {
            true => Some(storage::buffer(&device, geometry.probabilities())?),
            false => None,
        };
        Kernel::attend(
            &kernels,
            &geometry,
            read::<E, D>(&inputs),
            probabilities.as_mut().map(|probabilities| D::write_buffer(probabilities)),
            D::write_buffer(&mut attended),
        );
        let mut y = device.try_zeros_like(&(elements,))?;
        let (weight, bias) = (D::read(&self.out_weight), D::read(&self.out_bias));
        Kernel::project(&kernels, &Self::out(&geometry), D::read_buffer(&attended), weight, bias, D::write(&mut y));
        if let Some(probabilities) = probabilities {
            let tracks = [pass.tracks(&x), pass.tracks(&memory)];
            let kept = Kept { geometry, x, memory, tracks, inputs, probabilities, attended };
            let y = y.ghost();
            pass.record(move |gradients| {
                let dy = storage::take(gradients.get_or_alloc_mut(&y)?, &device)?;
                self.backward(&kept, &dy, gradients)
            });
        }
        Ok(y)
    }

    fn backward(&self, kept: &Kept<E, D>, dy: &Buffer<E, D>, gradients: &mut Gradients<E, D>) -> Result<(), D::Err> {
        let g = &kept.geometry;
        let device = kept.x.device();
        let out = Self::out(g);
        self.of_variables(&out, &self.out_weight, &self.out_bias, D::read_buffer(&kept.attended), dy, gradients)?;
        let mut dattended = storage::buffer(device, g.batch * g.queries * g.width)?;
        Kernel::project_backward_input(
            &device.kernels(),
            &out,
            D::read(&self.out_weight),
            D::read_buffer(dy),
            D::write_buffer(&mut dattended),
        );
        let zeros = |places: usize| storage::buffer::<E, D>(device, g.batch * places * g.width);
        let mut made = Triple { queries: zeros(g.queries)?, keys: zeros(g.keys)?, values: zeros(g.keys)? };
        Kernel::attend_backward(
            &device.kernels(),
            g,
            read::<E, D>(&kept.inputs),
            D::read_buffer(&kept.probabilities),
            D::read_buffer(&dattended),
            Triple {
                queries: D::write_buffer(&mut made.queries),
                keys: D::write_buffer(&mut made.keys),
                values: D::write_buffer(&mut made.values),
            },
        );
        let projections = self.projections(g);
        let [tracks_x, tracks_memory] = kept.tracks;
        let steps = [
            (&projections.queries, &self.parts.queries, &made.queries, &kept.x, tracks_x),
            (&projections.keys, &self.parts.keys, &made.keys, &kept.memory, tracks_memory),
            (&projections.values, &self.parts.values, &made.values, &kept.memory, tracks_memory),
        ];
        for (projection, part, dmade, from, tracks) in steps {
            self.of_variables(projection, &part.weight, &self.bias, D::read(from), dmade, gradients)?;
            if tracks {
                let from = D::write_buffer(gradients.get_or_alloc_mut(from)?);
                let (weight, dmade) = (D::read(&part.weight), D::read_buffer(dmade));
                Kernel::project_backward_input(&device.kernels(), projection, weight, dmade, from);
            }
        }
        Ok(())
    }

    /// Adds the gradients of a projection's variables.
    fn of_variables(
        &self,
        projection: &Projection,
        weight: &Flat<E, D>,
        bias: &Flat<E, D>,
        x: Slice<'_, E, D>,
        dy: &Buffer<E, D>,
        gradients: &mut Gradients<E, D>,
    ) -> Result<(), D::Err> {
        let device = weight.device();
        let mut dweight = storage::take(gradients.get_or_alloc_mut(weight)?, device)?;
        Kernel::project_backward_weight(
            &device.kernels(),
            projection,
            x,
            D::read_buffer(dy),
            D::write_buffer(&mut dweight),
            D::write_buffer(gradients.get_or_alloc_mut(bias)?),
        );
        *gradients.get_or_alloc_mut(weight)? = dweight;
        Ok(())
    }
}

fn read<E: Dtype, D: Device<E>>(inputs: &Triple<Buffer<E, D>>) -> Triple<Slice<'_, E, D>> {
    let Triple { queries, keys, values } = inputs;
    Triple { queries: D::read_buffer(queries), keys: D::read_buffer(keys), values: D::read_buffer(values) }
}
