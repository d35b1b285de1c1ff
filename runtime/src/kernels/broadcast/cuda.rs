use super::super::Comparison;
use super::super::binary::Operation;
use super::super::cuda::{Argument, Cuda, Grid, Slice, SliceMut, Source, check_lengths};
use super::axes::{Axis, Walk};
use super::{Axes, Broadcast, Function, Geometry};

static SOURCE: Source = Source { folder: "broadcast", text: include_str!("kernel.cu") };

/// So many elements are added up by a thread alone.
const ALONE: usize = 64;

for_floats!(Broadcast for Cuda {
    fn forward(&self, g: &Geometry, function: Function, a: Slice<'_, E>, b: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = g.elements();
        check_lengths([a.len(), y.len()], [g.elements_of(0), n]);
        if function != Function::First {
            check_lengths([b.len()], [g.elements_of(1)]);
        }
        let (axes, number) = (numbers([&g.axes()]), number(function));
        let arguments: Vec<&dyn Argument> = axes.iter().map(|axis| axis as &dyn Argument).collect();
        let arguments: Vec<_> = arguments.into_iter().chain([&n as &dyn Argument, &number, &a, &b, &y]).collect();
        // SAFETY: a thread writes elements of its own indices below `n`, and reads those that its axes lead to.
        unsafe { self.launch::<E>(&SOURCE, "forward", Grid::over(n), &arguments) }
    }

    fn backward(
        &self,
        g: &Geometry,
        function: Function,
        operand: usize,
        a: Slice<'_, E>,
        b: Slice<'_, E>,
        dy: Slice<'_, E>,
        gradient: SliceMut<'_, E>,
    ) {
        if let Function::Of(Operation::Compare(_)) = function {
            return;
        }
        let [kept, stretched] = g.parted(operand);
        let (n, count, of_b) = (kept.places(), stretched.places(), operand == 1);
        check_lengths([dy.len(), gradient.len()], [g.elements(), n]);
        if function.bends() {
            check_lengths([a.len(), b.len()], [g.elements_of(0), g.elements_of(1)]);
        }
        let (axes, number) = (numbers([&kept, &stretched]), number(function));
        let arguments: Vec<&dyn Argument> = axes.iter().map(|axis| axis as &dyn Argument).collect();
        let others: [&dyn Argument; 8] = [&n, &count, &number, &of_b, &a, &b, &dy, &gradient];
        let arguments: Vec<_> = arguments.into_iter().chain(others).collect();
        let (kernel, grid) = match count {
            0..=ALONE => ("backward_by_threads", Grid::over(n)),
            _ => ("backward_by_blocks", Grid::rows(n, count)),
        };
        // SAFETY: a thread, or a block, adds to elements of its own indices below `n`, and reads those that its axes lead
        // to, of the operands only where the function bends.
        unsafe { self.launch::<E>(&SOURCE, kernel, grid, &arguments) }
    }
});

/// Of some axes one after the other: their sizes, then their strides in the result and in both operands.
fn numbers<const N: usize>(walks: [&Walk; N]) -> [usize; 4 * Axes::MOST] {
    let axes: Vec<Axis> = walks.iter().flat_map(|walk| walk.iter().copied()).collect();
    let mut numbers = [0; 4 * Axes::MOST];
    numbers[..Axes::MOST].fill(1);
    for (axis, place) in axes.iter().rev().zip((0..Axes::MOST).rev()) {
        numbers[place] = axis.size;
        for (side, stride) in axis.strides.into_iter().enumerate() {
            numbers[(1 + side) * Axes::MOST + place] = stride;
        }
    }
    numbers
}

fn number(function: Function) -> i32 {
    match function {
        Function::First => 0,
        Function::Of(Operation::Add) => 1,
        Function::Of(Operation::Subtract) => 2,
        Function::Of(Operation::Multiply) => 3,
        Function::Of(Operation::Divide) => 4,
        Function::Of(Operation::Maximum) => 5,
        Function::Of(Operation::Minimum) => 6,
        Function::Of(Operation::Compare(Comparison::Less)) => 7,
        Function::Of(Operation::Compare(Comparison::AtMost)) => 8,
        Function::Of(Operation::Compare(Comparison::Greater)) => 9,
        Function::Of(Operation::Compare(Comparison::AtLeast)) => 10,
        Function::Of(Operation::Compare(Comparison::Equal)) => 11,
        Function::Of(Operation::Compare(Comparison::Unequal)) => 12,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::tests::{FUNCTIONS, SHAPES};
    use super::{Broadcast, Function, Geometry};

    /// One of them is enough where there are many elements.
    fn functions(g: &Geometry) -> impl Iterator<Item = Function> {
        FUNCTIONS.into_iter().rev().take(if g.elements() > 4096 { 1 } else { FUNCTIONS.len() })
    }

    /// Away from 0, by which nothing is divided.
    fn operands<E: crate::kernels::Float>(g: &Geometry) -> [Vec<E>; 2] {
        [0, 1].map(|operand| {
            let values: Vec<E> = values(1 + operand as u64, g.elements_of(operand));
            values.into_iter().map(|value| value.signum() + value).collect()
        })
    }

    parity!(forward: Broadcast, |kernels, found| {
        for (a, b) in SHAPES {
            let g = Geometry::new(a, b);
            let [a, b] = operands::<E>(&g).map(|values| Held::new(kernels, &values));
            for function in functions(&g) {
                let mut y = Held::new(kernels, &vec![E::nan(); g.elements()]);
                kernels.forward(&g, function, a.read(), b.read(), y.write());
                found.add(format!("{function:?}, {g:?}"), kernels, &y);
            }
        }
    });

    parity!(backward: Broadcast, |kernels, found| {
        for (a, b) in SHAPES {
            let g = Geometry::new(a, b);
            let [a, b] = operands::<E>(&g).map(|values| Held::new(kernels, &values));
            // Small, for a sum of many that is near 0 has errors as large as those of its terms.
            let dy: Vec<E> = values::<E>(3, g.elements()).into_iter().map(|dy| dy * E::of(0.125)).collect();
            let dy = Held::new(kernels, &dy);
            for (function, operand) in functions(&g).flat_map(|function| [(function, 0), (function, 1)]) {
                let mut gradient = Held::new(kernels, &values(4, g.elements_of(operand)));
                kernels.backward(&g, function, operand, a.read(), b.read(), dy.read(), gradient.write());
                found.add(format!("{function:?}, operand {operand}, {g:?}"), kernels, &gradient);
            }
        }
    });
}
