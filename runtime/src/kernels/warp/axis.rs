//! Positions along one axis: the two pixels around each, and their weights.

use super::super::Float;
use super::{Geometry, Interpolation, Padding};

/// The positions that are worked on at once.
pub(super) const LANES: usize = 32;

/// What each position reads along an axis.
pub(super) struct Axis<E> {
    /// The pixel before and the one after, both inside.
    pub(super) places: [[u32; LANES]; 2],
    /// Their weights; 0 for a pixel that is not there.
    pub(super) weights: [[E; LANES]; 2],
    /// The derivatives of the weights by the position.
    pub(super) slopes: [[E; LANES]; 2],
}

impl<E: Float> Axis<E> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { places: [[0; LANES]; 2], weights: [[E::zero(); LANES]; 2], slopes: [[E::zero(); LANES]; 2] }
    }

    /// Finds what is around positions on an axis of this size.
    #[inline(always)]
    pub(super) fn find(&mut self, g: &Geometry, size: usize, positions: &[E; LANES]) {
        let (zero, one) = (E::zero(), E::one());
        let (end, last) = (E::of(size as f64), E::of((size - 1) as f64));
        match g.padding {
            Padding::Border => self.find_by(
                g.interpolation,
                size,
                positions,
                #[inline(always)]
                |position| {
                    let at = between(position, zero, last);
                    (at, slope(position > zero && position < last, at))
                },
            ),
            // Beyond the outermost pixels by one, all is zero alike.
            Padding::Zeros => self.find_by(
                g.interpolation,
                size,
                positions,
                #[inline(always)]
                |position| {
                    let at = between(position, -one, end);
                    (at, slope(position >= -one && position < end, at))
                },
            ),
            Padding::Reflection => {
                // An image of one pixel is seen in all mirrors.
                let (span, seen) = if size == 1 { (one, zero) } else { (last, one) };
                self.find_by(
                    g.interpolation,
                    size,
                    positions,
                    #[inline(always)]
                    |position| {
                        let (at, direction) = reflect(position, span);
                        let inside = at > zero && at < last;
                        let at = between(at * seen, zero, last);
                        (at, direction * slope(inside, at))
                    },
                );
            }
        }
    }

    /// [`Axis::find`] with positions that `locate` brings onto the image or one pixel beyond it. It returns how they
    /// move with the ones that they were made from, too.
    #[inline(always)]
    fn find_by(
        &mut self,
        interpolation: Interpolation,
        size: usize,
        positions: &[E; LANES],
        locate: impl Fn(E) -> (E, E),
    ) {
        let (zero, one) = (E::zero(), E::one());
        let last = i32::try_from(size - 1).unwrap_or(i32::MAX);
        let Self { places, weights, slopes } = self;
        for i in 0..LANES {
            let (at, slope) = locate(positions[i]);
            let before = at.floor();
            let (share, slope) = match interpolation {
                Interpolation::Bilinear => (at - before, slope),
                Interpolation::Nearest => (nearest(at - before, before), zero),
            };
            let place = before.truncated();
            for (side, weight, slope) in [(0, one - share, -slope), (1, share, slope)] {
                let place = place.saturating_add(side);
                let there = place >= 0 && place <= last;
                let side = side as usize;
                places[side][i] = place.clamp(0, last).cast_unsigned();
                weights[side][i] = if there { weight } else { zero };
                slopes[side][i] = if there { slope } else { zero };
            }
        }
    }
}

/// `value` where it is between the ends, else the nearer end. NaN stays.
#[inline(always)]
fn between<E: Float>(value: E, from: E, to: E) -> E {
    let value = if value < from { from } else { value };
    if value > to { to } else { value }
}

/// 1 if `inside`, else 0, and NaN for a `value` that is NaN.
#[inline(always)]
fn slope<E: Float>(inside: bool, value: E) -> E {
    if inside { E::one() } else { value * E::zero() }
}

/// What is seen at a position between two mirrors, the first at 0 and the other a span away, and the direction in which
/// it moves. It is NaN where the position is infinite.
#[inline(always)]
fn reflect<E: Float>(position: E, span: E) -> (E, E) {
    let (one, two) = (E::one(), E::of(2.0));
    let distance = position.abs();
    let mirrors = (distance / span).floor();
    let rest = distance - mirrors * span;
    let odd = mirrors - two * (mirrors / two).floor();
    let direction = (one - two * odd) * if position < E::zero() { -one } else { one };
    (rest + odd * (span - two * rest), direction)
}

/// All to the pixel after or nothing: the share of the nearest one. NaN stays.
#[inline(always)]
fn nearest<E: Float>(share: E, before: E) -> E {
    let (half, two) = (E::of(0.5), E::of(2.0));
    let odd = before - two * (before / two).floor() != E::zero();
    let after = share > half || share == half && odd;
    if after { E::one() } else { share * E::zero() }
}
