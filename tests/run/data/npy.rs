use std::path::Path;

use netweave::Error;
use netweave::data::{Array, read_npy, read_npz};

use super::{made, refuses};

fn read(file: &Path) -> Result<Array<f64>, Error> {
    read_npy(file)
}

#[test]
fn what_numpy_writes_is_read() {
    let counts = read(&made("counts.npy")).unwrap();
    assert_eq!(counts.shape(), [3, 4]);
    assert_eq!(counts.values(), (0..12).map(f64::from).collect::<Vec<_>>());
    // Big-endian, the first dimension fastest.
    let columns_first = read(&made("columns_first.npy")).unwrap();
    assert_eq!(columns_first.shape(), [2, 3, 4]);
    assert_eq!(columns_first.values(), (-12..12).map(f64::from).collect::<Vec<_>>());
    assert_eq!(read(&made("flags.npy")).unwrap().values(), [1.0, 0.0, 1.0]);
    let scalar = read(&made("scalar.npy")).unwrap();
    assert_eq!((scalar.shape(), scalar.values()), ([].as_slice(), [2.5].as_slice()));
    assert_eq!(read(&made("large.npy")).unwrap().values(), [2.0_f64.powi(63), 1.0]);
}

#[test]
fn archives_are_read_packed_or_not() {
    for file in ["stored.npz", "packed.npz"] {
        let arrays = read_npz::<f32>(made(file)).unwrap();
        assert_eq!(arrays.keys().collect::<Vec<_>>(), ["counts", "halves"], "{file}");
        assert_eq!(arrays["counts"].shape(), [2, 3], "{file}");
        assert_eq!(arrays["counts"].values(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], "{file}");
        assert_eq!(arrays["halves"].values(), [0.0, 0.5, 1.0, 1.5], "{file}");
    }
}

/// A file of version 1 with this header and these numbers.
fn file(header: &str, numbers: &[u8]) -> Vec<u8> {
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(numbers);
    file
}

#[track_caller]
fn refuses_header(header: &str, reason: &str) {
    refuses(file(header, &[0; 8]), read, &format!(", byte 10: {reason}"));
}

#[test]
fn headers_that_lie() {
    refuses_header("[]", "the header has no `{` where one is due");
    refuses_header("{}", "the header has no entry `descr`");
    refuses_header("{'descr': '<f8'}", "the header has no entry `fortran_order`");
    refuses_header("{'descr': '<f8', 'fortran_order': False}", "the header has no entry `shape`");
    refuses_header("{'descr': '<f8', 'fortran_order': No}", "`fortran_order` is neither `True` nor `False`");
    refuses_header("{'shape': (1, x)}", "`x` is no size of a dimension");
    refuses_header("{'shape': (-1,)}", "`-1` is no size of a dimension");
    refuses_header("{'shape': (1", "the header ends within the shape");
    refuses_header("{'descr", "the header ends within a string");
    refuses_header("{'color': 1}", "the header has an unknown entry `color`");
    let header =
        |descr: &str, shape: &str| format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    refuses_header(&(header("<f8", "(1,)") + "x"), "the header goes on behind its `}`");
    for descr in ["<f2", "<c16", "|O", "", "é", "<f", "<f48", "=f4"] {
        let reason = format!("numbers of type `{descr}` cannot be read: save them as `float32`");
        refuses_header(&header(descr, "(1,)"), &reason);
    }
    for (shape, shown) in [
        ("(3,)", "[3]"),
        ("()", "[]"),
        ("(18446744073709551615, 8)", "[18446744073709551615, 8]"),
        ("(0, 18446744073709551615, 2)", "[0, 18446744073709551615, 2]"),
    ] {
        let header = header("<f4", shape);
        let expected = format!(", byte {}: expected {shown} numbers of 4 bytes each, found 8 bytes", 10 + header.len());
        refuses(file(&header, &[0; 8]), read, &expected);
    }
}

#[test]
fn files_that_end_early() {
    refuses(b"", read, ", byte 0: this is no `.npy` file, which begins with `\\x93NUMPY`");
    refuses(b"\x93NUMPY\x01", read, ", byte 7: the file ends within its header");
    refuses(b"\x93NUMPY\x01\x00\xff", read, ", byte 9: the file ends within its header");
    refuses(b"\x93NUMPY\x02\x00\xff\xff\xff\xff", read, ", byte 12: the file ends within its header");
    refuses(b"\x93NUMPY\x04\x00\x00\x00", read, ", byte 6: version 4 of the format is unknown");
    refuses(b"\x93NUMPY\x01\x00\x01\x00\xff", read, ", byte 10: not text");
    refuses(
        std::fs::read(made("complex.npy")).unwrap(),
        read,
        ", byte 10: numbers of type `<c16` cannot be read: save them as `float32`",
    );
}

#[test]
fn archives_that_are_damaged() {
    let stored = std::fs::read(made("stored.npz")).unwrap();
    let place = stored.windows(6).position(|bytes| bytes == b"\x93NUMPY").unwrap();
    let mut flipped = stored.clone();
    // In the numbers of the first array: only the checksum tells.
    flipped[place + 128] ^= 1;
    let error = |bytes: &[u8]| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let error = read_npz::<f32>(file.path()).unwrap_err().to_string();
        error.replace(file.path().to_str().unwrap(), "")
    };
    assert!(error(&flipped).starts_with(": `counts` is damaged: "), "{}", error(&flipped));
    assert!(error(&stored[..stored.len() / 2]).starts_with(": the archive is damaged: "));
    assert!(error(b"").starts_with(": the archive is damaged: "));
}
