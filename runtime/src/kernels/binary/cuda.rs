use super::super::Comparison;
use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, common_length};
use super::{Binary, Operation};

static SOURCE: Source = Source { folder: "binary", text: include_str!("kernel.cu") };

for_floats!(Binary for Cuda {
    fn forward(&self, operation: Operation, a: Slice<'_, E>, b: Slice<'_, E>, y: SliceMut<'_, E>) {
        let kernel = match operation {
            Operation::Add => "add",
            Operation::Subtract => "subtract",
            Operation::Multiply => "multiply",
            Operation::Divide => "divide",
            Operation::Maximum => "maximum_forward",
            Operation::Minimum => "minimum_forward",
            Operation::Compare(Comparison::Less) => "less",
            Operation::Compare(Comparison::AtMost) => "at_most",
            Operation::Compare(Comparison::Greater) => "greater",
            Operation::Compare(Comparison::AtLeast) => "at_least",
            Operation::Compare(Comparison::Equal) => "equal",
            Operation::Compare(Comparison::Unequal) => "unequal",
        };
        let n = common_length([a.len(), b.len(), y.len()]);
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of all.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::over(n), &[&n, &a, &b, &y]) }
    }

    fn backward(
        &self,
        operation: Operation,
        a: Slice<'_, E>,
        b: Slice<'_, E>,
        dy: Slice<'_, E>,
        da: Option<SliceMut<'_, E>>,
        db: Option<SliceMut<'_, E>>,
    ) {
        let kernel = match operation {
            Operation::Add => "add_backward",
            Operation::Subtract => "subtract_backward",
            Operation::Multiply => "multiply_backward",
            Operation::Divide => "divide_backward",
            Operation::Maximum => "maximum_backward",
            Operation::Minimum => "minimum_backward",
            Operation::Compare(_) => return,
        };
        let n = a.len();
        let wanted = [&da, &db].map(|gradient| gradient.as_ref().map_or(n, SliceMut::len));
        common_length([n, b.len(), dy.len(), wanted[0], wanted[1]]);
        // SAFETY: as above; a gradient that is not there is not written.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::over(n), &[&n, &a, &b, &dy, &da, &db]) }
    }
});

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Binary, Comparison, Operation};

    const OPERATIONS: [Operation; 12] = [
        Operation::Add,
        Operation::Subtract,
        Operation::Multiply,
        Operation::Divide,
        Operation::Maximum,
        Operation::Minimum,
        Operation::Compare(Comparison::Less),
        Operation::Compare(Comparison::AtMost),
        Operation::Compare(Comparison::Greater),
        Operation::Compare(Comparison::AtLeast),
        Operation::Compare(Comparison::Equal),
        Operation::Compare(Comparison::Unequal),
    ];
    /// One element, less than a block, and some blocks.
    const SIZES: [usize; 4] = [0, 1, 77, 1537];

    parity!(forward: Binary, |kernels, found| {
        for n in SIZES {
            let (a, b) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, n)));
            for operation in OPERATIONS {
                let mut y = Held::new(kernels, &vec![E::nan(); n]);
                kernels.forward(operation, a.read(), b.read(), y.write());
                found.add(format!("{operation:?} of {n}"), kernels, &y);
            }
        }
    });

    parity!(backward: Binary, |kernels, found| {
        for n in SIZES {
            let (a, b) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &values(2, n)));
            let dy = Held::new(kernels, &values(3, n));
            for operation in OPERATIONS {
                for [a_wanted, b_wanted] in [[true, true], [true, false], [false, true]] {
                    let mut da = Held::new(kernels, &values(4, n));
                    let mut db = Held::new(kernels, &values(5, n));
                    let (to_a, to_b) = (a_wanted.then(|| da.write()), b_wanted.then(|| db.write()));
                    kernels.backward(operation, a.read(), b.read(), dy.read(), to_a, to_b);
                    found.add(format!("{operation:?} of {n}, to a"), kernels, &da);
                    found.add(format!("{operation:?} of {n}, to b"), kernels, &db);
                }
            }
        }
    });

    parity!(what_is_not_a_number: Binary, |kernels, found| {
        let special = [0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(E::of);
        let a: Vec<E> = special.iter().flat_map(|&a| [a; 6]).collect();
        let (a, b) = (Held::new(kernels, &a), Held::new(kernels, &special.repeat(6)));
        for operation in OPERATIONS {
            let mut y = Held::new(kernels, &[E::nan(); 36]);
            kernels.forward(operation, a.read(), b.read(), y.write());
            found.add(format!("{operation:?}"), kernels, &y);
        }
    });
}
