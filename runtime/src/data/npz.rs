use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

use super::{Array, npy};
use crate::storage::Dtype;
use crate::{Error, Place};

/// Reads the arrays of a file that `numpy.savez` or `numpy.savez_compressed` wrote, by their names.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, or holds anything but whole arrays as [`read_npy`](super::read_npy)
/// reads them; checksums are compared.
pub fn read_npz<E: Dtype>(file: impl AsRef<Path>) -> Result<BTreeMap<String, Array<E>>, Error> {
    let file = file.as_ref();
    let bytes = fs::read(file).map_err(|error| Error::io(file, &error))?;
    parse(file, &bytes).map_err(|reason| Error::file(file, Place::Whole, reason))
}

fn parse<E: Dtype>(file: &Path, bytes: &[u8]) -> Result<BTreeMap<String, Array<E>>, String> {
    let damaged = |error: rawzip::Error| format!("the archive is damaged: {error}");
    let archive = ZipArchive::from_slice(bytes).map_err(damaged)?;
    let expected = archive.entries_hint();
    let mut arrays = BTreeMap::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        let path = entry.file_path().try_normalize().map_err(damaged)?;
        let name = path.as_ref();
        let name = name.strip_suffix(".npy").ok_or_else(|| format!("`{}` is no array", name.escape_debug()))?;
        let array = archive.get_entry(entry.wayfinder()).map_err(damaged)?;
        // What is unpacked is read as it comes: the size that the archive promises may be a lie.
        let mut unpacked = Vec::new();
        match entry.compression_method() {
            CompressionMethod::STORE => array.verifying_reader(array.data()).read_to_end(&mut unpacked),
            CompressionMethod::DEFLATE => {
                array.verifying_reader(DeflateDecoder::new(array.data())).read_to_end(&mut unpacked)
            }
            method => return Err(format!("`{name}` is packed in a way that NumPy does not know: {method:?}")),
        }
        .map_err(|error| format!("`{name}` is damaged: {error}"))?;
        let (shape, values) =
            npy::parse(&unpacked).map_err(|(byte, reason)| format!("`{name}`, byte {byte}: {reason}"))?;
        if arrays.insert(name.to_owned(), Array::new(file, shape, values)).is_some() {
            return Err(format!("there are two arrays `{name}`"));
        }
    }
    if arrays.len() as u64 != expected {
        return Err(format!("the archive promises {expected} arrays, found {}", arrays.len()));
    }
    Ok(arrays)
}
