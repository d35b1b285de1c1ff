use std::marker::PhantomData;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Parts;
use crate::Error;
use crate::storage::Dtype;

/// Samples by number: what a [`Loader`](super::Loader) makes batches of.
///
/// A sample has a part for each tensor of a batch, such as an image and its label.
pub trait Source: Send + Sync + 'static {
    /// The shapes of the parts, in a tuple: `(Rank3<1, 28, 28>, Rank1<10>)`.
    type Parts: Parts;
    /// The type of the elements.
    type Dtype: Dtype;

    /// The number of samples.
    fn samples(&self) -> usize;

    /// Writes a sample: a slice for each part, all zeros before.
    ///
    /// It is called on the loader's threads, several at a time. What it writes should depend on `sample` alone, or runs
    /// will not be repeatable.
    ///
    /// # Errors
    /// Any that the source has; the loader hands it to whoever asks for the batch.
    fn read(&self, sample: Sample, parts: <Self::Parts as Parts>::Slices<'_, Self::Dtype>) -> Result<(), Error>;
}

/// Which sample is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its number, below [`Source::samples`].
    pub index: usize,
    /// How often all samples have been asked for before.
    pub epoch: u64,
    /// The loader's seed, mixed with the two above.
    pub seed: u64,
}

impl Sample {
    /// Random numbers for this sample in this epoch, to augment it with. They are the same on any number of threads.
    ///
    /// ```
    /// use netweave::data::Sample;
    /// use rand::Rng;
    ///
    /// let sample = Sample { index: 3, epoch: 0, seed: 42 };
    /// let flip: bool = sample.random().r#gen();
    /// assert_eq!(flip, sample.random().r#gen::<bool>());
    /// ```
    pub fn random(self) -> StdRng {
        StdRng::seed_from_u64(self.seed)
    }
}

/// A source whose samples a closure writes.
///
/// # Errors
/// Those of the closure, as [`Source::read`] has them.
pub fn from_fn<P: Parts, E: Dtype>(
    samples: usize,
    read: impl Fn(Sample, P::Slices<'_, E>) -> Result<(), Error> + Send + Sync + 'static,
) -> FromFn<P, E, impl Fn(Sample, P::Slices<'_, E>) -> Result<(), Error> + Send + Sync + 'static> {
    FromFn { samples, read, types: PhantomData }
}

/// What [`from_fn`] makes.
pub struct FromFn<P, E, F> {
    samples: usize,
    read: F,
    types: PhantomData<fn() -> (P, E)>,
}

impl<P, E, F> Source for FromFn<P, E, F>
where
    P: Parts,
    E: Dtype,
    F: Fn(Sample, P::Slices<'_, E>) -> Result<(), Error> + Send + Sync + 'static,
{
    type Parts = P;
    type Dtype = E;

    fn samples(&self) -> usize {
        self.samples
    }

    fn read(&self, sample: Sample, parts: P::Slices<'_, E>) -> Result<(), Error> {
        (self.read)(sample, parts)
    }
}
