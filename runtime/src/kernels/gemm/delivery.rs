use super::super::Float;
use super::{Disjoint, Finish};

/// Sums of `[row, lane]` on their way to where each lane is a plane of its own:
/// row `r` of lane `l` is put at `start + l · plane + r · step`.
pub struct Delivery<'a, E> {
    /// The sums; more lanes than are delivered may lie between one row and the next.
    pub(in super::super) sums: &'a [E],
    /// From one row of the sums to the next.
    pub(in super::super) stride: usize,
    pub(in super::super) rows: usize,
    pub(in super::super) lanes: usize,
    pub(in super::super) finish: Finish<'a, E>,
    pub(in super::super) target: Disjoint<'a, E>,
    pub(in super::super) start: usize,
    pub(in super::super) plane: usize,
    pub(in super::super) step: usize,
}

/// Writes the transpose of `rows` × `columns` elements: `to[c · to_stride + r] = from[r · from_stride + c]`.
pub(in super::super) fn transpose<E: Float>(
    [rows, columns]: [usize; 2],
    from: &[E],
    from_stride: usize,
    to: &mut [E],
    to_stride: usize,
) {
    let delivery = Delivery {
        sums: from,
        stride: from_stride,
        rows,
        lanes: columns,
        finish: Finish::Overwrite { bias: None, relu: false },
        target: Disjoint::new(to),
        start: 0,
        plane: to_stride,
        step: 1,
    };
    // SAFETY: `to` is borrowed by nobody else.
    unsafe { delivery.run() }
}

