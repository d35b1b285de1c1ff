use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::Error;

/// What the name of a file that is being written ends with.
pub(super) const UNFINISHED: &str = ".unfinished";

/// Writes a file so that whoever looks, whenever the process or the machine stops, finds all of the new content or all
/// of the old.
pub(super) fn write(file: &Path, content: &[u8]) -> Result<(), Error> {
    let mut name = file.file_name().map(OsString::from).unwrap_or_default();
    name.push(UNFINISHED);
    let unfinished = file.with_file_name(name);
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let written = write_through(&unfinished, content)
        .and_then(|()| fs::rename(&unfinished, file))
        // The new name is on the disk when the folder is.
        .and_then(|()| File::open(folder)?.sync_all());
    written.map_err(|error| {
        // It may not be there at all, and the error that matters is the first.
        let _ = fs::remove_file(&unfinished);
        Error::io(file, &error)
    })
}

fn write_through(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(file)?;
    file.write_all(content)?;
    file.sync_all()
}
