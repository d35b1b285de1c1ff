use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Axes, Cpu, Float};
use super::{Geometry, Permute};

/// The rows that are written together where each is read across: as many as fill a cache line with what is read.
const BLOCK: usize = 16;

for_floats!(Permute for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        gather(Joined::new(&g.sizes, &g.order).axes(), x, y, |y, x| *y = x);
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        gather(Joined::back(g).axes(), dy, dx, |dx, dy| *dx += dy);
    }
});

/// An axis of what is written, and how far apart its elements lie in what is read.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    pub(super) size: usize,
    pub(super) stride: usize,
}

/// The axes in their order, those that stay together joined to one.
pub(super) struct Joined {
    /// They are the last; those before them have one element.
    pub(super) axes: [Axis; Axes::MOST],
    count: usize,
}

impl Joined {
    pub(super) fn new(sizes: &[usize], order: &[usize]) -> Self {
        let mut axes = [Axis { size: 1, stride: 1 }; Axes::MOST];
        let mut first = axes.len();
        for &axis in order.iter().rev() {
            let next = Axis { size: sizes[axis], stride: sizes[axis + 1..].iter().product() };
            match axes.get_mut(first) {
                _ if next.size == 1 => {}
                Some(inner) if next.stride == inner.stride * inner.size => inner.size *= next.size,
                _ => {
                    first -= 1;
                    axes[first] = next;
                }
            }
        }
        Self { axes, count: axes.len() - first }
    }

    /// Of the way back.
    pub(super) fn back(g: &Geometry) -> Self {
        let sizes: Axes = g.order.iter().map(|&axis| g.sizes[axis]).collect();
        let back = |axis| g.order.iter().position(|&from| from == axis);
        let order: Axes = (0..g.order.len()).filter_map(back).collect();
        Self::new(&sizes, &order)
    }

    /// At least two.
    fn axes(&self) -> &[Axis] {
        &self.axes[self.axes.len() - self.count.max(2)..]
    }
}

/// Writes every element of `to` from where its axes say that it lies in `from`.
fn gather<E: Float>(axes: &[Axis], from: &[E], to: &mut [E], write: impl Fn(&mut E, E) + Copy + Send + Sync) {
    let [others @ .., down, across] = axes else {
        unreachable!("there are two axes at least");
    };
    if to.is_empty() {
        return;
    }
    let (down, width, step) = (*down, across.size, across.stride);
    let rows = to.len() / width;
    for_each(
        rows,
        width,
        (0..rows, Rows { slice: to, width }),
        #[inline(always)]
        move |(range, to)| {
            let (mut row, mut to) = (range.start, to.slice);
            while !to.is_empty() {
                let first = row % down.size;
                let count = (down.size - first).min(to.len() / width);
                let (block, rest) = to.split_at_mut(count * width);
                let from = &from[offset(others, row / down.size) + first * down.stride..];
                if step == 1 {
                    for (index, to) in block.chunks_exact_mut(width).enumerate() {
                        for (to, &from) in zip(to, &from[index * down.stride..]) {
                            write(to, from);
                        }
                    }
                } else {
                    for (index, block) in block.chunks_mut(BLOCK * width).enumerate() {
                        let from = &from[index * BLOCK * down.stride..];
                        for column in 0..width {
                            let from = from[column * step..].iter().step_by(down.stride);
                            let to = block[column..].iter_mut().step_by(width);
                            for (to, &from) in zip(to, from) {
                                write(to, from);
                            }
                        }
                    }
                }
                row += count;
                to = rest;
            }
        },
    );
}

/// Where the elements of the index `at` over these axes begin.
#[inline(always)]
fn offset(axes: &[Axis], at: usize) -> usize {
    let steps = axes.iter().rev().scan(at, |rest, axis| {
        let index = *rest % axis.size;
        *rest /= axis.size;
        Some(index * axis.stride)
    });
    steps.sum()
}
