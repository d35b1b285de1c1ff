// What the numbers are, the operation says.
#define FORWARD const Index n, const Real a, const Real b, Input x, Output y
// Only what the operation knows is read: x, y, or nothing.
#define BACKWARD const Index n, const Real a, const Real b, Input known, Output dy

DEVICE Real normal_distribution(Real x) {
    // By the complement, which keeps its digits in the tail.
    return Real(0.5) * erfc(x * Real(-0.70710678118654752440));
}

KERNEL relu(FORWARD) { EACH(i, n) y[i] = 0 > x[i] ? Real(0) : x[i]; }
KERNEL leaky_relu(FORWARD) { EACH(i, n) y[i] = x[i] > 0 ? x[i] : x[i] * a; }
KERNEL gelu(FORWARD) { EACH(i, n) y[i] = x[i] * normal_distribution(x[i]); }
// √(2/π), twice: (1 + tanh(z)) / 2 is the sigmoid of 2z.
#define TWICE Real(1.59576912160573071176)
KERNEL gelu_tanh(FORWARD) {
    EACH(i, n) y[i] = x[i] * sigmoid(TWICE * (x[i] + Real(0.044715) * x[i] * x[i] * x[i]));
}
KERNEL sigmoid_forward(FORWARD) { EACH(i, n) y[i] = sigmoid(x[i]); }
KERNEL tanh_forward(FORWARD) { EACH(i, n) y[i] = tanh(x[i]); }
KERNEL abs_forward(FORWARD) { EACH(i, n) y[i] = fabs(x[i]); }
KERNEL elu(FORWARD) { EACH(i, n) y[i] = x[i] > 0 ? x[i] : Real(a * expm1(x[i])); }
KERNEL silu(FORWARD) { EACH(i, n) y[i] = x[i] * sigmoid(x[i]); }
KERNEL softplus_forward(FORWARD) { EACH(i, n) y[i] = softplus(a * x[i]) / a; }
KERNEL exp_forward(FORWARD) { EACH(i, n) y[i] = exp(x[i]); }
KERNEL ln_forward(FORWARD) { EACH(i, n) y[i] = log(x[i]); }
KERNEL sqrt_forward(FORWARD) { EACH(i, n) y[i] = sqrt(x[i]); }
KERNEL square(FORWARD) { EACH(i, n) y[i] = x[i] * x[i]; }
KERNEL power(FORWARD) { EACH(i, n) y[i] = pow(x[i], a); }
KERNEL clamp(FORWARD) {
    EACH(i, n) {
        const Real above = x[i] < a ? a : x[i];
        y[i] = above > b ? b : above;
    }
}
KERNEL floor_forward(FORWARD) { EACH(i, n) y[i] = floor(x[i]); }
KERNEL hard_tanh(FORWARD) {
    EACH(i, n) {
        const Real above = x[i] < a ? a : x[i];
        y[i] = above > b ? b : above;
    }
}
// x / 6 + 1/2, from 0 to 1.
DEVICE Real hard_sigmoid_of(Real x) {
    const Real y = x * Real(1.0 / 6.0) + Real(0.5), above = y < 0 ? Real(0) : y;
    return above > 1 ? Real(1) : above;
}
KERNEL hard_sigmoid(FORWARD) { EACH(i, n) y[i] = hard_sigmoid_of(x[i]); }
KERNEL hard_swish(FORWARD) { EACH(i, n) y[i] = x[i] * hard_sigmoid_of(x[i]); }
#define SELU_SCALE Real(1.0507009873554804934193349852946)
#define SELU_LOW Real(1.7580993408473768599402175208123)
KERNEL selu(FORWARD) { EACH(i, n) y[i] = x[i] > 0 ? SELU_SCALE * x[i] : Real(SELU_LOW * expm1(x[i])); }
KERNEL celu(FORWARD) { EACH(i, n) y[i] = x[i] > 0 ? x[i] : Real(a * expm1(x[i] / a)); }
KERNEL softsign(FORWARD) { EACH(i, n) y[i] = x[i] / (1 + fabs(x[i])); }
// tanh(ln(1 + eˣ)) = e (e + 2) / (e (e + 2) + 2). From 20 on it is 1, and e would overflow.
DEVICE Real exponential_of_mish(Real x) {
    const Real e = exp(x > 20 ? Real(20) : x);
    return e * (e + 2);
}
KERNEL mish(FORWARD) {
    EACH(i, n) {
        const Real whole = exponential_of_mish(x[i]);
        y[i] = x[i] * (whole / (whole + 2));
    }
}
KERNEL log_sigmoid(FORWARD) { EACH(i, n) y[i] = -softplus(-x[i]); }
KERNEL hard_shrink(FORWARD) { EACH(i, n) y[i] = fabs(x[i]) <= a ? Real(0) : x[i]; }
KERNEL soft_shrink(FORWARD) { EACH(i, n) y[i] = fabs(x[i]) <= a ? Real(0) : x[i] - sign(x[i]) * a; }
KERNEL tanh_shrink(FORWARD) { EACH(i, n) y[i] = x[i] - tanh(x[i]); }
KERNEL squareplus(FORWARD) { EACH(i, n) y[i] = Real(0.5) * (x[i] + sqrt(x[i] * x[i] + a)); }
KERNEL sparse_plus(FORWARD) {
    EACH(i, n) {
        const Real low = x[i] <= -1 ? Real(0) : Real(0.25) * (x[i] + 1) * (x[i] + 1);
        y[i] = x[i] >= 1 ? x[i] : low;
    }
}
KERNEL negate(FORWARD) { EACH(i, n) y[i] = -x[i]; }
KERNEL add_number(FORWARD) { EACH(i, n) y[i] = x[i] + a; }
KERNEL multiply_number(FORWARD) { EACH(i, n) y[i] = x[i] * a; }
KERNEL number_minus(FORWARD) { EACH(i, n) y[i] = a - x[i]; }
KERNEL number_over(FORWARD) { EACH(i, n) y[i] = a / x[i]; }
KERNEL less(FORWARD) { EACH(i, n) y[i] = x[i] < a ? Real(1) : Real(0); }
KERNEL at_most(FORWARD) { EACH(i, n) y[i] = x[i] <= a ? Real(1) : Real(0); }
KERNEL greater(FORWARD) { EACH(i, n) y[i] = x[i] > a ? Real(1) : Real(0); }
KERNEL at_least(FORWARD) { EACH(i, n) y[i] = x[i] >= a ? Real(1) : Real(0); }
KERNEL equal(FORWARD) { EACH(i, n) y[i] = x[i] == a ? Real(1) : Real(0); }
KERNEL unequal(FORWARD) { EACH(i, n) y[i] = x[i] != a ? Real(1) : Real(0); }

