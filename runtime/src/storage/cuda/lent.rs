use dfdx::tensor::Cuda;

use super::{kernels, told};
use crate::Error;
use crate::storage::{Device, Dtype, Lent};

impl<E: Dtype> Lent<E> for kernels::Staged<E>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    fn change(mut self, work: impl FnOnce(&mut [E]) -> Result<(), Error>) -> Result<(), Error> {
        let failed = |cuda: &kernels::Cuda| match cuda.take_known_fault() {
            Some(fault) => told(cuda, fault).told(),
            None => unreachable!("a fault was kept"),
        };
        let cuda = self.cuda().clone();
        match self.elements() {
            Some(elements) => work(elements)?,
            None => {
                work(&mut vec![E::of(f64::NAN); self.len()])?;
                return Err(failed(&cuda));
            }
        }
        self.bring_back().ok_or_else(|| failed(&cuda))
    }
}
