use std::ops::Range;

use super::super::Float;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::{ARRAYS, Adam, Corrected, Optimizer, Piece, RmsProp, Sgd};

static SOURCE: Source = Source { folder: "optimizer", text: include_str!("kernel.cu") };

/// The elements that a block works on at a time, as the source has it.
const CHUNK: usize = 4096;

/// The most settings that a kernel takes.
const SETTINGS: usize = 8;

/// The most blocks; each works on several chunks if there are more.
const BLOCKS: usize = 4096;

for_floats!(Optimizer for Cuda {
    const FILLS_AT_ONCE: bool = true;

    fn sgd(&self, steps: &[Sgd], pieces: &mut [Piece<'_, E, Self>]) {
        for (number, step) in steps.iter().enumerate() {
            let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
            each_piece(self, "sgd", number, pieces, &[&rate, &decay, &momentum, &step.nesterov]);
        }
    }

    fn adam(&self, steps: &[Adam], pieces: &mut [Piece<'_, E, Self>]) {
        for (number, step) in steps.iter().enumerate() {
            let Corrected { size, root, epsilon, rests: [rest1, rest2], beta, kept, decay } = step.corrected();
            let [size, root, epsilon, rest1, rest2, beta, kept, decay] =
                [size, root, epsilon, rest1, rest2, beta, kept, decay].map(E::of);
            let arguments: [&dyn Argument; 8] = [&size, &root, &epsilon, &rest1, &rest2, &beta, &kept, &decay];
            each_piece(self, "adam", number, pieces, &arguments);
        }
    }

    fn rms_prop(&self, steps: &[RmsProp], pieces: &mut [Piece<'_, E, Self>]) {
        for (number, step) in steps.iter().enumerate() {
            let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
            let [smoothing, rest, epsilon] = [step.smoothing, 1.0 - step.smoothing, step.epsilon].map(E::of);
            let arguments: [&dyn Argument; 6] = [&rate, &decay, &smoothing, &rest, &epsilon, &momentum];
            each_piece(self, "rms_prop", number, pieces, &arguments);
        }
    }

    fn average(&self, kept: &[f64], pieces: &mut [Piece<'_, E, Self>]) {
        for (number, kept) in kept.iter().enumerate() {
            each_piece(self, "average", number, pieces, &[&E::of(1.0 - kept)]);
        }
    }

    fn fill(&self, value: f64, y: SliceMut<'_, E>) {
        match E::of(value).word() {
            Some(word) => self.set(word, y),
            None if value == 0.0 => self.zero(y),
            None => each::<E>(self, "fill", y.len(), &[&y.len(), &E::of(value), &y]),
        }
    }

    fn copy(&self, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        Cuda::copy(self, x, y);
    }

    fn fetch(&self, x: Slice<'_, E>, y: &mut [E]) {
        // Of a device that has failed nothing comes, and whoever asks for the fault is told.
        let _ = self.download(x, y);
    }

    fn put(&self, x: &[E], y: SliceMut<'_, E>) {
        self.upload(x, y);
    }

    fn add(&self, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        each::<E>(self, "add", n, &[&n, &x, &y]);
    }

    fn scale(&self, factor: f64, y: SliceMut<'_, E>) {
        each::<E>(self, "scale", y.len(), &[&y.len(), &E::of(factor), &y]);
    }

    fn clip(&self, limit: f64, y: SliceMut<'_, E>) {
        each::<E>(self, "clip", y.len(), &[&y.len(), &E::of(limit), &y]);
    }

    fn sum_of_squares(&self, x: Slice<'_, E>, parts: impl Iterator<Item = Range<usize>> + Clone) -> f64 {
        let mut total = None;
        with_squares(self, x, parts, |_, [chunks, _], sums| total = total_of::<E>(self, chunks, sums.read()));
        // What a fault left uncounted must not be taken for a small gradient.
        total.unwrap_or(f64::NAN)
    }

    fn shorten(&self, norm: f64, y: SliceMut<'_, E>, parts: impl Iterator<Item = Range<usize>> + Clone) {
        with_squares(self, y.read(), parts, |table, [chunks, pieces], sums| {
            let arguments: [&dyn Argument; 5] = [&chunks, &pieces, &table, &sums, &norm];
            // SAFETY: a thread changes elements of its own of the parts of `y`, which the table lists.
            unsafe { self.launch::<E>(&SOURCE, "shorten", grid(chunks), &arguments) }
        });
    }

    fn is_finite(&self, x: Slice<'_, E>) -> bool {
        let grid = Grid::over(x.len());
        let mut found = None;
        self.with_temporary::<f64>(grid.count(), |sums| {
            // SAFETY: a block writes its own element of `sums`.
            unsafe { self.launch::<E>(&SOURCE, "not_finite", grid, &[&x.len(), &x, &sums]) }
            found = total_of::<E>(self, grid.count(), sums.read());
        });
        found == Some(0.0)
    }
});

/// Starts a kernel that changes elements one by one.
fn each<E: Element>(cuda: &Cuda, kernel: &'static str, n: usize, arguments: &[&dyn Argument]) {
    // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of all slices.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), arguments) }
}

/// Starts a kernel that changes the elements of all pieces of these settings one by one.
fn each_piece<E: Element>(
    cuda: &Cuda,
    kernel: &'static str,
    settings: usize,
    pieces: &[Piece<'_, E, Cuda>],
    arguments: &[&dyn Argument],
) {
    let own = || pieces.iter().filter(|piece| piece.settings == settings && !piece.gradient.is_empty());
    let rows = own().map(|Piece { variable, arrays, gradient, .. }| {
        let n = common_length([gradient.len(), variable.len()]);
        arrays.iter().flatten().for_each(|array| assert_eq!(array.len(), n, "an array is as long as its variable"));
        let [first, second, third] = arrays.each_ref().map(|array| array.as_ref().map_or(0, SliceMut::pointer));
        (n, [variable.pointer(), first, second, third, gradient.pointer()])
    });
    with_rows(cuda, rows, |table, [chunks, pieces]| {
        let mut all: [&dyn Argument; 3 + SETTINGS] = [&0_usize; 3 + SETTINGS];
        all[..3].copy_from_slice(&[&chunks, &pieces, &table]);
        all[3..][..arguments.len()].copy_from_slice(arguments);
        // SAFETY: a thread reads and writes elements of its own of each piece; the table has their places and their lengths.
        unsafe { cuda.launch::<E>(&SOURCE, kernel, grid(chunks), &all[..3 + arguments.len()]) }
    });
}

/// The sums of the squares of each chunk of some parts, and the table of these.
fn with_squares<E: Element>(
    cuda: &Cuda,
    x: Slice<'_, E>,
    parts: impl Iterator<Item = Range<usize>> + Clone,
    work: impl FnOnce(Slice<'_, u64>, [usize; 2], SliceMut<'_, f64>),
) {
    let rows = parts.filter(|part| !part.is_empty()).map(|part| {
        let address = x.part(part.clone()).pointer();
        (part.len(), [address, 0, 0, 0, address])
    });
    with_rows(cuda, rows, |table, [chunks, pieces]| {
        cuda.with_temporary::<f64>(chunks, |sums| {
            let arguments: [&dyn Argument; 4] = [&chunks, &pieces, &table, &sums];
            // SAFETY: a block writes its own elements of `sums`.
            unsafe { cuda.launch::<E>(&SOURCE, "squares", grid(chunks), &arguments) };
            work(table, [chunks, pieces], sums);
        });
    });
}

/// Lends the table of pieces, given their lengths and addresses, with the number of chunks and of pieces.
fn with_rows(
    cuda: &Cuda,
    rows: impl Iterator<Item = (usize, [u64; ARRAYS + 2])> + Clone,
    work: impl FnOnce(Slice<'_, u64>, [usize; 2]),
) {
    let chunks = rows.clone().map(|(n, _)| n.div_ceil(CHUNK)).sum();
    let pieces = rows.clone().count();
    let write = |table: &mut Vec<u64>| {
        let mut first = 0;
        for (n, addresses) in rows {
            table.extend([first as u64, n as u64]);
            table.extend(addresses);
            first += n.div_ceil(CHUNK);
        }
    };
    cuda.with_table(write, |table| work(table, [chunks, pieces]));
}

/// A grid over chunks.
fn grid(chunks: usize) -> Grid {
    Grid::blocks(chunks.min(BLOCKS))
}

/// What blocks have found, added up; `None` if there is a fault.
fn total_of<E: Element>(cuda: &Cuda, n: usize, sums: Slice<'_, f64>) -> Option<f64> {
    let mut total = None;
    cuda.with_temporary::<f64>(1, |result| {
        // SAFETY: one block adds up `n` elements of `sums`.
        unsafe { cuda.launch::<E>(&SOURCE, "total", Grid::blocks(1), &[&n, &sums, &result]) };
        total = cuda.scalar(result.read());
    });
    total
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Bench, Held, parity};
    use super::{ARRAYS, Adam, Optimizer, Piece, RmsProp, Sgd};

    /// One is more than a chunk.
    const SIZES: [usize; 5] = [0, 1, 77, 1537, 9001];

    /// A list of variables with their arrays and gradients. Their settings are 0 and 1 in turn.
    struct Variables<E, K: Bench<E>>(Vec<[Held<E, K>; 2 + ARRAYS]>);

    impl<E: crate::kernels::Float, K: Bench<E>> Variables<E, K> {
        fn new(kernels: &K) -> Self {
            let variables = (1..).zip(SIZES).map(|(seed, n)| {
                let zeros = || Held::new(kernels, &vec![E::zero(); n]);
                let [variable, gradient] = [2 * seed, 2 * seed + 1].map(|seed| Held::new(kernels, &values(seed, n)));
                [variable, gradient, zeros(), zeros(), zeros()]
            });
            Self(variables.collect())
        }

        /// Those of the arrays that are wanted.
        fn pieces(&mut self, wanted: [bool; ARRAYS]) -> Vec<Piece<'_, E, K>> {
            let pieces = self.0.iter_mut().enumerate().map(|(index, [variable, gradient, first, second, third])| {
                let [first, second, third] =
                    [(first, 0), (second, 1), (third, 2)].map(|(array, number)| wanted[number].then(|| array.write()));
                Piece {
                    variable: variable.write(),
                    arrays: [first, second, third],
                    gradient: gradient.read(),
                    settings: index % 2,
                }
            });
            pieces.collect()
        }

        fn found(&self, what: &str, kernels: &K, found: &mut crate::kernels::cuda::parity::Findings<E>) {
            for (index, held) in self.0.iter().flatten().enumerate() {
                found.add(format!("{what}: {index}"), kernels, held);
            }
        }
    }

    parity!(sgd: Optimizer, |kernels, found| {
        for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
            let step = Sgd { learning_rate: 0.1, weight_decay: 0.01, momentum, nesterov };
            let mut variables = Variables::new(kernels);
            for _ in 0..2 {
                let steps = [step, Sgd { learning_rate: 0.01, ..step }];
                kernels.sgd(&steps, &mut variables.pieces([momentum > 0.0, false, false]));
            }
            variables.found(&format!("{step:?}"), kernels, found);
        }
    });

    parity!(adam: Optimizer, |kernels, found| {
        for (decoupled, step) in [(false, 1), (true, 1), (true, 1000)] {
            let mut adam =
                Adam { learning_rate: 0.01, weight_decay: 0.1, decoupled, betas: [0.9, 0.999], epsilon: 1e-8, step };
            let mut variables = Variables::new(kernels);
            for _ in 0..2 {
                let steps = [adam, Adam { step: 7, ..adam }];
                kernels.adam(&steps, &mut variables.pieces([true, true, false]));
                adam.step += 1;
            }
            variables.found(&format!("{adam:?}"), kernels, found);
        }
    });

    parity!(rms_prop: Optimizer, |kernels, found| {
        let step =
            RmsProp { learning_rate: 0.01, weight_decay: 0.1, smoothing: 0.9, epsilon: 1e-3, momentum: 0.8 };
        for (centred, moving) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut variables = Variables::new(kernels);
            for _ in 0..2 {
                let steps = [step, RmsProp { weight_decay: 0.0, ..step }];
                kernels.rms_prop(&steps, &mut variables.pieces([true, centred, moving]));
            }
            variables.found(&format!("{centred}, {moving}"), kernels, found);
        }
        // The square of the mean is more than the mean of squares.
        let step = RmsProp { weight_decay: 0.0, momentum: 0.0, ..step };
        let (mut p, g) = (Held::new(kernels, &[E::one()]), Held::new(kernels, &[E::one()]));
        let (mut square, mut mean) = (Held::new(kernels, &[E::of(0.9)]), Held::new(kernels, &[E::one()]));
        let arrays = [Some(square.write()), Some(mean.write()), None];
        kernels.rms_prop(&[step], &mut [Piece { variable: p.write(), arrays, gradient: g.read(), settings: 0 }]);
        found.add("less than no variance".to_string(), kernels, &p);
    });

    parity!(averages: Optimizer, |kernels, found| {
        let mut variables = Variables::new(kernels);
        kernels.average(&[0.9, 0.0], &mut variables.pieces([false; ARRAYS]));
        variables.found("average", kernels, found);
    });

    parity!(norms_of_parts: Optimizer, |kernels, found| {
        let mut y = Held::new(kernels, &values(1, 20_000));
        let parts = [0..5, 16..16, 16..9000, 9008..9009, 9100..20_000];
        found.add_number("all parts".to_string(), kernels.sum_of_squares(y.read(), parts.iter().cloned()));
        found.add_number("no parts".to_string(), kernels.sum_of_squares(y.read(), std::iter::empty()));
        kernels.shorten(1.5, y.write(), parts.iter().cloned());
        found.add("shortened".to_string(), kernels, &y);
    });

    parity!(changes_of_buffers: Optimizer, |kernels, found| {
        for n in SIZES {
            let x = Held::new(kernels, &values(1, n));
            let mut y = Held::new(kernels, &values(2, n));
            kernels.add(x.read(), y.write());
            found.add(format!("add, {n}"), kernels, &y);
            kernels.scale(-1.5, y.write());
            found.add(format!("scale, {n}"), kernels, &y);
            kernels.clip(0.3, y.write());
            found.add(format!("clip, {n}"), kernels, &y);
            for value in [0.1, 0.0] {
                kernels.fill(value, y.write());
                found.add(format!("fill, {value}, {n}"), kernels, &y);
            }
            kernels.copy(x.read(), y.write());
            found.add(format!("copy, {n}"), kernels, &y);
        }
        let mut y = Held::new(kernels, &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.1].map(E::of));
        kernels.clip(2.0, y.write());
        found.add("clip of what is not finite".to_string(), kernels, &y);
    });

    parity!(answers: Optimizer, |kernels, found| {
        for n in [0, 1, 77, 1537, 300_001] {
            let mut x = values::<E>(1, n);
            let held = Held::new(kernels, &x);
            found.add_number(format!("squares of {n}"), kernels.sum_of_squares(held.read(), std::iter::once(0..n)));
            found.add_number(format!("{n} are finite"), f64::from(u8::from(kernels.is_finite(held.read()))));
            for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let Some(last) = x.last_mut() else { continue };
                *last = E::of(bad);
                let held = Held::new(kernels, &x);
                found.add_number(format!("{bad} in {n}"), f64::from(u8::from(kernels.is_finite(held.read()))));
                found.add_number(format!("squares of {bad}"), kernels.sum_of_squares(held.read(), std::iter::once(0..n)));
            }
        }
        let large = Held::new(kernels, &[E::of(1e30); 3]);
        found.add_number("squares of what is large".to_string(), kernels.sum_of_squares(large.read(), std::iter::once(0..3)).log10());
    });
}
