//! Where a tensor lies on a CUDA device.
//!
//! dfdx shows the address of a tensor's memory nowhere but in `Debug`, whose text cannot change: dfdx and
//! cudarc are both pinned. Not all the kernels are there yet, so `Device` is not implemented for `Cuda`.

use std::fmt::{self, Write};

use cudarc::driver::sys::CUdeviceptr;
use dfdx::shapes::{Shape, Unit};
use dfdx::tensor::{Cuda, Tensor};

/// The address of a tensor's memory, `None` if `Debug` does not print it.
pub fn device_pointer<S: Shape, E: Unit>(tensor: &Tensor<S, E, Cuda>) -> Option<CUdeviceptr> {
    let mut reader = PointerReader::default();
    // It stops the printing with an error as soon as it has the number.
    let _ = write!(reader, "{tensor:?}");
    reader.pointer
}

#[derive(Default)]
struct PointerReader {
    text: String,
    pointer: Option<CUdeviceptr>,
}

impl Write for PointerReader {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        const FIELD: &str = "cu_device_ptr: ";
        self.text.push_str(piece);
        let Some(start) = self.text.find(FIELD) else {
            return Ok(());
        };
        let number = &self.text[start + FIELD.len()..];
        let Some(end) = number.find(|c: char| !c.is_ascii_digit()) else {
            return Ok(());
        };
        self.pointer = number[..end].parse().ok();
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use cudarc::driver::result::memcpy_dtoh_sync;
    use dfdx::shapes::Rank2;
    use dfdx::tensor::{Cpu, SampleTensor};
    use dfdx::tensor_ops::TryMatMul;

    use super::*;

    #[test]
    fn a_tensor_on_the_gpu_is_found_and_computed_with() {
        // dfdx panics where there is none.
        if let Err(fault) = crate::kernels::cuda::Cuda::new(0) {
            eprintln!("skipped: {fault}");
            return;
        }
        let cuda = Cuda::try_build(0, 0).expect("there is a device");
        let cpu = Cpu::default();
        let a: Tensor<Rank2<64, 32>, f32, _> = cpu.sample_normal();
        let b: Tensor<Rank2<32, 48>, f32, _> = cpu.sample_normal();
        let (on_gpu_a, on_gpu_b) = (a.to_device(&cuda), b.to_device(&cuda));
        assert_eq!(on_gpu_a.as_vec(), a.as_vec(), "round trip");

        let product = on_gpu_a.clone().matmul(on_gpu_b);
        for (gpu, cpu) in product.as_vec().iter().zip(a.clone().matmul(b).as_vec()) {
            assert!((gpu - cpu).abs() < 1e-3, "matmul: {gpu} on the GPU, {cpu} on the CPU");
        }

        let pointer = device_pointer(&on_gpu_a).expect("`Debug` prints the pointer");
        let mut read = vec![0.0f32; 64 * 32];
        // SAFETY: `on_gpu_a` holds as many elements and is alive.
        unsafe { memcpy_dtoh_sync(&mut read, pointer) }.expect("the pointer is readable");
        assert_eq!(read, a.as_vec(), "through the pointer");
    }

    #[test]
    fn the_pointer_is_the_first_number_behind_its_name() {
        let mut reader = PointerReader::default();
        let stopped = write!(reader, "Tensor {{ data: CudaSlice {{ cu_device_ptr: {}, len: 7 }} }}", 42);
        assert!(stopped.is_err());
        assert_eq!(reader.pointer, Some(42));
    }
}
