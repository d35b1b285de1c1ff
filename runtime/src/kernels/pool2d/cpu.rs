use std::iter::zip;

use super::super::gemm::Scratch;
use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Geometry, Pool2d, average, max};

for_floats!(Pool2d for Cpu {
    fn max_forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        for_each_plane(
            (x, y),
            (area(g.input), area(g.output)),
            #[inline(always)]
            move |x, y| {
                if g.is_halving() {
                    max::forward_halving(g, x, y);
                } else {
                    max::forward(g, x, y);
                }
            },
        );
    }

    fn max_backward(&self, g: &Geometry, x: &[E], dy: &[E], dx: &mut [E]) {
        let (input, output) = (area(g.input), area(g.output));
        if dy.is_empty() {
            return;
        }
        let parts =
            (Rows { slice: x, width: input }, Rows { slice: dy, width: output }, Rows { slice: dx, width: input });
        for_each(
            g.batch * g.channels,
            input + output,
            parts,
            #[inline(always)]
            move |(x, dy, dx)| {
                let mut places = Scratch::new(g.output[1]);
                let gradients = zip(dy.slice.chunks_exact(output), dx.slice.chunks_exact_mut(input));
                for (x, (dy, dx)) in zip(x.slice.chunks_exact(input), gradients) {
                    if g.is_halving() {
                        max::backward_halving(g, &mut places, x, dy, dx);
                    } else {
                        max::backward(g, &mut places, x, dy, dx);
                    }
                }
            },
        );
    }

    fn average_forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        for_each_plane(
            (x, y),
            (area(g.input), area(g.output)),
            #[inline(always)]
            move |x, y| {
                if g.is_global() {
                    average::forward_global(x, y);
                } else {
                    average::forward(g, x, y);
                }
            },
        );
    }

    fn average_backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        for_each_plane(
            (dy, dx),
            (area(g.output), area(g.input)),
            #[inline(always)]
            move |dy, dx| {
                if g.is_global() {
                    average::backward_global(dy, dx);
                } else {
                    average::backward(g, dy, dx);
                }
            },
        );
    }
});

fn area([height, width]: [usize; 2]) -> usize {
    height * width
}

/// Calls `work` with each plane (a channel of a sample) of `from` and of `to`, which have these many elements.
#[inline(always)]
fn for_each_plane<E: Float>(
    (from, to): (&[E], &mut [E]),
    (from_area, to_area): (usize, usize),
    work: impl Fn(&[E], &mut [E]) + Copy + Send + Sync,
) {
    if from.is_empty() || to.is_empty() {
        return;
    }
    let planes = to.len() / to_area;
    let parts = (Rows { slice: from, width: from_area }, Rows { slice: to, width: to_area });
    for_each(
        planes,
        from_area + to_area,
        parts,
        #[inline(always)]
        move |(from, to)| {
            for (from, to) in zip(from.slice.chunks_exact(from_area), to.slice.chunks_exact_mut(to_area)) {
                work(from, to);
            }
        },
    );
}

impl Geometry {
    /// Whether the windows are 2 × 2, side by side, and free of padding.
    fn is_halving(&self) -> bool {
        self.kernel == [2; 2]
            && self.stride == [2; 2]
            && self.dilation == [1; 2]
            && zip(self.input, self.output).all(|(input, output)| 2 * output <= input)
            && self.padding[0][0] == 0
            && self.padding[1][0] == 0
    }

    /// Whether one window is the whole input.
    fn is_global(&self) -> bool {
        self.output == [1; 2] && self.kernel == self.input && self.dilation == [1; 2] && self.padding == [[0; 2]; 2]
    }
}
