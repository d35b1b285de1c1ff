//! What an operation sees of the memory of a pass while it runs.

use super::holding::Entered;
use super::operation::SCRATCH;
use super::plan::{Gradient, Place, Plan};
use super::program::{Id, Program};
use crate::kernels::optimizer::Optimizer;
use crate::kernels::round::{Half, Round};
use crate::memory::{Block, REACH};
use crate::storage::{Device, Dock, Dtype, FlatIndices, Indices, Slice, SliceMut};

/// The most parts that an operation may write at once.
const MOST: usize = 7;

/// A part of memory that an operation writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The output of this number.
    Output(usize),
    /// The gradient of the operand of this number, to be added to.
    Gradient(usize),
    /// The gradient of the first output, to be changed in place.
    Incoming,
    /// Memory for the time of a backward step: anything is in it.
    Scratch(usize),
}

/// The memory of a pass.
pub(super) struct Scene<'r, E: Dtype, D: Device<E>> {
    pub(super) device: &'r D,
    pub(super) program: &'r Program<E, D>,
    pub(super) plan: &'r Plan,
    /// Where values are: [`Plan::values`], or those of the way back.
    pub(super) values: &'r [Place],
    pub(super) tensors: &'r [Option<Entered<E, D>>],
    pub(super) indices: &'r [FlatIndices<D>],
    pub(super) arena: &'r D::Block,
    /// By place.
    pub(super) docks: &'r [D::Dock],
    /// Which of the devices works.
    pub(super) place: usize,
    pub(super) variables: Option<Variables<'r, E, D>>,
}

/// The gradients of variables.
pub(super) struct Variables<'r, E: Dtype, D: Device<E>> {
    pub(super) block: &'r D::Block,
    /// Where that of an entrance begins.
    pub(super) offsets: &'r [Option<usize>],
}

impl<E: Dtype, D: Device<E>> Clone for Variables<'_, E, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Dtype, D: Device<E>> Copy for Variables<'_, E, D> {}

/// Elements of the arena, or of the gradients of variables.
#[derive(Clone, Copy, Default)]
struct Region {
    of_variables: bool,
    start: usize,
    len: usize,
}

impl Region {
    fn overlaps(&self, other: &Self) -> bool {
        self.len > 0
            && other.len > 0
            && self.of_variables == other.of_variables
            && self.start < other.start + other.len
            && other.start < self.start + self.len
    }
}

impl<E: Dtype, D: Device<E>> Scene<'_, E, D> {
    /// The elements of a value.
    pub(super) fn value(&self, id: Id) -> Slice<'_, E, D> {
        self.value_beside(id, &[])
    }

    fn value_beside(&self, id: Id, lent: &[Region]) -> Slice<'_, E, D> {
        match self.values[id.index()] {
            Place::Tensor(entrance) => self.input(id, entrance).unwrap_or_else(|| {
                let entered = self.tensors[entrance].as_ref();
                entered.unwrap_or_else(|| unreachable!("a tensor comes in before it is read")).read(self.len(id))
            }),
            Place::Arena(start) => self.read(Region { of_variables: false, start, len: self.len(id) }, lent),
            Place::Nowhere => unreachable!("a value that is read has a place"),
        }
    }

    /// What came in as it was copied to the device that works, or to the one that its gradient is on.
    fn input(&self, id: Id, entrance: usize) -> Option<Slice<'_, E, D>> {
        let at = |place: usize| self.docks.get(place).and_then(|dock| dock.input(entrance));
        at(self.place).or_else(|| at(self.program.node(id).place))
    }

    /// The kernels of one of the devices.
    pub(super) fn kernels_of(&self, place: usize) -> D::Kernels {
        self.arena.kernels_at(place * REACH)
    }

    /// The same where another device works.
    pub(super) fn at(self, place: usize) -> Self {
        Self { place, ..self }
    }

    fn len(&self, id: Id) -> usize {
        self.program.node(id).len
    }

    fn region(&self, id: Id) -> Region {
        match self.values[id.index()] {
            Place::Arena(start) => Region { of_variables: false, start, len: self.len(id) },
            Place::Tensor(_) | Place::Nowhere => unreachable!("an output lies in the arena"),
        }
    }

    /// Where the gradient of a value is, if it has one.
    fn gradient(&self, id: Id) -> Option<Region> {
        let len = self.len(id);
        match (self.plan.gradients[id.index()]?, self.variables) {
            (Gradient::Arena(start), _) => Some(Region { of_variables: false, start, len }),
            (Gradient::Variable(entrance), Some(variables)) => {
                Some(Region { of_variables: true, start: variables.offsets[entrance]?, len })
            }
            (Gradient::Variable(_), None) => None,
        }
    }

    pub(super) fn has_gradient(&self, id: Id) -> bool {
        self.gradient(id).is_some()
    }

    fn block(&self, region: Region) -> &D::Block {
        match self.variables {
            Some(variables) if region.of_variables => variables.block,
            _ => self.arena,
        }
    }

    fn read(&self, region: Region, lent: &[Region]) -> Slice<'_, E, D> {
        let block = self.block(region);
        let free = lent.iter().all(|lent| !lent.overlaps(&region));
        assert!(free && block.holds(region.start, region.len), "what is read is written at the same time");
        // SAFETY: within the block, and apart from all that is lent to be written. Every lender borrows the frame mutably.
        unsafe { block.read(region.start, region.len) }
    }

    /// # Safety
    /// Nobody reads or writes the region as long as the slice lives.
    unsafe fn write(&self, region: Region) -> SliceMut<'_, E, D> {
        let block = self.block(region);
        assert!(block.holds(region.start, region.len), "what is written is a part of its block");
        // SAFETY: within the block; the rest is the caller's word.
        unsafe { block.write(region.start, region.len) }
    }

    /// Writes the elements of a value.
    pub(super) fn fill(&self, id: Id, from: Slice<'_, E, D>) {
        // SAFETY: `from` is memory of another, and nobody has a part of the arena while a scene is looked at alone.
        let to = unsafe { self.write(self.region(id)) };
        Optimizer::copy(&self.arena.kernels(), from, to);
    }

    /// Has `write` write the gradient of a value, if it has one.
    pub(super) fn write_gradient(&self, id: Id, write: impl FnOnce(SliceMut<'_, E, D>)) {
        if let Some(region) = self.gradient(id) {
            // SAFETY: as in `fill`: gradients come from memory of another.
            write(unsafe { self.write(region) });
        }
    }

    /// The gradient of a value, to be read.
    pub(super) fn gradient_of(&self, id: Id) -> Option<Slice<'_, E, D>> {
        Some(self.read(self.gradient(id)?, &[]))
    }
}

