mod csv;
mod damage;
mod folder;
mod idx;
mod loader;
mod npy;

use std::path::{Path, PathBuf};

use netweave::Error;

/// A file that `files/make.py` has made.
fn made(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("run/files").join(name)
}

/// Writes a file, reads it, and expects an error whose text behind the file's name is `expected`.
#[track_caller]
fn refuses<T: std::fmt::Debug>(content: impl AsRef<[u8]>, read: impl Fn(&Path) -> Result<T, Error>, expected: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content).unwrap();
    let error = read(file.path()).unwrap_err().to_string();
    assert_eq!(error.strip_prefix(file.path().to_str().unwrap()), Some(expected), "{error}");
}
