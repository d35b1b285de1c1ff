//! Deformable convolutions: each tap of the kernel is moved by an offset that the network makes.

use dfdx::shapes::ConstShape;
use dfdx::tensor::Tensor;

use super::super::{backward_relu, backward_variables_at};
use super::{Convolution, Factors};
use crate::init::Initializers;
use crate::kernels::List;
use crate::kernels::conv_transpose2d::ConvTranspose2d;
use crate::kernels::conv2d::Conv2d;
use crate::kernels::deform::{Deform, Geometry};
use crate::layer::BatchNorm;
use crate::layer::parametrization::Weight;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Reads, SCRATCH, Value};
use crate::storage::{Batched, Device, Dtype, InPass, SliceMut};

/// A deformable convolution about to be applied, alone or as one operation with what follows it.
pub struct Deformed<
    'a,
    const OUT: usize,
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D> = &'a Tensor<S, E, D>,
    const MASKED: bool = false,
> {
    convolution: Convolution<'a, OUT, 2, S, E, D, W>,
    groups: usize,
}

impl<'a, const OUT: usize, S, E, D, W> Convolution<'a, OUT, 2, S, E, D, W>
where
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D>,
{
    /// Moves each tap by an offset, of which so many groups of input channels have their own
    /// ([Dai et al. 2017](https://arxiv.org/abs/1703.06211)).
    pub fn deformed(self, groups: usize) -> Deformed<'a, OUT, S, E, D, W> {
        Deformed { convolution: self, groups }
    }
}

impl<'a, const OUT: usize, S, E, D, W, const MASKED: bool> Deformed<'a, OUT, S, E, D, W, MASKED>
where
    S: ConstShape,
    E: Dtype,
    D: Device<E>,
    W: Weight<S, E, D>,
{
    /// Multiplies what a tap reads with a mask ([Zhu et al. 2019](https://arxiv.org/abs/1811.11168)).
    pub fn masked(self) -> Deformed<'a, OUT, S, E, D, W, true> {
        Deformed { convolution: self.convolution, groups: self.groups }
    }

    /// Followed by batch norm.
    pub fn batch_norm<I: Initializers>(
        self,
        variables: &'a BatchNorm<OUT, E, D, I>,
        momentum: f64,
        epsilon: f64,
    ) -> Self {
        Self { convolution: self.convolution.batch_norm(variables, momentum, epsilon), ..self }
    }

    /// Followed by ReLU, last.
    pub fn relu(self) -> Self {
        Self { convolution: self.convolution.relu(), ..self }
    }

    fn moved<X: Batched, Y: InPass<Batch = X::Batch>>(
        self,
        x: &Value<X, E, D>,
        [offset, mask]: [Option<(Id, usize)>; 2],
        pass: &mut Pass<E, D>,
    ) -> Result<Value<Y, E, D>, D::Err> {
        let Self { convolution, groups } = self;
        convolution.apply_by(x, pass, |sizes, Factors { weight, bias }, relu, pass| {
            let geometry = Geometry { window: sizes.plane(), groups };
            let [height, width] = geometry.window.input;
            assert!(height as u64 * width as u64 <= u32::MAX as u64, "an image has at most 4294967295 pixels here");
            let given = [offset, mask].map(|given| given.map_or(0, |(_, elements)| elements));
            let expected = [2 * geometry.places(), if MASKED { geometry.places() } else { 0 }];
            assert_eq!(given, expected, "each tap has its offset and its mask at each position");
            let operands = [Some(x.id()), Some(weight), offset.map(|of| of.0), mask.map(|of| of.0), bias];
            let operands = operands.into_iter().flatten().collect::<List<_>>();
            let outputs = [geometry.window.outputs(), geometry.columns()];
            pass.apply(Deforming { geometry, masked: MASKED, relu }, &operands, &outputs)
        })
    }
}

/// Declares how a deformable convolution is applied with what it is given.
macro_rules! apply {
    ($masked:literal, $doc:literal $(, $mask:ident: $M:ident)?) => {
        impl<const OUT: usize, S, E, D, W> Deformed<'_, OUT, S, E, D, W, $masked>
        where
            S: ConstShape,
            E: Dtype,
            D: Device<E>,
            W: Weight<S, E, D>,
        {
            #[doc = $doc]
            ///
            /// Rows come before columns in the offset of a tap.
            ///
            /// # Errors
            /// The device's, when memory runs out.
            ///
            /// # Panics
            /// If there is not an offset for each tap at each position, or an image has 2³² pixels.
            pub fn apply<X: Batched, O: Batched, $($M: Batched,)? Y: InPass<Batch = X::Batch>>(
                self,
                x: &Value<X, E, D>,
                offset: &Value<O, E, D>,
                $($mask: &Value<$M, E, D>,)?
                pass: &mut Pass<E, D>,
            ) -> Result<Value<Y, E, D>, D::Err> {
                let offset = Some((offset.id(), offset.shape().num_elements()));
                #[allow(unused_mut, unused_assignments)]
                let mut mask = None;
                $(mask = Some(($mask.id(), $mask.shape().num_elements()));)?
                self.moved(x, [offset, mask], pass)
            }
        }
    };
}