/// What an operation sees: its operands, its outputs, and their gradients in the backward step.
pub(crate) struct Frame<'r, E: Dtype, D: Device<E>> {
    scene: Scene<'r, E, D>,
    step: usize,
    /// By node: whether something was written to its gradient.
    begun: &'r mut [bool],
}

impl<'r, E: Dtype, D: Device<E>> Frame<'r, E, D> {
    pub(super) fn new(scene: Scene<'r, E, D>, step: usize, begun: &'r mut [bool]) -> Self {
        Self { scene, step, begun }
    }

    /// The kernels of the device.
    pub(crate) fn kernels(&self) -> D::Kernels {
        let kernels = self.kernels_of(self.scene.place);
        match self.half() {
            Some(half) => Round::<E>::for_products_of(kernels, half),
            None => kernels,
        }
    }

    /// What the factors of its products are rounded to, if they are.
    pub(crate) fn half(&self) -> Option<Half> {
        self.scene.program.steps[self.step].half
    }

    /// What the first output is rounded to.
    pub(super) fn half_of_product(&self) -> Option<Half> {
        self.half().filter(|_| self.scene.program.node(self.output(0)).is_rounded)
    }

    /// The kernels of one of the devices.
    pub(super) fn kernels_of(&self, place: usize) -> D::Kernels {
        self.scene.kernels_of(place)
    }

    /// Whether the gradient of this operand is asked for.
    pub(crate) fn wants(&self, operand: usize) -> bool {
        self.owner(operand).is_some_and(|id| self.scene.has_gradient(id))
    }

    /// Whether two operands have one gradient.
    pub(crate) fn shares_gradient(&self, operand: usize, other: usize) -> bool {
        self.owner(operand).is_some_and(|owner| self.owner(other) == Some(owner))
    }

    /// The value that the gradient of an operand is of.
    fn owner(&self, operand: usize) -> Option<Id> {
        self.operand(operand).map(|id| self.scene.program.owner(id))
    }

    fn operand(&self, operand: usize) -> Option<Id> {
        self.scene.program.operands(self.step).get(operand).copied()
    }

    fn output(&self, output: usize) -> Id {
        Id::new(self.scene.program.steps[self.step].outputs.start + output)
    }

