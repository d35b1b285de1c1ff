use super::super::cuda::{Cuda, Grid, Slice, SliceMut, Source, common_length};
use super::super::{Comparison, Float};
use super::{Known, Operation, Unary};

static SOURCE: Source = Source { folder: "unary", text: include_str!("kernel.cu") };

for_floats!(Unary for Cuda {
    fn forward(&self, operation: Operation, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        let n = common_length([x.len(), y.len()]);
        let [a, b] = numbers(operation).map(E::of);
        // SAFETY: a thread reads and writes elements of its own indices below `n`, which is the length of both.
        unsafe { self.launch::<E>(&SOURCE, forward(operation), Grid::over(n), &[&n, &a, &b, &x, &y]) }
    }

    fn backward(&self, operation: Operation, known: Option<Slice<'_, E>>, dy: SliceMut<'_, E>) {
        let Some(kernel) = backward(operation) else {
            return;
        };
        let n = dy.len();
        let known = known.filter(|_| operation.known() != Known::Nothing);
        if operation.known() != Known::Nothing {
            common_length([known.map_or(0, |known| known.len()), n]);
        }
        let [a, b] = numbers(operation).map(E::of);
        // SAFETY: as above; what is known is read only by an operation that asks for it.
        unsafe { self.launch::<E>(&SOURCE, kernel, Grid::over(n), &[&n, &a, &b, &known, &dy]) }
    }
});

fn forward(operation: Operation) -> &'static str {
    match operation {
        Operation::Relu => "relu",
        Operation::LeakyRelu(_) => "leaky_relu",
        Operation::Gelu => "gelu",
        Operation::GeluTanh => "gelu_tanh",
        Operation::Sigmoid => "sigmoid_forward",
        Operation::Tanh => "tanh_forward",
        Operation::Abs => "abs_forward",
        Operation::Elu(_) => "elu",
        Operation::Silu => "silu",
        Operation::Softplus(_) => "softplus_forward",
        Operation::Exp => "exp_forward",
        Operation::Ln => "ln_forward",
        Operation::Sqrt => "sqrt_forward",
        Operation::Square => "square",
        Operation::Power(_) => "power",
        Operation::Clamp { .. } => "clamp",
        Operation::Floor => "floor_forward",
        Operation::HardTanh { .. } => "hard_tanh",
        Operation::HardSigmoid => "hard_sigmoid",
        Operation::HardSwish => "hard_swish",
        Operation::Selu => "selu",
        Operation::Celu(_) => "celu",
        Operation::Softsign => "softsign",
        Operation::Mish => "mish",
        Operation::LogSigmoid => "log_sigmoid",
        Operation::HardShrink(_) => "hard_shrink",
        Operation::SoftShrink(_) => "soft_shrink",
        Operation::TanhShrink => "tanh_shrink",
        Operation::Squareplus(_) => "squareplus",
        Operation::SparsePlus => "sparse_plus",
        Operation::Negate => "negate",
        Operation::AddNumber(_) => "add_number",
        Operation::MultiplyNumber(_) => "multiply_number",
        Operation::NumberMinus(_) => "number_minus",
        Operation::NumberOver(_) => "number_over",
        Operation::Compare(Comparison::Less, _) => "less",
        Operation::Compare(Comparison::AtMost, _) => "at_most",
        Operation::Compare(Comparison::Greater, _) => "greater",
        Operation::Compare(Comparison::AtLeast, _) => "at_least",
        Operation::Compare(Comparison::Equal, _) => "equal",
        Operation::Compare(Comparison::Unequal, _) => "unequal",
    }
}

/// `None` where the gradient stays what it is.
fn backward(operation: Operation) -> Option<&'static str> {
    Some(match operation {
        Operation::Relu => "relu_backward",
        Operation::LeakyRelu(_) => "leaky_relu_backward",
        Operation::Gelu => "gelu_backward",
        Operation::GeluTanh => "gelu_tanh_backward",
        Operation::Sigmoid => "sigmoid_backward",
        Operation::Tanh => "tanh_backward",
        Operation::Abs => "abs_backward",
        Operation::Elu(_) => "elu_backward",
        Operation::Silu => "silu_backward",
        Operation::Softplus(_) => "softplus_backward",
        Operation::Exp => "exp_backward",
        Operation::Ln => "ln_backward",
        Operation::Sqrt => "sqrt_backward",
        Operation::Square => "square_backward",
        Operation::Power(_) => "power_backward",
        Operation::Clamp { .. } => "clamp_backward",
        Operation::Floor | Operation::Compare(..) => "floor_backward",
        Operation::HardTanh { .. } => "hard_tanh_backward",
        Operation::HardSigmoid => "hard_sigmoid_backward",
        Operation::HardSwish => "hard_swish_backward",
        Operation::Selu => "selu_backward",
        Operation::Celu(_) => "celu_backward",
        Operation::Softsign => "softsign_backward",
        Operation::Mish => "mish_backward",
        Operation::LogSigmoid => "log_sigmoid_backward",
        Operation::TanhShrink => "tanh_shrink_backward",
        Operation::Squareplus(_) => "squareplus_backward",
        Operation::SparsePlus => "sparse_plus_backward",
        Operation::HardShrink(_) | Operation::SoftShrink(_) => "shrink_backward",
        Operation::Negate | Operation::NumberMinus(_) => "negate_backward",
        Operation::AddNumber(_) => return None,
        Operation::MultiplyNumber(_) => "multiply_number_backward",
        Operation::NumberOver(_) => "number_over_backward",
    })
}

