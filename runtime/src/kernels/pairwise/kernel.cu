// Numbers of an operation are a and b; without weights all of them are 1.
#define SUM const Index n, const Index columns, const Real a, const Real b, Input x, Input y, Input weights, \
            DoubleOutput sums
#define ADD const Index n, const Index columns, const double scale, const Real a, const Real b, Input x, Input y, \
            Input weights, Input dloss, Output into

// Every block adds up its terms f(x, y).
#define SUM_OF(f) \
    double sum = 0; \
    EACH(i, n) { \
        const double term = f(x[i], y[i], a, b); \
        sum += weights ? weights[i / columns] * term : term; \
    } \
    sum = sum_of_block(sum); \
    if (threadIdx.x == 0) sums[blockIdx.x] = sum;

// Adds the slope f(x, y) to a gradient.
#define ADD_OF(f) \
    const Real share = Real(scale * (double)dloss[0]); \
    EACH(i, n) into[i] += (weights ? share * weights[i / columns] : share) * f(x[i], y[i], a, b);

#define PAIR Real x, Real y, Real a, Real b

// Of what depends on the difference alone, and of what is the same for either order, the slope along y is that along x
// of the swapped pair.

DEVICE Real absolute_value(PAIR) { return fabs(x - y); }
DEVICE Real absolute_slope(PAIR) { return sign(x - y); }
KERNEL absolute(SUM) { SUM_OF(absolute_value) }
KERNEL absolute_along_x(ADD) { ADD_OF(absolute_slope) }

DEVICE Real squared_value(PAIR) { return (x - y) * (x - y); }
DEVICE Real squared_slope(PAIR) { return (x - y) + (x - y); }
KERNEL squared(SUM) { SUM_OF(squared_value) }
KERNEL squared_along_x(ADD) { ADD_OF(squared_slope) }

// a is δ.
DEVICE Real huber_value(PAIR) {
    const Real distance = fabs(x - y), half = Real(0.5);
    return distance <= a ? half * distance * distance : a * (distance - half * a);
}
DEVICE Real huber_slope(PAIR) { return fabs(x - y) <= a ? x - y : a * sign(x - y); }
KERNEL huber(SUM) { SUM_OF(huber_value) }
KERNEL huber_along_x(ADD) { ADD_OF(huber_slope) }

// a is β.
DEVICE Real smooth_absolute_value(PAIR) {
    const Real distance = fabs(x - y), half = Real(0.5);
    return distance < a ? half * distance * distance / a : distance - half * a;
}
DEVICE Real smooth_absolute_slope(PAIR) { return fabs(x - y) < a ? (x - y) / a : sign(x - y); }
KERNEL smooth_absolute(SUM) { SUM_OF(smooth_absolute_value) }
KERNEL smooth_absolute_along_x(ADD) { ADD_OF(smooth_absolute_slope) }

DEVICE Real hinge_value(PAIR) { return 0 > 1 - x * y ? Real(0) : 1 - x * y; }
DEVICE Real hinge_slope(PAIR) { return 1 - x * y <= 0 ? Real(0) : -y; }
KERNEL hinge(SUM) { SUM_OF(hinge_value) }
KERNEL hinge_along_x(ADD) { ADD_OF(hinge_slope) }

DEVICE Real cost_value(PAIR) { return x; }
DEVICE Real cost_slope_x(PAIR) { return 1; }
DEVICE Real cost_slope_y(PAIR) { return 0; }
KERNEL cost(SUM) { SUM_OF(cost_value) }
KERNEL cost_along_x(ADD) { ADD_OF(cost_slope_x) }
KERNEL cost_along_y(ADD) { ADD_OF(cost_slope_y) }

// Nothing of a class that cannot be, even if its logarithm is −∞; but NaN stays NaN.
DEVICE Real divergence_value(PAIR) { return y == 0 && x == x ? Real(0) : y * (log(y) - x); }
DEVICE Real divergence_along_x(PAIR) { return -y; }
DEVICE Real divergence_along_y(PAIR) { return log(fmax(y, SMALLEST)) + 1 - x; }
KERNEL kl_divergence(SUM) { SUM_OF(divergence_value) }
KERNEL kl_divergence_along_x(ADD) { ADD_OF(divergence_along_x) }
KERNEL kl_divergence_along_y(ADD) { ADD_OF(divergence_along_y) }

DEVICE Real entropy_value(PAIR) { return (0 > x ? Real(0) : x) - x * y + log1p(exp(-fabs(x))); }
DEVICE Real entropy_along_x(PAIR) { return sigmoid(x) - y; }
DEVICE Real entropy_along_y(PAIR) { return -x; }
KERNEL sigmoid_cross_entropy(SUM) { SUM_OF(entropy_value) }
KERNEL sigmoid_cross_entropy_along_x(ADD) { ADD_OF(entropy_along_x) }
KERNEL sigmoid_cross_entropy_along_y(ADD) { ADD_OF(entropy_along_y) }

// a is α, b is γ.
DEVICE Real focal_weight(Real y, Real a) { return y * a + (1 - y) * (1 - a); }
// The probability of the other label.
DEVICE Real focal_other(Real x, Real y) { return y * sigmoid(-x) + (1 - y) * sigmoid(x); }
// 0 where it would be infinite, because the probability cannot move there.
DEVICE Real power_slope(Real other, Real b) { return b == 0 || other <= 0 ? Real(0) : b * power(other, b - 1); }
DEVICE Real focal_value(PAIR) {
    return focal_weight(y, a) * entropy_value(x, y, a, b) * power(focal_other(x, y), b);
}
DEVICE Real focal_along_x(PAIR) {
    const Real other = focal_other(x, y);
    const Real other_slope = (1 - y - y) * sigmoid(x) * sigmoid(-x);
    const Real factor = entropy_value(x, y, a, b) * power_slope(other, b) * other_slope;
    return focal_weight(y, a) * (entropy_along_x(x, y, a, b) * power(other, b) + factor);
}
DEVICE Real focal_along_y(PAIR) {
    const Real other = focal_other(x, y), entropy = entropy_value(x, y, a, b), raised = power(other, b);
    const Real other_slope = sigmoid(-x) - sigmoid(x);
    const Real factor = entropy * power_slope(other, b) * other_slope;
    return (a + a - 1) * entropy * raised + focal_weight(y, a) * (factor - x * raised);
}
KERNEL sigmoid_focal(SUM) { SUM_OF(focal_value) }
KERNEL sigmoid_focal_along_x(ADD) { ADD_OF(focal_along_x) }
KERNEL sigmoid_focal_along_y(ADD) { ADD_OF(focal_along_y) }

// One block adds up the sums of all.
KERNEL finish(const Index n, const double scale, DoubleInput sums, Output loss) {
    double sum = 0;
    EACH_OF_BLOCK(i, n) sum += sums[i];
    sum = sum_of_block(sum);
    if (threadIdx.x == 0) loss[0] = Real(scale * sum);
}
