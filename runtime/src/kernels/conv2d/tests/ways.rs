use std::ops::Range;

use super::super::{Conv2d, Geometry, narrow, winograd};
use crate::kernels::gemm::Finish;
use crate::kernels::{Cpu, Float, Memory};

/// Kernels that work on slices, as those of the CPU do.
macro_rules! on_slices {
    ($kernels:ty) => {
        impl<E: 'static> Memory<E> for $kernels {
            type Slice<'a> = &'a [E];
            type SliceMut<'a> = &'a mut [E];

            fn part<'a>(slice: <Self as Memory<E>>::Slice<'a>, range: Range<usize>) -> <Self as Memory<E>>::Slice<'a> {
                &slice[range]
            }

            fn part_mut<'a>(
                slice: <Self as Memory<E>>::SliceMut<'a>,
                range: Range<usize>,
            ) -> <Self as Memory<E>>::SliceMut<'a> {
                &mut slice[range]
            }
        }
    };
}

macro_rules! one_after_the_other {
    ($way:ident) => {
        fn backward(
            &self,
            g: &Geometry,
            x: &[E],
            weight: &[E],
            dy: &[E],
            adds: bool,
            dx: &mut [E],
            dweight: &mut [E],
            dbias: Option<&mut [E]>,
        ) {
            self.backward_weight(g, x, dy, dweight, dbias);
            let finish = if adds { Finish::Add } else { Finish::Overwrite { bias: None, relu: false } };
            $way::backward_input(g, weight, dy, finish, dx);
        }
    };
}

/// Winograd's way for every 3 × 3, whether it pays or not.
pub(super) struct Winograd;

on_slices!(Winograd);

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

    one_after_the_other!(winograd);
}

/// The way of few channels for any number of them; the output and the gradient of the weight are made so with a stride of 1.
pub(super) struct Narrow;

on_slices!(Narrow);

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

    one_after_the_other!(narrow);
}