/// The numbers that an operation brings along.
fn numbers(operation: Operation) -> [f64; 2] {
    match operation {
        Operation::Clamp { min, max } | Operation::HardTanh { min, max } => [min, max],
        Operation::LeakyRelu(number)
        | Operation::Elu(number)
        | Operation::Softplus(number)
        | Operation::Celu(number)
        | Operation::HardShrink(number)
        | Operation::SoftShrink(number)
        | Operation::Squareplus(number)
        | Operation::Power(number)
        | Operation::AddNumber(number)
        | Operation::MultiplyNumber(number)
        | Operation::Compare(_, number)
        | Operation::NumberMinus(number)
        | Operation::NumberOver(number) => [number, 0.0],
        Operation::Relu
        | Operation::Gelu
        | Operation::GeluTanh
        | Operation::Sigmoid
        | Operation::Tanh
        | Operation::Abs
        | Operation::Silu
        | Operation::Exp
        | Operation::Ln
        | Operation::Sqrt
        | Operation::Square
        | Operation::Floor
        | Operation::HardSigmoid
        | Operation::HardSwish
        | Operation::Selu
        | Operation::Softsign
        | Operation::Mish
        | Operation::LogSigmoid
        | Operation::TanhShrink
        | Operation::SparsePlus
        | Operation::Negate => [0.0; 2],
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Comparison, Known, Operation, Unary};

    const OPERATIONS: [Operation; 42] = [
        Operation::Relu,
        Operation::LeakyRelu(0.1),
        Operation::Gelu,
        Operation::GeluTanh,
        Operation::Sigmoid,
        Operation::Tanh,
        Operation::Abs,
        Operation::Elu(1.5),
        Operation::Silu,
        Operation::Softplus(2.0),
        Operation::Exp,
        Operation::Ln,
        Operation::Sqrt,
        Operation::Square,
        Operation::Power(3.0),
        Operation::Power(0.4),
        Operation::Clamp { min: -1.0, max: 0.5 },
        Operation::Floor,
        Operation::HardTanh { min: -1.0, max: 0.5 },
        Operation::HardSigmoid,
        Operation::HardSwish,
        Operation::Selu,
        Operation::Celu(1.5),
        Operation::Softsign,
        Operation::Mish,
        Operation::LogSigmoid,
        Operation::HardShrink(0.5),
        Operation::SoftShrink(0.5),
        Operation::TanhShrink,
        Operation::Squareplus(3.0),
        Operation::SparsePlus,
        Operation::Compare(Comparison::Less, 0.5),
        Operation::Compare(Comparison::AtMost, 0.5),
        Operation::Compare(Comparison::Greater, 0.5),
        Operation::Compare(Comparison::AtLeast, 0.5),
        Operation::Compare(Comparison::Equal, 0.5),
        Operation::Compare(Comparison::Unequal, 0.5),
        Operation::Negate,
        Operation::AddNumber(1.5),
        Operation::MultiplyNumber(-3.0),
        Operation::NumberMinus(2.0),
        Operation::NumberOver(2.0),
    ];

    /// Values that the operation is defined for.
    fn operands<E: crate::kernels::Float>(operation: Operation, n: usize) -> Vec<E> {
        let x = values::<E>(1, n).into_iter();
        match operation {
            Operation::Ln | Operation::Sqrt | Operation::Power(0.4) => x.map(|x| x.abs() + E::of(0.01)).collect(),
            // Near 0 the result is so large that its last digits count.
            Operation::NumberOver(_) => x.map(|x| x + E::of(0.1).copysign(x)).collect(),
            _ => x.collect(),
        }
    }

    parity!(forward: Unary, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            for operation in OPERATIONS {
                let x = Held::new(kernels, &operands(operation, n));
                let mut y = Held::new(kernels, &vec![E::nan(); n]);
                kernels.forward(operation, x.read(), y.write());
                found.add(format!("{operation:?} of {n}"), kernels, &y);
            }
        }
    });

    parity!(backward: Unary, |kernels, found| {
        for n in [0, 1, 77, 1537] {
            for operation in OPERATIONS {
                let x = Held::new(kernels, &operands(operation, n));
                let mut y = Held::new(kernels, &vec![E::nan(); n]);
                kernels.forward(operation, x.read(), y.write());
                let known = match operation.known() {
                    Known::Nothing => None,
                    Known::Input => Some(x.read()),
                    Known::Output => Some(y.read()),
                };
                let mut dy = Held::new(kernels, &values(2, n));
                kernels.backward(operation, known, dy.write());
                found.add(format!("{operation:?} of {n}"), kernels, &dy);
            }
        }
    });

    // Kinks, far from 0, and what is not a number; against infinite gradients too.
    parity!(special_values: Unary, |kernels, found| {
        let special = [
            0.0, -0.0, -1.0, 0.5, 1.0, -80.0, 80.0, -800.0, 800.0, 1e4, f64::INFINITY, f64::NEG_INFINITY, f64::NAN,
        ]
        .map(E::of);
        for operation in OPERATIONS {
            let x = Held::new(kernels, &special);
            let mut y = Held::new(kernels, &[E::nan(); 13]);
            kernels.forward(operation, x.read(), y.write());
            found.add(format!("{operation:?}"), kernels, &y);
            for gradient in [1.0, f64::INFINITY] {
                let known = match operation.known() {
                    Known::Nothing => None,
                    Known::Input => Some(x.read()),
                    Known::Output => Some(y.read()),
                };
                let mut dy = Held::new(kernels, &[E::of(gradient); 13]);
                kernels.backward(operation, known, dy.write());
                found.add(format!("{operation:?}, gradient {gradient}"), kernels, &dy);
            }
        }
    });
}
