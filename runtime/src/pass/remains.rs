//! What remains of a pass whose memory another one takes over: all that can be asked of it when it is through.

use super::holding::Holding;
use super::plan::{Place, asked_for};
use super::program::{Id, Program};
use super::run::Run;
use crate::kernels::optimizer::Optimizer;
use crate::memory::{ALIGNMENT, Block, REACH};
use crate::storage::{Device, Dtype};

/// Where outputs, losses and statistics are in a small block of their own.
pub(super) struct Remains {
    /// What is copied.
    ids: Vec<Id>,
    /// By node.
    pub(super) places: Vec<Place>,
    /// The elements on each device.
    pub(super) sizes: Vec<usize>,
}

impl Remains {
    pub(super) fn of<E: Dtype, D: Device<E>>(program: &Program<E, D>, values: &[Place]) -> Self {
        let mut sizes = vec![0; program.places()];
        let (mut places, mut ids) = (vec![Place::Nowhere; values.len()], Vec::new());
        for id in asked_for(program) {
            let place = &mut places[id.index()];
            match (*place, values[id.index()]) {
                (Place::Nowhere, Place::Arena(_)) => {
                    let node = program.node(id);
                    let size = &mut sizes[node.place];
                    *place = Place::Arena(node.place * REACH + *size);
                    *size += node.len.next_multiple_of(ALIGNMENT);
                    ids.push(id);
                }
                (Place::Nowhere, elsewhere) => *place = elsewhere,
                _ => {}
            }
        }
        Self { ids, places, sizes }
    }
}

impl<E: Dtype, D: Device<E>> Run<E, D> {
    /// Copies what can be asked for to where it remains, when all steps forward are done.
    pub(super) fn keep(&self, holding: &Holding<E, D>) {
        let Some(remains) = &holding.remains else { return };
        let scene = self.scene(holding);
        for id in &self.remains.ids {
            let Place::Arena(start) = self.remains.places[id.index()] else { continue };
            let node = self.program.node(*id);
            // SAFETY: within the block, where no two values lie in one place, and nobody reads them before all are there.
            let target = unsafe { remains.write(start, node.len) };
            Optimizer::copy(&scene.kernels_of(node.place), scene.value(*id), target);
        }
    }
}
