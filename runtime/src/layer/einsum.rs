use std::marker::PhantomData;

use dfdx::shapes::Dim;

use super::broadcast::product;
use super::matmul::multiply;
use super::pad::{Border, frame_planes};
use super::permute::reorder;
use super::reduce::sum_over;
use crate::kernels::matmul::Geometry;
use crate::kernels::{Axes, List, pad2d};
use crate::pass::{Id, Pass, Value};
use crate::storage::{Batched, Device, Dtype, InPass};

/// Sums of products of values whose axes have letters: `"thd,shd->hts"`, the axes of each value and of the result.
///
/// Axes of one letter go together, and what the result has not is summed over. Two values at a time are multiplied, from
/// the left: as matrices where a letter of both is summed over, and element by element elsewhere.
pub struct Einsum<B, E: Dtype, D: Device<E>> {
    equation: &'static str,
    batch: Option<B>,
    values: List<(Id, Axes)>,
    elements: PhantomData<(E, D)>,
}

impl<B: Dim, E: Dtype, D: Device<E>> Einsum<B, E, D> {
    /// Letters for the axes of the values and of the result, without the batch.
    pub fn new(equation: &'static str) -> Self {
        Self { equation, batch: None, values: List::new(), elements: PhantomData }
    }

    /// Adds a value, in the order of the equation.
    pub fn with<S: Batched<Batch = B>>(mut self, value: &Value<S, E, D>) -> Self {
        self.batch = Some(value.shape().batch());
        self.values.push((value.id(), value.shape().dims()));
        self
    }

    /// The result.
    ///
    /// # Errors
    /// The device's, when memory runs out.
    pub fn apply<S: InPass<Batch = B>>(self, pass: &mut Pass<E, D>) -> Result<Value<S, E, D>, D::Err> {
        let Self { equation, batch, values, .. } = self;
        let (Some(batch), Some((inputs, output))) = (batch, equation.split_once("->")) else {
            unreachable!("the compiler has read the equation");
        };
        let wanted = letters(output);
        let mut walk = Walk { batch: batch.size(), pass };
        let mut made: Option<Labelled> = None;
        let mut names = inputs.split(',');
        for (id, sizes) in &*values {
            let name = names.next().unwrap_or_default();
            let next = walk.without_repetition(Labelled { id: *id, letters: letters(name), sizes: *sizes });
            // What is still to come, and the result, need their letters.
            let rest = names.clone();
            let needed = |letter| wanted.contains(&letter) || rest.clone().any(|name| letters(name).contains(&letter));
            made = Some(match made {
                None => next,
                Some(before) => walk.pair(before, next, &wanted, needed),
            });
        }
        let made = made.unwrap_or_else(|| unreachable!("the compiler multiplies one value at least"));
        let made = walk.summed(made, |letter| wanted.contains(&letter));
        let id = walk.ordered(&made, wanted);
        Ok(Value::new(id, pass.shape(batch)))
    }
}

/// The letters of a value, as numbers.
fn letters(name: &str) -> Axes {
    name.bytes().filter(u8::is_ascii_alphabetic).map(usize::from).collect()
}

/// A value with a letter for each axis, the batch left out.
#[derive(Clone, Copy)]
struct Labelled {
    id: Id,
    letters: Axes,
    sizes: Axes,
}

impl Labelled {
    fn place(&self, letter: usize) -> Option<usize> {
        self.letters.iter().position(|own| *own == letter)
    }

    fn has(&self, letter: usize) -> bool {
        self.place(letter).is_some()
    }

    fn size(&self, letter: usize) -> usize {
        self.place(letter).map_or(1, |place| self.sizes[place])
    }

    /// The sizes of these letters; 1 for those that it has not.
    fn sizes_of(&self, letters: &[usize]) -> Axes {
        letters.iter().map(|letter| self.size(*letter)).collect()
    }
}

struct Walk<'p, E: Dtype, D: Device<E>> {
    batch: usize,
    pass: &'p mut Pass<E, D>,
}

