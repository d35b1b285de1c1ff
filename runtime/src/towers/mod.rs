//! Towers: what works on the parts of a batch at the same time.

mod threads;

use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use dfdx::tensor::Cpu;

use crate::Error;

pub(crate) use threads::{Threads, attempt};

/// Copies of a network that each work on a part of the batch, at the same time. They share its variables.
///
/// `net.training().on(&towers)` splits the inputs and targets of a pass along their first axis, runs each part forward and
/// backward in a tower, and combines what the towers have found: the loss and the gradients are those of the whole batch.
///
/// ```
/// use netweave::Towers;
/// use netweave::prelude::*;
///
/// network! {
///     network Line(x: [1]) -> [1] {
///         let y = x -> fc: linear(1);
///         loss fit(target: [1]) = l2(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let mut net = Line::<f32, Cpu>::build(&device);
/// let (x, y) = (device.tensor([[1.0], [2.0], [3.0]]), device.tensor([[3.0], [5.0], [7.0]]));
/// let mut adam = Adam::new(1e-2);
///
/// let towers = Towers::cpu(2)?;
/// let pass = net.training().on(&towers).fit(&x, &y)?;
/// assert!((pass.value() - net.training().fit(&x, &y)?.value()).abs() < 1e-4);
/// let gradients = adam.compute_gradients(pass)?;
/// adam.apply_gradients(&mut net, gradients)?;
///
/// let predictions = net.inference().on(&towers).forward(&x);
/// assert_eq!(predictions.shape().concrete(), [3, 1]);
/// # Ok::<(), netweave::Error>(())
/// ```
pub struct Towers<D> {
    pub(crate) crew: Crew,
    device: PhantomData<fn() -> D>,
}

/// Towers, whatever they work on.
#[derive(Clone, Debug)]
pub(crate) struct Crew {
    count: usize,
    pub(crate) threads: Arc<Threads>,
    pub(crate) reduce: Reduce,
}

/// How the losses and the gradients of towers become those of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduce {
    /// They are those of the whole batch: a mean over all samples, of which a tower that has more of them decides more.
    #[default]
    Mean,
    /// Each tower has a loss of its own samples alone, and these are added up, as if each were a step.
    Sum,
}

impl Towers<Cpu> {
    /// So many towers on the threads of the CPU, among which the threads of its kernels are shared out. The first works on the
    /// thread of its caller.
    ///
    /// # Errors
    /// [`Error::Setting`] for none and for more than 512, and [`Error::Device`] if there are no threads for them.
    pub fn cpu(count: usize) -> Result<Self, Error> {
        const MOST: usize = 512;
        if !(1..=MOST).contains(&count) {
            let setting = "towers".to_owned();
            return Err(Error::Setting { setting, value: count as f64, expected: "a number from 1 to 512" });
        }
        let crew = Crew { count, threads: Arc::new(Threads::new(count)?), reduce: Reduce::Mean };
        Ok(Self { crew, device: PhantomData })
    }
}

impl<D> Towers<D> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.crew.count
    }

    /// How their losses and gradients are combined; [`Reduce::Mean`] at first.
    pub fn reduce(mut self, reduce: Reduce) -> Self {
        self.crew.reduce = reduce;
        self
    }
}

impl<D> Clone for Towers<D> {
    /// The same towers: their threads are shared.
    fn clone(&self) -> Self {
        Self { crew: self.crew.clone(), device: PhantomData }
    }
}

impl<D> Debug for Towers<D> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Towers").field("count", &self.crew.count).field("reduce", &self.crew.reduce).finish()
    }
}

impl Crew {
    /// The samples of each tower that has some: as many as possible for all, and one more for the first of them.
    pub(crate) fn split(&self, batch: usize) -> Vec<Range<usize>> {
        let towers = self.count.min(batch).max(1);
        let (each, rest) = (batch / towers, batch % towers);
        let start = |tower: usize| tower * each + tower.min(rest);
        (0..towers).map(|tower| start(tower)..start(tower + 1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_all_of_the_batch_and_differ_by_one_at_most() {
        for count in 1..7 {
            let towers = Towers::cpu(count).unwrap();
            for batch in 0..30 {
                let parts = towers.crew.split(batch);
                assert!(parts.len() <= count && parts.iter().flat_map(Range::clone).eq(0..batch));
                let sizes = || parts.iter().map(Range::len);
                assert!(sizes().max() <= sizes().min().map(|least| least + 1));
                assert!(batch == 0 || sizes().all(|size| size > 0));
            }
        }
        assert_eq!(Towers::cpu(3).unwrap().crew.split(7), [0..3, 3..5, 5..7]);
    }

    #[test]
    fn no_towers_and_too_many_are_refused() {
        for count in [0, 513, usize::MAX] {
            let message = Towers::cpu(count).unwrap_err().to_string();
            assert!(message.ends_with("but must be a number from 1 to 512"), "{message}");
        }
        assert_eq!(Towers::cpu(512).unwrap().count(), 512);
    }
}
