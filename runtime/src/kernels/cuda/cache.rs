//! What was compiled, on disk, so that a program's kernels are compiled once and not at each of its starts.
//!
//! A file holds all that its content was made from beside the content, and a checksum of both: what does not agree is
//! taken for nothing, and written anew.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use log::debug;

/// What all files take together.
const LIMIT: u64 = 256 << 20;

/// What a file begins with; another number for another layout.
const MAGIC: &[u8; 16] = b"netweave kernel1";

/// Behind that: the bytes of the key, those of the content, and the checksum.
const HEADER: usize = MAGIC.len() + 8 + 8 + 4;

/// How old a file is that somebody began to write and did not finish.
const ABANDONED: Duration = Duration::from_secs(600);

/// A folder of files that are found by what they were made from. Several processes may use it.
pub(super) struct Cache {
    /// None: nothing is found, and nothing kept.
    folder: Option<PathBuf>,
    limit: u64,
}

impl Cache {
    /// `NETWEAVE_CACHE`, or `netweave` in the user's folder for caches; none if the variable is there and empty.
    pub(super) fn of_user() -> Self {
        let path = |name| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let folder = match env::var_os("NETWEAVE_CACHE") {
            Some(own) => (!own.is_empty()).then(|| own.into()),
            None => path("XDG_CACHE_HOME")
                .or_else(|| Some(path("HOME")?.join(".cache")))
                .map(|caches| caches.join("netweave")),
        };
        Cache { folder, limit: LIMIT }
    }

    /// What was made from `key`, if it is there and whole.
    pub(super) fn find(&self, key: &str) -> Option<Vec<u8>> {
        let path = self.path(key)?;
        let mut file = File::open(&path).ok()?;
        let mut bytes = Vec::new();
        // No more than is kept in all.
        Read::by_ref(&mut file).take(self.limit).read_to_end(&mut bytes).ok()?;
        let content = content(&bytes, key);
        match content {
            // When it was used last decides who goes first; a folder that nobody may write to is no reason to say so.
            Some(_) => drop(file.set_modified(SystemTime::now())),
            None => debug!("{} is not what it should be, and is made anew", path.display()),
        }
        content.map(<[u8]>::to_vec)
    }

    /// Keeps what was made from `key`, and removes what was used longest ago where there is too much. What cannot be
    /// kept is made again.
    pub(super) fn keep(&self, key: &str, content: &[u8]) {
        let Some((path, folder)) = self.path(key).zip(self.folder.as_ref()) else { return };
        let kept =
            fs::create_dir_all(folder).and_then(|()| write(&path, key, content)).and_then(|()| self.tidy(folder));
        if let Err(error) = kept {
            debug!("compiled kernels are not kept in {}: {error}", folder.display());
        }
    }

    /// Where it is kept. The name is a hash, which another key may share: a file says itself what it was made from.
    fn path(&self, key: &str) -> Option<PathBuf> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        Some(self.folder.as_ref()?.join(format!("{:016x}.kernel", hasher.finish())))
    }

    fn tidy(&self, folder: &Path) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            // Another process may have removed it.
            let Some((path, about)) = entry.ok().and_then(|entry| Some((entry.path(), entry.metadata().ok()?))) else {
                continue;
            };
            let used = about.modified()?;
            match path.extension().and_then(OsStr::to_str) {
                Some("kernel") => files.push((used, about.len(), path)),
                Some("part") if used.elapsed().is_ok_and(|age| age > ABANDONED) => drop(fs::remove_file(path)),
                _ => {}
            }
        }
        let mut size: u64 = files.iter().map(|(_, size, _)| size).sum();
        files.sort();
        for (_, bytes, path) in files {
            if size <= self.limit {
                break;
            }
            drop(fs::remove_file(path));
            size -= bytes;
        }
        Ok(())
    }
}

/// Who opens the file while it is written finds the old one, or none.
fn write(path: &Path, key: &str, content: &[u8]) -> io::Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let part = path.with_extension(format!("{}-{number}.part", process::id()));
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(&header(key.as_bytes(), content))?;
        file.write_all(key.as_bytes())?;
        file.write_all(content)
    });
    written.and_then(|()| fs::rename(&part, path)).inspect_err(|_| drop(fs::remove_file(&part)))
}

/// The content of a file, if it was made from `key`.
fn content<'a>(bytes: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let (header, rest) = bytes.split_at_checked(HEADER)?;
    let (own, content) = rest.split_at_checked(key.len())?;
    (own == key.as_bytes() && header == self::header(own, content)).then_some(content)
}

/// What a file begins with: the lengths and the checksum of what follows.
fn header(key: &[u8], content: &[u8]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let checksum = crc32c::crc32c_append(crc32c::crc32c(key), content);
    let parts: [&[u8]; 4] =
        [MAGIC, &(key.len() as u64).to_le_bytes(), &(content.len() as u64).to_le_bytes(), &checksum.to_le_bytes()];
    for (to, from) in header.iter_mut().zip(parts.into_iter().flatten()) {
        *to = *from;
    }
    header
}

#[cfg(test)]
pub(super) mod tests;
