use dfdx::shapes::Rank2;
use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Sequence, check};

network! {
    network Comparisons(input: [4, 5]) -> [4, 5] {
        let m = mean(input, axis = 0);
        let y = (input < m) * input + 2 * (input >= m) * square(input) + 3 * (m <= input) + 5 * (input > m);
        let counts = 7 * (input > 0.5) + 11 * (0.25 >= input) + 13 * (-1 > input) + 17 * (-0.5 <= input);
        let whole = floor(input);
        y + counts * input + 19 * (input == input) + 23 * (input != m) + 29 * (whole == 1) + 31 * (0 != whole)
    }

    network OfNumbers(input: [3]) -> [3] {
        (input < 0) + 2 * (input <= 0) + 4 * (input > 0) + 8 * (input >= 0) + 16 * (input == 0) + 32 * (input != 0)
            + (1 < 2) * 64 + (2 < 1) * 128
    }
}

#[test]
fn they_are_numbers_without_gradients() {
    check::<Comparisons<f64>, Sequence<4, 5>, _>("comparisons");
}

/// Nothing is true of NaN but that it is unequal.
#[test]
fn as_in_ieee_754() {
    let network = OfNumbers::<f64, Dev>::build(&Dev::default());
    let input: Tensor<Rank2<1, 3>, f64, Dev> = Dev::default().tensor([[-1.0, 0.0, f64::NAN]]);
    assert_eq!(network.forward(&input).as_vec(), [99.0, 90.0, 96.0]);
}
