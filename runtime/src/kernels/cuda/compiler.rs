//! NVRTC, the compiler of kernels.

use std::ffi::c_char;

use cudarc::nvrtc::result::{self, NvrtcError};
use cudarc::nvrtc::sys::{self, nvrtcProgram, nvrtcResult};

/// The version of the compiler; zeros if it does not tell.
pub(super) fn version() -> [i32; 2] {
    let [mut major, mut minor] = [0; 2];
    // SAFETY: it writes two numbers.
    match unsafe { sys::nvrtcVersion(&raw mut major, &raw mut minor) }.result() {
        Ok(()) => [major, minor],
        Err(_) => [0; 2],
    }
}

/// The program for devices of this capability as the driver loads it, or what the compiler says about it.
///
/// It is machine code, which the driver has nothing left to do with, unless the compiler is older than the device: that
/// runs what was compiled for an older one.
pub(super) fn compile(program: &str, capability: &str) -> Result<Vec<u8>, String> {
    let program = Program::new(program)?;
    match program.compile(&[format!("--gpu-architecture=sm_{capability}")]) {
        Ok(()) => program.machine_code(),
        Err(NvrtcError(nvrtcResult::NVRTC_ERROR_INVALID_OPTION)) => {
            program.compile(&[]).map_err(|_| program.log())?;
            program.text()
        }
        Err(_) => Err(program.log()),
    }
}

/// A program in the hands of the compiler.
pub(super) struct Program(nvrtcProgram);

impl Program {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        result::create_program(text).map(Program).map_err(name)
    }

    pub(super) fn compile(&self, options: &[String]) -> Result<(), NvrtcError> {
        // SAFETY: the program is there until it is dropped.
        unsafe { result::compile_program(self.0, options) }
    }

    /// What the compiler says of the program.
    pub(super) fn log(&self) -> String {
        // SAFETY: as above.
        unsafe { result::get_program_log(self.0) }.map_or_else(name, text)
    }

    fn text(&self) -> Result<Vec<u8>, String> {
        // SAFETY: as above.
        unsafe { result::get_ptx(self.0) }.map(bytes).map_err(name)
    }

    fn machine_code(&self) -> Result<Vec<u8>, String> {
        let mut size = 0;
        // SAFETY: it writes a number.
        unsafe { sys::nvrtcGetCUBINSize(self.0, &raw mut size) }.result().map_err(name)?;
        let mut code: Vec<c_char> = vec![0; size];
        // SAFETY: there is room for as much as it writes.
        unsafe { sys::nvrtcGetCUBIN(self.0, code.as_mut_ptr()) }.result().map_err(name)?;
        Ok(bytes(code))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A destructor has nobody to tell.
        // SAFETY: nobody uses it any more.
        let _ = unsafe { result::destroy_program(self.0) };
    }
}

fn bytes(characters: Vec<c_char>) -> Vec<u8> {
    characters.into_iter().map(c_char::cast_unsigned).collect()
}

/// What a log says, without the 0 at its end.
fn text(characters: Vec<c_char>) -> String {
    String::from_utf8_lossy(&bytes(characters)).trim_end_matches('\0').to_string()
}

fn name(error: NvrtcError) -> String {
    format!("{:?}", error.0)
}
