use std::iter::repeat_n;

use super::super::Float;
use super::super::list::List;
use super::Method;

/// What one output of an axis reads: `near · x[first] + far · x[second]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<E> {
    pub(super) first: usize,
    /// `first` again where nothing lies behind it.
    pub(super) second: usize,
    pub(super) near: E,
    pub(super) far: E,
}

/// What each output of an axis reads, in ascending order.
pub(super) fn sources<E: Float>(input: usize, output: usize, method: Method) -> List<Source<E>> {
    let sources = (0..output).map(|place| match method {
        Method::Nearest => Source::at((place * input / output) as f64, input),
        Method::Bilinear { align_corners: true } => {
            let step = input.saturating_sub(1) as f64 / output.saturating_sub(1).max(1) as f64;
            Source::at(place as f64 * step, input)
        }
        Method::Bilinear { align_corners: false } => {
            Source::at((place as f64 + 0.5) * input as f64 / output as f64 - 0.5, input)
        }
    });
    sources.collect()
}

impl<E: Float> Source<E> {
    fn at(place: f64, input: usize) -> Self {
        let place = place.max(0.0);
        let first = (place as usize).min(input.saturating_sub(1));
        let far = place - first as f64;
        let second = (first + 1).min(input.saturating_sub(1));
        Source { first, second, near: E::of(1.0 - far), far: E::of(far) }
    }
}

/// Which outputs read each input of an axis, and with what weight.
pub(super) struct Readers<E> {
    /// Where the readers of each input begin, and the end of the last one's.
    starts: List<usize>,
    readers: List<(usize, E)>,
}

impl<E: Float> Readers<E> {
    pub(super) fn new(input: usize, sources: &[Source<E>]) -> Self {
        let reads = || {
            sources.iter().enumerate().flat_map(|(output, source)| {
                let far = (source.far != E::zero()).then_some((source.second, output, source.far));
                [Some((source.first, output, source.near)), far].into_iter().flatten()
            })
        };
        let mut starts: List<usize> = repeat_n(0, input + 1).collect();
        reads().for_each(|(input, ..)| starts[input + 1] += 1);
        (0..input).for_each(|input| starts[input + 1] += starts[input]);
        let mut next = starts.clone();
        let mut readers: List<(usize, E)> = repeat_n((0, E::zero()), starts[input]).collect();
        for (input, output, weight) in reads() {
            readers[next[input]] = (output, weight);
            next[input] += 1;
        }
        Readers { starts, readers }
    }

    #[inline(always)]
    pub(super) fn of(&self, input: usize) -> &[(usize, E)] {
        &self.readers[self.starts[input]..self.starts[input + 1]]
    }
}
