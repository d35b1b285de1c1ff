//! Receptive fields against what happens if one pixel of the input is changed.

use dfdx::shapes::Dim;
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

network! {
    /// What moves an image, or makes it larger and smaller.
    network Moved(image: [1, SIZE, 19]) -> [6] {
        let first = image -> conv1: conv2d(2, kernel = 3, stride = [2, 1], padding = [1, 0]);
        let spread = first -> up1: conv_transpose2d(2, kernel = [3, 2], padding = [1, 0]);
        let kept = first -> up2: conv_transpose2d(2, kernel = 4, padding = same);
        let part = first -> crop([5, 6], at = [2, 3]) -> conv2: conv2d(2, kernel = 2);
        let middle = first -> crop([5, 10]);
        let thin = middle -> upsample(scale = 0.2);
        let (left, right) = split(first, axis = 2, sizes = [7, 10]);
        let (above, below) = split(spread, axis = 1, sizes = [9, 3]);
        let strongest = right -> max(axis = 0, keepdims = true);
        let doubled = first -> upsample(scale = 2);
        let strided = first -> up3: conv_transpose2d(2, kernel = 2, stride = 2);
        let turned = first -> permute([0, 2, 1]);
        let smooth = middle -> upsample(scale = 0.2, mode = bilinear);
        let flow = first -> conv3: conv2d(2, kernel = 1);
        let pulled = warp(first, flow);
        let normed = first -> instance_norm;
        let flat = concat(thin -> global_avg_pool, part -> global_avg_pool, middle -> global_avg_pool, axis = 0);
        let sum = (kept -> global_avg_pool) + (left -> global_avg_pool) + (above -> global_avg_pool)
            + (below -> global_avg_pool) + (doubled -> global_avg_pool) + (strided -> global_avg_pool)
            + (turned -> global_avg_pool) + (smooth -> global_avg_pool) + (pulled -> global_avg_pool)
            + (normed -> global_avg_pool);
        flat * concat(sum, sum, sum, axis = 0) + (strongest -> global_avg_pool -> fc: linear(6))
    }
}

type Images = Tensor<(Const<1>, Const<1>, Const<SIZE>, Const<19>), f64, Cpu>;

/// The elements of a value of one sample, and its rows and columns.
fn seen<C: Dim, H: Dim, W: Dim>(value: &Tensor<(Const<1>, C, H, W), f64, Cpu>) -> (Vec<f64>, [usize; 2]) {
    let [_, _, rows, columns] = value.shape().concrete();
    (value.as_vec(), [rows, columns])
}

/// Which places of a value change with each pixel: the rows and columns of the input that change the place `[i, j]`.
fn check(field: Option<ReceptiveField>, compute: impl Fn(&Images) -> (Vec<f64>, [usize; 2])) {
    let field = field.unwrap();
    let device = Cpu::seed_from_u64(5);
    let image: Images = device.sample_normal();
    let (before, [rows, columns]) = compute(&image);
    // For each place, the first and the last row and column that change it.
    let mut seen = vec![[[usize::MAX, 0]; 2]; rows * columns];
    for (row, column) in (0..SIZE).flat_map(|row| (0..19).map(move |column| (row, column))) {
        // The largest of a window changes with what becomes larger.
        let mut pixels = image.as_vec();
        pixels[row * 19 + column] += 100.0;
        let changed = device.tensor_from_vec(pixels, *image.shape());
        let (after, _) = compute(&changed);
        for (index, (before, after)) in before.iter().zip(&after).enumerate() {
            if before != after {
                let place = &mut seen[index % (rows * columns)];
                for (range, position) in place.iter_mut().zip([row, column]) {
                    *range = [range[0].min(position), range[1].max(position)];
                }
            }
        }
    }
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
    let net = Views::<f64>::build(&Cpu::seed_from_u64(5));
    check(image::RECEPTIVE_FIELD, |x| seen(&net.end_point(image, x)));
    check(first::RECEPTIVE_FIELD, |x| seen(&net.end_point(first, x)));
    check(pooled::RECEPTIVE_FIELD, |x| seen(&net.end_point(pooled, x)));
    check(wide::RECEPTIVE_FIELD, |x| seen(&net.end_point(wide, x)));
    check(even::RECEPTIVE_FIELD, |x| seen(&net.end_point(even, x)));
    check(sum::RECEPTIVE_FIELD, |x| seen(&net.end_point(sum, x)));
    check(both::RECEPTIVE_FIELD, |x| seen(&net.end_point(both, x)));
    check(far::RECEPTIVE_FIELD, |x| seen(&net.end_point(far, x)));
}

#[test]
fn what_moves_an_image_moves_them() {
    use moved::end_point::*;
    let net = Moved::<f64>::build(&Cpu::seed_from_u64(6));
    check(spread::RECEPTIVE_FIELD, |x| seen(&net.end_point(spread, x)));
    check(kept::RECEPTIVE_FIELD, |x| seen(&net.end_point(kept, x)));
    check(thin::RECEPTIVE_FIELD, |x| seen(&net.end_point(thin, x)));
    check(part::RECEPTIVE_FIELD, |x| seen(&net.end_point(part, x)));
    check(middle::RECEPTIVE_FIELD, |x| seen(&net.end_point(middle, x)));
    check(left::RECEPTIVE_FIELD, |x| seen(&net.end_point(left, x)));
    check(right::RECEPTIVE_FIELD, |x| seen(&net.end_point(right, x)));
    check(below::RECEPTIVE_FIELD, |x| seen(&net.end_point(below, x)));
    check(strongest::RECEPTIVE_FIELD, |x| seen(&net.end_point(strongest, x)));
}

#[test]
fn no_stride_leads_through_the_rest() {
    use moved::end_point::*;
    let fields = [
        doubled::RECEPTIVE_FIELD,
        strided::RECEPTIVE_FIELD,
        turned::RECEPTIVE_FIELD,
        smooth::RECEPTIVE_FIELD,
        pulled::RECEPTIVE_FIELD,
        normed::RECEPTIVE_FIELD,
    ];
    assert_eq!(fields, [None; 6]);
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
