use super::super::Cpu;
use super::{Half, Round};

pub(super) const HALVES: [Half; 2] = [Half::Bf16, Half::F16];

/// Numbers of all sizes: every sign and exponent, with digits that are below, at and above the middle of two.
pub(super) fn numbers() -> impl Iterator<Item = f32> {
    let digits =
        [0, 1, 0x7fff, 0x8000, 0x8001, 0xfff, 0x1000, 0x1001, 0x2fff, 0x3000, 0x18000, 0x7f_ffff, 0x7f_8000, 0x7f_f000];
    let bits = (0..512_u32).flat_map(move |exponent| digits.map(|digits| exponent << 23 | digits));
    bits.map(f32::from_bits)
}

/// The nearest of all numbers of 16 bits, found by looking at each of them; `value` tells what one is.
fn searched(x: f32, value: impl Fn(u16) -> f64) -> f32 {
    if x.is_nan() {
        return x;
    }
    let size = f64::from(x.abs());
    // They lie in the order of their bits, up to infinity, which stands for the next that there would be.
    let (mut below, mut above) = (0, 0x7fff);
    while above - below > 1 {
        let middle = u16::midpoint(below, above);
        if value(middle) <= size { below = middle } else { above = middle }
    }
    let middle = f64::midpoint(value(below), value(above));
    let up = size > middle || size == middle && below % 2 == 1;
    let found = if up { above } else { below };
    (value(found) as f32).copysign(x)
}

/// What bits mean, an exponent of so many of them first; what would be infinity counts as the number that follows.
fn value(bits: u16, exponent: u32) -> f64 {
    let digits = 15 - exponent;
    let bias = (1 << (exponent - 1)) - 1;
    let (power, rest) = (i32::from(bits >> digits), f64::from(bits & ((1 << digits) - 1)));
    let unit = 2.0_f64.powi(-(digits as i32));
    if power == 0 { rest * unit * 2.0_f64.powi(1 - bias) } else { (1.0 + rest * unit) * 2.0_f64.powi(power - bias) }
}

#[test]
fn what_is_rounded_is_the_nearest_and_of_two_the_even_one() {
    for (half, exponent) in [(Half::Bf16, 8), (Half::F16, 5)] {
        let infinite = ((1_u16 << exponent) - 1) << (15 - exponent);
        for x in numbers() {
            let expected = searched(x, |bits| value(bits, exponent));
            let expected = if f64::from(expected.abs()) >= value(infinite, exponent) {
                f32::INFINITY.copysign(x)
            } else {
                expected
            };
            let found = half.nearest(x);
            assert!(
                found == expected || x.is_nan() && found.is_nan(),
                "{x:e} to {half:?}: {found:e}, not {expected:e}"
            );
            assert_eq!(found.is_sign_negative(), x.is_sign_negative(), "{x:e} to {half:?}");
        }
    }
}

#[test]
fn kernels_round_each_element() {
    // What is no number may be another one that is none.
    let bits = |x: f32| if x.is_nan() { f32::NAN } else { x }.to_bits();
    let x: Vec<f32> = numbers().collect();
    for half in HALVES {
        let expected: Vec<u32> = x.iter().map(|x| bits(half.nearest(*x))).collect();
        let mut y = vec![0.5; x.len()];
        Cpu.round(half, &x, &mut y);
        assert_eq!(y.iter().map(|y| bits(*y)).collect::<Vec<_>>(), expected);
        let mut y = x.clone();
        Cpu.round_in_place(half, &mut y);
        assert_eq!(y.iter().map(|y| bits(*y)).collect::<Vec<_>>(), expected);
        let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
        let mut y = vec![0.5; x.len()];
        Cpu.round(half, &wide, &mut y);
        assert_eq!(y.iter().map(|y| bits(*y as f32)).collect::<Vec<_>>(), expected);
    }
}
