use crate::kernels::numbers::Numbers as Kernel;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass};
use crate::storage::{Device, Dtype};

/// Indices of a pass as numbers.
pub(super) fn numbers<E: Dtype, D: Device<E>>(indices: usize, len: usize, pass: &mut Pass<E, D>) -> Id {
    pass.apply(Numbers { indices }, &[], &[len])
}

#[derive(PartialEq)]
struct Numbers {
    indices: usize,
}

impl<E: Dtype, D: Device<E>> Operation<E, D> for Numbers {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (reads, [y]) = at.lend([Part::Output(0)]);
        Kernel::indices(&kernels, reads.indices(self.indices), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
