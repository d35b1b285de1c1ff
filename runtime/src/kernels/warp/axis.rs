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
    pub(super) fn new(g: &Geometry, size: usize, positions: &[E; LANES]) -> Self {
        let (at, slopes) = match g.padding {
            Padding::Border => clamp(positions, size),
            Padding::Zeros => limit(positions, size),
            Padding::Reflection => reflect(positions, size),
        };
        match g.interpolation {
            Interpolation::Bilinear => bilinear(size, &at, &slopes),
            Interpolation::Nearest => nearest(size, &at),
        }
    }
}

/// Positions on the image or one pixel beyond it, and how they move with the ones they were made from.
type Positions<E> = ([E; LANES], [E; LANES]);

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

#[inline(always)]
fn clamp<E: Float>(positions: &[E; LANES], size: usize) -> Positions<E> {
    let last = E::of((size - 1) as f64);
    let (mut at, mut slopes) = ([E::zero(); LANES], [E::zero(); LANES]);
    for i in 0..LANES {
        let position = positions[i];
        at[i] = between(position, E::zero(), last);
        slopes[i] = slope(position > E::zero() && position < last, at[i]);
    }
    (at, slopes)
}

/// Beyond the outermost pixels by one, all is zero alike.
#[inline(always)]
fn limit<E: Float>(positions: &[E; LANES], size: usize) -> Positions<E> {
    let (before, after) = (E::of(-1.0), E::of(size as f64));
    let (mut at, mut slopes) = ([E::zero(); LANES], [E::zero(); LANES]);
    for i in 0..LANES {
        let position = positions[i];
        at[i] = between(position, before, after);
        slopes[i] = slope(position >= before && position < after, at[i]);
    }
    (at, slopes)
}

#[inline(always)]
fn reflect<E: Float>(positions: &[E; LANES], size: usize) -> Positions<E> {
    let (zero, one, two) = (E::zero(), E::one(), E::of(2.0));
    let last = E::of((size - 1) as f64);
    // An image of one pixel is seen in all mirrors.
    let (span, seen) = if size == 1 { (one, zero) } else { (last, one) };
    let (mut at, mut slopes) = ([zero; LANES], [zero; LANES]);
    for i in 0..LANES {
        let distance = positions[i].abs();
        let mirrors = (distance / span).floor();
        let rest = distance - mirrors * span;
        let odd = mirrors - two * (mirrors / two).floor();
        // `odd` is 0 or 1, and NaN where the distance is infinite.
        let mirrored = rest + odd * (span - two * rest);
        let direction = (one - two * odd) * if positions[i] < zero { -one } else { one };
        at[i] = between(mirrored * seen, zero, last);
        slopes[i] = direction * slope(mirrored > zero && mirrored < last, at[i]);
    }
    (at, slopes)
}

#[inline(always)]
fn bilinear<E: Float>(size: usize, at: &[E; LANES], slopes: &[E; LANES]) -> Axis<E> {
    let mut before = [E::zero(); LANES];
    let (mut weights, mut derivatives) = ([[E::zero(); LANES]; 2], [[E::zero(); LANES]; 2]);
    for i in 0..LANES {
        before[i] = at[i].floor();
        let share = at[i] - before[i];
        weights[0][i] = E::one() - share;
        weights[1][i] = share;
        derivatives[0][i] = -slopes[i];
        derivatives[1][i] = slopes[i];
    }
    inside(size, &before, weights, derivatives)
}

#[inline(always)]
fn nearest<E: Float>(size: usize, at: &[E; LANES]) -> Axis<E> {
    let (half, two) = (E::of(0.5), E::of(2.0));
    let mut before = [E::zero(); LANES];
    let mut weights = [[E::zero(); LANES]; 2];
    for i in 0..LANES {
        let below = at[i].floor();
        let share = at[i] - below;
        let odd = below - two * (below / two).floor() != E::zero();
        let up = share > half || share == half && odd;
        before[i] = if up { below + E::one() } else { below };
        // 1, or NaN.
        weights[0][i] = E::one() + share * E::zero();
    }
    inside(size, &before, weights, [[E::zero(); LANES]; 2])
}

/// Gives pixels that are not there no weight, and a place that is.
#[inline(always)]
fn inside<E: Float>(
    size: usize,
    before: &[E; LANES],
    mut weights: [[E; LANES]; 2],
    mut slopes: [[E; LANES]; 2],
) -> Axis<E> {
    let last = i32::try_from(size - 1).unwrap_or(i32::MAX);
    let mut places = [[0; LANES]; 2];
    for (side, places) in places.iter_mut().enumerate() {
        let (weights, slopes) = (&mut weights[side], &mut slopes[side]);
        for i in 0..LANES {
            let place = before[i].truncated().saturating_add(i32::from(side == 1));
            let there = place >= 0 && place <= last;
            places[i] = place.clamp(0, last).cast_unsigned();
            weights[i] = if there { weights[i] } else { E::zero() };
            slopes[i] = if there { slopes[i] } else { E::zero() };
        }
    }
    Axis { places, weights, slopes }
}
