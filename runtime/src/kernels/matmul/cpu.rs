use super::super::gemm::Finish;
use super::super::linear::product::{Left, Right, multiply};
use super::super::{Cpu, Float, crew};
use super::{Geometry, Matmul, Single};

for_floats!(Matmul for Cpu {
    fn forward(&self, g: &Geometry, a: &[E], b: &[E], c: &mut [E]) {
        let ([of_c, of_a, of_b], single, places) = (g.sizes(), g.forward(), g.batch.axes());
        each(c, of_c, |item, c| {
            let [_, a_at, b_at] = places.at(item);
            let finish = Finish::Overwrite { bias: None, relu: false };
            single.compute(&a[a_at * of_a..][..of_a], &b[b_at * of_b..][..of_b], finish, c);
        });
    }

    fn backward(&self, g: &Geometry, operand: usize, other: &[E], dc: &[E], gradient: &mut [E]) {
        let ((single, result_is_left), sizes) = (g.backward(operand), g.sizes());
        let [kept, stretched] = g.batch.parted(operand);
        let (of_c, of_other) = (sizes[0], sizes[2 - operand]);
        each(gradient, sizes[1 + operand], |item, gradient| {
            let start = kept.at(item);
            for place in 0..stretched.places() {
                let step = stretched.at(place);
                let at = |side: usize| start[side] + step[side];
                let dc = &dc[at(0) * of_c..][..of_c];
                let other = &other[at(2 - operand) * of_other..][..of_other];
                let [left, right] = if result_is_left { [dc, other] } else { [other, dc] };
                single.compute(left, right, Finish::Add, gradient);
            }
        });
    }
});

impl Single {
    fn compute<E: Float>(&self, left: &[E], right: &[E], finish: Finish<'_, E>, out: &mut [E]) {
        let Self { rows, terms, columns, transposed: [of_left, of_right] } = *self;
        let [row_stride, term_stride] = if of_left { [1, rows] } else { [terms, 1] };
        let left = Left { values: left, row_stride, term_stride };
        let right = if of_right { Right::Columns(right) } else { Right::Terms(right) };
        multiply([rows, columns, terms], left, right, finish, out);
    }
}

/// Calls `work` with each of the matrices of `out`. Threads have matrices of their own where there are enough of these, and
/// parts of one where not.
fn each<E: Float>(out: &mut [E], size: usize, work: impl Fn(usize, &mut [E]) + Sync) {
    if out.is_empty() {
        return;
    }
    let matrices = out.chunks_exact_mut(size).enumerate();
    if matrices.len() < 2 * crew::threads() {
        return matrices.for_each(|(item, out)| work(item, out));
    }
    let share = matrices.len().div_ceil(8 * crew::threads());
    crew::for_each(out.chunks_mut(share * size).enumerate(), |(piece, out)| {
        crew::limited(1, || {
            for (item, out) in out.chunks_exact_mut(size).enumerate() {
                work(piece * share + item, out);
            }
        });
    });
}