impl<E: Dtype, D: Device<E>> Walk<'_, E, D> {
    /// Sizes with the batch in front.
    fn whole(&self, sizes: &[usize]) -> Axes {
        std::iter::once(self.batch).chain(sizes.iter().copied()).collect()
    }

    /// The value with its axes in the order of these letters, which are all that it has.
    fn ordered(&mut self, value: &Labelled, letters: Axes) -> Id {
        if value.letters == letters {
            return value.id;
        }
        let order = letters.iter().filter_map(|letter| value.place(*letter));
        let order = std::iter::once(0).chain(order.map(|axis| axis + 1)).collect();
        reorder(value.id, self.whole(&value.sizes), order, self.pass)
    }

    /// The sum over the axes that are not kept.
    fn summed(&mut self, value: Labelled, keeps: impl Fn(usize) -> bool) -> Labelled {
        let axes: Axes = (0..value.letters.len()).filter(|axis| !keeps(value.letters[*axis])).collect();
        if axes.is_empty() {
            return value;
        }
        let id = sum_over(value.id, self.whole(&value.sizes), &axes, self.pass);
        let letters: Axes = value.letters.iter().copied().filter(|letter| keeps(*letter)).collect();
        Labelled { id, letters, sizes: value.sizes_of(&letters) }
    }

    /// The diagonal along axes of the same letter.
    fn without_repetition(&mut self, mut value: Labelled) -> Labelled {
        while let Some((first, second)) = repeated(&value.letters) {
            let size = value.sizes[first];
            let others: Axes = (0..value.letters.len()).filter(|axis| ![first, second].contains(axis)).collect();
            let order = others.iter().copied().chain([first, second]).map(|axis| axis + 1);
            let order = std::iter::once(0).chain(order).collect();
            let id = reorder(value.id, self.whole(&value.sizes), order, self.pass);
            // With one more element after each row of a matrix, the diagonal is a column.
            let rows = self.batch * others.iter().map(|axis| value.sizes[*axis]).product::<usize>();
            let mut frame = |input, output, id| {
                let geometry = pad2d::Geometry { planes: 1, input, output, start: [0; 2], border: Border::Zeros };
                frame_planes(geometry, id, self.pass)
            };
            let longer = frame([rows, size * size], [rows, size * (size + 1)], id);
            let id = frame([rows * size, size + 1], [rows * size, 1], longer);
            let letter = value.letters[first];
            let letters: Axes = others.iter().map(|axis| value.letters[*axis]).chain([letter]).collect();
            value = Labelled { id, letters, sizes: value.sizes_of(&letters) };
        }
        value
    }

    /// The product of two values, summed over the letters that nothing needs. Its axes are as near as can be to an order.
    fn pair(&mut self, a: Labelled, b: Labelled, order: &[usize], needed: impl Fn(usize) -> bool) -> Labelled {
        let a = self.summed(a, |letter| b.has(letter) || needed(letter));
        let b = self.summed(b, |letter| a.has(letter) || needed(letter));
        let of = |value: &Labelled, other: &Labelled, shared: bool, kept: bool| -> Axes {
            let letters = value.letters.iter().copied();
            letters.filter(|letter| other.has(*letter) == shared && needed(*letter) == kept).collect()
        };
        let (both, terms) = (of(&a, &b, true, true), of(&a, &b, true, false));
        let (rows, columns) = (of(&a, &b, false, true), of(&b, &a, false, true));
        if terms.is_empty() || (rows.is_empty() && columns.is_empty()) {
            return self.element_by_element(&a, &b, order, &terms);
        }
        let place = |letters: &Axes| order.iter().position(|letter| letters.contains(letter));
        match (place(&rows), place(&columns)) {
            (Some(row), Some(column)) if column < row => self.matrices(&b, &a, [both, columns, terms, rows]),
            _ => self.matrices(&a, &b, [both, rows, terms, columns]),
        }
    }

    fn element_by_element(&mut self, a: &Labelled, b: &Labelled, order: &[usize], terms: &Axes) -> Labelled {
        let has = |letter: usize| (a.has(letter) || b.has(letter)) && !terms.contains(&letter);
        let first = order.iter().copied().filter(|letter| has(*letter));
        let rest = a.letters.iter().chain(b.letters.iter().filter(|letter| !a.has(**letter))).copied();
        let rest = rest.filter(|letter| has(*letter) && !order.contains(letter));
        let letters: Axes = first.chain(rest).chain(terms.iter().copied()).collect();
        let [left, right] = [a, b].map(|value| {
            let own = letters.iter().copied().filter(|letter| value.has(*letter)).collect();
            (self.ordered(value, own), self.whole(&value.sizes_of(&letters)))
        });
        let id = product(left, right, self.pass);
        let sizes = letters.iter().map(|letter| a.size(*letter).max(b.size(*letter))).collect();
        let made = Labelled { id, letters, sizes };
        self.summed(made, |letter| !terms.contains(&letter))
    }

    /// The matrices `[both.., rows, columns]`.
    fn matrices(&mut self, a: &Labelled, b: &Labelled, [both, rows, terms, columns]: [Axes; 4]) -> Labelled {
        let joined = |parts: [&Axes; 3]| parts.into_iter().flat_map(|part| part.iter().copied()).collect::<Axes>();
        let [left, right] = [(a, &rows, &terms), (b, &terms, &columns)].map(|(value, down, across)| {
            // A matrix may as well lie there with its columns for rows.
            let turned = value.letters == joined([&both, across, down]) && !(down.is_empty() || across.is_empty());
            let id = if turned { value.id } else { self.ordered(value, joined([&both, down, across])) };
            (id, turned)
        });
        let count = |value: &Labelled, letters: &Axes| value.sizes_of(letters).iter().product::<usize>();
        let sizes = [count(a, &rows), count(a, &terms), count(b, &columns)];
        let batch = self.whole(&a.sizes_of(&both));
        let geometry = Geometry::new(&batch, &batch, sizes, [left.1, right.1]);
        let id = multiply(geometry, left.0, right.0, self.pass);
        let letters = joined([&both, &rows, &columns]);
        let sizes = letters.iter().map(|letter| a.size(*letter).max(b.size(*letter))).collect();
        Labelled { id, letters, sizes }
    }
}

/// Two axes of the same letter.
fn repeated(letters: &[usize]) -> Option<(usize, usize)> {
    let pairs = letters.iter().enumerate();
    pairs.into_iter().find_map(|(second, letter)| {
        let first = letters.iter().take(second).position(|other| other == letter)?;
        Some((first, second))
    })
}
