use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::Finite;

static SOURCE: Source = Source { folder: "finite", text: include_str!("kernel.cu") };

for_floats!(Finite for Cuda {
    fn note_not_finite(&self, x: Slice<'_, E>, mut answer: SliceMut<'_, E>) {
        check_lengths([answer.len()], [1]);
        self.zero(answer.write());
        // SAFETY: a block reads elements of its own indices below `n`, and adds to the answer at once.
        unsafe { self.launch::<E>(&SOURCE, "note_not_finite", Grid::over(x.len()), &[&x.len(), &x, &answer]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::Finite;

    parity!(one_that_is_not_finite_is_found: Finite, |kernels, found| {
        for n in [0, 1, 77, 1537, 300_001] {
            let mut x = values::<E>(1, n);
            for bad in [0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                if let Some(last) = x.last_mut() {
                    *last = E::of(bad);
                }
                let held = Held::new(kernels, &x);
                let mut answer = Held::new(kernels, &[E::nan()]);
                kernels.note_not_finite(held.read(), answer.write());
                found.add(format!("{bad} among {n}"), kernels, &answer);
            }
        }
    });
}
