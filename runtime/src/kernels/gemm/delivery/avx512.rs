use std::arch::x86_64::*;

use super::{Delivery, Finish};

impl Delivery<'_, f32> {
    /// Delivers blocks of 16 × 16, then those of 8 × 8 that are left, and then the rest.
    ///
    /// # Safety
    ///
    /// That of `rest`.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn large_blocks(&self) {
        let (rows, lanes) = (self.rows / 16 * 16, self.lanes / 16 * 16);
        let zero = _mm512_setzero_ps();
        for lane in (0..lanes).step_by(16) {
            let (bias, relu) = match self.finish {
                Finish::Overwrite { bias: Some(bias), relu } => (load(&bias[lane..]), relu),
                Finish::Overwrite { bias: None, relu } => (zero, relu),
                Finish::Add => (zero, false),
            };
            for row in (0..rows).step_by(16) {
                let mut block = [zero; 16];
                for (i, block) in block.iter_mut().enumerate() {
                    let sums = _mm512_add_ps(load(&self.sums[(row + i) * self.stride + lane..]), bias);
                    // The second operand is what is kept when a sum is not a number.
                    *block = if relu { _mm512_max_ps(zero, sums) } else { sums };
                }
                for (i, &block) in transposed(block).iter().enumerate() {
                    // SAFETY: the block ends before `rows` and `lanes`, inside the target by the checks of `run`.
                    unsafe {
                        let target = self.target.as_ptr().add(self.start + (lane + i) * self.plane + row);
                        let block = match self.finish {
                            Finish::Overwrite { .. } => block,
                            Finish::Add => _mm512_add_ps(_mm512_loadu_ps(target), block),
                        };
                        _mm512_storeu_ps(target, block);
                    }
                }
            }
        }
        let (all_rows, all_lanes) = (self.rows / 8 * 8, self.lanes / 8 * 8);
        // SAFETY: as the caller says; what has AVX-512 has AVX.
        unsafe {
            self.blocks_of(rows..all_rows, 0..lanes);
            self.blocks_of(0..all_rows, lanes..all_lanes);
            self.rest(all_rows, all_lanes);
        }
    }
}

/// The first 16 elements.
#[target_feature(enable = "avx512f")]
#[inline]
fn load(from: &[f32]) -> __m512 {
    let from: &[f32; 16] = from.first_chunk().expect("a block has 16 lanes");
    // SAFETY: the array holds the 16 elements.
    unsafe { _mm512_loadu_ps(from.as_ptr()) }
}

/// Transposes 16 × 16 elements: 4 × 4 in each quarter of the registers, and then the quarters.
#[target_feature(enable = "avx512f")]
#[inline]
fn transposed(r: [__m512; 16]) -> [__m512; 16] {
    let (first, second) = (fours(r[0], r[1], r[2], r[3]), fours(r[4], r[5], r[6], r[7]));
    let (third, last) = (fours(r[8], r[9], r[10], r[11]), fours(r[12], r[13], r[14], r[15]));
    let mut columns = r;
    for i in 0..4 {
        let (left, right) = (
            [_mm512_shuffle_f32x4::<0x44>(first[i], second[i]), _mm512_shuffle_f32x4::<0x44>(third[i], last[i])],
            [_mm512_shuffle_f32x4::<0xee>(first[i], second[i]), _mm512_shuffle_f32x4::<0xee>(third[i], last[i])],
        );
        columns[i] = _mm512_shuffle_f32x4::<0x88>(left[0], left[1]);
        columns[4 + i] = _mm512_shuffle_f32x4::<0xdd>(left[0], left[1]);
        columns[8 + i] = _mm512_shuffle_f32x4::<0x88>(right[0], right[1]);
        columns[12 + i] = _mm512_shuffle_f32x4::<0xdd>(right[0], right[1]);
    }
    columns
}

/// Transposes 4 × 4 elements in each quarter of the registers.
#[target_feature(enable = "avx512f")]
#[inline]
fn fours(a: __m512, b: __m512, c: __m512, d: __m512) -> [__m512; 4] {
    let (low, high) = (_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
    let (next_low, next_high) = (_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
    [
        _mm512_shuffle_ps::<0x44>(low, next_low),
        _mm512_shuffle_ps::<0xee>(low, next_low),
        _mm512_shuffle_ps::<0x44>(high, next_high),
        _mm512_shuffle_ps::<0xee>(high, next_high),
    ]
}
