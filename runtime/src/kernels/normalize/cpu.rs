use std::iter::zip;

use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Channel, Geometry, Normalize};

for_floats!(Normalize for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        each(g, x, y, Numbers::OfTarget, |y, x, shift, factor| *y = (x - shift) * factor);
    }

    fn backward(&self, g: &Geometry, dy: &[E], dx: &mut [E]) {
        // Turned around once more, the channels are where they were.
        each(g, dy, dx, Numbers::OfSource, |dx, dy, _, factor| *dx += dy * factor);
    }
});

/// The channel whose numbers are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    OfTarget,
    OfSource,
}

/// Writes every element of `to` from one of `from`, which is in the same channel, or in the one at the other end where the
/// order is turned around.
#[inline(always)]
fn each<E: Float>(
    g: &Geometry,
    from: &[E],
    to: &mut [E],
    of: Numbers,
    write: impl Fn(&mut E, E, E, E) + Copy + Send + Sync,
) {
    let (channels, reversed): (&[Channel], bool) = (&g.channels, g.reversed);
    let count = channels.len();
    let numbers = move |target: usize| {
        let source = if reversed { count - 1 - target } else { target };
        let Channel { shift, factor } = channels[if of == Numbers::OfTarget { target } else { source }];
        (source, E::of(shift), E::of(factor))
    };
    if g.spatial == 1 {
        let parts = (Rows { slice: from, width: count }, Rows { slice: to, width: count });
        for_each(
            g.batch,
            count,
            parts,
            #[inline(always)]
            move |(from, to)| {
                for (from, to) in zip(from.slice.chunks_exact(count), to.slice.chunks_exact_mut(count)) {
                    for (channel, to) in to.iter_mut().enumerate() {
                        let (source, shift, factor) = numbers(channel);
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
                let (source, shift, factor) = numbers(line % count);
                let from = &from[(line - line % count + source) * width..][..width];
                for (to, &from) in zip(to, from) {
                    write(to, from, shift, factor);
                }
            }
        },
    );
}
