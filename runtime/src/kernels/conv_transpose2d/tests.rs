use super::super::check::{added, assert_close, values};
use super::super::conv2d::Geometry;
use super::super::{Cpu, Float};
use super::ConvTranspose2d;

/// Where output pixels `[r, c]` go by tap `[k, l]`, if they go anywhere: the formula of the module.
fn reached(g: &Geometry, pixel: [usize; 2], tap: [usize; 2]) -> Option<[usize; 2]> {
    let axis = |axis: usize| {
        let padded = pixel[axis] * g.stride[axis] + tap[axis] * g.dilation[axis];
        padded.checked_sub(g.padding[axis][0]).filter(|&place| place < g.input[axis])
    };
    Some([axis(0)?, axis(1)?])
}

fn grid([rows, columns]: [usize; 2]) -> impl Iterator<Item = [usize; 2]> {
    (0..rows).flat_map(move |row| (0..columns).map(move |column| [row, column]))
}

/// Calls `visit` with the indices in `x`, `weight` and `y` of every product.
fn products(g: &Geometry, mut visit: impl FnMut(usize, usize, usize)) {
    let (ins, outs) = (g.out_channels / g.groups, g.in_channels / g.groups);
    let at = |plane: usize, size: [usize; 2], [row, column]: [usize; 2]| (plane * size[0] + row) * size[1] + column;
    for sample in 0..g.batch {
        for input in 0..g.out_channels {
            for output in 0..outs {
                for pixel in grid(g.output) {
                    for tap in grid(g.kernel) {
                        if let Some(place) = reached(g, pixel, tap) {
                            let x = at(sample * g.out_channels + input, g.output, pixel);
                            let channel = input / ins * outs + output;
                            let y = at(sample * g.in_channels + channel, g.input, place);
                            visit(x, at(input * outs + output, g.kernel, tap), y);
                        }
                    }
                }
            }
        }
    }
}

fn check<E: Float>(g: &Geometry, tolerance: f64)
where
    Cpu: for<'a> ConvTranspose2d<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
{
    let area = |size: [usize; 2]| size[0] * size[1];
    let inputs = g.batch * g.out_channels * area(g.output);
    let outputs = g.batch * g.in_channels * area(g.input);
    let weights = g.out_channels * g.in_channels / g.groups * area(g.kernel);
    let exact = |values: &[E]| values.iter().map(|value| value.to_f64().unwrap()).collect::<Vec<f64>>();
    let (x, weight, bias): (Vec<E>, Vec<E>, Vec<E>) = (values(1, inputs), values(2, weights), values(3, g.in_channels));
    let dy: Vec<E> = values(4, outputs);
    let (wide_x, wide_weight, wide_dy) = (exact(&x), exact(&weight), exact(&dy));
    let channel = |y: usize| y / area(g.input) % g.in_channels;

    let mut plain = vec![0.0; outputs];
    let (mut dx, mut dweight, mut dbias) = (vec![0.0; inputs], vec![0.0; weights], vec![0.0; g.in_channels]);
    products(g, |i, w, o| {
        plain[o] += wide_x[i] * wide_weight[w];
        dx[i] += wide_weight[w] * wide_dy[o];
        dweight[w] += wide_x[i] * wide_dy[o];
    });
    wide_dy.iter().enumerate().for_each(|(y, dy)| dbias[channel(y)] += dy);
    let biased: Vec<f64> = plain.iter().enumerate().map(|(y, sum)| sum + bias[channel(y)].to_f64().unwrap()).collect();
    let clipped: Vec<f64> = biased.iter().map(|y| y.max(0.0)).collect();

    let mut y = vec![E::nan(); outputs];
    Cpu.forward(g, &x, &weight, None, false, &mut y);
    assert_close(&y, &plain, tolerance);
    Cpu.forward(g, &x, &weight, Some(&bias), false, &mut y);
    assert_close(&y, &biased, tolerance);
    Cpu.forward(g, &x, &weight, Some(&bias), true, &mut y);
    assert_close(&y, &clipped, tolerance);

    let before: Vec<E> = values(5, inputs.max(weights).max(g.in_channels));
    let mut found = before[..inputs].to_vec();
    Cpu.backward_input(g, &weight, &dy, &mut found);
    assert_close(&found, &added(&exact(&before[..inputs]), &dx), tolerance);
    let mut found = before[..weights].to_vec();
    let mut found_bias = before[..g.in_channels].to_vec();
    Cpu.backward_weight(g, &x, &dy, &mut found, Some(&mut found_bias));
    assert_close(&found, &added(&exact(&before[..weights]), &dweight), tolerance);
    assert_close(&found_bias, &added(&exact(&before[..g.in_channels]), &dbias), tolerance);
    let mut unbiased = before[..weights].to_vec();
    Cpu.backward_weight(g, &x, &dy, &mut unbiased, None);
    assert_eq!(unbiased, found);
}

/// 4 to 6 channels, 3 × 3, stride 1, from 5 × 6 pixels.
const PLAIN: Geometry = Geometry {
    batch: 2,
    groups: 1,
    in_channels: 6,
    out_channels: 4,
    input: [7, 8],
    output: [5, 6],
    kernel: [3, 3],
    stride: [1, 1],
    padding: [[0, 0], [0, 0]],
    dilation: [1, 1],
};

pub(super) fn geometries() -> [Geometry; 8] {
    [
        PLAIN,
        Geometry { stride: [2, 3], input: [11, 18], ..PLAIN },
        Geometry { stride: [2, 2], padding: [[1, 1], [1, 1]], input: [10, 12], ..PLAIN },
        Geometry { groups: 2, kernel: [4, 2], dilation: [1, 3], input: [8, 9], ..PLAIN },
        Geometry { groups: 2, in_channels: 2, out_channels: 2, input: [7, 8], ..PLAIN },
        // Some outputs are out of reach: the stride is longer than the kernel.
        Geometry { kernel: [1, 2], stride: [3, 3], input: [15, 18], ..PLAIN },
        // The padding takes away all that any input reaches.
        Geometry { padding: [[7, 7], [0, 0]], input: [3, 8], ..PLAIN },
        Geometry { batch: 0, ..PLAIN },
    ]
}

#[test]
fn any_geometry_is_a_sum_of_products() {
    for g in geometries() {
        check::<f32>(&g, 1e-5);
        check::<f64>(&g, 1e-13);
    }
}

#[test]
fn winograds_way_is_a_sum_of_products() {
    let g = Geometry { batch: 1, in_channels: 48, out_channels: 40, input: [18, 22], output: [16, 20], ..PLAIN };
    check::<f32>(&g, 1e-3);
    check::<f64>(&g, 1e-11);
}

#[test]
fn the_gradient_of_the_bias_is_the_same_with_any_number_of_threads() {
    let g = Geometry { batch: 16, in_channels: 6, input: [66, 66], output: [64, 64], ..PLAIN };
    let x: Vec<f32> = values(1, g.batch * g.out_channels * 64 * 64);
    let dy: Vec<f32> = values(2, g.batch * g.in_channels * 66 * 66);
    let gradients = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (mut dweight, mut dbias) = (vec![0.0; g.in_channels * g.out_channels * 9], vec![0.0; g.in_channels]);
        pool.install(|| Cpu.backward_weight(&g, &x, &dy, &mut dweight, Some(&mut dbias)));
        (dweight, dbias)
    };
    assert_eq!(gradients(1), gradients(3));
}
