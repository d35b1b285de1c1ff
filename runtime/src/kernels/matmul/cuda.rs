use super::super::cuda::{Cuda, Product, Slice, SliceMut, check_lengths};
use super::{Geometry, Matmul, Single};

for_floats!(Matmul for Cuda {
    fn forward(&self, g: &Geometry, a: Slice<'_, E>, b: Slice<'_, E>, mut c: SliceMut<'_, E>) {
        check_lengths([a.len(), b.len(), c.len()], lengths(g));
        if c.is_empty() {
            return;
        }
        let [of_c, of_a, of_b] = g.sizes();
        let mut outer = g.batch.axes();
        // cuBLAS multiplies along one axis at once.
        let inner = outer.pop();
        let [c_step, a_step, b_step] = inner.strides;
        let product = g.forward().product().batch(inner.size, [a_step * of_a, b_step * of_b, c_step * of_c]);
        for place in 0..outer.places() {
            let [c_at, a_at, b_at] = outer.at(place);
            let (a, b) = (a.part(a_at * of_a..a.len()), b.part(b_at * of_b..b.len()));
            let end = c.len();
            self.multiply(&product, 1.0, a, b, 0.0, c.part(c_at * of_c..end));
        }
    }

    fn backward(
        &self,
        g: &Geometry,
        operand: usize,
        other: Slice<'_, E>,
        dc: Slice<'_, E>,
        mut gradient: SliceMut<'_, E>,
    ) {
        let [of_operands @ .., of_c] = lengths(g);
        check_lengths([gradient.len(), other.len(), dc.len()], [of_operands[operand], of_operands[1 - operand], of_c]);
        if gradient.is_empty() {
            return;
        }
        let ((single, result_is_left), sizes) = (g.backward(operand), g.sizes());
        let (own, beside) = (1 + operand, 2 - operand);
        let [mut kept, stretched] = g.batch.parted(operand);
        let inner = kept.pop();
        let [of_c, of_own, of_other] = [0, own, beside].map(|side| sizes[side]);
        let steps = [inner.strides[0] * of_c, inner.strides[beside] * of_other];
        let [left, right] = if result_is_left { steps } else { [steps[1], steps[0]] };
        let product = single.product().batch(inner.size, [left, right, inner.strides[own] * of_own]);
        for place in 0..kept.places() {
            let start = kept.at(place);
            // One after the other: what an operand is stretched along is added up in its order.
            for place in 0..stretched.places() {
                let step = stretched.at(place);
                let at = |side: usize| start[side] + step[side];
                let dc = dc.part(at(0) * of_c..dc.len());
                let other = other.part(at(beside) * of_other..other.len());
                let [left, right] = if result_is_left { [dc, other] } else { [other, dc] };
                let end = gradient.len();
                self.multiply(&product, 1.0, left, right, 1.0, gradient.part(at(own) * of_own..end));
            }
        }
    }
});

impl Single {
    fn product(&self) -> Product {
        let [left, right] = self.transposed;
        Product::new(self.rows, self.terms, self.columns).transposed(left, right)
    }
}

/// Of both operands and of the result.
fn lengths(g: &Geometry) -> [usize; 3] {
    let [of_c, of_a, of_b] = g.sizes();
    [g.batch.elements_of(0) * of_a, g.batch.elements_of(1) * of_b, g.batch.elements() * of_c]
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::{BATCHES, SIZES, TRANSPOSED};
    use super::{Geometry, Matmul, lengths};

    fn geometries() -> impl Iterator<Item = Geometry> {
        let products = SIZES.into_iter().flat_map(|sizes| TRANSPOSED.map(|transposed| (sizes, transposed)));
        products.flat_map(|(sizes, transposed)| BATCHES.map(|(a, b)| Geometry::new(a, b, sizes, transposed)))
    }

    parity!(products: Matmul, |kernels, found| {
        for g in geometries() {
            let [of_a, of_b, of_c] = lengths(&g);
            let (a, b) = (Held::new(kernels, &values(1, of_a)), Held::new(kernels, &values(2, of_b)));
            let mut c = Held::new(kernels, &vec![E::nan(); of_c]);
            kernels.forward(&g, a.read(), b.read(), c.write());
            found.add(format!("{g:?}"), kernels, &c);
        }
    });

    parity!(gradients: Matmul, |kernels, found| {
        for g in geometries() {
            let [of_a, of_b, of_c] = lengths(&g);
            let (a, b) = (Held::new(kernels, &values(1, of_a)), Held::new(kernels, &values(2, of_b)));
            // Small, for a sum of many that is near 0 has errors as large as those of its terms.
            let dc: Vec<E> = values::<E>(3, of_c).into_iter().map(|dc| dc * E::of(0.125)).collect();
            let dc = Held::new(kernels, &dc);
            let mut da = Held::new(kernels, &values(4, of_a));
            let mut db = Held::new(kernels, &values(5, of_b));
            kernels.backward(&g, 0, b.read(), dc.read(), da.write());
            kernels.backward(&g, 1, a.read(), dc.read(), db.write());
            found.add(format!("of a, {g:?}"), kernels, &da);
            found.add(format!("of b, {g:?}"), kernels, &db);
        }
    });
}
