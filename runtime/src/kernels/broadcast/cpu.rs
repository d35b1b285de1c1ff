use std::iter::zip;

use super::super::binary::Operation;
use super::super::binary::cpu::{maximum, minimum, share};
use super::super::comparison::{by_comparison, truth};
use super::super::gemm::Disjoint;
use super::super::list::List;
use super::super::parallel::{BLOCK, Rows, Sums, for_each, wide};
use super::super::{Cpu, Float, crew};
use super::axes::Walk;
use super::{Broadcast, Function, Geometry};

/// Elements of the result from which on a gradient is shared among threads.
const SHARED: usize = 1 << 16;

/// So many rows are added up in the element type.
const FEW: usize = 64;

for_floats!(Broadcast for Cpu {
    fn forward(&self, g: &Geometry, function: Function, a: &[E], b: &[E], y: &mut [E]) {
        match function {
            Function::First => combine(&Geometry { strides: [g.strides[0]; 2], ..*g }, a, a, y, |a, _| a),
            Function::Of(Operation::Add) => combine(g, a, b, y, |a, b| a + b),
            Function::Of(Operation::Subtract) => combine(g, a, b, y, |a, b| a - b),
            Function::Of(Operation::Multiply) => combine(g, a, b, y, |a, b| a * b),
            Function::Of(Operation::Divide) => combine(g, a, b, y, |a, b| a / b),
            Function::Of(Operation::Maximum) => combine(g, a, b, y, maximum),
            Function::Of(Operation::Minimum) => combine(g, a, b, y, minimum),
            Function::Of(Operation::Compare(comparison)) => {
                by_comparison!(comparison, |compare| combine(g, a, b, y, compare));
            }
        }
    }

    fn backward(
        &self,
        g: &Geometry,
        function: Function,
        operand: usize,
        a: &[E],
        b: &[E],
        dy: &[E],
        gradient: &mut [E],
    ) {
        match (function, operand) {
            (Function::First | Function::Of(Operation::Add), _) | (Function::Of(Operation::Subtract), 0) => {
                add(g, operand, None, dy, gradient, |_, _, dy| dy);
            }
            (Function::Of(Operation::Subtract), _) => add(g, operand, None, dy, gradient, |_, _, dy| -dy),
            (Function::Of(Operation::Multiply), _) => {
                let [own, other] = if operand == 0 { [a, b] } else { [b, a] };
                add(g, operand, Some([own, other]), dy, gradient, |_, other, dy| dy * other);
            }
            (Function::Of(Operation::Divide), 0) => add(g, 0, Some([a, b]), dy, gradient, |_, b, dy| dy / b),
            (Function::Of(Operation::Divide), _) => {
                add(g, 1, Some([b, a]), dy, gradient, |b, a, dy| -dy * (a / b) / b);
            }
            (Function::Of(Operation::Maximum), _) => {
                let values = if operand == 0 { [a, b] } else { [b, a] };
                add(g, operand, Some(values), dy, gradient, |own, other, dy| dy * share(own, other));
            }
            (Function::Of(Operation::Minimum), _) => {
                let values = if operand == 0 { [a, b] } else { [b, a] };
                add(g, operand, Some(values), dy, gradient, |own, other, dy| dy * share(other, own));
            }
            (Function::Of(Operation::Compare(_)), _) => {}
        }
    }
});

/// `y = f(a, b)`.
#[inline(always)]
fn combine<E: Float>(g: &Geometry, a: &[E], b: &[E], y: &mut [E], f: impl Fn(E, E) -> E + Copy + Send + Sync) {
    if y.is_empty() {
        return;
    }
    let mut outer = g.axes();
    let inner = outer.pop();
    let [_, along_a, along_b] = inner.strides;
    let (rows, width) = (outer.places(), inner.size);
    for_each(
        rows,
        width,
        (0..rows, Rows { slice: y, width }),
        #[inline(always)]
        move |(rows, y)| {
            for (row, y) in zip(rows, y.slice.chunks_exact_mut(width)) {
                let [_, a_at, b_at] = outer.at(row);
                match (along_a, along_b) {
                    (0, 0) => y.fill(f(a[a_at], b[b_at])),
                    (0, _) => zip(y, &b[b_at..]).for_each(|(y, &b)| *y = f(a[a_at], b)),
                    (_, 0) => zip(y, &a[a_at..]).for_each(|(y, &a)| *y = f(a, b[b_at])),
                    _ => zip(y, zip(&a[a_at..], &b[b_at..])).for_each(|(y, (&a, &b))| *y = f(a, b)),
                }
            }
        },
    );
}

