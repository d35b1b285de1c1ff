mod addresses;
mod join;
mod ranks;
mod spread;
mod update;

use std::convert::Infallible;
use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorName, ViewTensorRef};
use dfdx::shapes::Shape;
use dfdx::tensor::Tensor;

pub(super) use addresses::{address, addresses};

use super::pool::Pool;
use crate::kernels::batch_norm::{BatchNorm, Blend};
use crate::kernels::finite::Finite;
use crate::kernels::optimizer::Optimizer;
use crate::memory::{ALIGNMENT, Block};
use crate::network::Identity;
use crate::storage::{Device, Dtype, Fault, Slice, SliceMut};

/// A tensor of a network.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Joined by dots.
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) trainable: bool,
    /// Where it is in a block that holds one element for each of the network's.
    start: usize,
}

impl Field {
    pub(crate) fn len(&self) -> usize {
        self.shape.iter().product()
    }
}

/// All tensors of a network, in the order of the fields, and a place for each in one block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) fields: Vec<Field>,
    size: usize,
}

impl Layout {
    pub(super) fn of<N: TensorCollection<E, D>, E: Dtype, D: Device<E>>(network: &N) -> Self {
        let mut layout = Self::default();
        let walked = N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut layout });
        match walked {
            Ok(_) => {}
            Err(never) => match never {},
        }
        // Gradients lie side by side, and running statistics behind them.
        for trainable in [true, false] {
            for field in layout.fields.iter_mut().filter(|field| field.trainable == trainable) {
                field.start = layout.size;
                layout.size += field.len().next_multiple_of(ALIGNMENT);
            }
        }
        layout
    }

    /// Where the part of a field begins.
    pub(super) fn start(&self, field: usize) -> usize {
        self.fields[field].start
    }
}

impl<E: Dtype, D: Device<E>> TensorVisitor<E, D> for Layout {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = Infallible;
    type E2 = E;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, E, D>,
        (tensor, name): (&Tensor<S, E, D>, String),
    ) -> Result<Option<Tensor<S, E, D>>, Infallible> {
        let shape: Vec<usize> = dfdx::shapes::HasShape::shape(tensor).concrete().into();
        let field = Field { name, shape, trainable: options.do_gradient_update, start: 0 };
        self.fields.push(field);
        Ok(None)
    }
}

