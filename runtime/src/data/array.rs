use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::{Sample, SampleShape, Source};
use crate::storage::Dtype;
use crate::{Error, Place};

/// Numbers from a file, with their shape; the first dimension counts samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Array<E> {
    file: PathBuf,
    shape: Vec<usize>,
    values: Vec<E>,
}

impl<E: Dtype> Array<E> {
    /// `values` must be as many as `shape` says.
    pub(super) fn new(file: &Path, shape: Vec<usize>, values: Vec<E>) -> Self {
        Self { file: file.to_owned(), shape, values }
    }

    /// The file that it comes from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The shape, samples first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// All numbers, the last dimension fastest.
    pub fn values(&self) -> &[E] {
        &self.values
    }

    /// Changes each number: `array.map(|byte| byte / 255.0)`.
    pub fn map(mut self, change: impl Fn(E) -> E) -> Self {
        self.values.iter_mut().for_each(|value| *value = change(*value));
        self
    }

    /// The samples as a source for a loader, of one part with the shape `S`.
    ///
    /// # Errors
    /// [`Error::File`] if a sample has another number of dimensions or another size. Where it has a single number
    /// less or more dimensions of 1, such as `[28, 28]` for `[1, 28, 28]`, that is taken for the same.
    pub fn samples<S: SampleShape>(self) -> Result<Samples<S, E>, Error> {
        let (samples, sample) = self.shape.split_first().unwrap_or((&1, &[]));
        let expected = S::default().concrete();
        let beside_ones = |shape: &[usize]| shape.iter().copied().filter(|&size| size != 1).collect::<Vec<_>>();
        if beside_ones(sample) != beside_ones(&expected.into_iter().collect::<Vec<_>>()) {
            let reason = format!("a sample has the shape {sample:?}, expected {expected:?}");
            return Err(Error::file(&self.file, Place::Whole, reason));
        }
        Ok(Samples { samples: *samples, array: self, shape: PhantomData })
    }
}

/// The samples of an [`Array`].
#[derive(Clone, Debug)]
pub struct Samples<S, E> {
    samples: usize,
    array: Array<E>,
    shape: PhantomData<fn() -> S>,
}

impl<S: SampleShape, E: Dtype> Samples<S, E> {
    /// The file that they come from.
    pub(super) fn file(&self) -> &Path {
        &self.array.file
    }

    /// The numbers of a sample.
    pub(super) fn sample(&self, index: usize) -> &[E] {
        &self.array.values[index * S::NUMEL..][..S::NUMEL]
    }
}

impl<S: SampleShape, E: Dtype> Source for Samples<S, E> {
    type Parts = (S,);
    type Dtype = E;

    fn samples(&self) -> usize {
        self.samples
    }

    fn read(&self, sample: Sample, (part,): (&mut [E],)) -> Result<(), Error> {
        part.copy_from_slice(self.sample(sample.index));
        Ok(())
    }
}
