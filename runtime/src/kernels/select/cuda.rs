use super::super::Float;
use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, common_length};
use super::Select;

static SOURCE: Source = Source { folder: "select", text: include_str!("kernel.cu") };

for_floats!(Select for Cuda {
    fn forward(&self, condition: Slice<'_, E>, a: Slice<'_, E>, b: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([condition.len(), a.len(), b.len(), y.len()]);
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of all.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n), &[&n, &condition, &a, &b, &y]) }
    }

    fn fill(&self, number: f64, condition: Slice<'_, E>, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let (n, number) = (common_length([condition.len(), x.len(), y.len()]), E::of(number));
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "fill", Grid::over(n), &[&n, &number, &condition, &x, &y]) }
    }

    fn backward(&self, chosen: bool, condition: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let n = common_length([condition.len(), dy.len(), dx.len()]);
        // SAFETY: as above.
        unsafe { self.launch::<E>(&SOURCE, "backward", Grid::over(n), &[&n, &chosen, &condition, &dy, &dx]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::Select;

    /// Values with all that is not above 0 among them.
    fn conditions<E: crate::kernels::Float>(n: usize) -> Vec<E> {
        let special = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(E::of);
        let mut conditions = values(1, n);
        conditions.iter_mut().rev().zip(special).for_each(|(condition, special)| *condition = special);
        conditions
    }

    parity!(forward: Select, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            let condition = Held::new(kernels, &conditions(n));
            let (a, b) = (Held::new(kernels, &values(2, n)), Held::new(kernels, &values(3, n)));
            let mut y = Held::new(kernels, &vec![E::nan(); n]);
            kernels.forward(condition.read(), a.read(), b.read(), y.write());
            found.add(format!("{n} elements"), kernels, &y);
        }
    });

    parity!(fill: Select, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            let condition = Held::new(kernels, &conditions(n));
            let (x, mut y) = (Held::new(kernels, &values(2, n)), Held::new(kernels, &vec![E::nan(); n]));
            kernels.fill(-1.5, condition.read(), x.read(), y.write());
            found.add(format!("{n} elements"), kernels, &y);
        }
    });

    parity!(backward: Select, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            let (condition, dy) = (Held::new(kernels, &conditions(n)), Held::new(kernels, &values(2, n)));
            for chosen in [true, false] {
                let mut dx = Held::new(kernels, &values(3, n));
                kernels.backward(chosen, condition.read(), dy.read(), dx.write());
                found.add(format!("{n} elements, {chosen}"), kernels, &dx);
            }
        }
    });
}
