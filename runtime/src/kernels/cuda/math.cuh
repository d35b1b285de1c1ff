// Functions that several kernels share.

// The sign of a number; 0 of 0, NaN of NaN.
DEVICE Real sign(Real x) { return x > 0 ? Real(1) : x < 0 ? Real(-1) : x == 0 ? Real(0) : x; }

DEVICE Real sigmoid(Real x) { return 1 / (1 + exp(-x)); }

// ln(1 + eˣ), with an exponential that cannot overflow.
DEVICE Real softplus(Real x) { return (x > 0 ? x : Real(0)) + log1p(exp(-fabs(x))); }

// x^exponent of x ≥ 0; the exponents that people use cost a multiplication or none.
DEVICE Real power(Real x, Real exponent) {
    return exponent == 2 ? x * x : exponent == 1 ? x : exponent == 0 ? Real(1) : Real(pow(x, exponent));
}
