use std::time::Duration;

use dfdx::tensor::{Cuda, CudaError};

use super::kernels::{self, Trouble};
use crate::Error;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::Circle;

/// How long devices of one process wait for each other, when all of them have come.
pub(super) const LIMIT: Duration = Duration::from_secs(25);

/// What came of something that devices did together, in the words of the tower whose device has failed.
pub(super) fn outcome<E: Dtype>(circle: &Circle, done: Result<(), Trouble>) -> Result<(), Error>
where
    Cuda: Device<E, Kernels = kernels::Cuda>,
{
    for (tower, device) in circle.0.devices().iter().enumerate() {
        Cuda::check(device).map_err(|fault| fault.told().of_tower(tower))?;
    }
    done.map_err(|trouble| Error::Nccl {
        reason: match trouble {
            Trouble::Late => format!("the devices have not added up their gradients within {} s", LIMIT.as_secs()),
            Trouble::Failed(reason) => reason,
        },
    })
}

/// The same for who has nothing but an error of dfdx's to tell it by.
pub(super) fn fault(problem: Error) -> Fault<CudaError> {
    let error = super::error(&kernels::Fault::Work { work: "what devices do together", cause: String::new() });
    Fault { error, problem }
}
