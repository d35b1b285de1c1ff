use super::super::Float;

/// What is done with the sums of a product.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Finish<'a, E> {
    /// Overwrites the target with `sum + bias`, or with `max(0, sum + bias)`. There is one bias a lane.
    Overwrite { bias: Option<&'a [E]>, relu: bool },
    /// Adds the sum to the target.
    Add,
}

impl<'a, E> Finish<'a, E> {
    /// The same for some of the lanes.
    pub(in super::super) fn lanes(self, lanes: std::ops::Range<usize>) -> Self {
        match self {
            Finish::Overwrite { bias, relu } => Finish::Overwrite { bias: bias.map(|bias| &bias[lanes]), relu },
            Finish::Add => Finish::Add,
        }
    }
}

impl<E: Float> Finish<'_, E> {
    /// Puts `sum`, of one lane, where `target` is.
    #[inline(always)]
    pub(in super::super) fn put(self, lane: usize, sum: E, target: &mut E) {
        match self {
            Finish::Overwrite { bias, relu } => {
                let sum = bias.map_or(sum, |bias| sum + bias[lane]);
                // A sum that is not a number stays one.
                *target = if relu && sum < E::zero() { E::zero() } else { sum };
            }
            Finish::Add => *target += sum,
        }
    }
}
