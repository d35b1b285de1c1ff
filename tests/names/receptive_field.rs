//! Receptive fields against what happens if one pixel of the input is changed.

use netweave::ReceptiveField;
use netweave::prelude::*;

const SIZE: usize = 23;
const KERNEL: usize = 3;

network! {
    /// Strides, dilation, uneven padding, pooling, a sum and a `const` item.
    network Views(image: [1, SIZE, 19]) -> [2] {
        let first = image -> conv1: conv2d(2, kernel = KERNEL, stride = 2, padding = 1);
        let pooled = first -> max_pool2d(3, stride = 1, padding = 1);
        let wide = pooled -> conv2: conv2d(2, kernel = [3, 2], dilation = 2, padding = [2, 1]) -> tanh;
        let even = pooled -> conv3: conv2d(2, kernel = 4, padding = same);
        let sum = first + even;
        let both = concat(sum, pooled, axis = 0) -> conv4: conv2d(2, kernel = 1) -> sigmoid;
        let far = both -> avg_pool2d(2) -> conv5: conv2d(2, kernel = 2, padding = 1);
        let flat = wide -> global_avg_pool;
        flat + (far -> global_avg_pool)
    }
}

/// Which places of a value change with each pixel: the rows and columns of the input that change the place `[i, j]`.
fn check<P>(point: impl Fn() -> P, field: Option<ReceptiveField>)
where
    P: netweave::EndPoint<Views<f64, Cpu>>,
{
    let field = field.unwrap();
    let device = Cpu::seed_from_u64(5);
    let net = Views::<f64>::build(&device);
    let image: Tensor<(Const<1>, Const<1>, Const<SIZE>, Const<19>), f64, _> = device.sample_normal();
    let before = net.end_point(point(), &image);
    let [_, channels, rows, columns] =
        <[usize; 4]>::try_from(before.shape().concrete().into_iter().collect::<Vec<_>>()).unwrap();
    let before = before.as_vec();
    // For each place, the first and the last row and column that change it.
    let mut seen = vec![[[usize::MAX, 0]; 2]; rows * columns];
    for (row, column) in (0..SIZE).flat_map(|row| (0..19).map(move |column| (row, column))) {
        // The largest of a window changes with what becomes larger.
        let mut pixels = image.as_vec();
        pixels[row * 19 + column] += 100.0;
        let changed = device.tensor_from_vec(pixels, *image.shape());
        let after = net.end_point(point(), &changed).as_vec();
        for (index, (before, after)) in before.iter().zip(&after).enumerate() {
            if before != after {
                let place = &mut seen[index % (rows * columns)];
                for (range, position) in place.iter_mut().zip([row, column]) {
                    *range = [range[0].min(position), range[1].max(position)];
                }
            }
        }
    }
    assert_eq!(before.len(), channels * rows * columns);
    for (index, place) in seen.into_iter().enumerate() {
        let position = [index / columns, index % columns];
        for (axis, ([first, last], length)) in place.into_iter().zip([SIZE, 19]).enumerate() {
            let start = field.offset[axis] + (field.stride[axis] * position[axis]) as isize;
            let end = start + field.size[axis] as isize - 1;
            let inside = [start.max(0) as usize, end.min(length as isize - 1) as usize];
            assert_eq!([first, last], inside, "axis {axis} of {position:?}");
        }
    }
}

#[test]
fn they_are_what_changes() {
    use views::end_point::*;
    check(|| image, image::RECEPTIVE_FIELD);
    check(|| first, first::RECEPTIVE_FIELD);
    check(|| pooled, pooled::RECEPTIVE_FIELD);
    check(|| wide, wide::RECEPTIVE_FIELD);
    check(|| even, even::RECEPTIVE_FIELD);
    check(|| sum, sum::RECEPTIVE_FIELD);
    check(|| both, both::RECEPTIVE_FIELD);
    check(|| far, far::RECEPTIVE_FIELD);
}

#[test]
fn the_whole_image_has_none() {
    const FIELD: Option<ReceptiveField> = views::end_point::flat::RECEPTIVE_FIELD;
    assert_eq!(FIELD, None);
}

/// The scope has that of its last layer.
#[test]
fn a_scope_has_one() {
    use crate::digits::end_point::features;
    assert_eq!(features::RECEPTIVE_FIELD, features::relu_2::RECEPTIVE_FIELD);
    let field = features::RECEPTIVE_FIELD.unwrap();
    assert_eq!(field, ReceptiveField { size: [5, 5], stride: [2, 2], offset: [-2, -2] });
}
