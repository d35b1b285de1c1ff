/// Has elements brought into a core's second cache while it works on something else. Where rows lie far apart, the processor
/// does not foresee by itself what is read or written next.
#[inline(always)]
pub(in super::super) fn prefetch<E>(start: *const E, len: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        const LINE: usize = 64;
        let (start, end) = (start.cast::<i8>(), start.wrapping_add(len).cast::<i8>());
        let mut line = start.wrapping_sub(start.addr() % LINE);
        while line < end {
            // SAFETY: a prefetch changes nothing that a program can see.
            unsafe { _mm_prefetch::<_MM_HINT_T1>(line) };
            line = line.wrapping_add(LINE);
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (start, len);
}
