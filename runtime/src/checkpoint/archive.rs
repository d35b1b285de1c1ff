use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use safetensors::SafeTensors;

use super::atomic;
use super::stored::Stored;
use crate::{Error, Place};

/// The entry of the metadata that holds our checksum. There is no second: a file's bytes depend on nothing but what is
/// in it, and the order of entries would.
const CHECKSUM: &str = "netweave.crc32c";

/// Tensors by their names: what is in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Archive {
    pub(super) file: PathBuf,
    pub(super) tensors: BTreeMap<String, Stored>,
}

impl Archive {
    /// Reads a safetensors file. What a header says is compared with the size of the file before anything is made of
    /// it, and files of ours with their checksum.
    pub(super) fn read(file: &Path) -> Result<Self, Error> {
        let bytes = fs::read(file).map_err(|error| Error::io(file, &error))?;
        Self::of(file, &bytes)
    }

    /// What the bytes of a file hold.
    pub(super) fn of(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |reason: String| Error::file(file, Place::Whole, reason);
        let refused = |error| refuse(format!("this is no whole safetensors file: {error}"));
        let (header, metadata) = SafeTensors::read_metadata(bytes).map_err(refused)?;
        let tensors: BTreeMap<String, Stored> = SafeTensors::deserialize(bytes)
            .map_err(refused)?
            .iter()
            .map(|(name, view)| {
                let stored = Stored { kind: view.dtype(), shape: view.shape().to_vec(), bytes: view.data().to_vec() };
                (name.to_owned(), stored)
            })
            .collect();
        let archive = Self { file: file.to_owned(), tensors };
        let promised = metadata.metadata().as_ref().and_then(|metadata| metadata.get(CHECKSUM));
        match promised {
            Some(promised) if *promised != archive.checksum() => {
                let bytes = bytes.len() - header;
                Err(refuse(format!(
                    "its checksum does not fit its {bytes} bytes: some have changed since it was saved"
                )))
            }
            _ => Ok(archive),
        }
    }

    /// Writes all tensors to a file, atomically.
    pub(super) fn write(&self, file: &Path) -> Result<(), Error> {
        let refused = |error| Error::file(file, Place::Whole, format!("{error}"));
        let views = self.tensors.iter().map(|(name, stored)| Ok((name, stored.view()?)));
        let views = views.collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let metadata = HashMap::from([(CHECKSUM.to_owned(), self.checksum())]);
        let bytes = safetensors::serialize(views, Some(metadata)).map_err(refused)?;
        atomic::write(file, &bytes)
    }

    fn checksum(&self) -> String {
        let mut sum = 0;
        for (name, stored) in &self.tensors {
            sum = crc32c::crc32c_append(sum, format!("{name}\0{}{:?}", stored.kind, stored.shape).as_bytes());
            sum = crc32c::crc32c_append(sum, &stored.bytes);
        }
        format!("{sum:08x}")
    }
}
