use super::super::super::Float;
use super::super::{Disjoint, Finish, Scratch};
use super::Delivery;

fn number<E: Float>(i: usize) -> E {
    E::of(i as f64 / 64.0 - 30.0)
}

/// Delivers sums from a stride that is larger than their lanes, and compares every element of the target.
fn check<E: Float>([rows, lanes]: [usize; 2], finish: Finish<'_, E>, start: usize, plane: usize, step: usize) {
    let stride = lanes + 3;
    let sums: Vec<E> = (0..rows * stride).map(number).collect();
    let len = start + lanes * plane + rows * step;
    // It begins at a line of the cache.
    let mut target = Scratch::<E>::new(len);
    target.iter_mut().enumerate().for_each(|(i, target)| *target = number(7 * i));
    let mut expected = target.to_vec();
    for (row, lane) in (0..rows).flat_map(|row| (0..lanes).map(move |lane| (row, lane))) {
        let (sum, target) = (sums[row * stride + lane], &mut expected[start + lane * plane + row * step]);
        *target = match finish {
            Finish::Add => *target + sum,
            Finish::Overwrite { bias, relu } => {
                let sum = sum + bias.map_or(E::zero(), |bias| bias[lane]);
                if relu && sum < E::zero() { E::zero() } else { sum }
            }
        };
    }
    let target_of_all = Disjoint::new(&mut target);
    let delivery = Delivery { sums: &sums, stride, rows, lanes, finish, target: target_of_all, start, plane, step };
    // SAFETY: the target is borrowed by nobody else.
    unsafe { delivery.run() };
    assert_eq!(&*target, &expected[..], "{rows} rows, {lanes} lanes, from {start} on, {plane} apart, {finish:?}");
}

fn check_all<E: Float>() {
    let bias: Vec<E> = (0..64).map(|i| number(40 * i)).collect();
    for rows in [1, 7, 8, 16, 17, 31, 48] {
        for lanes in [1, 8, 15, 16, 17, 32, 43] {
            // Planes that begin at lines of the cache, and such that do not.
            for (start, plane) in [(0, 64), (32, 48), (5, 64), (0, 51)] {
                check::<E>([rows, lanes], Finish::Add, start, plane, 1);
                check::<E>([rows, lanes], Finish::Overwrite { bias: None, relu: false }, start, plane, 1);
                check::<E>([rows, lanes], Finish::Overwrite { bias: Some(&bias), relu: true }, start, plane, 1);
            }
            check::<E>([rows, lanes], Finish::Overwrite { bias: Some(&bias), relu: false }, 0, 160, 3);
        }
    }
}

#[test]
fn sums_are_put_where_their_lane_and_row_are() {
    check_all::<f32>();
    check_all::<f64>();
}