impl<E: Float> Delivery<'_, E> {
    /// Puts every sum in its place.
    ///
    /// # Safety
    ///
    /// No other thread may use the elements that the sums are put into.
    ///
    /// # Panics
    ///
    /// Panics if a place is not inside the target.
    pub(in super::super) unsafe fn run(self) {
        if self.rows == 0 || self.lanes == 0 {
            return;
        }
        let last = self.start + (self.lanes - 1) * self.plane + (self.rows - 1) * self.step;
        assert!(last < self.target.len(), "the delivery ends outside its target");
        assert!(
            (self.rows - 1) * self.stride + self.lanes <= self.sums.len(),
            "the delivery begins outside its source"
        );
        // SAFETY: both ends are inside by the checks above; the caller keeps other threads away.
        unsafe { E::deliver(&self) }
    }

    /// Delivers what is not in the first `rows` rows and the first `lanes` lanes.
    ///
    /// # Safety
    ///
    /// That of [`Delivery::run`], and the delivery must have been checked by it.
    pub(super) unsafe fn rest(&self, rows: usize, lanes: usize) {
        let below = if rows < self.rows { 0..lanes } else { 0..0 };
        for (lane, first) in below.map(|lane| (lane, rows)).chain((lanes..self.lanes).map(|lane| (lane, 0))) {
            let sums = self.sums[first * self.stride + lane..].iter().step_by(self.stride).take(self.rows - first);
            // SAFETY: inside the target by the checks of `run`, and kept from other threads by its caller.
            let places = (first..self.rows)
                .map(|row| unsafe { &mut *self.target.as_ptr().add(self.start + lane * self.plane + row * self.step) });
            self.finish.lanes(lane..lane + 1).put_lane(sums, places);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512;

#[cfg(test)]
mod tests;

#[cfg(target_arch = "x86_64")]
impl<E> Delivery<'_, E> {
    /// Whether 16 rows of a lane are whole lines of the cache: a register that is stored to parts of two takes longer than
    /// two of half its size.
    fn fills_lines(&self) -> bool {
        let start = self.target.as_ptr().wrapping_add(self.start);
        self.step == 1 && self.plane.is_multiple_of(16) && start.addr().is_multiple_of(16 * size_of::<E>())
    }
}

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::*;
    use std::ops::Range;

    use super::{Delivery, Finish};

    impl Delivery<'_, f32> {
        /// Delivers blocks of 8 × 8, and then the rest.
        ///
        /// # Safety
        ///
        /// That of `rest`.
        #[target_feature(enable = "avx")]
        pub(in super::super) unsafe fn blocks(&self) {
            let (rows, lanes) = (self.rows / 8 * 8, self.lanes / 8 * 8);
            // SAFETY: as the caller says.
            unsafe {
                self.blocks_of(0..rows, 0..lanes);
                self.rest(rows, lanes);
            }
        }

        /// Delivers some blocks of 8 × 8.
        ///
        /// # Safety
        ///
        /// That of `rest`.
        #[target_feature(enable = "avx")]
        pub(super) unsafe fn blocks_of(&self, rows: Range<usize>, lanes: Range<usize>) {
            let zero = _mm256_setzero_ps();
            for lane in lanes.step_by(8) {
                let (bias, relu) = match self.finish {
                    Finish::Overwrite { bias: Some(bias), relu } => (load(&bias[lane..]), relu),
                    Finish::Overwrite { bias: None, relu } => (zero, relu),
                    Finish::Add => (zero, false),
                };
                for row in rows.clone().step_by(8) {
                    let mut block = [zero; 8];
                    for (i, block) in block.iter_mut().enumerate() {
                        let sums = _mm256_add_ps(load(&self.sums[(row + i) * self.stride + lane..]), bias);
                        // The second operand is what is kept when a sum is not a number.
                        *block = if relu { _mm256_max_ps(zero, sums) } else { sums };
                    }
                    for (i, &block) in transposed(block).iter().enumerate() {
                        // SAFETY: the block ends before `rows` and `lanes`, inside the target by the checks of `run`.
                        unsafe {
                            let target = self.target.as_ptr().add(self.start + (lane + i) * self.plane + row);
                            let block = match self.finish {
                                Finish::Overwrite { .. } => block,
                                Finish::Add => _mm256_add_ps(_mm256_loadu_ps(target), block),
                            };
                            _mm256_storeu_ps(target, block);
                        }
                    }
                }
            }
        }
    }

    /// The first 8 elements.
    #[target_feature(enable = "avx")]
    #[inline]
    fn load(from: &[f32]) -> __m256 {
        let from: &[f32; 8] = from.first_chunk().expect("a block has 8 lanes");
        // SAFETY: the array holds the 8 elements.
        unsafe { _mm256_loadu_ps(from.as_ptr()) }
    }

    /// Transposes 8 × 8 elements: pairs, then fours within each half of the registers, then the halves.
    #[target_feature(enable = "avx")]
    #[inline]
    fn transposed(r: [__m256; 8]) -> [__m256; 8] {
        let (upper, lower) = (fours([r[0], r[1], r[2], r[3]]), fours([r[4], r[5], r[6], r[7]]));
        [
            _mm256_permute2f128_ps::<0x20>(upper[0], lower[0]),
            _mm256_permute2f128_ps::<0x20>(upper[1], lower[1]),
            _mm256_permute2f128_ps::<0x20>(upper[2], lower[2]),
            _mm256_permute2f128_ps::<0x20>(upper[3], lower[3]),
            _mm256_permute2f128_ps::<0x31>(upper[0], lower[0]),
            _mm256_permute2f128_ps::<0x31>(upper[1], lower[1]),
            _mm256_permute2f128_ps::<0x31>(upper[2], lower[2]),
            _mm256_permute2f128_ps::<0x31>(upper[3], lower[3]),
        ]
    }

    /// Transposes 4 × 4 elements in each half of the registers.
    #[target_feature(enable = "avx")]
    #[inline]
    fn fours(r: [__m256; 4]) -> [__m256; 4] {
        let (low, high) = (_mm256_unpacklo_ps(r[0], r[1]), _mm256_unpackhi_ps(r[0], r[1]));
        let (next_low, next_high) = (_mm256_unpacklo_ps(r[2], r[3]), _mm256_unpackhi_ps(r[2], r[3]));
        [
            _mm256_shuffle_ps::<0x44>(low, next_low),
            _mm256_shuffle_ps::<0xee>(low, next_low),
            _mm256_shuffle_ps::<0x44>(high, next_high),
            _mm256_shuffle_ps::<0xee>(high, next_high),
        ]
    }
}

/// Delivers the sums of an `f32` product, in registers where the processor has them.
///
/// # Safety
///
/// That of [`Delivery::rest`].
pub(super) unsafe fn deliver_f32(delivery: &Delivery<'_, f32>) {
    #[cfg(target_arch = "x86_64")]
    if delivery.rows.min(delivery.lanes) >= 16 && delivery.fills_lines() && is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has AVX-512; the rest is as the caller says.
        return unsafe { delivery.large_blocks() };
    }
    #[cfg(target_arch = "x86_64")]
    if delivery.step == 1 && delivery.rows >= 8 && is_x86_feature_detected!("avx") {
        // SAFETY: the processor has AVX; the rest is as the caller says.
        return unsafe { delivery.blocks() };
    }
    // SAFETY: as the caller says.
    unsafe { deliver(delivery) }
}

/// Delivers the sums of a product one by one.
///
/// # Safety
///
/// That of [`Delivery::rest`].
pub(super) unsafe fn deliver<E: Float>(delivery: &Delivery<'_, E>) {
    // SAFETY: as the caller says.
    unsafe { delivery.rest(0, 0) }
}