// `<=` and not `>`: the gradient goes on where y is NaN.
KERNEL relu_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] <= 0 ? Real(0) : dy[i]; }
KERNEL leaky_relu_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] > 0 ? dy[i] : dy[i] * a; }
KERNEL gelu_backward(BACKWARD) {
    EACH(i, n) {
        const Real x = known[i];
        // 1 / √(2π)
        const Real density = exp(x * x * Real(-0.5)) * Real(0.39894228040143267794);
        dy[i] *= normal_distribution(x) + x * density;
    }
}
KERNEL gelu_tanh_backward(BACKWARD) {
    EACH(i, n) {
        const Real x = known[i], s = sigmoid(TWICE * (x + Real(0.044715) * x * x * x));
        const Real slope = TWICE * (1 + Real(3 * 0.044715) * x * x);
        dy[i] = dy[i] * s * (1 + x * slope * (1 - s));
    }
}
KERNEL sigmoid_backward(BACKWARD) { EACH(i, n) dy[i] = dy[i] * known[i] * (1 - known[i]); }
KERNEL tanh_backward(BACKWARD) { EACH(i, n) dy[i] *= 1 - known[i] * known[i]; }
// Not a product with the sign: 0 times an infinite gradient would be NaN.
KERNEL abs_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] == 0 ? Real(0) : dy[i] * sign(known[i]); }
KERNEL elu_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] > 0 ? dy[i] : Real(dy[i] * a * exp(known[i])); }
KERNEL silu_backward(BACKWARD) {
    EACH(i, n) {
        const Real s = sigmoid(known[i]);
        dy[i] = dy[i] * s * (1 + known[i] * (1 - s));
    }
}
KERNEL softplus_backward(BACKWARD) { EACH(i, n) dy[i] *= sigmoid(a * known[i]); }
KERNEL exp_backward(BACKWARD) { EACH(i, n) dy[i] *= known[i]; }
KERNEL ln_backward(BACKWARD) { EACH(i, n) dy[i] /= known[i]; }
KERNEL sqrt_backward(BACKWARD) { EACH(i, n) dy[i] /= known[i] + known[i]; }
KERNEL square_backward(BACKWARD) { EACH(i, n) dy[i] *= known[i] + known[i]; }
KERNEL power_backward(BACKWARD) {
    EACH(i, n) dy[i] = known[i] == 0 ? Real(0) : dy[i] * (a * Real(pow(known[i], a - 1)));
}
KERNEL clamp_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] >= a && known[i] <= b ? dy[i] : Real(0); }
KERNEL floor_backward(BACKWARD) { EACH(i, n) dy[i] = 0; }
KERNEL hard_tanh_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] <= a || known[i] >= b ? Real(0) : dy[i]; }
KERNEL hard_sigmoid_backward(BACKWARD) {
    EACH(i, n) dy[i] = fabs(known[i]) >= 3 ? Real(0) : dy[i] * Real(1.0 / 6.0);
}
KERNEL hard_swish_backward(BACKWARD) {
    EACH(i, n) {
        const Real bent = known[i] <= -3 ? Real(0) : dy[i] * (known[i] * Real(1.0 / 3.0) + Real(0.5));
        dy[i] = known[i] >= 3 ? dy[i] : bent;
    }
}
KERNEL selu_backward(BACKWARD) {
    EACH(i, n) dy[i] = known[i] > 0 ? dy[i] * SELU_SCALE : Real(dy[i] * SELU_LOW * exp(known[i]));
}
KERNEL celu_backward(BACKWARD) { EACH(i, n) dy[i] = known[i] > 0 ? dy[i] : dy[i] * Real(exp(known[i] / a)); }
KERNEL softsign_backward(BACKWARD) {
    EACH(i, n) {
        const Real below = 1 + fabs(known[i]);
        dy[i] /= below * below;
    }
}
KERNEL mish_backward(BACKWARD) {
    EACH(i, n) {
        const Real whole = exponential_of_mish(known[i]), part = whole / (whole + 2);
        const Real slope = part + known[i] * sigmoid(known[i]) * (2 / (whole + 2)) * (1 + part);
        if (!(known[i] > 20)) dy[i] *= slope;
    }
}
KERNEL log_sigmoid_backward(BACKWARD) { EACH(i, n) dy[i] *= sigmoid(-known[i]); }
KERNEL shrink_backward(BACKWARD) { EACH(i, n) dy[i] = fabs(known[i]) <= a ? Real(0) : dy[i]; }
KERNEL tanh_shrink_backward(BACKWARD) {
    EACH(i, n) {
        const Real slope = tanh(known[i]);
        dy[i] = dy[i] * slope * slope;
    }
}
KERNEL squareplus_backward(BACKWARD) {
    EACH(i, n) dy[i] = dy[i] * Real(0.5) * (1 + known[i] / sqrt(known[i] * known[i] + a));
}
KERNEL sparse_plus_backward(BACKWARD) {
    EACH(i, n) {
        const Real low = known[i] <= -1 ? Real(0) : dy[i] * Real(0.5) * (known[i] + 1);
        dy[i] = known[i] >= 1 ? dy[i] : low;
    }
}
KERNEL negate_backward(BACKWARD) { EACH(i, n) dy[i] = -dy[i]; }
KERNEL multiply_number_backward(BACKWARD) { EACH(i, n) dy[i] *= a; }
KERNEL number_over_backward(BACKWARD) { EACH(i, n) dy[i] = -dy[i] * (a / known[i]) / known[i]; }
