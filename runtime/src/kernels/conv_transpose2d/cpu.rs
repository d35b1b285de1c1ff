use super::super::conv2d::{Conv2d, Geometry, backward_input, forward};
use super::super::gemm::Finish;
use super::super::parallel::{BLOCK, Columns, Sums, for_each};
use super::super::{Cpu, Float};
use super::ConvTranspose2d;

for_floats!(ConvTranspose2d for Cpu {
    fn forward(&self, g: &Geometry, x: &[E], weight: &[E], bias: Option<&[E]>, relu: bool, y: &mut [E]) {
        backward_input(g, weight, x, Finish::Overwrite { bias, relu }, y);
    }

    fn backward_input(&self, g: &Geometry, weight: &[E], dy: &[E], dx: &mut [E]) {
        forward(g, dy, weight, Finish::Add, dx);
    }

    fn backward_weight(&self, g: &Geometry, x: &[E], dy: &[E], dweight: &mut [E], dbias: Option<&mut [E]>) {
        Conv2d::backward_weight(self, g, dy, x, dweight, None);
        if let Some(dbias) = dbias {
            add_channels(g.batch, g.input[0] * g.input[1], dy, dbias);
        }
    }
});

/// Adds the sum of each channel of `[batch, channels, area]` to `sums`.
fn add_channels<E: Float>(batch: usize, area: usize, values: &[E], sums: &mut [E]) {
    let channels = sums.len();
    for_each(
        channels,
        batch * area,
        (Columns::new(values, channels, area), sums),
        #[inline(always)]
        move |(values, sums)| {
            for (channel, sum) in sums.iter_mut().enumerate() {
                let samples = (0..batch).map(|sample| &values.row(sample)[channel * area..][..area]);
                let blocks = samples.flat_map(|plane| plane.chunks(BLOCK));
                let total: f64 = blocks
                    .map(|block| {
                        let mut sums = Sums::<E, 1>::new();
                        sums.add(block, block, |value, _| [value]);
                        sums.total()[0]
                    })
                    .sum();
                *sum += E::of(total);
            }
        },
    );
}
