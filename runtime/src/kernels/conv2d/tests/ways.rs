use super::super::{Conv2d, Geometry, narrow, winograd};
use crate::kernels::gemm::Finish;
use crate::kernels::{Cpu, Float, Memory};

/// Winograd's way for every 3 × 3, whether it pays or not.
pub(super) struct Winograd;

impl<E: 'static> Memory<E> for Winograd {
    type Slice<'a> = &'a [E];
    type SliceMut<'a> = &'a mut [E];
}

impl<E: Float> Conv2d<E> for Winograd {
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
        winograd::forward(g, x, weight, Finish::Overwrite { bias, relu }, y);
    }

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
        winograd::backward_input(g, weight, dy, Finish::Add, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        winograd::backward_weight(g, x, dy, dweight, dbias);
    }
}

/// The way of few channels for any number of them; the output and the gradient of the weight are made so with a stride of 1.
pub(super) struct Narrow;

impl<E: 'static> Memory<E> for Narrow {
    type Slice<'a> = &'a [E];
    type SliceMut<'a> = &'a mut [E];
}

impl<E: Float> Conv2d<E> for Narrow
where
    Cpu: for<'a> Conv2d<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
{
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
        match g.stride {
            [1, 1] => narrow::forward(g, x, weight, Finish::Overwrite { bias, relu }, y),
            _ => Cpu.forward(g, x, weight, bias, relu, y),
        }
    }

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
        narrow::backward_input(g, weight, dy, Finish::Add, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        match g.stride {
            [1, 1] => narrow::backward_weight(g, x, dy, dweight, dbias),
            _ => Cpu.backward_weight(g, x, dy, dweight, dbias),
        }
    }
}