/// Adds the sums of `f(own, other, dy)` over what an operand is stretched along. `values` are those of the operand itself
/// and of the other one, if they matter.
#[inline(always)]
fn add<E: Float>(
    g: &Geometry,
    operand: usize,
    values: Option<[&[E]; 2]>,
    dy: &[E],
    gradient: &mut [E],
    f: impl Fn(E, E, E) -> E + Copy + Send + Sync,
) {
    if dy.is_empty() {
        return;
    }
    let [mut kept, mut stretched] = g.parted(operand);
    let (own, other) = (1 + operand, 2 - operand);
    let is_kept = g.axes().pop().strides[own] != 0;
    let inner = if is_kept { kept.pop() } else { stretched.pop() };
    let along = inner.strides[other];
    let of = |side: usize, place: usize, dy: E| values.map_or(dy, |values| values[side][place]);
    let places = Places { kept, stretched };
    if !is_kept {
        return each(kept.places(), dy.len(), gradient, 1, move |place, _, gradient| {
            let mut sum = 0.0;
            for [dy_at, own_at, other_at] in places.of(place, own, other) {
                for start in (0..inner.size).step_by(BLOCK) {
                    let count = BLOCK.min(inner.size - start);
                    let dy = &dy[dy_at + start..][..count];
                    let others = values.map_or(dy, |[_, values]| &values[other_at + start..][..count]);
                    let mut sums = Sums::<E, 1>::new();
                    sums.add(others, dy, |other, dy| [f(of(0, own_at, dy), other, dy)]);
                    sum += sums.total()[0];
                }
            }
            gradient[0] += E::of(sum);
        });
    }
    each(kept.places(), dy.len(), gradient, inner.size, move |place, first, gradient| {
        let count = gradient.len();
        let row = |[dy_at, own_at, other_at]: [usize; 3]| {
            let others = if along == 0 { 1 } else { count };
            let other_at = if along == 0 { other_at } else { other_at + first };
            let operands = values.map(|[own, other]| [&own[own_at + first..][..count], &other[other_at..][..others]]);
            (&dy[dy_at + first..][..count], operands)
        };
        if stretched.places() <= FEW {
            for at in places.of(place, own, other) {
                let (dy, operands) = row(at);
                each_term(dy, operands, f, |column, term| gradient[column] += term);
            }
            return;
        }
        let mut sums: List<f64> = gradient.iter().map(|_| 0.0).collect();
        for at in places.of(place, own, other) {
            let (dy, operands) = row(at);
            let sums = &mut sums[..count];
            each_term(dy, operands, f, |column, term| sums[column] += wide(term));
        }
        zip(gradient, sums).for_each(|(gradient, sum)| *gradient += E::of(sum));
    });
}

/// Calls `take` with `f(own, other, dy)` of each element of a row; one other is that of all.
#[inline(always)]
fn each_term<E: Float>(
    dy: &[E],
    operands: Option<[&[E]; 2]>,
    f: impl Fn(E, E, E) -> E,
    mut take: impl FnMut(usize, E),
) {
    match operands {
        None => dy.iter().enumerate().for_each(|(column, &dy)| take(column, f(dy, dy, dy))),
        Some([own, &[other]]) => {
            zip(own, dy).enumerate().for_each(|(column, (&own, &dy))| take(column, f(own, other, dy)));
        }
        Some([own, others]) => zip(zip(own, others), dy)
            .enumerate()
            .for_each(|(column, ((&own, &other), &dy))| take(column, f(own, other, dy))),
    }
}

/// The places of an operand, but for its last axis, and those that each is stretched to.
#[derive(Clone, Copy)]
struct Places {
    kept: Walk,
    stretched: Walk,
}

impl Places {
    /// Where `place` lies in the result, in the operand `own` and in the `other`, once for each place that it is stretched to.
    #[inline(always)]
    fn of(self, place: usize, own: usize, other: usize) -> impl Iterator<Item = [usize; 3]> {
        let start = self.kept.at(place);
        (0..self.stretched.places()).map(move |place| {
            let step = self.stretched.at(place);
            [0, own, other].map(|side| start[side] + step[side])
        })
    }
}

/// Calls `work` for each row of a gradient, or for parts of rows with where they begin, in parallel where that pays.
#[inline(always)]
fn each<E: Float>(
    rows: usize,
    elements: usize,
    gradient: &mut [E],
    width: usize,
    work: impl Fn(usize, usize, &mut [E]) + Copy + Send + Sync,
) {
    let threads = if elements < SHARED { 1 } else { 4 * crew::threads() };
    if rows >= threads {
        let share = rows.div_ceil(threads);
        crew::for_each(gradient.chunks_mut(share * width).enumerate(), |(piece, gradient)| {
            for (row, gradient) in gradient.chunks_exact_mut(width).enumerate() {
                work(piece * share + row, 0, gradient);
            }
        });
        return;
    }
    // Few rows: each is cut.
    let share = width.div_ceil(threads.div_ceil(rows)).max(64);
    let parts = width.div_ceil(share);
    let whole = Disjoint::new(gradient);
    crew::for_each(0..rows * parts, |piece| {
        let (row, first) = (piece / parts, piece % parts * share);
        // SAFETY: each piece has columns of its own.
        let part = unsafe { whole.part(row * width + first, share.min(width - first)) };
        work(row, first, part);
    });
}
