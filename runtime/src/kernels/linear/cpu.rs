use super::product::{Left, Right, multiply};
use super::{Geometry, Linear};
use crate::kernels::gemm::{Finish, Scratch, dot};
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

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
        let left = Left { values: dy, row_stride: g.outputs, term_stride: 1 };
        multiply([g.batch, g.inputs, g.outputs], left, Right::Terms(weight), Finish::Add, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        let left = Left { values: dy, row_stride: 1, term_stride: g.outputs };
        multiply([g.outputs, g.inputs, g.batch], left, Right::Terms(x), Finish::Add, dweight);
        if let Some(dbias) = dbias {
            for dy in dy.chunks_exact(g.outputs) {
                dbias.iter_mut().zip(dy).for_each(|(dbias, &dy)| *dbias += dy);
            }
        }
    }
});

/// Each output of each sample as a product of two vectors that lie in memory as they are.
fn forward_by_outputs<E: Float>(g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
    let share = g.outputs.div_ceil(2 * rayon::current_num_threads());
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
