//! Tests that kernels do on a CUDA device what they do on the CPU.

use super::super::{Cpu, Float, Memory};
use super::{Buffer, Cuda};

/// Memory of a device in the hands of a test.
pub(in super::super) trait Bench<E>: Memory<E> {
    type Buffer;

    fn hold(&self, values: &[E]) -> Self::Buffer;
    fn read(buffer: &Self::Buffer) -> Self::Slice<'_>;
    fn write(buffer: &mut Self::Buffer) -> Self::SliceMut<'_>;
    fn values(&self, buffer: &Self::Buffer) -> Vec<E>;
}

impl<E: Copy + 'static> Bench<E> for Cpu {
    type Buffer = Vec<E>;

    fn hold(&self, values: &[E]) -> Vec<E> {
        values.to_vec()
    }

    fn read(buffer: &Vec<E>) -> &[E] {
        buffer
    }

    fn write(buffer: &mut Vec<E>) -> &mut [E] {
        buffer
    }

    fn values(&self, buffer: &Vec<E>) -> Vec<E> {
        buffer.clone()
    }
}

impl<E: Copy + Default + 'static> Bench<E> for Cuda {
    type Buffer = Buffer<E>;

    fn hold(&self, values: &[E]) -> Buffer<E> {
        let mut buffer = self.buffer(values.len()).expect("there is memory for a test");
        self.upload(values, buffer.write());
        buffer
    }

    fn read(buffer: &Buffer<E>) -> super::Slice<'_, E> {
        buffer.read()
    }

    fn write(buffer: &mut Buffer<E>) -> super::SliceMut<'_, E> {
        buffer.write()
    }

    fn values(&self, buffer: &Buffer<E>) -> Vec<E> {
        let mut values = vec![E::default(); buffer.len()];
        if self.download(buffer.read(), &mut values).is_none() {
            panic!("{}", self.take_fault().expect("a download fails of a fault"));
        }
        values
    }
}

/// Values in the memory of the device that a test runs on.
pub(in super::super) struct Held<E, K: Bench<E>>(K::Buffer);

impl<E, K: Bench<E>> Held<E, K> {
    pub(in super::super) fn new(kernels: &K, values: &[E]) -> Self {
        Held(kernels.hold(values))
    }

    pub(in super::super) fn read(&self) -> K::Slice<'_> {
        K::read(&self.0)
    }

    pub(in super::super) fn write(&mut self) -> K::SliceMut<'_> {
        K::write(&mut self.0)
    }

    pub(in super::super) fn values(&self, kernels: &K) -> Vec<E> {
        kernels.values(&self.0)
    }
}

/// What a test has found on one device.
pub(in super::super) struct Findings<E>(Vec<(String, Vec<E>)>);

impl<E: Float> Findings<E> {
    /// Keeps values to be compared; `what` stands in the message if they differ.
    pub(in super::super) fn add<K: Bench<E>>(&mut self, what: String, kernels: &K, values: &Held<E, K>) {
        self.0.push((what, values.values(kernels)));
    }

    /// As [`Findings::add`], of a number that a kernel answers.
    pub(in super::super) fn add_number(&mut self, what: String, number: f64) {
        self.0.push((what, vec![E::of(number)]));
    }
}

/// A test that does the same with the kernels of either device, for either element type, and compares what is found.
///
/// `parity!(name: Kernel, |kernels, found| { .. })` is a test where `kernels` implements `Kernel<E>`. Values of `E` get
/// to the device by [`Held::new`] and into the comparison by [`Findings::add`]. `parity!(name: Kernel with usize, ..)`
/// can hold indices as well, and has to say of each what it holds.
macro_rules! parity {
    ($name:ident: $kernel:ident $(with $index:ident)?, |$kernels:ident, $found:ident| $body:block) => {
        #[test]
        fn $name() {
            use $crate::kernels::cuda::parity::{Bench, Findings, compare};

            fn work<E, K>($kernels: &K, $found: &mut Findings<E>)
            where
                E: $crate::kernels::Float,
                K: $kernel<E> + Bench<E> $(+ Bench<$index>)?,
            $body

            compare::<f32>(work, work, 1e-5);
            if !$crate::kernels::cuda::parity::looks_for_races() {
                compare::<f64>(work, work, 1e-12);
            }
        }
    };
}
pub(in super::super) use parity;

/// Fails where what is found on a CUDA device is further from what is found on the CPU than `tolerance`, relative to
/// that or to 1. NaN equals NaN.
#[track_caller]
pub(in super::super) fn compare<E: Float>(
    on_cpu: fn(&Cpu, &mut Findings<E>),
    on_cuda: fn(&Cuda, &mut Findings<E>),
    tolerance: f64,
) {
    let Some(cuda) = device() else { return };
    let mut expected = Findings(Vec::new());
    on_cpu(&Cpu, &mut expected);
    for wide in [false, true].into_iter().filter(|wide| !wide || !looks_for_races()) {
        let cuda = Cuda { wide, ..cuda.clone() };
        let mut found = Findings(Vec::new());
        on_cuda(&cuda, &mut found);
        if let Some(fault) = cuda.take_fault() {
            panic!("{fault}");
        }
        assert_eq!(found.0.len(), expected.0.len(), "as much is found on both devices");
        for ((what, found), (_, expected)) in found.0.iter().zip(&expected.0) {
            assert_eq!(found.len(), expected.len(), "{what}: the lengths differ");
            for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
                let near = (found - expected).abs() <= E::of(tolerance) * expected.abs().max(E::one());
                assert!(
                    near || found == expected || found.is_nan() && expected.is_nan(),
                    "{what}: element {i} is {found:?} on CUDA, and {expected:?} on the CPU (wide: {wide})"
                );
            }
        }
    }
}

/// Whether the stand-in of a device looks for races, which takes long, and which element types and indices have in common.
pub(in super::super) fn looks_for_races() -> bool {
    std::env::var_os("CUDA_STANDIN_RACES").is_some()
}

/// The device that tests use, if there is one.
pub(in super::super) fn device() -> Option<Cuda> {
    Cuda::new(0).inspect_err(|fault| eprintln!("skipped: {fault}")).ok()
}
