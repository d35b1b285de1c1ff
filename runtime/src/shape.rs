//! Arithmetic of dimensions for networks whose dimensions are `const` items.
//!
//! Where every dimension is a literal, `network!` computes shapes itself. A dimension that only rustc knows
//! becomes an expression over these functions, and what must hold for it becomes a call of [`require`] in a
//! constant, which fails with the wording that a literal would have got.
//!
//! No function here panics on sizes that do not fit: each gives some number, and [`require`] alone reports.

use dfdx::shapes::{Dim, HasShape, RealizeShapeTo, Shape};
use dfdx::tensor::{Storage, Tensor};
use dfdx::tensor_ops::RealizeTo;

use crate::Error;
#[doc(hidden)]
pub use crate::axis::{
    Axis, Ceiling, Difference, Product, Quotient, Sizes, Slide, SlideRoundedUp, Sum, asked, fits, outside, size,
};
use crate::pass::Value;
use crate::storage::Batched;

/// The size that a `const` item is.
pub const fn constant<const SIZE: usize>() -> usize {
    SIZE
}

/// `a + b + ..`
///
/// ```
/// assert_eq!(netweave::shape::sum(&[16, 32]), 48);
/// ```
pub const fn sum(terms: &[usize]) -> usize {
    let mut sum = 0_usize;
    let mut index = 0;
    while index < terms.len() {
        sum = sum.saturating_add(terms[index]);
        index += 1;
    }
    sum
}

/// `a · b · ..`: the number of elements of a shape.
///
/// ```
/// assert_eq!(netweave::shape::product(&[32, 4, 4]), 512);
/// ```
pub const fn product(factors: &[usize]) -> usize {
    let mut product = 1_usize;
    let mut index = 0;
    while index < factors.len() {
        product = product.saturating_mul(factors[index]);
        index += 1;
    }
    product
}

/// Whether all of some numbers are above 0.
///
/// ```
/// assert!(netweave::shape::are_positive(&[0.229, 0.224]) && !netweave::shape::are_positive(&[0.229, 0.0]));
/// ```
pub const fn are_positive(numbers: &[f64]) -> bool {
    let mut index = 0;
    while index < numbers.len() && numbers[index] > 0.0 {
        index += 1;
    }
    index == numbers.len()
}

/// `minuend − subtrahend`, and 0 where that is less.
///
/// ```
/// assert_eq!(netweave::shape::difference(9, 4), 5);
/// ```
pub const fn difference(minuend: usize, subtrahend: usize) -> usize {
    minuend.saturating_sub(subtrahend)
}

/// `⌊dividend / divisor⌋`, and 0 where the divisor is 0.
///
/// ```
/// assert_eq!(netweave::shape::quotient(32, 4), 8);
/// ```
pub const fn quotient(dividend: usize, divisor: usize) -> usize {
    match dividend.checked_div(divisor) {
        Some(quotient) => quotient,
        None => 0,
    }
}

/// `⌈dividend / divisor⌉`: what `padding = same` leaves of an image at this stride; 0 where the divisor is 0.
///
/// ```
/// assert_eq!(netweave::shape::quotient_rounded_up(7, 2), 4);
/// ```
pub const fn quotient_rounded_up(dividend: usize, divisor: usize) -> usize {
    if divisor == 0 { 0 } else { dividend.div_ceil(divisor) }
}

/// Whether `divisor` divides `dividend`; 0 divides nothing.
///
/// ```
/// assert!(netweave::shape::divides(4, 32));
/// ```
pub const fn divides(divisor: usize, dividend: usize) -> bool {
    divisor != 0 && dividend.is_multiple_of(divisor)
}

/// How far a kernel reaches: `dilation · (kernel − 1) + 1`.
///
/// ```
/// assert_eq!(netweave::shape::reach(3, 2), 5);
/// ```
pub const fn reach(kernel: usize, dilation: usize) -> usize {
    dilation.saturating_mul(kernel.saturating_sub(1)).saturating_add(1)
}