    /// Lends parts of the memory to be written, and what may be read beside them.
    ///
    /// A gradient that nothing was added to yet is zeros, unless the operation has asked whether that [is so](Self::adds).
    pub(crate) fn lend<const N: usize>(&mut self, parts: [Part; N]) -> (Reads<'_, E, D>, [SliceMut<'_, E, D>; N]) {
        let mut lent = [Region::default(); MOST];
        for (index, part) in parts.into_iter().enumerate() {
            let region = self.find(part);
            assert!(lent.iter().all(|other| !other.overlaps(&region)), "a part of memory is lent twice");
            lent[index] = region;
        }
        for part in parts {
            if let Part::Gradient(operand) = part
                && let Some(id) = self.owner(operand)
            {
                self.begin(id);
            }
        }
        let scene = &self.scene;
        // SAFETY: no two of the regions overlap, `Reads` refuses what overlaps one of them, and the frame is borrowed as
        // long as any of these lives.
        let slices = std::array::from_fn(|index| unsafe { scene.write(lent[index]) });
        (Reads { scene, step: self.step, lent }, slices)
    }

    /// Whether something was added to the gradient of an operand yet. If not, the operation overwrites all of it: there is
    /// anything in what is lent from now on.
    pub(crate) fn adds(&mut self, operand: usize) -> bool {
        self.owner(operand).is_some_and(|id| std::mem::replace(&mut self.begun[id.index()], true))
    }

    fn find(&self, part: Part) -> Region {
        let region = match part {
            Part::Output(output) => Some(self.scene.region(self.output(output))),
            Part::Gradient(operand) => self.owner(operand).and_then(|id| self.scene.gradient(id)),
            Part::Incoming => self.scene.gradient(self.output(0)),
            Part::Scratch(part) => Some(self.scratch(part)),
        };
        region.unwrap_or_else(|| unreachable!("{part:?} is only written where it is wanted"))
    }

    fn scratch(&self, part: usize) -> Region {
        scratch(&self.scene, self.step, part)
    }

    /// Fills a gradient with zeros that nothing was written to yet.
    fn begin(&mut self, id: Id) {
        if std::mem::replace(&mut self.begun[id.index()], true) {
            return;
        }
        if let Some(region) = self.scene.gradient(id) {
            // SAFETY: the frame is borrowed mutably, so that nobody has a part of its memory.
            let gradient = unsafe { self.scene.write(region) };
            Optimizer::fill(&self.kernels(), 0.0, gradient);
        }
    }

    /// Adds the gradient of the output, as it is now, to that of an operand of [`hands_on`](super::Operation::hands_on),
    /// if that is wanted.
    pub(crate) fn hand_on(&mut self, operand: usize) {
        let (Some(id), Some(from)) = (self.owner(operand), self.scene.gradient(self.output(0))) else { return };
        let Some(to) = self.scene.gradient(id) else { return };
        let begun = std::mem::replace(&mut self.begun[id.index()], true);
        let kernels = self.kernels();
        let listed = self.scene.program.steps[self.step].operands.start + operand;
        if self.scene.plan.shares[listed] {
            debug_assert!(!begun && !to.of_variables && from.start == to.start);
            return;
        }
        assert!(!from.overlaps(&to), "a gradient is handed on to another place");
        // SAFETY: the two are apart, and the frame is borrowed mutably, so that nobody else has a part of its memory.
        let target = unsafe { self.scene.write(to) };
        let source = self.scene.read(from, &[to]);
        match begun {
            true => Optimizer::add(&kernels, source, target),
            false => Optimizer::copy(&kernels, source, target),
        }
    }

    /// Makes zeros of the gradients that a backward step was asked for and has not touched.
    pub(super) fn complete(&mut self) {
        for operand in 0..self.scene.program.operands(self.step).len() {
            if self.wants(operand)
                && let Some(id) = self.owner(operand)
            {
                self.begin(id);
            }
        }
    }
}

fn scratch<E: Dtype, D: Device<E>>(scene: &Scene<'_, E, D>, step: usize, part: usize) -> Region {
    let sizes = match &scene.program.steps[step].work {
        super::program::Work::Operation(operation) => operation.scratch(),
        super::program::Work::Foreign { .. } => [0; SCRATCH],
    };
    Region { of_variables: false, start: scene.plan.scratch[step][part], len: sizes[part] }
}

/// What may be read while parts of the memory are written.
pub(crate) struct Reads<'a, E: Dtype, D: Device<E>> {
    scene: &'a Scene<'a, E, D>,
    step: usize,
    lent: [Region; MOST],
}

impl<'a, E: Dtype, D: Device<E>> Reads<'a, E, D> {
    fn dock(&self) -> &'a D::Dock {
        &self.scene.docks[self.scene.place]
    }

    /// The operand of this number.
    pub(crate) fn operand(&self, operand: usize) -> Slice<'a, E, D> {
        self.scene.value_beside(self.scene.program.operands(self.step)[operand], &self.lent)
    }

    /// The operand of this number, if there are as many.
    pub(crate) fn operand_if_any(&self, operand: usize) -> Option<Slice<'a, E, D>> {
        let id = *self.scene.program.operands(self.step).get(operand)?;
        Some(self.scene.value_beside(id, &self.lent))
    }

    /// The output of this number.
    pub(crate) fn output(&self, output: usize) -> Slice<'a, E, D> {
        self.scene.value_beside(Id::new(self.scene.program.steps[self.step].outputs.start + output), &self.lent)
    }

    /// The gradient of the first output.
    pub(crate) fn incoming(&self) -> Slice<'a, E, D> {
        let id = Id::new(self.scene.program.steps[self.step].outputs.start);
        let region = self.scene.gradient(id);
        self.scene.read(region.unwrap_or_else(|| unreachable!("a backward step has a gradient")), &self.lent)
    }

    /// Memory for the time of a backward step, after something was written to it.
    pub(crate) fn scratch(&self, part: usize) -> Slice<'a, E, D> {
        self.scene.read(scratch(self.scene, self.step, part), &self.lent)
    }

    /// Indices that have come in.
    pub(crate) fn indices(&self, indices: usize) -> Indices<'a, E, D> {
        self.dock().indices(indices).unwrap_or_else(|| D::read_indices(&self.scene.indices[indices]))
    }

    /// A random number that was drawn for this pass.
    pub(crate) fn number(&self, number: usize) -> Indices<'a, E, D> {
        self.dock().number(number)
    }
}
