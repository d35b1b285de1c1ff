use std::ffi::{c_uint, c_void};
use std::ptr;

use cudarc::driver::result;
use cudarc::driver::sys::CUdeviceptr;

use super::compile::{Element, Function, Source};
use super::signature::{Number, Parameter};
use super::{Cuda, Fault, Slice, SliceMut, fault};

/// The threads of a block.
const THREADS: usize = 256;

/// The blocks of a grid over elements: several for each of the places that the largest cards have for blocks.
const BLOCKS: usize = 4096;

/// Up to so many elements kernels count in 32 bits. A step of a whole grid stays within an `int` even from here.
const NARROW: usize = 1 << 30;

/// How many threads run a kernel.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Grid {
    blocks: [usize; 3],
    threads: usize,
    /// Bytes of memory that the threads of a block share, beside those that the kernel declares.
    shared: usize,
}

impl Grid {
    /// Threads that go over `n` elements together with `EACH`; none if there are none.
    pub(in super::super) fn over(n: usize) -> Self {
        Self::blocks(n.div_ceil(THREADS).min(BLOCKS))
    }

    /// `n` blocks of 256 threads.
    pub(in super::super) fn blocks(n: usize) -> Self {
        Grid { blocks: [n, 1, 1], threads: THREADS, shared: 0 }
    }

    /// The number of blocks; it depends on what the grid was made for, and not on the device.
    pub(in super::super) fn count(self) -> usize {
        self.blocks.into_iter().product()
    }

    /// Blocks that go over `rows` rows together with `EACH_ROW`, of as many threads as `columns` columns have work for.
    pub(in super::super) fn rows(rows: usize, columns: usize) -> Self {
        Self::blocks(rows.min(BLOCKS)).threads(columns.div_ceil(4).next_multiple_of(32).clamp(32, THREADS))
    }

    /// So many blocks along each axis; at most 65535 along the second and the third.
    #[allow(dead_code, reason = "kernels that are yet to come work on tiles")]
    pub(in super::super) fn tiles(x: usize, y: usize, z: usize) -> Self {
        Grid { blocks: [x, y, z], ..Self::blocks(x) }
    }

    /// Blocks of so many threads, at most 256, and a multiple of 32 for the reductions of a block.
    pub(in super::super) fn threads(self, threads: usize) -> Self {
        Grid { threads, ..self }
    }

    /// Blocks with so many bytes of `extern __shared__` memory.
    #[allow(dead_code, reason = "kernels that are yet to come share memory of any size")]
    pub(in super::super) fn shared(self, shared: usize) -> Self {
        Grid { shared, ..self }
    }
}

/// What a kernel can be given.
pub(in super::super) trait Argument {
    fn parameter(&self) -> Parameter;

    /// Where the driver reads it.
    fn place(&self) -> *const c_void;

    /// The largest index that it makes a kernel count to.
    fn extent(&self) -> usize {
        0
    }
}

/// Types of numbers that a kernel is given, or that it reads and writes.
pub(in super::super) trait Scalar {
    const NUMBER: Number;
}

macro_rules! scalars {
    ($($type:ident $number:ident)*) => {
        $(
            impl Scalar for $type {
                const NUMBER: Number = Number::$number;
            }

            impl Argument for $type {
                fn parameter(&self) -> Parameter {
                    Parameter::Value(Number::$number)
                }

                fn place(&self) -> *const c_void {
                    ptr::from_ref(self).cast()
                }
            }
        )*
    };
}

scalars!(f32 F32  f64 F64  i32 I32  u64 U64  bool Bool);

// In memory it is a number of 64 bits like any other.
impl Scalar for usize {
    const NUMBER: Number = Number::U64;
}

impl Argument for usize {
    fn parameter(&self) -> Parameter {
        Parameter::Value(Number::Index)
    }

    /// A kernel that counts in 32 bits reads the lower half, which is the first.
    fn place(&self) -> *const c_void {
        const { assert!(cfg!(target_endian = "little") && cfg!(target_pointer_width = "64")) };
        ptr::from_ref(self).cast()
    }

    fn extent(&self) -> usize {
        *self
    }
}

impl<E: Scalar> Argument for Slice<'_, E> {
    fn parameter(&self) -> Parameter {
        Parameter::Read(E::NUMBER)
    }

    fn place(&self) -> *const c_void {
        self.place()
    }

    fn extent(&self) -> usize {
        self.len()
    }
}

impl<E: Scalar> Argument for SliceMut<'_, E> {
    fn parameter(&self) -> Parameter {
        Parameter::Write(E::NUMBER)
    }

    fn place(&self) -> *const c_void {
        self.place()
    }

    fn extent(&self) -> usize {
        self.len()
    }
}