/// What a training pass has for each tensor of a network: a gradient for a variable, and for a running statistic what is
/// going to be added to it. All of it is in one block.
pub(crate) struct Ledger<E: Dtype, D: Device<E>> {
    layout: Arc<Layout>,
    block: D::Block,
    /// On which of several devices its parts are, the first element of each, and how many there are; none on one device.
    ranges: Vec<(usize, usize, usize)>,
    /// By field: whether it has a gradient.
    pub(crate) has_gradient: Vec<bool>,
    /// Whether all gradients are zeros before anything is added to them.
    is_filled: bool,
    /// By field: which part of a running statistic stays, if it is going to change.
    kept: Vec<Option<f64>>,
    /// Of the network that all of this is of.
    pub(crate) network: Identity,
    /// The losses that the gradients come from.
    pub(crate) losses: Vec<&'static str>,
}

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Whether the whole block is made zeros when the ledger is taken.
    const LAUNCHES: bool = <D::Kernels as Optimizer<E>>::LAUNCHES;

    /// The elements of its block: the answer of [`look_for_not_finite`](Self::look_for_not_finite) comes last.
    pub(super) fn size(layout: &Layout) -> usize {
        layout.size + ALIGNMENT
    }

    pub(super) fn new(block: D::Block, layout: &Arc<Layout>, ranges: Vec<(usize, usize, usize)>) -> Self {
        let fields = layout.fields.len();
        Self {
            layout: Arc::clone(layout),
            block,
            ranges,
            has_gradient: vec![false; fields],
            is_filled: false,
            kept: vec![None; fields],
            network: Identity::default(),
            losses: Vec::new(),
        }
    }

    /// Forgets everything. Where [`LAUNCHES`](Self::LAUNCHES), the block is zeros then.
    pub(super) fn clear(&mut self) {
        self.has_gradient.fill(false);
        self.kept.fill(None);
        self.losses.clear();
        self.is_filled = Self::LAUNCHES;
        if Self::LAUNCHES {
            for range in self.parts() {
                self.kernels_of(&range).fill(0.0, self.write_range(range));
            }
        }
    }

    /// Makes all gradients zeros, if they are not.
    pub(super) fn fill_gradients(&mut self) {
        if !std::mem::replace(&mut self.is_filled, true) {
            let (kernels, all) = (self.kernels(), self.gradients());
            kernels.fill(0.0, self.write_range(all));
        }
    }

    /// Whether all gradients are zeros before anything is added to them, and not each when it is first added to.
    pub(super) fn is_filled(&self) -> bool {
        self.is_filled
    }

    /// The kernels of the device.
    pub(crate) fn kernels(&self) -> D::Kernels {
        self.block.kernels()
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.layout.fields
    }

    pub(super) fn block(&self) -> &D::Block {
        &self.block
    }

    pub(super) fn range(&self, field: usize) -> Range<usize> {
        let field = &self.layout.fields[field];
        field.start..field.start + field.len()
    }

    fn read(&self, field: usize) -> Slice<'_, E, D> {
        self.read_range(self.range(field))
    }

    fn read_range(&self, range: Range<usize>) -> Slice<'_, E, D> {
        assert!(range.end <= self.layout.size, "the layout is that of the block");
        // SAFETY: it is within the block, and whoever writes to it borrows the ledger mutably.
        unsafe { self.block.read(range.start, range.len()) }
    }

    fn write(&mut self, field: usize) -> SliceMut<'_, E, D> {
        self.write_range(self.range(field))
    }

    fn write_range(&mut self, range: Range<usize>) -> SliceMut<'_, E, D> {
        assert!(range.end <= self.layout.size, "the layout is that of the block");
        // SAFETY: as in `read_range`; the borrow is mutable.
        unsafe { self.block.write(range.start, range.len()) }
    }

    /// From the first gradient to the last; what belongs to a variable that has none may be anything.
    fn gradients(&self) -> Range<usize> {
        let mut fields = (0..self.layout.fields.len()).filter(|field| self.has_gradient[*field]);
        let first = fields.next().map(|first| self.range(first)).unwrap_or_default();
        first.start..fields.next_back().map_or(first.end, |last| self.range(last).end)
    }

    /// Those of the gradients that are chosen by their fields.
    fn chosen(&self, choose: impl Fn(&Field) -> bool + Clone) -> impl Iterator<Item = Range<usize>> + Clone {
        let fields = (0..self.layout.fields.len()).filter(move |field| self.has_gradient[*field]);
        fields.filter(move |field| choose(&self.layout.fields[*field])).map(|field| self.range(field))
    }

    /// Changes the gradients that are chosen by their fields; those that lie side by side, all at once.
    pub(crate) fn change(&mut self, choose: impl Fn(&Field) -> bool, change: impl Fn(&D::Kernels, SliceMut<'_, E, D>)) {
        let kernels = self.kernels();
        let mut run = 0..0;
        for field in 0..self.layout.fields.len() {
            // What belongs to a variable that has no gradient may be anything, and stay in between.
            if !self.has_gradient[field] {
                continue;
            }
            let range = self.range(field);
            if choose(&self.layout.fields[field]) {
                run = if run.is_empty() { range } else { run.start..range.end };
            } else if !run.is_empty() {
                change(&kernels, self.write_range(std::mem::take(&mut run)));
            }
        }
        if !run.is_empty() {
            change(&kernels, self.write_range(run));
        }
    }

    /// The sum of the squares of the gradients that are chosen by their fields.
    pub(crate) fn sum_of_squares(&self, choose: impl Fn(&Field) -> bool + Clone) -> f64 {
        self.kernels().sum_of_squares(self.read_range(0..self.layout.size), self.chosen(choose))
    }

    /// Shortens each gradient to a norm, if it is longer.
    pub(crate) fn shorten(&mut self, norm: f64) {
        let kernels = self.kernels();
        // SAFETY: the whole block, and the ledger is borrowed mutably.
        let all = unsafe { self.block.write(0, self.layout.size) };
        kernels.shorten(norm, all, self.chosen(|_| true));
    }

    /// The gradient of a variable, if it has one.
    pub(crate) fn gradient(&self, field: usize) -> Option<Slice<'_, E, D>> {
        self.has_gradient[field].then(|| self.read(field))
    }

    /// The gradient of a variable to change, if it has one.
    pub(crate) fn gradient_mut(&mut self, field: usize) -> Option<SliceMut<'_, E, D>> {
        self.has_gradient[field].then(|| self.write(field))
    }

    /// The memory for the gradient of a variable, which it has from now on.
    pub(crate) fn give_gradient(&mut self, field: usize) -> SliceMut<'_, E, D> {
        self.has_gradient[field] = true;
        self.write(field)
    }

    /// Divides all gradients by what they were multiplied with on their way.
    pub(super) fn unscale(&mut self, scale: f64) {
        if scale != 1.0 {
            self.change(|_| true, |kernels, gradient| kernels.scale(1.0 / scale, gradient));
        }
    }

    /// Finds out whether all gradients are finite; [`answer`](Self::answer) tells it.
    pub(super) fn look_for_not_finite(&mut self) {
        let (kernels, all) = (self.kernels(), self.read_range(self.gradients()));
        // SAFETY: the answer lies behind all that is read, and the ledger is borrowed mutably.
        kernels.note_not_finite(all, unsafe { self.block.write(self.layout.size, 1) });
    }

    /// One number: 0 if all gradients were finite.
    pub(super) fn answer(&self) -> Slice<'_, E, D> {
        // SAFETY: it lies in the block, and whoever writes to it borrows the ledger mutably.
        unsafe { self.block.read(self.layout.size, 1) }
    }

    /// The first variable whose gradient is not finite. The device is waited for at each of them.
    pub(crate) fn not_finite(&self) -> Option<usize> {
        let kernels = self.kernels();
        let mut fields = (0..self.layout.fields.len()).filter(|field| self.has_gradient[*field]);
        fields.find(|field| !kernels.is_finite(self.read(*field)))
    }

    /// Whether a running statistic is going to change.
    pub(crate) fn has_updates(&self) -> bool {
        self.kept.iter().any(Option::is_some)
    }

    /// What becomes of a running statistic: the part of it that stays, and what is added.
    pub(crate) fn pending(&self, field: usize) -> Option<(f64, Slice<'_, E, D>)> {
        Some((self.kept[field]?, self.read(field)))
    }

    /// Adds the gradients of another pass of the network; its updates come after these.
    pub(crate) fn accumulate(&mut self, other: &Self) {
        for loss in &other.losses {
            if !self.losses.contains(loss) {
                self.losses.push(loss);
            }
        }
        let kernels = self.kernels();
        let same = self.has_gradient == other.has_gradient;
        if same {
            let all = self.gradients();
            Optimizer::add(&kernels, other.read_range(all.clone()), self.write_range(all));
        }
        for field in 0..self.layout.fields.len() {
            if let (Some(gradient), false) = (other.gradient(field), same) {
                match self.has_gradient[field] {
                    true => Optimizer::add(&kernels, gradient, self.write(field)),
                    false => Optimizer::copy(&kernels, gradient, self.give_gradient(field)),
                }
            }
            // running ← k₂ · (k₁ · running + a₁) + a₂
            if let Some((later, added)) = other.pending(field) {
                match &mut self.kept[field] {
                    Some(kept) => {
                        *kept *= later;
                        let running = self.write(field);
                        kernels.blend(&mut [Blend { kept: later, running, weight: 1.0, statistic: added }]);
                    }
                    kept @ None => {
                        *kept = Some(later);
                        Optimizer::copy(&kernels, added, self.write(field));
                    }
                }
            }
        }
    }
}

