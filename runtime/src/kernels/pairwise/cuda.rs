use super::super::Float;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Geometry, Operation, Pairwise};

static SOURCE: Source = Source { folder: "pairwise", text: include_str!("kernel.cu") };

for_floats!(Pairwise for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        operation: Operation,
        x: Slice<'_, E>,
        y: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        loss: SliceMut<'_, E>,
    ) {
        let n = length(g, x, y, weights);
        check_lengths([loss.len()], [1]);
        let (kernels, [a, b]) = (kernels(operation), numbers(operation).map(E::of));
        let grid = Grid::over(n);
        let blocks = grid.count();
        self.with_temporary::<f64>(blocks, |sums| {
            let arguments: [&dyn Argument; 8] = [&n, &g.columns, &a, &b, &x, &y, &weights, &sums];
            // SAFETY: a thread reads elements of its own indices below `n`, which is the length of both, and the weight
            // of their row; a block writes its own of the `sums`, and then one adds them up into the loss.
            unsafe {
                self.launch::<E>(&SOURCE, kernels[0], grid, &arguments);
                self.launch::<E>(&SOURCE, "finish", Grid::blocks(1), &[&blocks, &g.scale, &sums, &loss]);
            }
        });
    }

    fn backward_x(
        &self,
        g: &Geometry,
        operation: Operation,
        x: Slice<'_, E>,
        y: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        dloss: Slice<'_, E>,
        dx: SliceMut<'_, E>,
    ) {
        add(self, g, (operation, kernels(operation)[1]), [x, y], weights, dloss, dx);
    }

    fn backward_y(
        &self,
        g: &Geometry,
        operation: Operation,
        x: Slice<'_, E>,
        y: Slice<'_, E>,
        weights: Option<Slice<'_, E>>,
        dloss: Slice<'_, E>,
        dy: SliceMut<'_, E>,
    ) {
        let [_, along_x, along_y] = kernels(operation);
        let pair = if along_x == along_y { [y, x] } else { [x, y] };
        add(self, g, (operation, along_y), pair, weights, dloss, dy);
    }
});

