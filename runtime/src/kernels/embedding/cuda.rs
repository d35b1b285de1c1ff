use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Bounds, Embedding, Geometry};

static SOURCE: Source = Source { folder: "embedding", text: include_str!("kernel.cu") };

for_floats!(Embedding for Cuda {
    fn forward(&self, g: &Geometry, indices: Slice<'_, usize>, weight: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (n, Geometry { vocabulary, width }) = (indices.len(), g);
        check_lengths([weight.len(), y.len()], [vocabulary * width, n * width]);
        let arguments: [&dyn Argument; 6] = [&n, vocabulary, width, &indices, &weight, &y];
        // SAFETY: a thread writes elements of its own indices, and reads rows that the table has.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n * width), &arguments) }
    }

    fn first_outside(&self, range: Bounds, indices: Slice<'_, usize>) -> Option<usize> {
        let mut found = [0_usize; 2];
        self.with_temporary::<usize>(2, |answer| {
            let arguments: [&dyn Argument; 5] = [&indices.len(), &range.below, &besides(range), &indices, &answer];
            // SAFETY: the kernel writes two elements of `answer`, by one thread.
            unsafe { self.launch::<E>(&SOURCE, "first_outside", Grid::blocks(1), &arguments) };
            self.download(answer.read(), &mut found);
        });
        (found[0] > 0).then_some(found[1])
    }

    fn note_outside(&self, range: Bounds, indices: Slice<'_, usize>, answer: SliceMut<'_, E>) {
        check_lengths([answer.len()], [1]);
        let arguments: [&dyn Argument; 5] = [&indices.len(), &range.below, &besides(range), &indices, &answer];
        // SAFETY: one thread writes the answer.
        unsafe { self.launch::<E>(&SOURCE, "note_outside", Grid::blocks(1), &arguments) }
    }

    fn backward(&self, g: &Geometry, indices: Slice<'_, usize>, dy: Slice<'_, E>, dweight: SliceMut<'_, E>) {
        let (n, Geometry { vocabulary, width }) = (indices.len(), g);
        check_lengths([dweight.len(), dy.len()], [vocabulary * width, n * width]);
        // SAFETY: a block writes to a row of the table that no other block writes to, and reads rows of `dy`.
        unsafe {
            if *vocabulary <= n {
                let arguments: [&dyn Argument; 5] = [&n, width, &indices, &dy, &dweight];
                self.launch::<E>(&SOURCE, "backward_rows", Grid::blocks(*vocabulary), &arguments);
            } else {
                let arguments: [&dyn Argument; 6] = [&n, vocabulary, width, &indices, &dy, &dweight];
                self.launch::<E>(&SOURCE, "backward_indices", Grid::blocks(n), &arguments);
            }
        }
    }

    fn one_hot(&self, vocabulary: usize, indices: Slice<'_, usize>, y: SliceMut<'_, E>) {
        let n = indices.len();
        check_lengths([y.len()], [n * vocabulary]);
        // SAFETY: a thread writes elements of its own indices.
        unsafe { self.launch::<E>(&SOURCE, "one_hot", Grid::over(y.len()), &[&n, &vocabulary, &indices, &y]) }
    }

    fn sum_of_numbers(&self, numbers: &[f64], indices: Slice<'_, usize>) -> f64 {
        // What a fault left uncounted must not be taken for a sum.
        let mut sum = f64::NAN;
        let count = numbers.len();
        let Some(numbers) = self.constants(numbers) else { return sum };
        self.with_temporary::<f64>(1, |result| {
            let arguments: [&dyn Argument; 5] = [&indices.len(), &count, &numbers, &indices, &result];
            // SAFETY: the kernel reads numbers that there are, and writes one element, by one thread.
            unsafe { self.launch::<E>(&SOURCE, "sum_of_numbers", Grid::blocks(1), &arguments) };
            sum = self.scalar(result.read()).unwrap_or(f64::NAN);
        });
        sum
    }
});

/// The index that may be there beside those below; one that may be anyway, if there is none.
fn besides(range: Bounds) -> u64 {
    range.or.map_or(0, |index| index as u64)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Bounds, Embedding, Geometry};

    /// Of one row, of fewer rows than indices, and of more; rows of more than a block too.
    const GEOMETRIES: [Geometry; 4] = [
        Geometry { vocabulary: 1, width: 1 },
        Geometry { vocabulary: 5, width: 3 },
        Geometry { vocabulary: 1000, width: 7 },
        Geometry { vocabulary: 700, width: 300 },
    ];

    /// Every seventh has no row.
    fn indices(g: &Geometry, n: usize) -> Vec<usize> {
        let index = |i: usize| if i % 7 == 6 { g.vocabulary + i % 2 * usize::MAX / 2 } else { i * i % g.vocabulary };
        (0..n).map(index).collect()
    }

    parity!(lookups: Embedding with usize, |kernels, found| {
        for g in GEOMETRIES {
            let weight = Held::<E, K>::new(kernels, &values(1, g.vocabulary * g.width));
            for n in [0, 1, 33, 601] {
                let indices = Held::<usize, K>::new(kernels, &indices(&g, n));
                let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n * g.width]);
                kernels.forward(&g, indices.read(), weight.read(), y.write());
                found.add(format!("rows of {g:?}, {n}"), kernels, &y);
                for or in [None, Some(g.vocabulary), Some(g.vocabulary + usize::MAX / 2)] {
                    let range = Bounds { below: g.vocabulary, or };
                    let mut answer = Held::<E, K>::new(kernels, &[E::nan()]);
                    kernels.note_outside(range, indices.read(), answer.write());
                    found.add(format!("whether some are outside {range:?}, {n}"), kernels, &answer);
                    let outside = kernels.first_outside(range, indices.read()).map_or(-1.0, |index| index as f64);
                    found.add_number(format!("the first outside {range:?}, {n}"), outside);
                }
            }
        }
    });

    parity!(gradients: Embedding with usize, |kernels, found| {
        for g in GEOMETRIES {
            for n in [0, 1, 33, 601] {
                let indices = Held::<usize, K>::new(kernels, &indices(&g, n));
                let dy = Held::<E, K>::new(kernels, &values(2, n * g.width));
                let mut dweight = Held::<E, K>::new(kernels, &values(3, g.vocabulary * g.width));
                kernels.backward(&g, indices.read(), dy.read(), dweight.write());
                found.add(format!("{g:?}, {n}"), kernels, &dweight);
            }
        }
    });

    parity!(rows_of_one_1: Embedding with usize, |kernels, found| {
        for g in GEOMETRIES {
            for n in [0, 1, 33] {
                let indices = Held::<usize, K>::new(kernels, &indices(&g, n));
                let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n * g.vocabulary]);
                kernels.one_hot(g.vocabulary, indices.read(), y.write());
                found.add(format!("{g:?}, {n}"), kernels, &y);
            }
        }
        let numbers: Vec<f64> = values(4, 5);
        for n in [0, 1, 33, 601] {
            let indices = Held::<usize, K>::new(kernels, &indices(&GEOMETRIES[1], n));
            for numbers in [&numbers[..], &[]] {
                found.add_number(format!("a sum of {n}"), kernels.sum_of_numbers(numbers, indices.read()));
            }
        }
    });
}
