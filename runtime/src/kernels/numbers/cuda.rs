use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, common_length};
use super::Numbers;

static SOURCE: Source = Source { folder: "numbers", text: include_str!("kernel.cu") };

for_floats!(Numbers for Cuda {
    fn indices(&self, indices: Slice<'_, usize>, y: SliceMut<'_, E>) {
        let n = common_length([indices.len(), y.len()]);
        // SAFETY: a thread writes elements of its own indices.
        unsafe { self.launch::<E>(&SOURCE, "indices", Grid::over(n), &[&n, &indices, &y]) }
    }

    fn constants(&self, numbers: &[f64], y: SliceMut<'_, E>) {
        let n = common_length([numbers.len(), y.len()]);
        let Some(numbers) = Cuda::constants(self, numbers) else { return };
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "constants", Grid::over(n), &[&n, &numbers, &y]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::Numbers;

    parity!(both: Numbers with usize, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            let indices: Vec<usize> = (0..n).map(|place| place * 7 % 1000).collect();
            let indices = Held::<usize, K>::new(kernels, &indices);
            let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n]);
            kernels.indices(indices.read(), y.write());
            found.add(format!("{n} indices"), kernels, &y);
            kernels.constants(&values::<f64>(1, n), y.write());
            found.add(format!("{n} constants"), kernels, &y);
        }
    });
}