/// How many positions a kernel takes along one axis: `⌊(input + padding − reach) / stride⌋ + 1`, where
/// `padding` is what is added before and after together.
///
/// ```
/// // A 3×3 kernel at stride 2 with one pixel of padding on each side turns 8 pixels to 4.
/// assert_eq!(netweave::shape::positions(8, 3, 2, 2), 4);
/// ```
pub const fn positions(input: usize, reach: usize, stride: usize, padding: usize) -> usize {
    let room = input.saturating_add(padding).saturating_sub(reach);
    quotient(room, stride).saturating_add(1)
}

/// The same with a last position that may reach beyond the end, as PyTorch counts them with `ceil_mode`: rounded up, but for
/// a position that would begin in the padding at the end.
///
/// ```
/// // 3 places, and 2 at a time: the second kernel has one of its two.
/// assert_eq!(netweave::shape::positions_rounded_up(3, 2, 2, 0), 2);
/// assert_eq!(netweave::shape::positions_rounded_up(3, 2, 2, 2), 2);
/// ```
pub const fn positions_rounded_up(input: usize, reach: usize, stride: usize, padding: usize) -> usize {
    let room = input.saturating_add(padding).saturating_sub(reach);
    let positions = quotient_rounded_up(room, stride).saturating_add(1);
    let begun = quotient_rounded_up(input.saturating_add(padding / 2), stride);
    if positions < begun { positions } else { begun }
}

/// The padding `[before, after]` along one axis that leaves `⌈input / stride⌉` positions. TensorFlow's split:
/// the odd pixel comes after.
///
/// ```
/// assert_eq!(netweave::shape::same_padding(8, 3, 2), [0, 1]);
/// assert_eq!(netweave::shape::same_padding(7, 3, 2), [1, 1]);
/// ```
pub const fn same_padding(input: usize, reach: usize, stride: usize) -> [usize; 2] {
    let last = quotient_rounded_up(input, stride).saturating_sub(1).saturating_mul(stride);
    let padding = last.saturating_add(reach).saturating_sub(input);
    [padding / 2, padding - padding / 2]
}

/// A piece of the message of [`require`].
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// Words.
    Text(&'a str),
    /// A size that only rustc knows.
    Number(usize),
}

/// Fails with a message, when a program is compiled, unless `condition` holds.
///
/// ```
/// use netweave::shape::{Part, require};
///
/// const WIDTH: usize = 10;
/// const _: () = require(WIDTH == 10, &[Part::Text("the width is "), Part::Number(WIDTH)]);
/// ```
///
/// ```compile_fail
/// # use netweave::shape::{Part, require};
/// const WIDTH: usize = 11;
/// const _: () = require(WIDTH == 10, &[Part::Text("the width is "), Part::Number(WIDTH)]);
/// ```
///
/// # Panics
/// With the message, if the condition does not hold.
#[track_caller]
pub const fn require(condition: bool, message: &[Part<'_>]) {
    if condition {
        return;
    }
    let mut text = Text::new();
    let mut index = 0;
    while index < message.len() {
        match message[index] {
            Part::Text(words) => text.write(words.as_bytes()),
            Part::Number(number) => text.write_number(number),
        }
        index += 1;
    }
    panic!("{}", text.as_str());
}

/// A text that is put together in a constant, where there is no heap.
struct Text {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Text {
    /// Longer messages are cut off.
    const CAPACITY: usize = 1024;

    const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], length: 0 }
    }

    const fn write(&mut self, bytes: &[u8]) {
        let mut index = 0;
        while index < bytes.len() && self.length < Self::CAPACITY {
            self.bytes[self.length] = bytes[index];
            self.length += 1;
            index += 1;
        }
    }

    const fn write_number(&mut self, number: usize) {
        // The 20 digits of the largest number, from the last to the first.
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        while rest > 0 || start == digits.len() {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.write(digits.split_at(start).1);
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "a message that was cut off inside of a letter",
        }
    }
}

/// Takes a value for one of another type of the same shape.
///
/// Two types that write their dimensions differently are the same for rustc as soon as it knows the numbers.
/// Until an assertion has compared these, the code between must not depend on it, or one mistake would be
/// reported twice.
///
/// # Panics
/// If the shapes differ, which [`require`] has ruled out.
#[doc(hidden)]
pub fn assume<X: Assume<S2>, S2: Shape>(x: &X) -> X::Assumed {
    x.assume()
}

