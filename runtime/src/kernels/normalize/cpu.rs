use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Channel, Geometry, Normalize};

for_floats!(Normalize for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        each(g, x, y, |channel| channel, |y, x, shift, factor| *y = (x - shift) * factor);
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        // Turned around once more, the channels are where they were.
        each(g, dy, dx, |channel| g.source(channel), |dx, dy, _, factor| *dx += dy * factor);
    }
});

impl Geometry {
    /// The channel of `x` that a channel of `y` is made of.
    fn source(&self, channel: usize) -> usize {
        if self.reversed { self.channels.len() - 1 - channel } else { channel }
    }
}

/// Writes every element of `to` from one of `from`, whose channel is the source of its own, with the numbers of the channel
/// that `of` names.
#[inline(always)]
fn each<E: Float>(
    g: &Geometry,
    from: &[E],
    to: &mut [E],
    of: impl Fn(usize) -> usize,
    write: impl Fn(&mut E, E, E, E) + Copy + Send + Sync,
) {
    let count = g.channels.len();
    let numbers: Vec<_> = (0..count)
        .map(|channel| {
            let Channel { shift, factor } = g.channels[of(channel)];
            (g.source(channel), E::of(shift), E::of(factor))
        })
        .collect();
    let numbers = numbers.as_slice();
    if g.spatial == 1 {
        let parts = (Rows { slice: from, width: count }, Rows { slice: to, width: count });
        for_each(
            g.batch,
            count,
            parts,
            #[inline(always)]
            move |(from, to)| {
                for (from, to) in zip(from.slice.chunks_exact(count), to.slice.chunks_exact_mut(count)) {
                    for (to, &(source, shift, factor)) in zip(to, numbers) {
                        write(to, from[source], shift, factor);
                    }
                }
            },
        );
        return;
    }
    let (lines, width) = (g.batch * count, g.spatial);
    for_each(
        lines,
        width,
        (0..lines, Rows { slice: to, width }),
        #[inline(always)]
        move |(lines, to)| {
            for (line, to) in zip(lines, to.slice.chunks_exact_mut(width)) {
                let (source, shift, factor) = numbers[line % count];
                let from = &from[(line - line % count + source) * width..][..width];
                for (to, &from) in zip(to, from) {
                    write(to, from, shift, factor);
                }
            }
        },
    );
}
