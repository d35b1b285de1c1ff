//! The random state of a device.
//!
//! dfdx shows it to nobody and lets nobody set it. But two devices of one seed draw the same numbers, so a place in
//! that sequence can be told by the numbers that come there, and found again by drawing until they come.

use dfdx::shapes::Rank1;
use dfdx::tensor::{RandomU64, SampleTensor, Tensor};

/// Some consecutive numbers: enough that no other place in the sequence has the same.
pub(super) type Mark = [u64; 2];

/// The most numbers that are drawn in search of a place; it takes less than a minute.
const PATIENCE: u64 = 1 << 32;

/// Marks the place in the sequence where the device will go on.
pub(super) fn mark(device: &impl RandomU64) -> Mark {
    let mark = [device.random_u64(), device.random_u64()];
    // The seeker may be half a number out of step, and then has half of this one already when it knows.
    device.random_u64();
    mark
}

/// Draws until the device is where another was marked; `None` if it does not come there.
pub(super) fn seek<D: RandomU64 + SampleTensor<f32>>(device: &D, mark: Mark) -> Option<()> {
    let mut before = [device.random_u64(), device.random_u64()];
    for _ in 0..PATIENCE {
        if before == mark {
            device.random_u64();
            return Some(());
        }
        let next = device.random_u64();
        if [across(before[0], before[1]), across(before[1], next)] == mark {
            // A number of 32 bits, to be in step again.
            let _: Tensor<Rank1<1>, f32, D> = device.sample_uniform();
            return Some(());
        }
        before = [before[1], next];
    }
    None
}

/// The number that is the second half of one and the first half of the next.
fn across(number: u64, next: u64) -> u64 {
    number >> 32 | next << 32
}

#[cfg(test)]
mod tests {
    use dfdx::tensor::Cpu;

    use super::*;

    /// Draws numbers of 64 bits and of 32 bits.
    fn draw(device: &Cpu, whole: usize, halves: usize) {
        for _ in 0..whole {
            device.random_u64();
        }
        for _ in 0..halves {
            let _: Tensor<Rank1<1>, f32, Cpu> = device.sample_uniform();
        }
    }

    #[test]
    fn a_marked_place_is_found_again() {
        for (whole, halves) in [(0, 0), (1, 0), (7, 1), (100, 2), (31, 3), (1000, 65)] {
            for started in [0, 1] {
                let device = Cpu::seed_from_u64(5);
                draw(&device, 3, started);
                draw(&device, whole, halves);
                let mark = mark(&device);
                let again = Cpu::seed_from_u64(5);
                draw(&again, 3, started);
                assert_eq!(seek(&again, mark), Some(()));
                assert_eq!(again.random_u64(), device.random_u64(), "{whole} and {halves} halves from {started}");
            }
        }
    }
}
