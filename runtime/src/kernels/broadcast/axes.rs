//! How the axes of two shapes meet.

use super::{Axes, Geometry};

/// How far apart the elements along each axis lie; 0 where one element is all that there is.
pub(super) type Strides = Axes;

/// An axis: its size, and how far apart its elements lie in the result and in both operands.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Axis {
    pub(in super::super) size: usize,
    pub(in super::super) strides: [usize; 3],
}

impl Geometry {
    /// Of two shapes that are written one below the other from the right; an axis has the same size in both, or one
    /// element in one of them.
    pub fn new(a: &[usize], b: &[usize]) -> Self {
        let rank = a.len().max(b.len());
        let size = |shape: &[usize], axis: usize| match (axis + shape.len()).checked_sub(rank) {
            Some(own) => shape[own],
            None => 1,
        };
        let mut axes: [(usize, [usize; 2]); Axes::MOST] = Default::default();
        let mut count = 0;
        let mut lengths = [1; 2];
        // From the last to the first.
        for axis in (0..rank).rev() {
            let own = [size(a, axis), size(b, axis)];
            // Of a batch of none there is nothing.
            let full = if own.contains(&0) { 0 } else { own[0].max(own[1]) };
            let mut strides = [0; 2];
            for ((stride, length), own) in strides.iter_mut().zip(&mut lengths).zip(own) {
                if own == full {
                    *stride = *length;
                    *length *= own;
                }
            }
            if full == 1 {
                continue;
            }
            let continues = count > 0 && {
                let (size, inner): (usize, [usize; 2]) = axes[count - 1];
                strides.iter().zip(inner).all(|(&outer, inner)| outer == inner * size)
            };
            if continues {
                axes[count - 1].0 *= full;
            } else {
                axes[count] = (full, strides);
                count += 1;
            }
        }
        let axes = || axes[..count].iter().rev();
        let strides = [0, 1].map(|operand| axes().map(|(_, strides)| strides[operand]).collect());
        Self { sizes: axes().map(|(size, _)| *size).collect(), strides }
    }

    /// The number of elements of the result.
    pub fn elements(&self) -> usize {
        self.sizes.iter().product()
    }

    /// The number of elements of an operand.
    pub fn elements_of(&self, operand: usize) -> usize {
        let axes = self.sizes.iter().zip(self.strides[operand].iter());
        axes.map(|(&size, &stride)| if stride == 0 { 1 } else { size }).product()
    }

    /// The axes.
    pub(in super::super) fn axes(&self) -> Walk {
        let mut walk = Walk::default();
        let mut length = self.elements();
        for (place, &size) in self.sizes.iter().enumerate() {
            length = length.checked_div(size).unwrap_or(0);
            walk.push(Axis { size, strides: [length, self.strides[0][place], self.strides[1][place]] });
        }
        walk
    }

    /// The axes that an operand has, and those that it is stretched along.
    pub(in super::super) fn parted(&self, operand: usize) -> [Walk; 2] {
        let mut parted = [Walk::default(); 2];
        for axis in self.axes().iter() {
            parted[usize::from(axis.strides[1 + operand] == 0)].push(*axis);
        }
        parted
    }
}

/// Some axes, and the way through all places along them.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Walk {
    axes: [Axis; Axes::MOST],
    count: usize,
}

impl Walk {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Axis> {
        self.axes[..self.count].iter()
    }

    pub(super) fn push(&mut self, axis: Axis) {
        self.axes[self.count] = axis;
        self.count += 1;
    }

    /// Takes the last axis out; one of one element if there is none.
    pub(in super::super) fn pop(&mut self) -> Axis {
        match self.count.checked_sub(1) {
            Some(last) => {
                self.count = last;
                self.axes[last]
            }
            None => Axis { size: 1, strides: [1; 3] },
        }
    }

    /// How many places there are.
    pub(in super::super) fn places(&self) -> usize {
        self.iter().map(|axis| axis.size).product()
    }

    /// Where a place lies in the result and in both operands.
    #[inline(always)]
    pub(in super::super) fn at(&self, mut place: usize) -> [usize; 3] {
        let mut at = [0; 3];
        for axis in self.iter().rev() {
            let step = place % axis.size;
            place /= axis.size;
            for (at, stride) in at.iter_mut().zip(axis.strides) {
                *at += step * stride;
            }
        }
        at
    }
}
