use std::process::Command;

use super::*;

impl Cache {
    /// A cache in which nothing is kept.
    pub(in super::super) fn none() -> Self {
        Cache { folder: None, limit: LIMIT }
    }
}

/// A folder of a test's own, which is removed at its end.
pub(in super::super) struct Scratch(PathBuf);

impl Scratch {
    pub(in super::super) fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("netweave-cache-{name}-{}", process::id()));
        drop(fs::remove_dir_all(&folder));
        Scratch(folder)
    }

    pub(in super::super) fn cache(&self) -> Cache {
        Cache { folder: Some(self.0.clone()), limit: LIMIT }
    }

    /// The files in it, whatever they are.
    pub(in super::super) fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.0).map(|files| files.map(|file| file.unwrap().path()).collect()).unwrap_or_default()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn used(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn what_was_kept_is_found_by_its_key_alone() {
    let scratch = Scratch::new("found");
    let cache = scratch.cache();
    assert_eq!(cache.find("a, version 1"), None);
    cache.keep("a, version 1", b"one");
    assert_eq!(cache.find("a, version 1").as_deref(), Some(&b"one"[..]));
    assert_eq!(cache.find("a, version 2"), None);
    cache.keep("a, version 1", b"another");
    cache.keep("nothing", b"");
    assert_eq!(cache.find("a, version 1").as_deref(), Some(&b"another"[..]));
    assert_eq!(cache.find("nothing").as_deref(), Some(&[][..]));
    assert_eq!(scratch.files().len(), 2, "no part of a file is left");
}

/// Two keys whose hashes are the same have one file.
#[test]
fn a_file_of_another_key_is_not_taken() {
    let scratch = Scratch::new("foreign");
    let cache = scratch.cache();
    cache.keep("a", b"made from a");
    fs::rename(cache.path("a").unwrap(), cache.path("b").unwrap()).unwrap();
    assert_eq!(cache.find("b"), None);
    for foreign in [&b""[..], b"something else", &[0; 4096]] {
        fs::write(cache.path("b").unwrap(), foreign).unwrap();
        assert_eq!(cache.find("b"), None);
    }
    cache.keep("b", b"made from b");
    assert_eq!(cache.find("b").as_deref(), Some(&b"made from b"[..]));
}

#[test]
fn a_file_of_which_a_byte_has_changed_is_not_taken() {
    let scratch = Scratch::new("changed");
    let cache = scratch.cache();
    cache.keep("key", b"content");
    let path = cache.path("key").unwrap();
    let whole = fs::read(&path).unwrap();
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 0x10;
        fs::write(&path, changed).unwrap();
        assert_eq!(cache.find("key"), None, "byte {place}");
        fs::write(&path, &whole[..place]).unwrap();
        assert_eq!(cache.find("key"), None, "{place} bytes");
    }
    let mut longer = whole.clone();
    longer.push(0);
    fs::write(&path, longer).unwrap();
    assert_eq!(cache.find("key"), None);
    fs::write(&path, whole).unwrap();
    assert!(cache.find("key").is_some());
}

#[test]
fn what_was_used_longest_ago_goes_first() {
    let scratch = Scratch::new("bound");
    let cache = Cache { limit: 1000, ..scratch.cache() };
    let path = |key| cache.path(key).unwrap();
    for (age, key) in ["a", "b", "c"].into_iter().enumerate() {
        cache.keep(key, &[0; 250]);
        used(&path(key), age as u64);
    }
    assert!(cache.find("a").is_some(), "it is used again");
    fs::write(scratch.0.join("notes.txt"), [0; 5000]).unwrap();
    fs::write(path("old").with_extension("1-0.part"), [0; 5000]).unwrap();
    used(&path("old").with_extension("1-0.part"), 1);
    fs::write(path("new").with_extension("2-0.part"), [0; 5000]).unwrap();
    cache.keep("d", &[0; 250]);
    assert_eq!(["a", "b", "c", "d"].map(|key| cache.find(key).is_some()), [true, false, true, true]);
    assert_eq!(scratch.files().len(), 5, "files of others stay, and what is being written");
    cache.keep("large", &[0; 2000]);
    assert_eq!(cache.find("large"), None);
}

#[test]
fn a_folder_that_cannot_be_written_is_no_cache() {
    let scratch = Scratch::new("unwritable");
    scratch.cache().keep("key", b"content");
    let file = scratch.files().remove(0);
    for folder in [Some(file.join("below a file")), None] {
        let cache = Cache { folder, limit: LIMIT };
        cache.keep("key", b"content");
        assert_eq!(cache.find("key"), None);
    }
}

/// The test runs itself twice more, as two processes that write and read the same files.
#[test]
fn two_processes_share_a_folder() {
    const FOLDER: &str = "NETWEAVE_TEST_CACHE";
    let content = |key: usize| vec![key as u8; 10_000 + key];
    if let Some(folder) = env::var_os(FOLDER) {
        let cache = Cache { folder: Some(folder.into()), limit: 30_000 };
        for round in 0..200 {
            let key = round % 5;
            cache.keep(&key.to_string(), &content(key));
            for key in 0..5 {
                let found = cache.find(&key.to_string());
                assert!(found.is_none_or(|found| found == content(key)), "key {key}");
            }
        }
        return;
    }
    let scratch = Scratch::new("shared");
    let children = [(); 2].map(|()| {
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "kernels::cuda::cache::tests::two_processes_share_a_folder"]);
        child.env(FOLDER, &scratch.0).stdout(process::Stdio::piped()).spawn().unwrap()
    });
    for child in children {
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && said.contains("1 passed"), "{said}");
    }
    assert!(!scratch.files().is_empty());
    assert!(scratch.files().iter().all(|file| file.extension() == Some(OsStr::new("kernel"))));
}
