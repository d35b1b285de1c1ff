use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, common_length};
use super::{Half, Round};

static SOURCE: Source = Source { folder: "round", text: include_str!("kernel.cu") };

impl Half {
    /// By what a kernel knows it, or that nothing is rounded.
    pub(in super::super) fn number(half: Option<Self>) -> i32 {
        match half {
            None => 0,
            Some(Self::Bf16) => 1,
            Some(Self::F16) => 2,
        }
    }
}

for_floats!(Round for Cuda {
    fn round(&self, half: Half, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        let half = Half::number(Some(half));
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of both.
        unsafe { self.launch::<E>(&SOURCE, "round_to", Grid::over(n), &[&n, &half, &x, &y]) }
    }

    fn round_in_place(&self, half: Half, x: SliceMut<'_, E>) {
        let (n, half) = (x.len(), Half::number(Some(half)));
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "round_in_place", Grid::over(n), &[&n, &half, &x]) }
    }

    fn for_products_of(self, half: Half) -> Self {
        self.of_half(half)
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::{HALVES, numbers};
    use super::Round;

    parity!(numbers_are_rounded_alike: Round, |kernels, found| {
        let x: Vec<E> = numbers().map(|x| E::of(f64::from(x))).collect();
        for half in HALVES {
            let (held, mut y) = (Held::new(kernels, &x), Held::new(kernels, &x));
            kernels.round(half, held.read(), y.write());
            found.add(format!("to {half:?}"), kernels, &y);
            let mut y = held;
            kernels.round_in_place(half, y.write());
            found.add(format!("to {half:?} in place"), kernels, &y);
        }
    });
}