apply!(false, "`[C, H, W]` and `[groups · taps · 2, H', W'] → [OUT, H', W']`.");
apply!(
    true,
    "`[C, H, W]`, `[groups · taps · 2, H', W']` and `[groups · taps, H', W'] → [OUT, H', W']`.",
    mask: M
);

/// A deformable convolution and ReLU, of a value, a weight, offsets, and perhaps a mask and a bias.
#[derive(PartialEq)]
struct Deforming {
    geometry: Geometry,
    masked: bool,
    relu: bool,
}

/// The output behind the first, and the memory of the backward step: what all positions see, and then its gradient.
const COLUMNS: usize = 1;

impl Deforming {
    /// The place of the bias among the operands.
    fn bias(&self) -> usize {
        3 + usize::from(self.masked)
    }
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Deforming {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [columns]) = at.lend([Part::Output(COLUMNS)]);
        let mask = self.masked.then(|| reads.operand(3));
        Deform::sample(&kernels, &self.geometry, reads.operand(0), reads.operand(2), mask, columns);
        let (reads, [y]) = at.lend([Part::Output(0)]);
        let (columns, weight, bias) = (reads.output(COLUMNS), reads.operand(1), reads.operand_if_any(self.bias()));
        Conv2d::forward(&kernels, &self.geometry.product(), columns, weight, bias, self.relu, y);
    }

    fn keeps(&self) -> Keeps {
        let operands: &[usize] = if self.masked { &[0, 1, 2, 3] } else { &[0, 1, 2] };
        Keeps { operands, outputs: if self.relu { &[0] } else { &[] } }
    }

    fn multiply_adds(&self) -> usize {
        self.geometry.window.multiply_adds()
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        let mut scratch = [0; SCRATCH];
        scratch[COLUMNS] = self.geometry.columns();
        scratch
    }

    fn backward(&self, at: &mut Frame<'_, E, D>) {
        if self.relu {
            backward_relu(at);
        }
        let (kernels, g) = (at.kernels(), &self.geometry);
        if at.wants(1) {
            let (reads, [columns]) = at.lend([Part::Scratch(COLUMNS)]);
            let mask = self.masked.then(|| reads.operand(3));
            Deform::sample(&kernels, g, reads.operand(0), reads.operand(2), mask, columns);
            backward_variables_at(at, [1, self.bias()], |kernels, reads, dweight, dbias| {
                let (columns, dy) = (reads.scratch(COLUMNS), reads.incoming());
                Conv2d::backward_weight(kernels, &g.product(), columns, dy, dweight, dbias);
            });
        }
        let wants = [at.wants(0), at.wants(2), self.masked && at.wants(3)];
        if !wants.contains(&true) {
            return;
        }
        // The transposed convolution is the gradient's way back, and writes where the other one would add.
        let (reads, [columns]) = at.lend([Part::Scratch(COLUMNS)]);
        ConvTranspose2d::forward(&kernels, &g.product(), reads.incoming(), reads.operand(1), None, false, columns);
        if wants[0] {
            let (reads, [dx]) = at.lend([Part::Gradient(0)]);
            let mask = self.masked.then(|| reads.operand(3));
            Deform::backward_input(&kernels, g, reads.operand(2), mask, reads.scratch(COLUMNS), dx);
        }
        // They are two values: one has twice as many elements as the other.
        match [wants[1], wants[2]] {
            [true, true] => {
                let (reads, [doffset, dmask]) = at.lend([Part::Gradient(2), Part::Gradient(3)]);
                self.backward_places(&kernels, reads, Some(doffset), Some(dmask));
            }
            [true, false] => {
                let (reads, [doffset]) = at.lend([Part::Gradient(2)]);
                self.backward_places(&kernels, reads, Some(doffset), None);
            }
            [false, true] => {
                let (reads, [dmask]) = at.lend([Part::Gradient(3)]);
                self.backward_places(&kernels, reads, None, Some(dmask));
            }
            [false, false] => {}
        }
    }
}

impl Deforming {
    fn backward_places<E: Dtype, D: Device<E>>(
        &self,
        kernels: &D::Kernels,
        reads: Reads<'_, E, D>,
        doffset: Option<SliceMut<'_, E, D>>,
        dmask: Option<SliceMut<'_, E, D>>,
    ) {
        let (x, offset, columns) = (reads.operand(0), reads.operand(2), reads.scratch(COLUMNS));
        let mask = self.masked.then(|| reads.operand(3));
        Deform::backward_places(kernels, &self.geometry, x, offset, mask, columns, doffset, dmask);
    }
}
