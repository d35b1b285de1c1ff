use std::collections::HashMap;
use std::ffi::CString;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use cudarc::driver::sys::{CUfunction, CUmodule};
use cudarc::driver::{DriverError, result};

use super::super::Float;
use super::blas::Gemm;
use super::cache::Cache;
use super::launch::{Argument, Scalar};
use super::signature::{self, Parameter};
use super::{Cuda, Fault, compiler, fault, lock, progress};

/// The kernels of one operation, in CUDA C++. `prelude.cuh` and `math.cuh` come before it.
pub(in super::super) struct Source {
    /// The folder of the operation.
    pub(in super::super) folder: &'static str,
    /// What is in its `kernel.cu`, and behind that in its other files. Where it asks which kernels are `WANTED`, each is compiled
    /// by itself.
    pub(in super::super) text: &'static str,
}

/// The element types that kernels are compiled for.
pub(in super::super) trait Element: Float + Scalar + Argument + Gemm {
    /// The type's name in C++.
    const NAME: &'static str;

    /// The bits of a number, if they are a word that the device fills memory with.
    fn word(self) -> Option<u32>;
}

impl Element for f32 {
    const NAME: &'static str = "float";

    fn word(self) -> Option<u32> {
        Some(self.to_bits())
    }
}

impl Element for f64 {
    const NAME: &'static str = "double";

    fn word(self) -> Option<u32> {
        None
    }
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

/// What a source is compiled for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Variant {
    folder: &'static str,
    /// The name of its elements.
    real: &'static str,
    /// Whether it counts in 64 bits.
    is_wide: bool,
    /// Sizes that are constants in it, if it knows any.
    fixed: Vec<usize>,
}

/// What has been compiled for a device. Nothing is unloaded.
pub(super) struct Modules {
    functions: RwLock<HashMap<(Variant, &'static str), Arc<Function>>>,
    /// Held while one is compiled, so that no two threads compile the same.
    modules: Mutex<HashMap<(Variant, Option<&'static str>), Module>>,
    cache: Cache,
}

impl Modules {
    pub(super) fn new(cache: Cache) -> Self {
        Modules { functions: RwLock::default(), modules: Mutex::default(), cache }
    }
}

impl Cuda {
    /// A kernel for elements of `E`, compiled when it is asked for first, with the `fixed` sizes as constants.
    pub(super) fn function<E: Element>(
        &self,
        source: &'static Source,
        kernel: &'static str,
        is_wide: bool,
        fixed: &[usize],
    ) -> Result<Arc<Function>, Fault> {
        let Modules { functions, modules, .. } = &self.device.modules;
        let variant = Variant { folder: source.folder, real: E::NAME, is_wide, fixed: fixed.to_vec() };
        let key = (variant.clone(), kernel);
        if let Some(function) = functions.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(function.clone());
        }
        let alone = source.text.contains("WANTED(").then_some(kernel);
        let part = (variant, alone);
        let mut modules = lock(modules);
        let module = match modules.get(&part) {
            Some(module) => module.0,
            None => {
                let module = self.load(source.folder, &program(source, &part.0, alone))?;
                modules.insert(part, Module(module));
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

    fn load(&self, operation: &'static str, program: &str) -> Result<CUmodule, Fault> {
        let broken = |log| Fault::Compile { operation, log };
        let cache = &self.device.modules.cache;
        let key = key(program, &self.device.capability);
        // What another driver has left may not load.
        if let Some(Ok(module)) = cache.find(&key).map(load) {
            return Ok(module);
        }
        let image = progress::tell(operation, || compiler::compile(program, &self.device.capability));
        let image = image.map_err(broken)?;
        cache.keep(&key, &image);
        load(image).map_err(|error| broken(fault::name(error)))
    }
}

/// All that decides what the compiler makes.
pub(super) fn key(program: &str, capability: &str) -> String {
    let [major, minor] = compiler::version();
    let own = env!("CARGO_PKG_VERSION");
    format!("netweave {own}, NVRTC {major}.{minor}, compute capability {capability}\n{program}")
}

fn load(mut image: Vec<u8>) -> Result<CUmodule, DriverError> {
    // The driver reads a text to its end, which is a 0.
    image.push(0);
    // SAFETY: the image is what the compiler has made, or was kept of it with a checksum, and ends as a text has to.
    unsafe { result::module::load_data(image.as_ptr().cast()) }
}

/// What the compiler is given for all kernels of a source and all sizes.
#[cfg(test)]
pub(super) fn of_all_sizes(source: &Source, real: &'static str, is_wide: bool) -> String {
    program(source, &Variant { folder: source.folder, real, is_wide, fixed: Vec::new() }, None)
}

/// What the compiler is given, for all kernels of a source or for one alone.
fn program(source: &Source, variant: &Variant, alone: Option<&str>) -> String {
    let Variant { real, is_wide, fixed, .. } = variant;
    let index = if *is_wide { "long long" } else { "int" };
    let wanted = alone.map(|kernel| format!("#define WANTED(kernel) WANTED_##kernel\n#define WANTED_{kernel} 1\n"));
    let sizes: Vec<String> = fixed.iter().map(usize::to_string).collect();
    let sizes = if fixed.is_empty() { String::new() } else { format!("#define FIXED {}\n", sizes.join(", ")) };
    let wanted = wanted.unwrap_or_default();
    let (prelude, math) = (include_str!("prelude.cuh"), include_str!("math.cuh"));
    let Source { folder, text } = source;
    format!(
        "#define REAL {real}\n#define INDEX {index}\n{wanted}{sizes}#line 1 \"prelude.cuh\"\n{prelude}\
         #line 1 \"math.cuh\"\n{math}#line 1 \"{folder}/kernel.cu\"\n{text}"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::signature::Number;
    use super::*;

    /// The sources of all operations.
    fn sources() -> Vec<Source> {
        let kernels = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kernels");
        let folders = fs::read_dir(kernels).unwrap().map(|entry| entry.unwrap().path());
        let texts = folders.filter_map(|folder| {
            let text = fs::read_to_string(folder.join("kernel.cu")).ok()?;
            let others = fs::read_to_string(folder.join("gradients.cu")).unwrap_or_default();
            Some((text + &others, folder))
        });
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
                let program = compiler::Program::new(&of_all_sizes(&source, real, is_wide)).unwrap();
                for architecture in ["sm_80", "sm_90"] {
                    let compiled = program.compile(&[format!("--gpu-architecture={architecture}")]);
                    let log = program.log();
                    assert!(compiled.is_ok() && log.is_empty(), "{}, {real}, {architecture}: {log}", source.folder);
                }
            }
        }
    }
}
