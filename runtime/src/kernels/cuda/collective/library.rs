//! NVIDIA's library of collectives. It is looked for when somebody first asks for it, and not when a program starts: one that is
//! built for it runs where it is not installed.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

use cudarc::driver::sys::CUstream;
use libloading::Library;

/// The names under which it is installed.
const NAMES: [&str; 2] = ["libnccl.so.2", "libnccl.so"];

/// By what ranks find each other.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct UniqueId(pub(super) [u8; 128]);

/// A rank's handle of the ranks.
pub(super) type Handle = *mut c_void;

/// What a call answers.
pub(super) type Answer = c_int;
pub(super) const SUCCESS: Answer = 0;
pub(super) const IN_PROGRESS: Answer = 7;

/// The types of elements, and the sum of such.
pub(super) const BYTES: c_int = 1;
pub(super) const SINGLES: c_int = 7;
pub(super) const DOUBLES: c_int = 8;
pub(super) const SUM: c_int = 0;

type Version = unsafe extern "C" fn(*mut c_int) -> Answer;
type Words = unsafe extern "C" fn(Answer) -> *const c_char;
pub(super) type OfHandle = unsafe extern "C" fn(Handle) -> Answer;
type Plain = unsafe extern "C" fn() -> Answer;
/// What goes, what comes, how many of which type, something by the call, the handle and the stream.
type Combine = unsafe extern "C" fn(*const c_void, *mut c_void, usize, c_int, c_int, Handle, CUstream) -> Answer;

/// The calls of it that are needed here, as `nccl.h` declares them.
pub(super) struct Nccl {
    pub(super) get_unique_id: unsafe extern "C" fn(*mut UniqueId) -> Answer,
    pub(super) comm_init_rank: unsafe extern "C" fn(*mut Handle, c_int, UniqueId, c_int) -> Answer,
    pub(super) comm_init_all: unsafe extern "C" fn(*mut Handle, c_int, *const c_int) -> Answer,
    pub(super) comm_destroy: OfHandle,
    pub(super) comm_abort: OfHandle,
    pub(super) comm_get_async_error: unsafe extern "C" fn(Handle, *mut Answer) -> Answer,
    pub(super) group_start: Plain,
    pub(super) group_end: Plain,
    pub(super) all_reduce: Combine,
    pub(super) broadcast: Combine,
    pub(super) reduce:
        unsafe extern "C" fn(*const c_void, *mut c_void, usize, c_int, c_int, c_int, Handle, CUstream) -> Answer,
    words: Words,
    version: c_int,
    /// It stays: these are its functions.
    _library: Library,
}

impl Nccl {
    /// The library of this machine, or why there is none.
    pub(super) fn get() -> Result<&'static Self, String> {
        static FOUND: OnceLock<Result<Nccl, String>> = OnceLock::new();
        FOUND.get_or_init(Self::load).as_ref().map_err(Clone::clone)
    }

    fn load() -> Result<Self, String> {
        // SAFETY: what NCCL does when it is loaded asks nothing of the program.
        let [first, other] = NAMES.map(|name| unsafe { Library::new(name) });
        let library = first.or_else(|why| other.map_err(|_| why)).map_err(|why| {
            format!(
                "it is not found ({why}): install it, on Debian and Ubuntu NVIDIA's package `libnccl2`, or name its folder in `LD_LIBRARY_PATH`"
            )
        })?;
        // SAFETY: these are the declarations of `nccl.h`, the same in all versions of NCCL 2.
        unsafe {
            let ask: Version = function(&library, c"ncclGetVersion")?;
            let mut version = 0;
            ask(&raw mut version);
            Ok(Self {
                get_unique_id: function(&library, c"ncclGetUniqueId")?,
                comm_init_rank: function(&library, c"ncclCommInitRank")?,
                comm_init_all: function(&library, c"ncclCommInitAll")?,
                comm_destroy: function(&library, c"ncclCommDestroy")?,
                comm_abort: function(&library, c"ncclCommAbort")?,
                comm_get_async_error: function(&library, c"ncclCommGetAsyncError")?,
                group_start: function(&library, c"ncclGroupStart")?,
                group_end: function(&library, c"ncclGroupEnd")?,
                all_reduce: function(&library, c"ncclAllReduce")?,
                broadcast: function(&library, c"ncclBroadcast")?,
                reduce: function(&library, c"ncclReduce")?,
                words: function(&library, c"ncclGetErrorString")?,
                version,
                _library: library,
            })
        }
    }

    /// Such as `2.18.5`.
    pub(super) fn version(&self) -> String {
        // Up to 2.8 a version was written in four digits.
        let thousands = if self.version < 10_000 { 1_000 } else { 10_000 };
        let [major, minor] = [self.version / thousands, self.version % thousands / 100];
        format!("{major}.{minor}.{}", self.version % 100)
    }

    /// What went wrong in a call, unless nothing did.
    pub(super) fn check(&self, call: &str, answer: Answer) -> Result<(), String> {
        if answer == SUCCESS {
            return Ok(());
        }
        // SAFETY: it answers a text that stays.
        let words = unsafe { CStr::from_ptr((self.words)(answer)) };
        Err(format!("`{call}` says: {}; with `NCCL_DEBUG=WARN` it says more", words.to_string_lossy()))
    }
}

/// A function of the library.
///
/// # Safety
/// It is declared as `F`.
unsafe fn function<F: Copy>(library: &Library, name: &CStr) -> Result<F, String> {
    // SAFETY: this is the caller's word.
    let found = unsafe { library.get::<F>(name.to_bytes_with_nul()) };
    found.map(|function| *function).map_err(|why| format!("this is no NCCL 2: {why}"))
}
