use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, check_lengths, common_length};
use super::Noise;

static SOURCE: Source = Source { folder: "noise", text: include_str!("kernel.cu") };

for_floats!(Noise for Cuda {
    fn add(&self, seed: Slice<'_, usize>, deviation: f64, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        check_lengths([seed.len()], [1]);
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of both, and reads
        // the seed.
        unsafe { self.launch::<E>(&SOURCE, "add", Grid::over(n), &[&n, &seed, &deviation, &x, &y]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::Noise;

    parity!(the_noise_is_that_of_the_cpu: Noise with usize, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            for (seed, deviation) in [(0, 1.0), (1, 0.1), (usize::MAX, 3.0), (7, 0.0)] {
                let number = Held::<usize, K>::new(kernels, &[seed]);
                let x = Held::<E, K>::new(kernels, &values(1, n));
                let mut y = Held::<E, K>::new(kernels, &vec![E::nan(); n]);
                kernels.add(number.read(), deviation, x.read(), y.write());
                found.add(format!("{n} elements, seed {seed}, {deviation}"), kernels, &y);
            }
        }
    });
}
