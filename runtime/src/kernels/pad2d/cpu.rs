use std::iter::zip;
use std::ops::Range;

use super::super::Cpu;
use super::super::list::List;
use super::super::parallel::{Rows, for_each};
use super::{Border, Geometry, Pad2d};

for_floats!(Pad2d for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        let ([height, width], [frame_height, frame_width]) = (g.input, g.output);
        let rows = Line::new(g, 0);
        let columns = Line::new(g, 1);
        let lines = g.planes * frame_height;
        for_each(
            lines,
            frame_width,
            (0..lines, Rows { slice: y, width: frame_width }),
            #[inline(always)]
            move |(lines, y)| {
                for (line, y) in zip(lines, y.slice.chunks_exact_mut(frame_width)) {
                    let Some(row) = rows.source(line % frame_height) else {
                        y.fill(E::zero());
                        continue;
                    };
                    let x = &x[(line / frame_height * height + row) * width..][..width];
                    let inside = columns.inside();
                    for column in columns.outside() {
                        y[column] = columns.source(column).map_or(E::zero(), |from| x[from]);
                    }
                    if let Some(from) = columns.source(inside.start) {
                        let length = inside.len();
                        y[inside].copy_from_slice(&x[from..][..length]);
                    }
                }
            },
        );
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        let ([height, width], [frame_height, frame_width]) = (g.input, g.output);
        let (rows, columns) = (Line::new(g, 0), Line::new(g, 1));
        let mut targets: List<(usize, usize)> =
            (0..frame_height).filter_map(|target| Some((rows.source(target)?, target))).collect();
        targets.sort_unstable();
        let targets = &*targets;
        let lines = g.planes * height;
        for_each(
            lines,
            width,
            (0..lines, Rows { slice: dx, width }),
            #[inline(always)]
            move |(lines, dx)| {
                for (line, dx) in zip(lines, dx.slice.chunks_exact_mut(width)) {
                    let row = line % height;
                    let first = targets.partition_point(|(source, _)| *source < row);
                    for &(_, target) in targets[first..].iter().take_while(|(source, _)| *source == row) {
                        let dy = &dy[(line / height * frame_height + target) * frame_width..][..frame_width];
                        for column in columns.outside() {
                            if let Some(from) = columns.source(column) {
                                dx[from] += dy[column];
                            }
                        }
                        let inside = columns.inside();
                        if let Some(from) = columns.source(inside.start) {
                            for (dx, &dy) in zip(&mut dx[from..], &dy[inside]) {
                                *dx += dy;
                            }
                        }
                    }
                }
            },
        );
    }
});

/// One axis of a frame.
#[derive(Clone, Copy)]
struct Line {
    input: usize,
    output: usize,
    start: isize,
    border: Border,
}

impl Line {
    fn new(g: &Geometry, axis: usize) -> Self {
        Self { input: g.input[axis], output: g.output[axis], start: g.start[axis], border: g.border }
    }

    /// The places of the frame where the image is.
    #[inline(always)]
    fn inside(self) -> Range<usize> {
        let end = self.input.saturating_add_signed(self.start).min(self.output);
        let start = self.start.max(0) as usize;
        start.min(end)..end
    }

    /// The other places.
    #[inline(always)]
    fn outside(self) -> impl Iterator<Item = usize> {
        let inside = self.inside();
        (0..inside.start).chain(inside.end..self.output)
    }

    /// From where in the image a place of the frame is taken.
    #[inline(always)]
    fn source(self, place: usize) -> Option<usize> {
        let at = place as isize - self.start;
        let last = self.input as isize - 1;
        let at = match self.border {
            Border::Zeros => at,
            Border::Reflect if at > last => 2 * last - at,
            Border::Reflect => at.abs(),
            Border::Replicate => at.clamp(0, last.max(0)),
        };
        (0..=last).contains(&at).then_some(at as usize)
    }
}
