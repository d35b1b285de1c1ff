use super::product::{FEW, Left, Right, multiply};
use super::turned::multiply_turned;
use super::{Geometry, Linear};
use crate::kernels::gemm::{Finish, Scratch, dot};
use crate::kernels::parallel::{self, Columns, ColumnsMut, Rows};
use crate::kernels::{Cpu, Float, crew};

/// Batches of fewer samples read the weight only so often that packing it costs more than it saves.
const SMALL: usize = 4;

for_floats!(Linear for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
        if g.batch < SMALL {
            return forward_by_outputs(g, x, weight, bias, relu, y);
        }
        let left = Left { values: x, row_stride: g.inputs, term_stride: 1 };
        let finish = Finish::Overwrite { bias, relu };
        multiply([g.batch, g.outputs, g.inputs], left, Right::Columns(weight), finish, y);
    }

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], adds: bool, dx: &mut [E]) {
        if g.batch < SMALL {
            if !adds {
                dx.fill(E::zero());
            }
            return backward_input_by_samples(g, weight, dy, dx);
        }
        let left = Left { values: dy, row_stride: g.outputs, term_stride: 1 };
        let finish = if adds { Finish::Add } else { Finish::Overwrite { bias: None, relu: false } };
        multiply([g.batch, g.inputs, g.outputs], left, Right::Terms(weight), finish, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        if g.batch < SMALL {
            backward_weight_by_samples(g, x, dy, dweight);
        } else if g.inputs < g.outputs && g.batch > FEW {
            // The factor that is turned is the smaller one, and the other is summed up where it is packed.
            let left = Left { values: x, row_stride: 1, term_stride: g.inputs };
            let sizes = [g.inputs, g.outputs, g.batch];
            return multiply_turned(sizes, left, Right::Terms(dy), Finish::Add, dbias, dweight);
        } else {
            let left = Left { values: dy, row_stride: 1, term_stride: g.outputs };
            multiply([g.outputs, g.inputs, g.batch], left, Right::Terms(x), Finish::Add, dweight);
        }
        if let Some(dbias) = dbias {
            parallel::for_each(
                g.outputs,
                g.batch,
                (Columns::new(dy, g.outputs, 1), dbias),
                #[inline(always)]
                move |(dy, dbias)| {
                    for sample in 0..g.batch {
                        add_scaled(E::one(), dy.row(sample), dbias);
                    }
                },
            );
        }
    }
});

/// Each output of each sample as a product of two vectors that lie in memory as they are.
fn forward_by_outputs<E: Float>(g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
    let share = g.outputs.div_ceil(2 * crew::threads());
    for (x, y) in x.chunks_exact(g.inputs).zip(y.chunks_exact_mut(g.outputs)) {
        crew::for_each(y.chunks_mut(share).enumerate(), |(index, y)| {
            let outputs = index * share..index * share + y.len();
            let finish = Finish::Overwrite { bias, relu }.lanes(outputs.clone());
            let mut sums = Scratch::new(y.len());
            for (sum, output) in sums.iter_mut().zip(outputs) {
                *sum = dot(x, &weight[output * g.inputs..(output + 1) * g.inputs]);
            }
            finish.put(&sums, y);
        });
    }
}

/// Each output's row of the weight as it lies in memory, times its gradient.
fn backward_input_by_samples<E: Float>(g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
    parallel::for_each(
        g.inputs,
        g.batch * g.outputs,
        (Columns::new(weight, g.inputs, 1), ColumnsMut::new(dx, g.inputs, 1)),
        #[inline(always)]
        move |(weight, mut dx)| {
            for (sample, dy) in dy.chunks_exact(g.outputs).enumerate() {
                for (output, &dy) in dy.iter().enumerate() {
                    add_scaled(dy, weight.row(output), dx.row_mut(sample));
                }
            }
        },
    );
}

/// Each sample, times an output's gradient, to the output's row of the weight's gradient as it lies in memory.
fn backward_weight_by_samples<E: Float>(g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E]) {
    parallel::for_each(
        g.outputs,
        g.batch * g.inputs,
        (0..g.outputs, Rows { slice: dweight, width: g.inputs }),
        #[inline(always)]
        move |(outputs, dweight)| {
            for (output, dweight) in outputs.zip(dweight.slice.chunks_exact_mut(g.inputs)) {
                for (x, dy) in x.chunks_exact(g.inputs).zip(dy.chunks_exact(g.outputs)) {
                    add_scaled(dy[output], x, dweight);
                }
            }
        },
    );
}

/// `to += factor · from`.
#[inline(always)]
fn add_scaled<E: Float>(factor: E, from: &[E], to: &mut [E]) {
    to.iter_mut().zip(from).for_each(|(to, &from)| *to += factor * from);
}
