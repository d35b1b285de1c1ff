//! Which library has written a file, by how it begins.

use std::fs;
use std::path::Path;

use super::archive::Archive;
#[cfg(feature = "keras")]
use super::keras;
use crate::{Error, Place};

/// How an HDF5 file begins.
const HDF5: &[u8] = b"\x89HDF\r\n\x1a\n";
/// How a zip archive begins.
const ZIP: &[u8] = b"PK\x03\x04";
/// How what Python's pickle has written begins.
const PICKLE: &[u8] = b"\x80";

/// What to do with a file of `torch.save`.
pub(super) const TORCH: &str = "this is what `torch.save` writes, which only Python reads: load it there, and write it with `safetensors.torch.save_file(state_dict, file)`";

/// Reads a file of weights: safetensors, or with the feature `keras` what Keras writes.
pub(super) fn read(file: &Path) -> Result<Archive, Error> {
    let bytes = fs::read(file).map_err(|error| Error::io(file, &error))?;
    if bytes.starts_with(HDF5) {
        hdf5(file, bytes)
    } else if bytes.starts_with(ZIP) {
        zip(file, &bytes)
    } else {
        // The length of a safetensors header may begin like a pickle.
        Archive::of(file, &bytes).map_err(|error| match bytes.starts_with(PICKLE) {
            true => Error::file(file, Place::Whole, TORCH),
            false => error,
        })
    }
}

#[cfg(feature = "keras")]
fn hdf5(file: &Path, bytes: Vec<u8>) -> Result<Archive, Error> {
    keras::read(file, bytes)
}

#[cfg(feature = "keras")]
fn zip(file: &Path, bytes: &[u8]) -> Result<Archive, Error> {
    keras::unpack(file, bytes)
}

#[cfg(not(feature = "keras"))]
fn hdf5(file: &Path, _: Vec<u8>) -> Result<Archive, Error> {
    let reason = "this is an HDF5 file, such as Keras writes: turn on the feature `keras` of netweave to read it";
    Err(Error::file(file, Place::Whole, reason))
}

#[cfg(not(feature = "keras"))]
fn zip(file: &Path, _: &[u8]) -> Result<Archive, Error> {
    let reason = format!(
        "this is a zip archive: if Keras has written it, turn on the feature `keras` of netweave to read it; if not, {TORCH}"
    );
    Err(Error::file(file, Place::Whole, reason))
}