/// A ledger while it is used. It goes back when it is dropped.
pub(crate) struct Booking<E: Dtype, D: Device<E>> {
    pool: Arc<Pool<E, D>>,
    /// Until it is dropped.
    ledger: Option<Ledger<E, D>>,
}

impl<E: Dtype, D: Device<E>> Booking<E, D> {
    /// A ledger of a pool, in these ranges if it is on several devices.
    pub(super) fn new(
        pool: &Arc<Pool<E, D>>,
        device: &D,
        layout: &Arc<Layout>,
        ranges: &[(usize, usize, usize)],
    ) -> Result<Self, Fault<D::Err>> {
        let mut ledger = pool.ledger(device, layout, ranges)?;
        ledger.clear();
        Ok(Self { pool: Arc::clone(pool), ledger: Some(ledger) })
    }
}

impl<E: Dtype, D: Device<E>> Deref for Booking<E, D> {
    type Target = Ledger<E, D>;

    fn deref(&self) -> &Ledger<E, D> {
        self.ledger.as_ref().unwrap_or_else(|| unreachable!("a booking has a ledger until it is dropped"))
    }
}

impl<E: Dtype, D: Device<E>> DerefMut for Booking<E, D> {
    fn deref_mut(&mut self) -> &mut Ledger<E, D> {
        self.ledger.as_mut().unwrap_or_else(|| unreachable!("a booking has a ledger until it is dropped"))
    }
}

impl<E: Dtype, D: Device<E>> Drop for Booking<E, D> {
    fn drop(&mut self) {
        if let Some(ledger) = self.ledger.take() {
            self.pool.put_ledger(ledger);
        }
    }
}