/// A kernel gets a null pointer of nothing.
static NULL: CUdeviceptr = 0;

impl<E: Scalar> Argument for Option<Slice<'_, E>> {
    fn parameter(&self) -> Parameter {
        Parameter::Read(E::NUMBER)
    }

    fn place(&self) -> *const c_void {
        self.as_ref().map_or(ptr::from_ref(&NULL).cast(), Slice::place)
    }

    fn extent(&self) -> usize {
        self.map_or(0, |slice| slice.len())
    }
}

impl<E: Scalar> Argument for Option<SliceMut<'_, E>> {
    fn parameter(&self) -> Parameter {
        Parameter::Write(E::NUMBER)
    }

    fn place(&self) -> *const c_void {
        self.as_ref().map_or(ptr::from_ref(&NULL).cast(), SliceMut::place)
    }

    fn extent(&self) -> usize {
        self.as_ref().map_or(0, SliceMut::len)
    }
}

impl Cuda {
    /// Whether a kernel is compiled for the sizes that it is given, where that `pays`.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests have a word in it"))]
    pub(in super::super) fn fixes(&self, pays: bool) -> bool {
        #[cfg(test)]
        let pays = self.fixing.unwrap_or(pays);
        pays
    }

    /// Starts a kernel of `source`, compiled for elements of `E`; nothing if the grid has no blocks or there is a fault.
    ///
    /// Arguments of other types than the kernel's parameters are a fault.
    ///
    /// # Safety
    /// With these arguments and this grid the kernel reads and writes nothing but the elements of the slices, and no two
    /// threads write what another one reads or writes, but for those of a block with barriers in between.
    pub(in super::super) unsafe fn launch<E: Element>(
        &self,
        source: &'static Source,
        kernel: &'static str,
        grid: Grid,
        arguments: &[&dyn Argument],
    ) {
        // SAFETY: the caller's.
        unsafe { self.launch_fixed::<E>(source, kernel, &[], grid, arguments) }
    }

    /// The same, with a kernel that is compiled for `fixed` sizes, which it knows by the word `FIXED`, or with the one for all
    /// sizes, if there are none.
    ///
    /// # Safety
    /// As above; and sizes among the arguments are those that it was compiled for.
    pub(in super::super) unsafe fn launch_fixed<E: Element>(
        &self,
        source: &'static Source,
        kernel: &'static str,
        fixed: &[usize],
        grid: Grid,
        arguments: &[&dyn Argument],
    ) {
        if grid.blocks.contains(&0) {
            return;
        }
        self.attempt(|| {
            let extents = arguments.iter().map(|argument| argument.extent());
            let is_wide = extents.chain([grid.blocks[0]]).any(|extent| extent > NARROW);
            #[cfg(test)]
            let is_wide = is_wide || self.wide;
            let broken = |cause| Fault::Kernel { operation: source.folder, kernel, cause };
            let function = self.function::<E>(source, kernel, is_wide, fixed)?;
            compare(&function, arguments).map_err(broken)?;
            let [x, y, z] = extent(grid.blocks).map_err(broken)?;
            let mut places: Vec<*mut c_void> = arguments.iter().map(|argument| argument.place().cast_mut()).collect();
            // SAFETY: the arguments are of the types that the kernel takes, and live until the driver has read them. What
            // the kernel does is the caller's to say.
            unsafe {
                result::launch_kernel(
                    function.handle,
                    (x, y, z),
                    (grid.threads as c_uint, 1, 1),
                    grid.shared as c_uint,
                    self.stream(),
                    &mut places,
                )
            }
            .map_err(|error| broken(fault::name(error)))
        });
    }
}

fn compare(function: &Function, arguments: &[&dyn Argument]) -> Result<(), String> {
    let parameters = &function.parameters;
    if parameters.len() != arguments.len() {
        return Err(format!("it takes {} arguments, not {}", parameters.len(), arguments.len()));
    }
    for (place, (parameter, argument)) in parameters.iter().zip(arguments).enumerate() {
        let given = argument.parameter();
        if !parameter.takes(given) {
            return Err(format!("argument {place} is {given:?}, not {parameter:?}"));
        }
    }
    Ok(())
}

/// The blocks along each axis, as the driver takes them.
fn extent(blocks: [usize; 3]) -> Result<[c_uint; 3], String> {
    let [x, y, z] = blocks;
    if x > i32::MAX as usize || y.max(z) > usize::from(u16::MAX) {
        return Err(format!("a grid of {x} · {y} · {z} blocks is too large"));
    }
    Ok(blocks.map(|blocks| blocks as c_uint))
}
