use super::super::Float;
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
pub(super) fn sources<E: Float>(input: usize, output: usize, method: Method) -> Vec<Source<E>> {
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
    starts: Vec<usize>,
    readers: Vec<(usize, E)>,
}

impl<E: Float> Readers<E> {
    pub(super) fn new(input: usize, sources: &[Source<E>]) -> Self {
        let mut of = vec![Vec::new(); input];
        for (output, source) in sources.iter().enumerate() {
            of[source.first].push((output, source.near));
            if source.far != E::zero() {
                of[source.second].push((output, source.far));
            }
        }
        let starts = std::iter::once(0).chain(of.iter().scan(0, |end, readers| {
            *end += readers.len();
            Some(*end)
        }));
        Readers { starts: starts.collect(), readers: of.concat() }
    }

    #[inline(always)]
    pub(super) fn of(&self, input: usize) -> &[(usize, E)] {
        &self.readers[self.starts[input]..self.starts[input + 1]]
    }
}
