use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Pool2d};

static SOURCE: Source = Source { folder: "pool2d", text: include_str!("kernel.cu") };

/// A window of more cells is the work of a block, and not of a thread.
const LARGE: usize = 64;

for_floats!(Pool2d for Cuda {
    fn max_forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], lengths(g));
        // SAFETY: a thread, or a block, writes the result of its own window, and reads the window's elements.
        unsafe { for_windows::<E>(self, g, ["max_forward", "max_forward_large"], &[&x, &y]) }
    }

    fn max_backward(&self, g: &Geometry, x: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let [inputs, outputs] = lengths(g);
        check_lengths([x.len(), dx.len(), dy.len()], [inputs, inputs, outputs]);
        let kernels = ["max_places", "max_places_large"];
        if are_apart(g) {
            let places: Option<SliceMut<'_, i32>> = None;
            // SAFETY: as above; the element that is written lies in no other window.
            unsafe { for_windows::<E>(self, g, kernels, &[&x, &dy, &places, &dx]) }
            return;
        }
        self.with_temporary::<i32>(outputs, |places| {
            let places = Some(places);
            // SAFETY: as above, of a place; then a thread writes elements of its own indices, and reads what belongs to
            // the windows that they lie in.
            unsafe {
                for_windows::<E>(self, g, kernels, &[&x, &dy, &places, &dx]);
                launch::<E>(self, g, "max_gather", Grid::over(inputs), &[&dy, &places, &dx]);
            }
        });
    }

    fn average_forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        check_lengths([x.len(), y.len()], lengths(g));
        // SAFETY: as above.
        unsafe { for_windows::<E>(self, g, ["average_forward", "average_forward_large"], &[&x, &y]) }
    }

    fn average_backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        let [inputs, outputs] = lengths(g);
        check_lengths([dx.len(), dy.len()], [inputs, outputs]);
        // SAFETY: a thread writes elements of its own indices, and reads the gradients of windows that they lie in.
        unsafe { launch::<E>(self, g, "average_backward", Grid::over(inputs), &[&dy, &dx]) }
    }
});

/// Starts the first kernel, with a thread for each window, or the second, with a block for each.
///
/// # Safety
/// That of `Cuda::launch`.
unsafe fn for_windows<E: Element>(cuda: &Cuda, g: &Geometry, kernels: [&'static str; 2], slices: &[&dyn Argument]) {
    let [_, outputs] = lengths(g);
    let (kernel, grid) = match g.kernel[0] * g.kernel[1] > LARGE {
        false => (kernels[0], Grid::over(outputs)),
        true => (kernels[1], Grid::blocks(outputs)),
    };
    // SAFETY: the caller's.
    unsafe { launch::<E>(cuda, g, kernel, grid, slices) }
}

/// Starts a kernel that takes the sizes and some slices.
///
/// # Safety
/// That of `Cuda::launch`.
unsafe fn launch<E: Element>(cuda: &Cuda, g: &Geometry, kernel: &'static str, grid: Grid, slices: &[&dyn Argument]) {
    let planes = g.batch * g.channels;
    let [before, after] = [0, 1].map(|side| g.padding.map(|padding| padding[side]));
    let pairs = [g.input, g.output, g.kernel, g.stride, before, after, g.dilation];
    let sizes = pairs.iter().flatten().map(|size| size as &dyn Argument);
    let arguments: Vec<&dyn Argument> = [&planes as &dyn Argument]
        .into_iter()
        .chain(sizes)
        .chain([&g.counts_padding as &dyn Argument])
        .chain(slices.iter().copied())
        .collect();
    // SAFETY: the caller's.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, grid, &arguments) }
}

/// Whether no element lies in two windows.
fn are_apart(g: &Geometry) -> bool {
    [0, 1].into_iter().all(|axis| g.output[axis] == 1 || g.dilation[axis] * (g.kernel[axis] - 1) < g.stride[axis])
}

/// Of the input and of the output.
fn lengths(g: &Geometry) -> [usize; 2] {
    [g.input, g.output].map(|[height, width]| g.batch * g.channels * height * width)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::geometries;
    use super::{Geometry, LARGE, Pool2d, are_apart, lengths};

    /// Those of the tests of the CPU, of nothing, of large windows that are the plane or share elements, and of several
    /// blocks.
    fn all() -> Vec<Geometry> {
        let some = geometries();
        let plane = Geometry { input: [17, 19], kernel: [17, 19], ..some[2] };
        let shared = Geometry { input: [12, 12], output: [3, 2], kernel: [10, 9], padding: [[2, 2], [0, 0]], ..plane };
        let shared = Geometry { stride: [3, 3], ..shared };
        let halving = Geometry { batch: 5, channels: 7, input: [16, 17], output: [8, 8], ..some[0] };
        let without_padding = some.map(|g| Geometry { counts_padding: false, ..g });
        let others = [Geometry { batch: 0, ..some[0] }, plane, shared, halving];
        some.into_iter().chain(without_padding).chain(others).collect()
    }

    #[test]
    fn there_are_windows_of_every_kind() {
        let kinds: Vec<_> = all().iter().map(|g| (are_apart(g), g.kernel[0] * g.kernel[1] > LARGE)).collect();
        for kind in [(false, false), (false, true), (true, false), (true, true)] {
            assert!(kinds.contains(&kind), "apart, large: {kind:?}");
        }
    }

    /// As they are, with ties, with one or several that are not numbers, and without a largest.
    fn inputs<E: crate::kernels::Float>(len: usize) -> [Vec<E>; 5] {
        let distinct = values::<E>(1, len);
        let ties = distinct.iter().map(|x| x.floor()).collect();
        let some_nan = distinct.iter().map(|&x| if x > E::of(1.5) { E::nan() } else { x }).collect();
        let mut one_nan = distinct.clone();
        one_nan.iter_mut().skip(len / 3).take(1).for_each(|x| *x = E::nan());
        [distinct, ties, one_nan, some_nan, vec![E::neg_infinity(); len]]
    }

    parity!(maxima: Pool2d, |kernels, found| {
        for g in all() {
            let [len, outputs] = lengths(&g);
            let dy = Held::new(kernels, &values(2, outputs));
            for (kind, x) in inputs::<E>(len).into_iter().enumerate() {
                let x = Held::new(kernels, &x);
                let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
                kernels.max_forward(&g, x.read(), y.write());
                found.add(format!("maxima of {g:?}, {kind}"), kernels, &y);
                let mut dx = Held::new(kernels, &values(3, len));
                kernels.max_backward(&g, x.read(), dy.read(), dx.write());
                found.add(format!("gradients of {g:?}, {kind}"), kernels, &dx);
            }
        }
    });

    parity!(averages: Pool2d, |kernels, found| {
        for g in all() {
            let [len, outputs] = lengths(&g);
            let x = Held::new(kernels, &values(1, len));
            let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
            kernels.average_forward(&g, x.read(), y.write());
            found.add(format!("averages of {g:?}"), kernels, &y);
            let (dy, mut dx) = (Held::new(kernels, &values(2, outputs)), Held::new(kernels, &values(3, len)));
            kernels.average_backward(&g, dy.read(), dx.write());
            found.add(format!("gradients of {g:?}"), kernels, &dx);
        }
    });
}
