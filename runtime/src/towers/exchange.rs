use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// What the gradients of the last pass have taken to be added up over all ranks.
///
/// They go in buckets, those of the last layers first, while the pass goes on backward through the layers before. What is
/// left to wait for is what comes after its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    pub(crate) buckets: Vec<(usize, Duration)>,
    pub(crate) busy: Duration,
    pub(crate) waited: Duration,
}

impl Exchange {
    /// In how many buckets they went.
    pub fn buckets(&self) -> usize {
        self.buckets.len()
    }

    /// The bytes of each bucket, and how long after the beginning of the way back it was complete; on a GPU, when all was started
    /// that completes it.
    pub fn schedule(&self) -> &[(usize, Duration)] {
        &self.buckets
    }

    /// The bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.buckets.iter().map(|(bytes, _)| bytes).sum()
    }

    /// How long the all-reduces took, with the time in which they waited for the other ranks.
    pub fn busy(&self) -> Duration {
        self.busy
    }

    /// How long the pass has waited for them when it was over.
    pub fn waited(&self) -> Duration {
        self.waited
    }
}

impl Display for Exchange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [busy, waited] = [self.busy, self.waited].map(|time| time.as_secs_f64() * 1e3);
        let (buckets, bytes) = (self.buckets(), self.bytes());
        write!(f, "{bytes} bytes in {buckets} buckets: all-reduce {busy:.2} ms, waited for {waited:.2} ms")
    }
}
