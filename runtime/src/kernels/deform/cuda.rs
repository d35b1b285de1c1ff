use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Deform, Geometry};

static SOURCE: Source = Source { folder: "deform", text: include_str!("kernel.cu") };

for_floats!(Deform for Cuda {
    fn sample(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        offset: Slice<'_, E>,
        mask: Option<Slice<'_, E>>,
        columns: SliceMut<'_, E>,
    ) {
        check(g, x.len(), offset.len(), mask.map(|mask| mask.len()), columns.len());
        let (n, sizes) = (columns.len(), sizes(g));
        let arguments = list(&n, &sizes, [&x, &offset, &mask, &columns]);
        // SAFETY: a thread writes elements of its own indices below `n`, and reads what is within the planes of their group.
        unsafe { self.launch::<E>(&SOURCE, "sample", Grid::over(n), &arguments) }
    }

    fn backward_input(
        &self,
        g: &Geometry,
        offset: Slice<'_, E>,
        mask: Option<Slice<'_, E>>,
        dcolumns: Slice<'_, E>,
        dx: SliceMut<'_, E>,
    ) {
        check(g, dx.len(), offset.len(), mask.map(|mask| mask.len()), dcolumns.len());
        let (places, pixels) = (g.places(), g.window.batch * g.groups * g.pixels());
        let sizes = sizes(g);
        self.with_zeros::<usize>(pixels, |lists| {
            self.with_temporary::<usize>(4 * places, |next| {
                // SAFETY: a thread writes `next` of the terms of its own places, and puts each of them into a list of its
                // group, exchanging its head; then a thread follows the lists of pixels of its own, which no two share a
                // term of, and writes these pixels of all channels of the group.
                unsafe {
                    let arguments = list(&places, &sizes, [&offset, &mask, &dcolumns, &lists, &next]);
                    self.launch::<E>(&SOURCE, "list", Grid::over(places), &arguments);
                    let arguments = list(&pixels, &sizes, [&offset, &mask, &dcolumns, &lists, &next, &dx]);
                    self.launch::<E>(&SOURCE, "collect", Grid::over(pixels), &arguments);
                }
            });
        });
    }

    fn backward_places(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        offset: Slice<'_, E>,
        mask: Option<Slice<'_, E>>,
        dcolumns: Slice<'_, E>,
        doffset: Option<SliceMut<'_, E>>,
        dmask: Option<SliceMut<'_, E>>,
    ) {
        check(g, x.len(), offset.len(), mask.map(|mask| mask.len()), dcolumns.len());
        let (n, sizes) = (g.places(), sizes(g));
        let written = [doffset.as_ref().map(|slice| slice.len() / 2), dmask.as_ref().map(|slice| slice.len())];
        check_lengths(written.map(|len| len.unwrap_or(n)), [n; 2]);
        let arguments = list(&n, &sizes, [&x, &offset, &mask, &dcolumns, &doffset, &dmask]);
        // SAFETY: a thread writes gradients of its own places, and reads what is within the planes of their group.
        unsafe { self.launch::<E>(&SOURCE, "places", Grid::over(n), &arguments) }
    }
});

fn check(g: &Geometry, image: usize, offsets: usize, masks: Option<usize>, columns: usize) {
    check_lengths([image, offsets, columns], [g.inputs(), 2 * g.places(), g.columns()]);
    check_lengths([masks.unwrap_or(g.places())], [g.places()]);
}

/// What all of the kernels take behind the number of their indices.
fn sizes(g: &Geometry) -> [usize; 13] {
    let window = g.window;
    let ([height, width], [rows, columns]) = (window.input, window.output);
    let ([stride_down, stride_across], [down, across]) = (window.stride, window.dilation);
    let [[top, _], [left, _]] = window.padding;
    let kernel = window.kernel[1];
    let taps = g.taps();
    [g.channels(), height, width, taps, kernel, rows, columns, stride_down, stride_across, top, left, down, across]
}

