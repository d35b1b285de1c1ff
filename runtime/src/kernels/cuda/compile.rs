use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use cudarc::driver::result;
use cudarc::driver::sys::{CUfunction, CUmodule};
use cudarc::nvrtc::result::NvrtcError;
use cudarc::nvrtc::sys::nvrtcResult;
use cudarc::nvrtc::{CompileError, CompileOptions, Ptx, compile_ptx_with_opts};

use super::super::Float;
use super::blas::Gemm;
use super::launch::{Argument, Scalar};
use super::signature::{self, Parameter};
use super::{Cuda, Fault, fault, lock};

/// The kernels of one operation, in CUDA C++. `prelude.cuh` and `math.cuh` come before it.
pub(in super::super) struct Source {
    /// The folder of the operation.
    pub(in super::super) folder: &'static str,
    /// What is in its `kernel.cu`.
    pub(in super::super) text: &'static str,
}

/// The element types that kernels are compiled for.
pub(in super::super) trait Element: Float + Scalar + Argument + Gemm {
    /// The type's name in C++.
    const NAME: &'static str;
}

impl Element for f32 {
    const NAME: &'static str = "float";
}

impl Element for f64 {
    const NAME: &'static str = "double";
}

/// A kernel that is ready.
pub(super) struct Function {
    pub(super) handle: CUfunction,
    pub(super) parameters: Vec<Parameter>,
}

// SAFETY: the driver takes handles of functions from any thread.
unsafe impl Send for Function {}
// SAFETY: as above.
unsafe impl Sync for Function {}

struct Module(CUmodule);

// SAFETY: the driver takes handles of modules from any thread.
unsafe impl Send for Module {}

/// A source, the name of its elements, and whether it counts in 64 bits.
type Variant = (&'static str, &'static str, bool);

/// What has been compiled for a device. Nothing is unloaded.
#[derive(Default)]
pub(super) struct Modules {
    functions: RwLock<HashMap<(Variant, &'static str), Arc<Function>>>,
    /// Held while one is compiled, so that no two threads compile the same.
    modules: Mutex<HashMap<Variant, Module>>,
}

impl Cuda {
    /// A kernel for elements of `E`, compiled when it is asked for first.
    pub(super) fn function<E: Element>(
        &self,
        source: &'static Source,
        kernel: &'static str,
        is_wide: bool,
    ) -> Result<Arc<Function>, Fault> {
        let Modules { functions, modules } = &self.device.modules;
        let variant = (source.folder, E::NAME, is_wide);
        let key = (variant, kernel);
        if let Some(function) = functions.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(function.clone());
        }
        let mut modules = lock(modules);
        let module = match modules.get(&variant) {
            Some(module) => module.0,
            None => {
                let module = self.load(source, E::NAME, is_wide)?;
                modules.insert(variant, Module(module));
                module
            }
        };
        let broken = |cause| Fault::Kernel { operation: source.folder, kernel, cause };
        let parameters = signature::parameters(source.text, kernel, E::NUMBER).map_err(broken)?;
        let name = CString::new(kernel).map_err(|error| broken(error.to_string()))?;
        // SAFETY: modules stay loaded.
        let handle =
            unsafe { result::module::get_function(module, name) }.map_err(|error| broken(fault::name(error)))?;
        let function = Arc::new(Function { handle, parameters });
        functions.write().unwrap_or_else(PoisonError::into_inner).insert(key, function.clone());
        Ok(function)
    }

    fn load(&self, source: &Source, real: &str, is_wide: bool) -> Result<CUmodule, Fault> {
        let broken = |log| Fault::Compile { operation: source.folder, log };
        let ptx = compile(&program(source, real, is_wide), self.device.architecture).map_err(broken)?;
        let image = CString::new(ptx.to_src()).map_err(|error| broken(error.to_string()))?;
        // SAFETY: the image ends with a 0, as text has to.
        unsafe { result::module::load_data(image.as_ptr().cast()) }.map_err(|error| broken(fault::name(error)))
    }
}

/// What the compiler is given.
fn program(source: &Source, real: &str, is_wide: bool) -> String {
    let index = if is_wide { "long long" } else { "int" };
    let (prelude, math) = (include_str!("prelude.cuh"), include_str!("math.cuh"));
    let Source { folder, text } = source;
    format!(
        "#define REAL {real}\n#define INDEX {index}\n#line 1 \"prelude.cuh\"\n{prelude}\
         #line 1 \"math.cuh\"\n{math}#line 1 \"{folder}/kernel.cu\"\n{text}"
    )
}

/// The program as PTX, or what the compiler says about it.
fn compile(program: &str, architecture: &'static str) -> Result<Ptx, String> {
    let options = CompileOptions { arch: Some(architecture), ..Default::default() };
    let compiled = match compile_ptx_with_opts(program, options) {
        // The compiler is older than the device, which runs what was compiled for an older one.
        Err(CompileError::CompileError { nvrtc: NvrtcError(nvrtcResult::NVRTC_ERROR_INVALID_OPTION), .. }) => {
            compile_ptx_with_opts(program, CompileOptions::default())
        }
        compiled => compiled,
    };
    compiled.map_err(|error| match error {
        CompileError::CompileError { log, .. } => log.to_string_lossy().into_owned(),
        error => format!("{error:?}"),
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;
    use std::fs;
    use std::path::Path;

    use cudarc::nvrtc::result;

    use super::super::signature::Number;
    use super::*;

    /// The sources of all operations.
    fn sources() -> Vec<Source> {
        let kernels = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kernels");
        let folders = fs::read_dir(kernels).unwrap().map(|entry| entry.unwrap().path());
        let texts = folders.filter_map(|folder| Some((fs::read_to_string(folder.join("kernel.cu")).ok()?, folder)));
        texts
            .map(|(text, folder)| Source {
                folder: folder.file_name().unwrap().to_string_lossy().into_owned().leak(),
                text: text.leak(),
            })
            .collect()
    }

    #[test]
    fn the_parameters_of_every_kernel_are_known() {
        for Source { folder, text } in sources() {
            let kernels = text.lines().filter_map(|line| line.strip_prefix("KERNEL ")?.split('(').next());
            for kernel in kernels {
                let parameters = signature::parameters(text, kernel, Number::F32);
                assert!(parameters.is_ok(), "{folder}, {kernel}: {parameters:?}");
            }
        }
    }

    /// Needs no device, but the compiler. What it says on success are warnings.
    #[test]
    fn every_source_compiles_without_a_warning() {
        for source in sources() {
            for (real, is_wide) in [("float", false), ("float", true), ("double", false), ("double", true)] {
                let program = result::create_program(program(&source, real, is_wide)).unwrap();
                for architecture in ["compute_80", "compute_90"] {
                    // SAFETY: the program was made above, and is not destroyed.
                    let (compiled, log) = unsafe {
                        let compiled =
                            result::compile_program(program, &[format!("--gpu-architecture={architecture}")]);
                        (compiled, result::get_program_log(program).unwrap())
                    };
                    // SAFETY: the log ends with a 0.
                    let log = unsafe { CStr::from_ptr(log.as_ptr()) }.to_string_lossy();
                    assert!(compiled.is_ok() && log.is_empty(), "{}, {real}, {architecture}: {log}", source.folder);
                }
            }
        }
    }
}
