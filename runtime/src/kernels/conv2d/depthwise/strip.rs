use pulp::Simd;

use crate::kernels::Float;
use crate::kernels::gemm::Finish;
use crate::kernels::list::List;

/// Targets that follow each other in a row: one register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip {
    /// Where what a tap at no distance reads begins in the source.
    pub(super) source: usize,
    /// Where the targets begin.
    pub(super) target: usize,
    /// How many targets there are; further lanes are none.
    pub(super) count: usize,
}

/// Strips that are summed up together: an addition takes as long as this many multiplications.
const TOGETHER: usize = 4;

/// What is done with the sums of one plane.
#[derive(Clone, Copy)]
pub(super) enum Plain<E> {
    Overwrite { bias: E, relu: bool },
    Add,
}

impl<E: Float> Plain<E> {
    #[inline(always)]
    pub(super) fn new(finish: Finish<'_, E>) -> Self {
        match finish {
            Finish::Overwrite { bias, relu } => Plain::Overwrite { bias: bias.map_or(E::zero(), |bias| bias[0]), relu },
            Finish::Add => Plain::Add,
        }
    }

    /// What a sum begins with.
    #[inline(always)]
    pub(super) fn start(self) -> E {
        if let Plain::Overwrite { bias, .. } = self { bias } else { E::zero() }
    }
}

/// The taps of a correlation.
#[derive(Debug)]
pub(super) struct Taps {
    /// The distances at which they read.
    distances: List<usize>,
    furthest: usize,
    /// Where their weights are among those of a channel.
    weights: List<usize>,
}

impl Taps {
    pub(super) fn new(distances: List<usize>, weights: List<usize>) -> Self {
        assert_eq!(distances.len(), weights.len());
        Taps { furthest: distances.iter().copied().max().unwrap_or(0), distances, weights }
    }
}

/// A correlation of one plane: `Σ_tap weight[tap] · source[strip + tap]` for every lane of every strip.
pub(super) struct Correlation<'a, E> {
    pub(super) source: &'a [E],
    pub(super) taps: &'a Taps,
    /// The weights of the channel.
    pub(super) weights: &'a [E],
    /// In ascending order.
    pub(super) strips: &'a [Strip],
    pub(super) finish: Finish<'a, E>,
}

impl<E: Float> Correlation<'_, E> {
    /// Computes the targets.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&self, simd: S, target: &mut [E]) {
        match self.taps.distances.len() {
            9 => self.taps::<S, 9>(simd, target),
            25 => self.taps::<S, 25>(simd, target),
            _ => self.taps::<S, 0>(simd, target),
        }
    }

    /// [`Correlation::run`] for so many taps, or for any number if that is 0.
    #[inline(always)]
    fn taps<S: Simd, const TAPS: usize>(&self, simd: S, target: &mut [E]) {
        let Some(last) = self.strips.last() else { return };
        let Taps { distances, furthest, weights: order } = self.taps;
        let lanes = E::lanes::<S>();
        assert!(last.source + furthest + lanes <= self.source.len(), "a strip reads beyond the source");
        assert!(last.target + last.count <= target.len(), "a strip is outside the target");
        let finish = Plain::new(self.finish);
        let mut weights = [E::splat(simd, E::zero()); TAPS];
        let mut taps = [0; TAPS];
        for tap in 0..TAPS {
            weights[tap] = E::splat(simd, self.weights[order[tap]]);
            taps[tap] = distances[tap];
        }
        // Every strip that is no whole register is the last of a row, as the last of all is.
        let rest = E::between(simd, 0, last.count);
        let start = E::splat(simd, finish.start());
        let source = self.source.as_ptr();
        let target = target.as_mut_ptr();
        for strips in self.strips.chunks(TOGETHER) {
            let mut from = [source; TOGETHER];
            for (i, from) in from.iter_mut().enumerate() {
                // SAFETY: strips are in ascending order, and the last is inside the source.
                *from = unsafe { source.add(strips[i.min(strips.len() - 1)].source) };
            }
            let mut sums = [start; TOGETHER];
            if TAPS > 0 {
                for tap in 0..TAPS {
                    // SAFETY: the furthest tap of the last strip reads a register inside the source.
                    unsafe { add::<E, S>(simd, weights[tap], from, taps[tap], &mut sums) };
                }
            } else {
                for (&tap, &weight) in distances.iter().zip(order) {
                    // SAFETY: as above.
                    unsafe { add::<E, S>(simd, E::splat(simd, self.weights[weight]), from, tap, &mut sums) };
                }
            }
            for (strip, &sum) in strips.iter().zip(&sums) {
                // SAFETY: strips are in ascending order, and the last is inside the target.
                unsafe {
                    put::<E, S>(simd, sum, finish, target.add(strip.target), (strip.count < lanes).then_some(rest))
                };
            }
        }
    }
}

/// Adds `weight` times what a tap reads for some strips.
///
/// # Safety
///
/// The register at a distance of `tap` from each place may be read.
#[inline(always)]
unsafe fn add<E: Float, S: Simd>(
    simd: S,
    weight: E::Vector<S>,
    from: [*const E; TOGETHER],
    tap: usize,
    sums: &mut [E::Vector<S>; TOGETHER],
) {
    for i in 0..TOGETHER {
        // SAFETY: as the caller says.
        let value = unsafe { from[i].add(tap).cast::<E::Vector<S>>().read_unaligned() };
        sums[i] = E::multiply_add(simd, weight, value, sums[i]);
    }
}

/// Finishes the sums of a strip: of all lanes, or of some.
///
/// # Safety
///
/// The elements of these lanes, the first at `to`, may be read and written.
#[inline(always)]
pub(super) unsafe fn put<E: Float, S: Simd>(
    simd: S,
    sum: E::Vector<S>,
    finish: Plain<E>,
    to: *mut E,
    some: Option<E::Mask<S>>,
) {
    let register = to.cast::<E::Vector<S>>();
    let value = match finish {
        Plain::Overwrite { relu: true, .. } => E::clipped(simd, sum),
        Plain::Overwrite { relu: false, .. } => sum,
        Plain::Add => {
            // SAFETY: the elements may be read.
            let old = unsafe {
                match some {
                    Some(some) => E::load_some(simd, some, to),
                    None => register.read_unaligned(),
                }
            };
            E::plus(simd, old, sum)
        }
    };
    // SAFETY: likewise.
    unsafe {
        match some {
            Some(some) => E::store_some(simd, some, to, value),
            None => register.write_unaligned(value),
        }
    }
}
