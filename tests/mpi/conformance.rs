//! What every communicator has to do, whatever it speaks through. All ranks run it together.

use std::time::Duration;

use netweave::towers::communicator::{Communicator, Numbers};

const LIMIT: Duration = Duration::from_secs(20);

pub(crate) fn conforms(communicator: &mut dyn Communicator) {
    let (rank, size) = (communicator.rank(), communicator.size());
    assert!(rank < size && communicator.local_rank() <= rank);
    // From nothing to more than goes at once.
    for len in [0, 1, 7, 1000, 300_000, 5_000_000] {
        sums(communicator, len, rank, size);
    }
    doubles(communicator, rank, size);
    for root in 0..size {
        for len in [0, 1, 9, 100_000] {
            let mut bytes: Vec<u8> = (0..len).map(|index| (index * 7 + rank * 31) as u8).collect();
            communicator.broadcast(&mut bytes, root, LIMIT).unwrap();
            assert!(bytes.iter().enumerate().all(|(index, byte)| *byte == (index * 7 + root * 31) as u8));
        }
        communicator.barrier(LIMIT).unwrap();
    }
}

/// Whole numbers add up to what they do, and fractions to the same bits on every rank.
fn sums(communicator: &mut dyn Communicator, len: usize, rank: usize, size: usize) {
    let mut whole: Vec<f32> = (0..len).map(|index| (index % 1000 + rank) as f32).collect();
    communicator.all_reduce(Numbers::F32(&mut whole), LIMIT).unwrap();
    let ranks = (0..size).sum::<usize>();
    assert!(whole.iter().enumerate().all(|(index, sum)| *sum == (index % 1000 * size + ranks) as f32));

    let mut parts: Vec<f32> = (0..len).map(|index| 1.0 / (1 + index % 991 + 3 * rank) as f32).collect();
    communicator.all_reduce(Numbers::F32(&mut parts), LIMIT).unwrap();
    let mut bytes: Vec<u8> = parts.iter().flat_map(|part| part.to_le_bytes()).collect();
    let own = bytes.clone();
    communicator.broadcast(&mut bytes, size - 1, LIMIT).unwrap();
    assert!(own == bytes, "{len} sums are not the same on rank {rank}");
}

fn doubles(communicator: &mut dyn Communicator, rank: usize, size: usize) {
    let mut values = [1e-17 * rank as f64, 1.0, f64::MAX, f64::INFINITY, rank as f64];
    communicator.all_reduce(Numbers::F64(&mut values), LIMIT).unwrap();
    let ranks = (0..size).sum::<usize>() as f64;
    assert!((values[0] - 1e-17 * ranks).abs() < 1e-30);
    assert_eq!((values[1], values[3], values[4]), (size as f64, f64::INFINITY, ranks));
    assert_eq!(values[2], if size == 1 { f64::MAX } else { f64::INFINITY });
}
