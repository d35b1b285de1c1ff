use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, check_lengths, common_length};
use super::Dropout;
use super::cpu::Mask;

static SOURCE: Source = Source { folder: "dropout", text: include_str!("kernel.cu") };

for_floats!(Dropout for Cuda {
    fn forward(
        &self,
        seed: Slice<'_, usize>,
        probability: f64,
        width: usize,
        x: Slice<'_, E>,
        y: SliceMut<'_, E>,
    ) {
        let n = common_length([x.len(), y.len()]);
        check_lengths([seed.len()], [1]);
        // Whatever the seed, as many are dropped.
        let Mask { dropped, scale, .. } = Mask::<E>::new(0, probability);
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of both, and reads
        // the seed.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n), &[&n, &width.max(1), &seed, &dropped, &scale, &x, &y]) }
    }

    fn backward(&self, seed: Slice<'_, usize>, probability: f64, width: usize, dy: SliceMut<'_, E>) {
        let n = dy.len();
        check_lengths([seed.len()], [1]);
        // Whatever the seed, as many are dropped.
        let Mask { dropped, scale, .. } = Mask::<E>::new(0, probability);
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::over(n), &[&n, &width.max(1), &seed, &dropped, &scale, &dy]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::Dropout;

    parity!(the_mask_is_that_of_the_cpu: Dropout with usize, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            for seed in [0, 1, 0x9E37_79B9_7F4A_7C15, usize::MAX] {
                let number = Held::<usize, K>::new(kernels, &[seed]);
                for (probability, width) in [(0.0, 1), (0.3, 1), (0.99, 1), (1.0, 1), (0.3, 7), (0.5, 1)] {
                    let n = n / width * width;
                    let x = Held::<E, K>::new(kernels, &values(1, n));
                    let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n]);
                    kernels.forward(number.read(), probability, width, x.read(), y.write());
                    found.add(format!("{n} elements, seed {seed}, {probability}"), kernels, &y);
                    let mut dy = Held::<E, K>::new(kernels, &values(2, n));
                    kernels.backward(number.read(), probability, width, dy.write());
                    found.add(format!("{n} gradients, seed {seed}, {probability}"), kernels, &dy);
                }
            }
        }
    });
}
