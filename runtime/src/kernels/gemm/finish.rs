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
    /// Puts the sums of lanes that follow each other where the targets are.
    #[inline(always)]
    pub(in super::super) fn put(self, sums: &[E], targets: &mut [E]) {
        match self {
            Finish::Overwrite { bias: Some(bias), relu } => {
                for ((&sum, &bias), target) in sums.iter().zip(bias).zip(targets) {
                    *target = clipped(sum + bias, relu);
                }
            }
            Finish::Overwrite { bias: None, relu } => {
                sums.iter().zip(targets).for_each(|(&sum, target)| *target = clipped(sum, relu));
            }
            Finish::Add => sums.iter().zip(targets).for_each(|(&sum, target)| *target += sum),
        }
    }

    /// Puts sums of the first lane where the targets are.
    #[inline(always)]
    pub(in super::super) fn put_lane<'t>(
        self,
        sums: impl Iterator<Item = &'t E>,
        targets: impl Iterator<Item = &'t mut E>,
    ) {
        match self {
            Finish::Overwrite { bias, relu } => {
                let bias = bias.map_or(E::zero(), |bias| bias[0]);
                sums.zip(targets).for_each(|(&sum, target)| *target = clipped(sum + bias, relu));
            }
            Finish::Add => sums.zip(targets).for_each(|(&sum, target)| *target += sum),
        }
    }
}

/// `max(0, sum)` with `relu`. A sum that is not a number stays one.
#[inline(always)]
fn clipped<E: Float>(sum: E, relu: bool) -> E {
    if relu && sum < E::zero() { E::zero() } else { sum }
}
