use dfdx::shapes::Rank1;

use super::array::Samples;
use super::{Array, Sample, SampleShape, Source};
use crate::storage::Dtype;
use crate::{Error, Place};

/// Samples with a class each, which becomes a row of `CLASSES` numbers: 1 at the class, 0 elsewhere.
///
/// ```no_run
/// use netweave::data::{Classified, Loader, read_idx};
/// use netweave::prelude::*;
///
/// let images = read_idx("train-images-idx3-ubyte.gz")?.map(|byte| byte / 255.0);
/// let labels = read_idx("train-labels-idx1-ubyte.gz")?;
/// let digits = Classified::<Rank3<1, 28, 28>, f32, 10>::new(images, labels)?;
/// for batch in Loader::new(digits, &Cpu::default()).batch_size(64).shuffle(0).epoch(0) {
///     let (images, labels) = batch?;
/// }
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Classified<S, E, const CLASSES: usize> {
    samples: Samples<S, E>,
    classes: Vec<usize>,
}

impl<S: SampleShape, E: Dtype, const CLASSES: usize> Classified<S, E, CLASSES> {
    /// Puts samples and their classes together; a class is a whole number below `CLASSES`.
    ///
    /// # Errors
    /// [`Error::File`] if a sample has another shape than `S`, if there are more or fewer classes than samples, or if
    /// one of them is not a class.
    pub fn new(samples: Array<E>, classes: Array<E>) -> Result<Self, Error> {
        let samples = samples.samples::<S>()?;
        let refuse = |reason| Err(Error::file(classes.file(), Place::Whole, reason));
        if classes.values().len() != samples.samples() {
            return refuse(format!(
                "{} classes for {} samples of {}",
                classes.values().len(),
                samples.samples(),
                samples.file().display()
            ));
        }
        let class = |class: &E| class.to_usize().filter(|&whole| whole < CLASSES && E::of(whole as f64) == *class);
        if let Some(bad) = classes.values().iter().position(|value| class(value).is_none()) {
            let value = classes.values()[bad];
            return refuse(format!("the class of sample {bad} is {value:?}, expected a whole number below {CLASSES}"));
        }
        let classes = classes.values().iter().filter_map(class).collect();
        Ok(Self { samples, classes })
    }
}

impl<S: SampleShape, E: Dtype, const CLASSES: usize> Source for Classified<S, E, CLASSES> {
    type Parts = (S, Rank1<CLASSES>);
    type Dtype = E;

    fn samples(&self) -> usize {
        self.classes.len()
    }

    fn read(&self, sample: Sample, (part, class): (&mut [E], &mut [E])) -> Result<(), Error> {
        part.copy_from_slice(self.samples.sample(sample.index));
        class[self.classes[sample.index]] = E::of(1.0);
        Ok(())
    }
}
