//! How large the axes are in one call.

use dfdx::shapes::Shape;
use dfdx::tensor::{Storage, Tensor};

use crate::Error;
use crate::shape::Part;

/// The sizes of a network's axes in one call, in the order of their declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    sizes: [usize; Self::MOST],
    count: usize,
}

impl Sizes {
    /// How many axes a network may have.
    pub const MOST: usize = 4;
    /// Those of a network without such axes.
    pub(crate) const NONE: Self = Self { sizes: [0; Self::MOST], count: 0 };

    /// The size of the axis of this number.
    pub fn of(&self, number: usize) -> usize {
        self.sizes[number]
    }

    /// Adds the size of the next axis.
    #[must_use]
    pub fn with(mut self, size: usize) -> Self {
        self.sizes[self.count] = size;
        self.count += 1;
        self
    }

    /// Adds the size of the next axis, which inputs and targets have in these places.
    ///
    /// # Errors
    /// [`Error::AxisSize`] if two of them differ, and [`Error::EmptyAxis`] if there is nothing along it.
    pub fn axis(self, axis: &'static str, found: &[(&'static str, usize)]) -> Result<Self, Error> {
        let Some(((other, expected), rest)) = found.split_first() else {
            return Ok(self.with(1));
        };
        if *expected == 0 {
            return Err(Error::EmptyAxis { axis, input: other });
        }
        match rest.iter().find(|(_, found)| found != expected) {
            None => Ok(self.with(*expected)),
            Some((input, found)) => Err(Error::AxisSize { axis, input, found: *found, other, expected: *expected }),
        }
    }
}

/// The size of a tensor along an axis of its samples.
pub fn size<S: Shape, E, D: Storage<E>, T>(tensor: &Tensor<S, E, D, T>, axis: usize) -> usize {
    use dfdx::shapes::HasShape;
    tensor.shape().concrete().into_iter().nth(axis + 1).unwrap_or(1)
}

/// Tells what does not fit for the sizes of a call, by the words that `network!` has for it.
///
/// # Errors
/// [`Error::Fit`], unless `condition` holds.
pub fn fits(condition: bool, network: &'static str, message: &[Part<'_>]) -> Result<(), Error> {
    if condition {
        return Ok(());
    }
    let parts = message.iter().map(|part| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Number(number) => number.to_string(),
    });
    Err(Error::Fit { network, message: parts.collect() })
}

/// Asks for what has to hold of the sizes of a call. Where it does not, and does for multiples of some power of two, the error
/// says which: a network that halves an image and doubles it again comes out at the same size then.
///
/// # Errors
/// The one of `fits`.
pub fn asked(sizes: &Sizes, fits: impl Fn(&Sizes) -> Result<(), Error>) -> Result<(), Error> {
    let Err(error) = fits(sizes) else { return Ok(()) };
    let up = |multiple: usize, more: usize| {
        let mut larger = *sizes;
        let own = larger.sizes[..larger.count].iter_mut();
        own.for_each(|size| *size = size.next_multiple_of(multiple) + more * multiple);
        larger
    };
    let multiples = (1..=MOST_HALVINGS).map(|halvings| 1 << halvings);
    let fitting = multiples.into_iter().find(|multiple| (0..4).all(|more| fits(&up(*multiple, more)).is_ok()));
    Err(match (error, fitting) {
        (Error::Fit { network, message }, Some(multiple)) => {
            Error::Fit { network, message: format!("{message}; sizes that are multiples of {multiple} fit") }
        }
        (error, _) => error,
    })
}

/// How often a network is thought to halve an image.
const MOST_HALVINGS: u32 = 8;

#[cfg(test)]
mod tests {
    use super::{Sizes, asked, fits};
    use crate::Error;
    use crate::shape::Part;

    #[test]
    fn an_axis_has_one_size() {
        let sizes = Sizes::default().axis("time", &[("words", 7), ("tags", 7)]);
        assert_eq!(sizes.map(|sizes| sizes.of(0)), Ok(7));
        let error = Sizes::default().axis("time", &[("words", 7), ("tags", 8)]);
        let differs = Error::AxisSize { axis: "time", input: "tags", found: 8, other: "words", expected: 7 };
        assert_eq!(error, Err(differs));
        let error = Sizes::default().axis("time", &[("words", 0), ("tags", 0)]);
        assert_eq!(error, Err(Error::EmptyAxis { axis: "time", input: "words" }));
    }

    #[test]
    fn multiples_that_fit_are_told() {
        let halves = |sizes: &Sizes| fits(sizes.of(0) / 4 * 4 == sizes.of(0), "Net", &[Part::Text("it does not fit")]);
        let ask = |size| asked(&Sizes::default().with(size), halves).map_err(|error| error.to_string());
        assert_eq!(ask(12), Ok(()));
        assert_eq!(ask(13), Err("it does not fit; sizes that are multiples of 4 fit".to_owned()));
        let small = |sizes: &Sizes| fits(sizes.of(0) < 9, "Net", &[Part::Text("it is too large")]);
        assert_eq!(
            asked(&Sizes::default().with(9), small).map_err(|error| error.to_string()),
            Err("it is too large".to_owned())
        );
    }

    #[test]
    fn what_does_not_fit_is_told_in_its_own_words() {
        assert_eq!(fits(true, "Net", &[]), Ok(()));
        let message = [Part::Text("`first` takes "), Part::Number(9), Part::Text(" of 8")];
        let error = Error::Fit { network: "Net", message: "`first` takes 9 of 8".to_owned() };
        assert_eq!(fits(false, "Net", &message), Err(error));
    }
}
