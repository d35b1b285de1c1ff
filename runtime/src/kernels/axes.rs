use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;

/// A number for each of the axes of a tensor, which has six at most.
///
/// What a step does is told anew each time that it is done, and a list would take memory of its own each time.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Axes {
    /// Zeros from `len` on.
    numbers: [usize; Axes::MOST],
    len: usize,
}

impl Axes {
    /// The most axes that a tensor has.
    pub const MOST: usize = 6;
}

impl Deref for Axes {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.numbers[..self.len]
    }
}

impl FromIterator<usize> for Axes {
    /// # Panics
    /// If there are more than [`Axes::MOST`].
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut axes = Self::default();
        for number in numbers {
            axes.numbers[axes.len] = number;
            axes.len += 1;
        }
        axes
    }
}

impl Debug for Axes {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&**self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Axes;

    #[test]
    fn they_are_as_many_as_were_collected() {
        let axes: Axes = [2, 3, 5].into_iter().collect();
        assert_eq!((&axes[..], format!("{axes:?}")), (&[2, 3, 5][..], "[2, 3, 5]".to_owned()));
        assert_eq!(axes.iter().rev().copied().collect::<Axes>()[..], [5, 3, 2]);
        assert!(Axes::default().is_empty());
        assert_eq!((0..Axes::MOST).collect::<Axes>().len(), Axes::MOST);
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn there_is_no_seventh() {
        let _: Axes = (0..7).collect();
    }
}
