//! Safetensors files cut short, with flipped bits and with hostile headers: an error, never a panic, and no memory for
//! what is not there.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use netweave::checkpoint::{Checkpoint, Weights, save_weights};
use netweave::prelude::*;
use proptest::prelude::*;

use super::{Digits, place};

static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let net = Cpu::seed_from_u64(5).build_module::<Digits, f32>();
    let (_folder, file) = place("weights.safetensors");
    save_weights(&net, &file).unwrap();
    fs::read(&file).unwrap()
});

fn open(bytes: &[u8]) -> Result<Weights, String> {
    let (_folder, file) = place("damaged.safetensors");
    fs::write(&file, bytes).unwrap();
    Weights::open(&file).map_err(|error| {
        let error = error.to_string();
        error.strip_prefix(file.to_str().unwrap()).unwrap_or_else(|| panic!("no file in: {error}")).to_owned()
    })
}

#[test]
fn every_prefix_is_refused() {
    let bytes = WHOLE.clone();
    let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    for length in (0..header + 8).chain((header..bytes.len()).step_by(61)) {
        assert!(open(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
    assert!(open(&bytes).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_is_noticed(place in any::<prop::sample::Index>(), bit in 0..8_u8, in_header in any::<bool>()) {
        let mut bytes = WHOLE.clone();
        let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let place = place.index(if in_header { header } else { bytes.len() });
        bytes[place] ^= 1 << bit;
        let mut net = Cpu::default().build_module::<Digits, f32>();
        // Only a checksum whose own name has changed goes unnoticed, and then all else is whole.
        let named = bytes[..header].windows(15).any(|name| name == b"netweave.crc32c");
        let noticed = open(&bytes).map_or(true, |weights| weights.load(&mut net).is_err() || !named);
        prop_assert!(noticed, "bit {bit} of byte {place}");
    }

    #[test]
    fn noise_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&bytes).is_err());
    }

    #[test]
    fn a_header_of_anything_is_read_or_refused(header in "[\\[\\]{}\",:a-z0-9_ ]{0,200}", data in 0..64_usize) {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend(header.as_bytes());
        bytes.resize(bytes.len() + data, 0);
        let _ = open(&bytes);
    }
}

/// A file with this header and this many bytes of data.
fn file(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

#[test]
fn hostile_headers() {
    let mut huge = u64::MAX.to_le_bytes().to_vec();
    huge.extend(b"{}");
    assert_eq!(open(&huge).unwrap_err(), ": this is no whole safetensors file: header too large");
    huge[..8].copy_from_slice(&99_999_999_u64.to_le_bytes());
    assert_eq!(open(&huge).unwrap_err(), ": this is no whole safetensors file: invalid header length");

    let overlapping = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#;
    assert_eq!(
        open(&file(overlapping, 12)).unwrap_err(),
        ": this is no whole safetensors file: invalid offset for tensor `b`",
    );
    for (shape, offsets, data) in [
        ("[4]", "[0,8]", 8),
        ("[2]", "[0,18446744073709551615]", 8),
        ("[2]", "[8,0]", 8),
        ("[4294967296,4294967296,4294967296]", "[0,8]", 8),
        ("[1073741824]", "[0,4294967296]", 8),
        ("[-1]", "[0,8]", 8),
        ("[2]", "[0,8]", 9),
    ] {
        let header = format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#);
        assert!(open(&file(&header, data)).is_err(), "{header}");
    }
    let unknown = r#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#;
    assert!(open(&file(unknown, 8)).unwrap_err().contains("unknown variant `F31`"));
    let deep = "[".repeat(100_000);
    assert!(open(&file(&deep, 0)).is_err());
}

#[test]
fn a_changed_number_is_noticed() {
    let mut bytes = WHOLE.clone();
    *bytes.last_mut().unwrap() ^= 1;
    let error = open(&bytes).unwrap_err();
    assert!(error.contains("some have changed since it was saved"), "{error}");
}

#[test]
fn what_is_no_checkpoint() {
    let (_folder, file) = place("weights.safetensors");
    save_weights(&Cpu::default().build_module::<Digits, f32>(), &file).unwrap();
    let error = Checkpoint::read(&file).unwrap_err().to_string();
    assert_eq!(error, format!("{}: this is no checkpoint: it does not tell its step", file.display()));
    assert!(Checkpoint::read(Path::new("nowhere")).is_err());
}
