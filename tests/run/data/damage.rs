//! Files cut short and with flipped bytes: an error or an array, but never a panic, and never much memory.

use std::path::Path;

use netweave::Error;
use netweave::data::{Csv, read_idx, read_npy, read_npz};
use proptest::prelude::*;

use super::made;

/// Reads the file with `bytes` flipped and its end cut off, by every reader.
fn damage(name: &str, flips: &[(usize, u8)], length: usize) {
    let mut bytes = std::fs::read(made(name)).unwrap();
    let size = bytes.len();
    for (place, bits) in flips {
        bytes[place % size] ^= bits;
    }
    bytes.truncate(length % (size + 1));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    // The largest file is 1 kB; deflate makes at most a thousand times as much of it.
    let modest = |numbers: usize| assert!(numbers < 1 << 20, "{numbers} numbers");
    let file: &Path = file.path();
    let check = |result: Result<usize, Error>| match result {
        Ok(numbers) => modest(numbers),
        Err(error) => assert!(error.to_string().starts_with(file.to_str().unwrap()), "{error}"),
    };
    check(read_idx::<f32>(file).map(|array| array.values().len()));
    check(read_npy::<f32>(file).map(|array| array.values().len()));
    check(read_npz::<f32>(file).map(|arrays| arrays.values().map(|array| array.values().len()).sum()));
    check(Csv::new(file).read(|row| row.number::<f32>(0)).map(|rows| rows.len()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_or_refused(
        name in prop::sample::select(vec![
            "counts.npy", "columns_first.npy", "flags.npy", "large.npy",
            "stored.npz", "packed.npz",
            "images.idx", "images.idx.gz", "doubles.idx",
        ]),
        flips in prop::collection::vec((any::<usize>(), any::<u8>()), 0..4),
        length in prop_oneof![Just(usize::MAX), any::<usize>()],
    ) {
        // `usize::MAX` leaves some length of its own; the whole file is what most flips are for.
        let length = if length == usize::MAX { std::fs::metadata(made(name)).unwrap().len() as usize } else { length };
        damage(name, &flips, length);
    }
}

#[test]
fn every_prefix_of_a_file_is_refused() {
    for name in ["counts.npy", "flags.npy", "images.idx", "images.idx.gz", "stored.npz", "packed.npz"] {
        let bytes = std::fs::read(made(name)).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        for length in 0..bytes.len() {
            std::fs::write(file.path(), &bytes[..length]).unwrap();
            let refused = match name.rsplit_once('.').unwrap().1 {
                "npy" => read_npy::<f32>(file.path()).is_err(),
                "npz" => read_npz::<f32>(file.path()).is_err(),
                _ => read_idx::<f32>(file.path()).is_err(),
            };
            assert!(refused, "{name} cut to {length} bytes");
        }
    }
}