/// Adds to a gradient what a kernel makes of each pair.
fn add<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    (operation, kernel): (Operation, &'static str),
    [x, y]: [Slice<'_, E>; 2],
    weights: Option<Slice<'_, E>>,
    dloss: Slice<'_, E>,
    into: SliceMut<'_, E>,
) {
    let n = length(g, x, y, weights);
    check_lengths([into.len(), dloss.len()], [n, 1]);
    let [a, b] = numbers(operation).map(E::of);
    let arguments: [&dyn Argument; 10] = [&n, &g.columns, &g.scale, &a, &b, &x, &y, &weights, &dloss, &into];
    // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of all, the weight of
    // their row, and the gradient of the loss.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

/// How many pairs there are.
fn length<E>(g: &Geometry, x: Slice<'_, E>, y: Slice<'_, E>, weights: Option<Slice<'_, E>>) -> usize {
    let n = g.rows * g.columns;
    check_lengths([x.len(), y.len(), weights.map_or(g.rows, |weights| weights.len())], [n, n, g.rows]);
    n
}

/// The kernels of the sum and of the slopes along `x` and along `y`, which is that along `x` of the swapped pair where
/// both are the same.
fn kernels(operation: Operation) -> [&'static str; 3] {
    match operation {
        Operation::Absolute => ["absolute", "absolute_along_x", "absolute_along_x"],
        Operation::Squared => ["squared", "squared_along_x", "squared_along_x"],
        Operation::Huber(_) => ["huber", "huber_along_x", "huber_along_x"],
        Operation::SmoothAbsolute(_) => ["smooth_absolute", "smooth_absolute_along_x", "smooth_absolute_along_x"],
        Operation::Hinge => ["hinge", "hinge_along_x", "hinge_along_x"],
        Operation::Cost => ["cost", "cost_along_x", "cost_along_y"],
        Operation::KlDivergence => ["kl_divergence", "kl_divergence_along_x", "kl_divergence_along_y"],
        Operation::SigmoidCrossEntropy => {
            ["sigmoid_cross_entropy", "sigmoid_cross_entropy_along_x", "sigmoid_cross_entropy_along_y"]
        }
        Operation::SigmoidFocal { .. } => ["sigmoid_focal", "sigmoid_focal_along_x", "sigmoid_focal_along_y"],
    }
}

/// The numbers that an operation brings along.
fn numbers(operation: Operation) -> [f64; 2] {
    match operation {
        Operation::Huber(number) | Operation::SmoothAbsolute(number) => [number, 0.0],
        Operation::SigmoidFocal { alpha, gamma } => [alpha, gamma],
        Operation::Absolute
        | Operation::Squared
        | Operation::KlDivergence
        | Operation::Hinge
        | Operation::Cost
        | Operation::SigmoidCrossEntropy => [0.0; 2],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::super::super::{Float, Memory};
    use super::{Geometry, Operation, Pairwise};

    const OPERATIONS: [Operation; 12] = [
        Operation::Absolute,
        Operation::Squared,
        Operation::Huber(0.7),
        Operation::SmoothAbsolute(0.6),
        Operation::KlDivergence,
        Operation::Hinge,
        Operation::Cost,
        Operation::SigmoidCrossEntropy,
        Operation::SigmoidFocal { alpha: 0.25, gamma: 2.0 },
        Operation::SigmoidFocal { alpha: 0.6, gamma: 1.5 },
        Operation::SigmoidFocal { alpha: 0.5, gamma: 0.0 },
        Operation::SigmoidFocal { alpha: 0.5, gamma: 1.0 },
    ];

    const GEOMETRIES: [Geometry; 5] = [
        Geometry { rows: 1, columns: 1, scale: 1.0 },
        Geometry { rows: 7, columns: 11, scale: 0.1 },
        Geometry { rows: 3, columns: 700, scale: 1.0 / 2100.0 },
        Geometry { rows: 0, columns: 3, scale: 1.0 },
        Geometry { rows: 2, columns: 0, scale: f64::INFINITY },
    ];

    /// Labels between 0 and 1, which all the functions take.
    fn labels<E: Float>(seed: u64, n: usize) -> Vec<E> {
        values::<E>(seed, n).iter().map(|&value| E::of(0.2) * (value + E::of(2.5))).collect()
    }

    /// Both gradients of a loss, `[dx, dy]`.
    type Gradient<K, E> = fn(
        &K,
        &Geometry,
        Operation,
        <K as Memory<E>>::Slice<'_>,
        <K as Memory<E>>::Slice<'_>,
        Option<<K as Memory<E>>::Slice<'_>>,
        <K as Memory<E>>::Slice<'_>,
        <K as Memory<E>>::SliceMut<'_>,
    );

    parity!(losses: Pairwise, |kernels, found| {
        for g in GEOMETRIES {
            let n = g.rows * g.columns;
            let (x, y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &labels(2, n)));
            let weights = Held::new(kernels, &values(3, g.rows));
            for operation in OPERATIONS {
                for weights in [None, Some(weights.read())] {
                    let mut loss = Held::new(kernels, &[E::nan()]);
                    kernels.forward(&g, operation, x.read(), y.read(), weights, loss.write());
                    found.add(format!("{operation:?} of {g:?}, weighted: {}", weights.is_some()), kernels, &loss);
                }
            }
        }
    });

    parity!(gradients: Pairwise, |kernels, found| {
        let along: [Gradient<K, E>; 2] = [K::backward_x, K::backward_y];
        for g in GEOMETRIES {
            let n = g.rows * g.columns;
            let (x, y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &labels(2, n)));
            let (weights, dloss) = (Held::new(kernels, &values(3, g.rows)), Held::new(kernels, &values(4, 1)));
            for operation in OPERATIONS {
                for (axis, backward) in along.into_iter().enumerate() {
                    for weights in [None, Some(weights.read())] {
                        let mut into = Held::new(kernels, &values(5, n));
                        backward(kernels, &g, operation, x.read(), y.read(), weights, dloss.read(), into.write());
                        found.add(format!("{operation:?} along {axis} of {g:?}"), kernels, &into);
                    }
                }
            }
        }
    });

    // Equal values, corners, labels of 0 and 1, scores far from 0, and what is not a number.
    parity!(special_values: Pairwise, |kernels, found| {
        let along: [Gradient<K, E>; 2] = [K::backward_x, K::backward_y];
        let x = [0.0, 0.7, -0.7, 0.6, 1.0, -1.0, 300.0, -300.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(E::of);
        let y = [0.0, 1.0, -1.0, 0.5, f64::NAN].map(E::of);
        let g = Geometry { rows: 1, columns: 55, scale: 0.5 };
        let pairs = x.iter().flat_map(|&x| y.map(|y| (x, y)));
        let (xs, ys): (Vec<E>, Vec<E>) = pairs.unzip();
        let dloss = Held::new(kernels, &[E::one()]);
        for operation in OPERATIONS {
            for (&x, &y) in xs.iter().zip(&ys) {
                let (one, mut loss) = (Geometry { columns: 1, ..g }, Held::new(kernels, &[E::zero()]));
                let (a, b) = (Held::new(kernels, &[x]), Held::new(kernels, &[y]));
                kernels.forward(&one, operation, a.read(), b.read(), None, loss.write());
                found.add(format!("{operation:?} of {x:?} and {y:?}"), kernels, &loss);
            }
            let (a, b) = (Held::new(kernels, &xs), Held::new(kernels, &ys));
            for (axis, backward) in along.into_iter().enumerate() {
                let mut into = Held::new(kernels, &[E::zero(); 55]);
                backward(kernels, &g, operation, a.read(), b.read(), None, dloss.read(), into.write());
                found.add(format!("{operation:?} along {axis}"), kernels, &into);
            }
        }
    });
}
