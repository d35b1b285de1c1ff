//! How tensors come into a pass.

use std::ops::Range;

use dfdx::shapes::{Dim, HasShape, Shape};
use dfdx::tensor::{OwnedTape, PutTape, SplitTape, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use super::holding::Entered;
use super::ledger::address;
use super::program::{Entrance, Id, Source};
use super::value::Value;
use super::{Pass, Stage};
use crate::Error;
use crate::storage::{self, Batched, Device, Dtype, Flat, Identities};

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug)]
enum Origin {
    Untraced,
    /// With a tape of dfdx's, which wants its gradient.
    Traced,
    /// A field of the network.
    Field {
        address: usize,
        trained: bool,
    },
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// Takes in an input or a target that needs no gradient, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, E, D>,
    ) -> Result<Value<S::Erased, E, D>, D::Err> {
        let samples = self.samples_of(name, input.shape().batch().size());
        let shape = input.shape().of_samples(samples.len());
        let width = shape.dims().iter().product::<usize>();
        let id = self.enter(input, Origin::Untraced, samples.start * width..samples.end * width)?;
        Ok(Value::new(id, shape))
    }

    /// Takes in an input or a target that holds indices, and compares batch sizes.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn input_indices<S: Batched>(
        &mut self,
        name: &'static str,
        input: &Tensor<S, usize, D>,
    ) -> Result<Tensor<S::Erased, usize, D>, D::Err> {
        let samples = self.samples_of(name, input.shape().batch().size());
        let part = storage::samples::<S, E, D>(&self.kernels()?, input, samples)?;
        if let Some(share) = &mut self.share {
            share.indices.push((Identities::default().of(&part), D::flat_indices(input)?));
        }
        Ok(part)
    }

    /// The samples of an input that the pass is for. Compares its batch size with those of the inputs before.
    fn samples_of(&mut self, input: &'static str, found: usize) -> Range<usize> {
        let (other, expected) = *self.batch.get_or_insert((input, found));
        if found != expected {
            self.fail(Error::Batch { input, found, other, expected });
        }
        self.share.as_ref().map_or(0..found, |share| share.samples.start.min(found)..share.samples.end.min(found))
    }

    /// Takes in an input that has brought its tape to the pass, as dfdx trains its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn traced<S: Shape>(&mut self, input: &Tensor<S, E, D>) -> Result<Value<S, E, D>, D::Err> {
        let id = self.enter_whole(input, Origin::Traced)?;
        Ok(Value::new(id, *input.shape()))
    }

    /// Takes in indices that have brought their tape to the pass, as dfdx trains its `Embedding`.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn traced_indices<S: Shape>(&mut self, input: &Tensor<S, usize, D>) -> Result<Tensor<S, usize, D>, D::Err> {
        self.untraced_indices(input)
    }

    /// Takes in an input without a tape and without a name, as dfdx runs its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn untraced<S: Shape>(&mut self, input: &Tensor<S, E, D>) -> Result<Value<S, E, D>, D::Err> {
        let id = self.enter_whole(input, Origin::Untraced)?;
        Ok(Value::new(id, *input.shape()))
    }

    /// Takes in indices without a tape and without a name, as dfdx runs its modules.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn untraced_indices<S: Shape>(&mut self, input: &Tensor<S, usize, D>) -> Result<Tensor<S, usize, D>, D::Err> {
        Ok(input.clone())
    }

    /// A variable, whatever its strides: users may assign any tensor to a field.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn variable<S: Shape>(&mut self, variable: &Tensor<S, E, D>) -> Result<Id, D::Err> {
        self.enter_whole(variable, Origin::Field { address: address(variable), trained: self.trains() })
    }

    /// A running statistic, which has no gradient.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn statistic<S: Shape>(&mut self, running: &Tensor<S, E, D>) -> Result<Id, D::Err> {
        self.enter_whole(running, Origin::Field { address: address(running), trained: false })
    }

    /// The number of indices, by which an operation finds them.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub(crate) fn indices<S: Shape>(&mut self, indices: &Tensor<S, usize, D>) -> Result<usize, D::Err> {
        self.at.indices += 1;
        if let Stage::Running(session) = &mut self.stage {
            session.parts().1.indices.push(D::flat_indices(indices)?);
        }
        Ok(self.at.indices - 1)
    }

    fn enter_whole<S: Shape>(&mut self, tensor: &Tensor<S, E, D>, origin: Origin) -> Result<Id, D::Err> {
        self.enter(tensor, origin, 0..tensor.shape().num_elements())
    }

    /// Takes in some of the elements of a tensor, in the order of its shape.
    fn enter<S: Shape>(
        &mut self,
        tensor: &Tensor<S, E, D>,
        origin: Origin,
        elements: Range<usize>,
    ) -> Result<Id, D::Err> {
        let Range { start, .. } = elements;
        let len = elements.len();
        match &mut self.stage {
            Stage::Describing(program) => {
                let (address, tracked) = match origin {
                    Origin::Untraced => (None, false),
                    Origin::Traced => (None, true),
                    Origin::Field { address, trained } => (Some(address), trained),
                };
                // What a critic uses of the network that it looks at has no gradient.
                let known = address.and_then(|_| {
                    program.entrances.iter().position(|entrance| {
                        entrance.address == address && program.nodes[entrance.node.index()].tracked == tracked
                    })
                });
                let entrance = known.unwrap_or(program.entrances.len());
                program.calls.push(entrance);
                if known.is_none() {
                    let node = program.add(len, Source::Tensor(entrance), tracked);
                    program.entrances.push(Entrance { node, address, traced: matches!(origin, Origin::Traced) });
                }
                Ok(program.entrances[entrance].node)
            }
            Stage::Running(session) => {
                self.at.call += 1;
                let (run, holding) = session.parts();
                let Some(&entrance) = run.program.calls.get(self.at.call - 1) else { return Ok(self.diverge()) };
                let node = run.program.entrances[entrance].node;
                if run.program.node(node).len != len {
                    return Ok(self.diverge());
                }
                if holding.tensors[entrance].is_none() {
                    let tensor = match &self.share {
                        Some(share) => share.in_order(entrance, tensor)?,
                        None => in_order(tensor, &mut self.tape)?,
                    };
                    session.parts().1.tensors[entrance] = Some(Entered { tensor, start });
                }
                Ok(node)
            }
            Stage::Diverged => Ok(Id::new(0)),
        }
    }
}

/// A tensor whose memory is in the order of its shape, without the shape.
///
/// The gradient of a view is that of its copy; towards dfdx, it finds its way back through dfdx's own tape, which adds up
/// what belongs to one place of its memory.
pub(super) fn in_order<S: Shape, E: Dtype, D: Device<E>>(
    tensor: &Tensor<S, E, D>,
    tape: &mut Option<OwnedTape<E, D>>,
) -> Result<Flat<E, D>, D::Err> {
    if D::is_contiguous(tensor) {
        return storage::flat(tensor);
    }
    let copy = match tape.take() {
        Some(own) => {
            let (copy, own) = tensor.clone().put_tape(own).try_contiguous()?.split_tape();
            *tape = Some(own);
            copy
        }
        None => tensor.clone().try_contiguous()?,
    };
    storage::flat(&copy)
}
