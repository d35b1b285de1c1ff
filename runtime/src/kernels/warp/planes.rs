//! What taps do with a few planes of a sample at once, so that each tap is looked up once for all of them.

use std::array::from_fn;

use super::super::Float;
use super::axis::LANES;
use super::taps::lanes;

/// The most planes that are worked on at once.
pub(in super::super) const GROUP: usize = 4;

/// Calls a function for the number of planes that a group has, which is known to the compiler inside.
macro_rules! for_planes {
    ($planes:expr, $function:ident($($argument:expr),*)) => {
        match $planes {
            1 => $function::<_, 1>($($argument),*),
            2 => $function::<_, 2>($($argument),*),
            3 => $function::<_, 3>($($argument),*),
            _ => $function::<_, 4>($($argument),*),
        }
    };
}

pub(in super::super) use for_planes;

type Places = [[u32; LANES]; 4];
type Weights<E> = [[E; LANES]; 4];

/// What the taps read in each plane of `x`.
#[inline(always)]
pub(in super::super) fn read<E: Float, const K: usize>(
    x: &[E],
    area: usize,
    places: &Places,
    weights: &Weights<E>,
) -> [[E; LANES]; GROUP] {
    let planes: [&[E]; K] = from_fn(|k| &x[k * area..][..area]);
    let mut sums = [[E::zero(); LANES]; GROUP];
    for i in 0..LANES {
        let [a, b, c, d] = from_fn(|corner| places[corner][i] as usize);
        for (sums, x) in sums.iter_mut().zip(planes) {
            sums[i] = x[a] * weights[0][i] + x[b] * weights[1][i] + (x[c] * weights[2][i] + x[d] * weights[3][i]);
        }
    }
    sums
}

/// Adds to `products` what the taps read in each plane of `x`, unweighted, times that plane's `dy`.
#[inline(always)]
pub(in super::super) fn multiply<E: Float, const K: usize>(
    x: &[E],
    area: usize,
    places: &Places,
    dy: &[[E; LANES]; GROUP],
    products: &mut Weights<E>,
) {
    let planes: [&[E]; K] = from_fn(|k| &x[k * area..][..area]);
    for i in 0..LANES {
        let at: [usize; 4] = from_fn(|corner| places[corner][i] as usize);
        let mut sums: [E; 4] = from_fn(|corner| products[corner][i]);
        for (x, dy) in planes.iter().zip(dy) {
            for corner in 0..4 {
                sums[corner] += x[at[corner]] * dy[i];
            }
        }
        for corner in 0..4 {
            products[corner][i] = sums[corner];
        }
    }
}

/// Adds the pixels `start..start + len` of each plane of `x` to where the taps lead in that plane of `y`. From a plane to the
/// next are so many elements.
#[inline(always)]
pub(in super::super) fn write<E: Float, const K: usize>(
    (x, y): (&[E], &mut [E]),
    [from_next, to_next]: [usize; 2],
    (start, len): (usize, usize),
    places: &Places,
    weights: &Weights<E>,
) {
    let x: [[E; LANES]; K] = from_fn(|k| lanes(&x[k * from_next + start..][..len]));
    let mut planes = y.chunks_exact_mut(to_next);
    let mut y: [&mut [E]; K] = from_fn(|_| planes.next().unwrap_or_default());
    for i in 0..len.min(LANES) {
        let [a, b, c, d] = from_fn(|corner| places[corner][i] as usize);
        for (x, y) in x.iter().zip(&mut y) {
            y[a] += x[i] * weights[0][i];
            y[b] += x[i] * weights[1][i];
            y[c] += x[i] * weights[2][i];
            y[d] += x[i] * weights[3][i];
        }
    }
}