fn list<'a, const N: usize>(n: &'a usize, sizes: &'a [usize], memory: [&'a dyn Argument; N]) -> Vec<&'a dyn Argument> {
    let sizes = sizes.iter().map(|size| size as &dyn Argument);
    [n as &dyn Argument].into_iter().chain(sizes).chain(memory).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::Float;
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::{Deform, Geometry};

    /// Offsets of up to twice as many pixels; every third leads onto a pixel.
    fn offsets<E: Float>(g: &Geometry, reach: f64) -> Vec<E> {
        let some = |(i, value): (usize, f64)| E::of(if i % 3 == 0 { (reach * value).round() } else { reach * value });
        values::<f64>(2, 2 * g.places()).into_iter().enumerate().map(some).collect()
    }

    parity!(columns_and_gradients: Deform, |kernels, found| {
        for (g, masked) in geometries().flat_map(|g| [(g, false), (g, true)]) {
            let x = Held::new(kernels, &values(1, g.inputs()));
            let mask = Held::new(kernels, &values(3, g.places()));
            let mask = masked.then(|| mask.read());
            let dcolumns = Held::new(kernels, &values(4, g.columns()));
            // The last leads nearly all beyond the border.
            for reach in [0.4, 2.0, 50.0] {
                let offset = Held::new(kernels, &offsets(&g, reach));
                let mut columns = Held::new(kernels, &vec![E::nan(); g.columns()]);
                kernels.sample(&g, x.read(), offset.read(), mask, columns.write());
                found.add(format!("columns by {reach}, {g:?}"), kernels, &columns);
                let mut dx = Held::new(kernels, &values(5, g.inputs()));
                kernels.backward_input(&g, offset.read(), mask, dcolumns.read(), dx.write());
                found.add(format!("input by {reach}, {g:?}"), kernels, &dx);
                let mut doffset = Held::new(kernels, &values(6, 2 * g.places()));
                let mut dmask = Held::new(kernels, &values(7, g.places()));
                let (x, offset, dcolumns) = (x.read(), offset.read(), dcolumns.read());
                match masked {
                    true => kernels.backward_places(
                        &g, x, offset, mask, dcolumns, Some(doffset.write()), Some(dmask.write()),
                    ),
                    false => kernels.backward_places(&g, x, offset, mask, dcolumns, Some(doffset.write()), None),
                }
                found.add(format!("offset by {reach}, {g:?}"), kernels, &doffset);
                found.add(format!("mask by {reach}, {g:?}"), kernels, &dmask);
            }
        }
    });

    parity!(what_is_not_a_number: Deform, |kernels, found| {
        let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e30, -1.0, 0.0, 1.0, -0.5];
        for g in geometries().filter(|g| g.places() > 0) {
            let offset: Vec<E> = (0..2 * g.places()).map(|i| E::of(special[i * 5 % 8])).collect();
            let (x, offset) = (Held::new(kernels, &values(1, g.inputs())), Held::new(kernels, &offset));
            let mut columns = Held::new(kernels, &vec![E::zero(); g.columns()]);
            kernels.sample(&g, x.read(), offset.read(), None, columns.write());
            found.add(format!("columns, {g:?}"), kernels, &columns);
            let mut dcolumns = values::<E>(4, g.columns());
            (dcolumns[0], dcolumns[g.columns() / 2]) = (E::infinity(), E::nan());
            let dcolumns = Held::new(kernels, &dcolumns);
            let mut dx = Held::new(kernels, &vec![E::zero(); g.inputs()]);
            kernels.backward_input(&g, offset.read(), None, dcolumns.read(), dx.write());
            found.add(format!("input, {g:?}"), kernels, &dx);
            let mut doffset = Held::new(kernels, &vec![E::zero(); 2 * g.places()]);
            kernels.backward_places(&g, x.read(), offset.read(), None, dcolumns.read(), Some(doffset.write()), None);
            found.add(format!("offset, {g:?}"), kernels, &doffset);
        }
    });
}
