//! Positions along one axis: the two pixels around each, and their weights.

use super::super::Float;
use super::{Geometry, Interpolation, Padding};

/// The positions that are worked on at once.
pub(in super::super) const LANES: usize = 32;

/// What each position reads along an axis.
pub(super) struct Axis<E> {
    /// The pixel before and the one after, both inside.
    pub(super) places: [[u32; LANES]; 2],
    /// Their weights; 0 for a pixel that is not there.
    pub(super) weights: [[E; LANES]; 2],
}

impl<E: Float> Axis<E> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { places: [[0; LANES]; 2], weights: [[E::zero(); LANES]; 2] }
    }

    /// Finds what is around positions on an axis of this size.
    #[inline(always)]
    pub(super) fn find(&mut self, g: &Geometry, size: usize, positions: &[E; LANES]) {
        match g.interpolation {
            Interpolation::Bilinear => locate(
                g.padding,
                size,
                positions,
                #[inline(always)]
                |i, at, _| self.set(i, size, at.floor(), at - at.floor()),
            ),
            Interpolation::Nearest => locate(
                g.padding,
                size,
                positions,
                #[inline(always)]
                |i, at, _| self.set(i, size, at.floor(), nearest(at - at.floor(), at.floor())),
            ),
        }
    }

    /// Lets position `i` read the pixel at `before`, and a share of the one after it.
    #[inline(always)]
    fn set(&mut self, i: usize, size: usize, before: E, share: E) {
        for (side, weight) in [E::one() - share, share].into_iter().enumerate() {
            let (place, there) = pixel(before, side, size);
            self.places[side][i] = place;
            self.weights[side][i] = if there { weight } else { E::zero() };
        }
    }
}

/// The derivatives by the positions of the weights that [`Axis::find`] finds.
#[inline(always)]
pub(super) fn slopes<E: Float>(g: &Geometry, size: usize, positions: &[E; LANES]) -> [[E; LANES]; 2] {
    let mut slopes = [[E::zero(); LANES]; 2];
    if g.interpolation == Interpolation::Bilinear {
        locate(
            g.padding,
            size,
            positions,
            #[inline(always)]
            |i, at, slope| {
                for (side, slope) in [-slope, slope].into_iter().enumerate() {
                    let (_, there) = pixel(at.floor(), side, size);
                    slopes[side][i] = if there { slope } else { E::zero() };
                }
            },
        );
    }
    slopes
}

/// Calls `found` with where each position is on the image, or one pixel beyond it, and with how that moves with the
/// position.
#[inline(always)]
fn locate<E: Float>(padding: Padding, size: usize, positions: &[E; LANES], mut found: impl FnMut(usize, E, E)) {
    let (zero, one) = (E::zero(), E::one());
    let (end, last) = (E::of(size as f64), E::of((size - 1) as f64));
    match padding {
        Padding::Border => {
            for (i, &position) in positions.iter().enumerate() {
                let at = between(position, zero, last);
                found(i, at, slope((position > zero) & (position < last), at));
            }
        }
        // Beyond the outermost pixels by one, all is zero alike.
        Padding::Zeros => {
            for (i, &position) in positions.iter().enumerate() {
                let at = between(position, -one, end);
                found(i, at, slope((position >= -one) & (position < end), at));
            }
        }
        Padding::Reflection => {
            // An image of one pixel is seen in all mirrors.
            let (span, seen) = if size == 1 { (one, zero) } else { (last, one) };
            for (i, &position) in positions.iter().enumerate() {
                let (at, direction) = reflect(position, span);
                let inside = (at > zero) & (at < last);
                let at = between(at * seen, zero, last);
                found(i, at, direction * slope(inside, at));
            }
        }
    }
}

/// The pixel at `before` (`side` 0) or the one after it (1), and whether it is there; if not, the nearest that is.
#[inline(always)]
fn pixel<E: Float>(before: E, side: usize, size: usize) -> (u32, bool) {
    let place = before.truncated().wrapping_add(side as i32);
    let inside = place.clamp(0, i32::try_from(size - 1).unwrap_or(i32::MAX));
    (inside.cast_unsigned(), inside == place)
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