/// What has a shape that may be written differently.
#[doc(hidden)]
pub trait Assume<S2: Shape> {
    /// The same with the other shape.
    type Assumed;

    /// Takes it for that.
    fn assume(&self) -> Self::Assumed;
}

impl<S: Shape<Concrete = S2::Concrete>, S2: Shape, E, D> Assume<S2> for Value<S, E, D> {
    type Assumed = Value<S2, E, D>;

    fn assume(&self) -> Value<S2, E, D> {
        match S2::from_concrete(&self.shape().concrete()) {
            Some(shape) => self.with_shape(shape),
            None => unreachable!("the shapes were compared when the program was compiled"),
        }
    }
}

impl<S, S2, D> Assume<S2> for Tensor<S, usize, D>
where
    S: Shape + RealizeShapeTo<S2>,
    S2: Shape<Concrete = S::Concrete>,
    D: Storage<usize>,
{
    type Assumed = Tensor<S2, usize, D>;

    fn assume(&self) -> Tensor<S2, usize, D> {
        match self.clone().try_realize() {
            Ok(x) => x,
            Err(_) => unreachable!("the shapes were compared when the program was compiled"),
        }
    }
}

/// The number of samples in a batch.
#[doc(hidden)]
pub fn batch<S: Batched, E, D: Storage<E>, T>(x: &Tensor<S, E, D, T>) -> usize {
    x.shape().batch().size()
}

/// Compares the batch sizes of several inputs.
///
/// # Errors
/// [`Error::Batch`] names the first input that differs from the first of all.
#[doc(hidden)]
pub fn same_batch(inputs: &[(&'static str, usize)]) -> Result<(), Error> {
    let Some(((other, expected), rest)) = inputs.split_first() else {
        return Ok(());
    };
    match rest.iter().find(|(_, found)| found != expected) {
        None => Ok(()),
        Some((input, found)) => Err(Error::Batch { input, found: *found, other, expected: *expected }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_a_loop() {
        for input in 1..12 {
            for reach in 1..6 {
                for stride in 1..4 {
                    for padding in 0..5 {
                        let starts = (0..).step_by(stride).take_while(|start| start + reach <= input + padding);
                        if reach <= input + padding {
                            assert_eq!(positions(input, reach, stride, padding), starts.count());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn same_padding_leaves_input_over_stride() {
        for input in 1..12 {
            for reach in 1..6 {
                for stride in 1..4 {
                    let [before, after] = same_padding(input, reach, stride);
                    assert!(after == before || after == before + 1);
                    // A stride beyond the kernel skips pixels at the end instead of padding.
                    if before + after > 0 {
                        assert_eq!(positions(input, reach, stride, before + after), input.div_ceil(stride));
                    }
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_gives_a_number() {
        assert_eq!(positions(2, 5, 0, 0), 1);
        assert_eq!(positions(usize::MAX, 1, 1, 1), usize::MAX);
        assert_eq!(quotient(1, 0), 0);
        assert_eq!(product(&[usize::MAX, 2]), usize::MAX);
        assert!(!divides(0, 4));
    }

    #[test]
    fn messages_hold_numbers() {
        let fails = std::panic::catch_unwind(|| {
            require(false, &[Part::Text("⌈"), Part::Number(0), Part::Text(", "), Part::Number(1050), Part::Text("⌉")]);
        });
        let message = fails.unwrap_err();
        assert_eq!(message.downcast_ref::<String>().map(String::as_str), Some("⌈0, 1050⌉"));
        let mut text = Text::new();
        text.write_number(usize::MAX);
        assert_eq!(text.as_str(), usize::MAX.to_string());
    }

    #[test]
    fn batches_are_compared() {
        assert_eq!(same_batch(&[("left", 3), ("right", 3)]), Ok(()));
        let error = same_batch(&[("left", 3), ("right", 4)]);
        assert_eq!(error, Err(Error::Batch { input: "right", found: 4, other: "left", expected: 3 }));
    }
}
