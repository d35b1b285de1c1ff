use std::mem::take;
use std::ops::Range;

use super::super::Float;
use super::super::batch_norm::{BatchNorm, Blend};
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
    const LAUNCHES: bool = true;

    fn sgd(&self, steps: &[Sgd], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        if steps.is_empty() {
            self.blend(blends);
        }
        let mut blends = &*blends;
        for (number, step) in steps.iter().enumerate() {
            let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
            each_piece(self, "sgd", number, pieces, take(&mut blends), &[&rate, &decay, &momentum, &step.nesterov]);
        }
    }

    fn adam(&self, steps: &[Adam], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        if steps.is_empty() {
            self.blend(blends);
        }
        let mut blends = &*blends;
        for (number, step) in steps.iter().enumerate() {
            let Corrected { size, root, epsilon, rests: [rest1, rest2], beta, kept, decay } = step.corrected();
            let [size, root, epsilon, rest1, rest2, beta, kept, decay] =
                [size, root, epsilon, rest1, rest2, beta, kept, decay].map(E::of);
            let arguments: [&dyn Argument; 8] = [&size, &root, &epsilon, &rest1, &rest2, &beta, &kept, &decay];
            each_piece(self, "adam", number, pieces, take(&mut blends), &arguments);
        }
    }

    fn rms_prop(&self, steps: &[RmsProp], pieces: &mut [Piece<'_, E, Self>], blends: &mut [Blend<'_, E, Self>]) {
        if steps.is_empty() {
            self.blend(blends);
        }
        let mut blends = &*blends;
        for (number, step) in steps.iter().enumerate() {
            let [rate, decay, momentum] = [step.learning_rate, step.weight_decay, step.momentum].map(E::of);
            let [smoothing, rest, epsilon] = [step.smoothing, 1.0 - step.smoothing, step.epsilon].map(E::of);
            let arguments: [&dyn Argument; 6] = [&rate, &decay, &smoothing, &rest, &epsilon, &momentum];
            each_piece(self, "rms_prop", number, pieces, take(&mut blends), &arguments);
        }
    }

    fn average(&self, kept: &[f64], pieces: &mut [Piece<'_, E, Self>]) {
        for (number, kept) in kept.iter().enumerate() {
            let rest = E::of(1.0 - kept);
            with_pieces(self, number, pieces, &[], |table, [chunks, pieces]| {
                // SAFETY: a thread reads and writes elements of its own of each piece; the table has their places and their lengths.
                unsafe { self.launch::<E>(&SOURCE, "average", grid(chunks), &[&chunks, &pieces, &table, &rest]) }
            });
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

/// Starts a kernel that changes the elements of all pieces of these settings one by one, and blends.
fn each_piece<E: Element>(
    cuda: &Cuda,
    kernel: &'static str,
    settings: usize,
    pieces: &[Piece<'_, E, Cuda>],
    blends: &[Blend<'_, E, Cuda>],
    arguments: &[&dyn Argument],
) {
    with_pieces(cuda, settings, pieces, blends, |table, [chunks, pieces]| {
        let mut all: [&dyn Argument; 4 + SETTINGS] = [&0_usize; 4 + SETTINGS];
        let count = blends.len();
        all[..4].copy_from_slice(&[&chunks, &pieces, &count, &table]);
        all[4..][..arguments.len()].copy_from_slice(arguments);
        // SAFETY: a thread reads and writes elements of its own of each piece and each blend; the table has their places and
        // their lengths.
        unsafe { cuda.launch::<E>(&SOURCE, kernel, grid(chunks + count), &all[..4 + arguments.len()]) }
    });
}

/// Lends the table of the pieces of these settings and of blends.
fn with_pieces<E: Element>(
    cuda: &Cuda,
    settings: usize,
    pieces: &[Piece<'_, E, Cuda>],
    blends: &[Blend<'_, E, Cuda>],
    work: impl FnOnce(Slice<'_, u64>, [usize; 2]),
) {
    let own = || pieces.iter().filter(|piece| piece.settings == settings && !piece.gradient.is_empty());
    let rows = own().map(|Piece { variable, arrays, gradient, .. }| {
        let n = common_length([gradient.len(), variable.len()]);
        arrays.iter().flatten().for_each(|array| assert_eq!(array.len(), n, "an array is as long as its variable"));
        let [first, second, third] = arrays.each_ref().map(|array| array.as_ref().map_or(0, SliceMut::pointer));
        (n, [variable.pointer(), first, second, third, gradient.pointer()])
    });
    with_rows(cuda, rows, blends.iter().flat_map(Blend::row), work);
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
    with_rows(cuda, rows, std::iter::empty(), |table, [chunks, pieces]| {
        cuda.with_temporary::<f64>(chunks, |sums| {
            let arguments: [&dyn Argument; 4] = [&chunks, &pieces, &table, &sums];
            // SAFETY: a block writes its own elements of `sums`.
            unsafe { cuda.launch::<E>(&SOURCE, "squares", grid(chunks), &arguments) };
            work(table, [chunks, pieces], sums);
        });
    });
}

/// Lends the table of pieces, given their lengths and addresses, and of words behind them, with the number of chunks and of
/// pieces.
fn with_rows(
    cuda: &Cuda,
    rows: impl Iterator<Item = (usize, [u64; ARRAYS + 2])> + Clone,
    behind: impl Iterator<Item = u64>,
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
        table.extend(behind);
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
mod tests;
