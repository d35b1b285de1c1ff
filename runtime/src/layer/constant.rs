use std::sync::OnceLock;

use super::broadcast::{of_samples, samples};
use crate::kernels::numbers::Numbers;
use crate::pass::{Frame, Id, Keeps, Operation, Part, Pass, Value};
use crate::storage::{Device, Dtype, InPass};

/// An array of numbers, or of arrays of one size.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no array of numbers",
    label = "no array of numbers",
    note = "a constant of the shape `[4, 64]` is an array `[[f64; 64]; 4]`, of any element type that is a number"
)]
pub trait Array {
    /// The sizes, the outermost first.
    const SHAPE: &'static [usize];

    /// The numbers, row after row.
    fn numbers(&self) -> Vec<f64>;
}

/// A number of an array.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no element of a constant",
    note = "the elements of a constant are `f64`, `f32`, or whole numbers of up to 32 bits"
)]
pub trait Element: Copy {
    /// The same number.
    fn number(self) -> f64;
}

macro_rules! elements {
    ($($number:ident)*) => {
        $(impl Element for $number {
            fn number(self) -> f64 {
                self.into()
            }
        })*
    };
}

elements!(f64 f32 i8 i16 i32 u8 u16 u32);

macro_rules! arrays {
    ($([$($size:ident)*] $array:ty => |$own:ident| $numbers:expr;)*) => {
        $(impl<N: Element, $(const $size: usize),*> Array for $array {
            const SHAPE: &'static [usize] = &[$($size),*];

            fn numbers(&self) -> Vec<f64> {
                let $own = self;
                $numbers.iter().map(|number| number.number()).collect()
            }
        })*
    };
}

arrays! {
    [I] [N; I] => |own| own;
    [I J] [[N; J]; I] => |own| own.as_flattened();
    [I J K] [[[N; K]; J]; I] => |own| own.as_flattened().as_flattened();
    [I J K L] [[[[N; L]; K]; J]; I] => |own| own.as_flattened().as_flattened().as_flattened();
    [I J K L M] [[[[[N; M]; L]; K]; J]; I] => |own| own.as_flattened().as_flattened().as_flattened().as_flattened();
}

/// Whether an array has these sizes.
pub const fn has_shape<A: Array>(_: &A, shape: &[usize]) -> bool {
    let (own, mut axis) = (A::SHAPE, 0);
    if own.len() != shape.len() {
        return false;
    }
    while axis < own.len() {
        if own[axis] != shape[axis] {
            return false;
        }
        axis += 1;
    }
    true
}

/// The numbers of an array that [has the shape](has_shape) of a sample, the same for all samples: neither trained nor
/// saved.
///
/// # Errors
/// The device's, when memory runs out.
pub fn constant<A: Array + Sync, S: InPass, E: Dtype, D: Device<E>>(
    array: &'static A,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    Ok(made(move |_| array.numbers(), pass))
}

/// What a function says of each place of a shape, the same for all samples: neither trained nor saved.
///
/// # Errors
/// The device's, when memory runs out.
pub fn constant_of<const N: usize, S: InPass, E: Dtype, D: Device<E>>(
    function: fn([usize; N]) -> f64,
    pass: &mut Pass<E, D>,
) -> Result<Value<S, E, D>, D::Err> {
    let numbers = move |sizes: &[usize]| {
        let places = 0..sizes.iter().product();
        let at = |place: usize| {
            let mut rest = place;
            let mut indices = [0; N];
            for (index, size) in indices.iter_mut().zip(sizes).rev() {
                (*index, rest) = (rest % size, rest / size);
            }
            indices
        };
        places.map(|place| function(at(place))).collect()
    };
    Ok(made(numbers, pass))
}

/// The same number in all places, for all samples.
///
/// # Errors
/// The device's, when memory runs out.
pub fn filled<S: InPass, E: Dtype, D: Device<E>>(number: f64, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
    Ok(made(move |sizes| vec![number; sizes.iter().product()], pass))
}

fn made<S: InPass, E: Dtype, D: Device<E>>(
    numbers: impl Fn(&[usize]) -> Vec<f64> + Send + Sync + 'static,
    pass: &mut Pass<E, D>,
) -> Value<S, E, D> {
    let sizes = samples::<S, E, D>(pass).dims();
    let constant = Constant { numbers: OnceLock::new(), make: move || numbers(&sizes) };
    let id = pass.apply(constant, &[], &[sizes.iter().product()]);
    of_samples(id, pass)
}

/// The identity matrix of this size.
pub(crate) fn identity<E: Dtype, D: Device<E>>(size: usize, pass: &mut Pass<E, D>) -> Id {
    let ones = move || (0..size * size).map(|place| if place % (size + 1) == 0 { 1.0 } else { 0.0 }).collect();
    pass.apply(Constant { numbers: OnceLock::new(), make: ones }, &[], &[size * size])
}

/// Numbers that are made when they are asked for first.
struct Constant<F> {
    numbers: OnceLock<Vec<f64>>,
    make: F,
}

/// What is written in one place makes the same numbers each time.
impl<F> PartialEq for Constant<F> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<F: Fn() -> Vec<f64> + Send + Sync + 'static, E: Dtype, D: Device<E>> Operation<E, D> for Constant<F> {
    fn forward(&self, at: &mut Frame<'_, E, D>) {
        let kernels = at.kernels();
        let (_, [y]) = at.lend([Part::Output(0)]);
        Numbers::constants(&kernels, self.numbers.get_or_init(&self.make), y);
    }

    fn keeps(&self) -> Keeps {
        Keeps::NOTHING
    }

    fn backward(&self, _: &mut Frame<'_, E, D>) {
        unreachable!("it reads nothing that could have a gradient");
    }
}
