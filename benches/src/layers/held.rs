//! The memory that kernels are given.

#[cfg(feature = "cuda")]
use netweave::kernels::cuda::{Buffer, Cuda, Slice, SliceMut};
use netweave::kernels::{Cpu, Kernels, Memory};

type Reading<'a, K> = <K as Memory<f32>>::Slice<'a>;
type Writing<'a, K> = <K as Memory<f32>>::SliceMut<'a>;

/// Kernels with memory of their device.
pub trait Holder: Kernels<f32> + Clone + 'static {
    /// Memory of the device.
    type Memory: 'static;

    /// Puts values there.
    fn hold(&self, values: &[f32]) -> Held<Self>;

    /// The values, to be read.
    fn read(memory: &Self::Memory) -> Reading<'_, Self>;

    /// The values, to be written.
    fn write(memory: &mut Self::Memory) -> Writing<'_, Self>;

    /// Waits for all that has been started.
    fn wait(&self);
}

/// Values in the memory of a device.
pub struct Held<K: Holder>(K::Memory);

impl<K: Holder> Held<K> {
    /// To be read.
    pub fn read(&self) -> Reading<'_, K> {
        K::read(&self.0)
    }

    /// To be written.
    pub fn write(&mut self) -> Writing<'_, K> {
        K::write(&mut self.0)
    }
}

impl Holder for Cpu {
    type Memory = Vec<f32>;

    fn hold(&self, values: &[f32]) -> Held<Self> {
        Held(values.to_vec())
    }

    fn read(memory: &Vec<f32>) -> &[f32] {
        memory
    }

    fn write(memory: &mut Vec<f32>) -> &mut [f32] {
        memory
    }

    fn wait(&self) {}
}

#[cfg(feature = "cuda")]
impl Holder for Cuda {
    type Memory = Buffer<f32>;

    fn hold(&self, values: &[f32]) -> Held<Self> {
        let mut buffer = self.buffer(values.len()).expect("there is memory for a layer");
        self.upload(values, buffer.write());
        Held(buffer)
    }

    fn read(memory: &Buffer<f32>) -> Slice<'_, f32> {
        memory.read()
    }

    fn write(memory: &mut Buffer<f32>) -> SliceMut<'_, f32> {
        memory.write()
    }

    fn wait(&self) {
        self.synchronize();
        if let Some(fault) = self.take_fault() {
            panic!("{fault}");
        }
    }
}
