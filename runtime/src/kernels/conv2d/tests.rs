mod ways;

use super::{Conv2d, Geometry, depthwise};
use crate::kernels::{Cpu, Float};
use ways::{Narrow, Winograd};

/// Numbers that repeat from run to run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn within(&mut self, range: std::ops::RangeInclusive<usize>) -> usize {
        range.start() + self.next() as usize % (range.end() - range.start() + 1)
    }

    fn numbers(&mut self, len: usize) -> Vec<f64> {
        (0..len).map(|_| self.next() as f64 / u64::MAX as f64 * 2.0 - 1.0).collect()
    }

    /// A geometry of any settings, or of those that have a way of their own: 3×3 with stride 1.
    fn geometry(&mut self, three_by_three: bool) -> Geometry {
        let mut pair = |range: std::ops::RangeInclusive<usize>| [self.within(range.clone()), self.within(range)];
        let free = Geometry {
            batch: pair(1..=5)[0],
            groups: pair(1..=3)[0],
            in_channels: pair(1..=9)[0],
            out_channels: pair(1..=21)[0],
            input: pair(1..=19),
            output: [0, 0],
            kernel: pair(1..=5),
            stride: pair(1..=3),
            padding: [pair(0..=3), pair(0..=3)],
            dilation: pair(1..=3),
        };
        let g = match three_by_three {
            true => Geometry { kernel: [3, 3], stride: [1, 1], dilation: [1, 1], ..free },
            false => free,
        };
        let span = |axis: usize| g.input[axis] + g.padding[axis][0] + g.padding[axis][1];
        let output = [0, 1].map(|axis| {
            (span(axis) as isize - (g.dilation[axis] * (g.kernel[axis] - 1)) as isize - 1)
                .div_euclid(g.stride[axis] as isize)
                + 1
        });
        if output.iter().any(|&size| size < 1) {
            return self.geometry(three_by_three);
        }
        let output = output.map(|size| size as usize);
        Geometry { in_channels: g.in_channels * g.groups, out_channels: g.out_channels * g.groups, output, ..g }
    }

    /// A geometry of any settings, where each input channel is a group; some have planes of several bands.
    fn depthwise(&mut self) -> Geometry {
        let free = self.geometry(false);
        let larger = if self.within(0..=3) == 0 { self.within(0..=60) } else { 0 };
        let (groups, multiplier) = (self.within(1..=5), [1, 1, 1, 2, 4, 11, 16][self.within(0..=6)]);
        // As many outputs more as inputs, for the stride.
        let [input, output] = [[1, 1], free.stride].map(|stride| stride.map(|stride| larger / stride));
        let stride = free.stride;
        Geometry {
            groups,
            in_channels: groups,
            out_channels: groups * multiplier,
            input: [0, 1].map(|axis| free.input[axis] + input[axis] / stride[axis] * stride[axis]),
            output: [0, 1].map(|axis| free.output[axis] + output[axis]),
            ..free
        }
    }
}

fn sizes(g: &Geometry) -> [usize; 3] {
    let area = |size: [usize; 2]| size[0] * size[1];
    [
        g.batch * g.in_channels * area(g.input),
        g.out_channels * g.in_channels / g.groups * area(g.kernel),
        g.batch * g.out_channels * area(g.output),
    ]
}

/// Calls `visit` with the indices in `x`, `weight` and `y` of every product that a convolution sums.
fn products(g: &Geometry, mut visit: impl FnMut(usize, usize, usize)) {
    let (ins, outs) = (g.in_channels / g.groups, g.out_channels / g.groups);
    let read = |axis: usize, output: usize, tap: usize| {
        let padded = output * g.stride[axis] + tap * g.dilation[axis];
        padded.checked_sub(g.padding[axis][0]).filter(|&input| input < g.input[axis])
    };
    for n in 0..g.batch {
        for o in 0..g.out_channels {
            for i in 0..ins {
                for [r, c] in grid(g.output) {
                    for [k, l] in grid(g.kernel) {
                        if let (Some(down), Some(across)) = (read(0, r, k), read(1, c, l)) {
                            let x =
                                ((n * g.in_channels + o / outs * ins + i) * g.input[0] + down) * g.input[1] + across;
                            let weight = ((o * ins + i) * g.kernel[0] + k) * g.kernel[1] + l;
                            visit(x, weight, ((n * g.out_channels + o) * g.output[0] + r) * g.output[1] + c);
                        }
                    }
                }
            }
        }
    }
}

fn grid([rows, columns]: [usize; 2]) -> impl Iterator<Item = [usize; 2]> {
    (0..rows).flat_map(move |row| (0..columns).map(move |column| [row, column]))
}

fn channel(g: &Geometry, y: usize) -> usize {
    y / (g.output[0] * g.output[1]) % g.out_channels
}

#[track_caller]
fn assert_near<E: Float>(found: &[E], expected: &[f64], what: &str, g: &Geometry) {
    let scale = expected.iter().fold(1.0, |scale: f64, value| scale.max(value.abs()));
    let tolerance = scale * if size_of::<E>() == 4 { 1e-5 } else { 1e-13 };
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let found = num_traits::ToPrimitive::to_f64(found).unwrap();
        assert!((found - expected).abs() <= tolerance, "{what}[{i}] is {found}, not {expected}: {g:?}");
    }
}

/// Compares the three passes with sums of products in double precision.
fn check<E: Float>(
    conv2d: &impl for<'a> Conv2d<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
    g: &Geometry,
    random: &mut Random,
) {
    let of = |values: &[f64]| values.iter().map(|&value| E::of(value)).collect::<Vec<E>>();
    // Both sides start from the same numbers, rounded to the element type.
    let mut numbers =
        |len: usize| random.numbers(len).iter().map(|&value| f64::from(value as f32)).collect::<Vec<f64>>();
    let [inputs, weights, outputs] = sizes(g);
    let (x, weight, bias, dy) = (numbers(inputs), numbers(weights), numbers(g.out_channels), numbers(outputs));
    let (mut dx, mut dweight, mut dbias) = (numbers(inputs), numbers(weights), numbers(g.out_channels));
    let (mut found_dx, mut found_dweight, mut found_dbias) = (of(&dx), of(&dweight), of(&dbias));

    let (mut only_dx, mut overwritten) = (vec![0.0; inputs], vec![E::nan(); inputs]);
    let mut again = (found_dweight.clone(), found_dbias.clone());
    let mut y = vec![0.0; outputs];
    products(g, |i, w, o| y[o] += x[i] * weight[w]);
    let biased: Vec<f64> = y.iter().enumerate().map(|(i, value)| value + bias[channel(g, i)]).collect();
    let clipped: Vec<f64> = biased.iter().map(|value| value.max(0.0)).collect();
    let mut found = of(&dy);
    conv2d.forward(g, &of(&x), &of(&weight), None, false, &mut found);
    assert_near(&found, &y, "y", g);
    conv2d.forward(g, &of(&x), &of(&weight), Some(&of(&bias)), false, &mut found);
    assert_near(&found, &biased, "y with bias", g);
    conv2d.forward(g, &of(&x), &of(&weight), Some(&of(&bias)), true, &mut found);
    assert_near(&found, &clipped, "y with bias and relu", g);

    products(g, |i, w, o| dx[i] += weight[w] * dy[o]);
    conv2d.backward_input(g, &of(&weight), &of(&dy), &mut found_dx);
    assert_near(&found_dx, &dx, "dx", g);

    let mut without_bias = found_dweight.clone();
    products(g, |i, w, o| dweight[w] += x[i] * dy[o]);
    dy.iter().enumerate().for_each(|(i, dy)| dbias[channel(g, i)] += dy);
    conv2d.backward_weight(g, &of(&x), &of(&dy), &mut found_dweight, Some(&mut found_dbias));
    assert_near(&found_dweight, &dweight, "dweight", g);
    assert_near(&found_dbias, &dbias, "dbias", g);
    conv2d.backward_weight(g, &of(&x), &of(&dy), &mut without_bias, None);
    assert_eq!(without_bias, found_dweight, "{g:?}");

    products(g, |i, w, o| only_dx[i] += weight[w] * dy[o]);
    let to_bias = Some(again.1.as_mut_slice());
    conv2d.backward(g, &of(&x), &of(&weight), &of(&dy), false, &mut overwritten, &mut again.0, to_bias);
    assert_near(&overwritten, &only_dx, "dx alone", g);
    assert_eq!(again, (found_dweight, found_dbias), "{g:?}");
}

#[test]
fn any_geometry_is_a_sum_of_products() {
    let mut random = Random(1);
    for _ in 0..250 {
        let g = random.geometry(false);
        check::<f32>(&Cpu, &g, &mut random);
        check::<f64>(&Cpu, &g, &mut random);
    }
}

/// Sequences, of more channels than have a way of their own.
#[test]
fn of_one_row_it_is_a_sum_of_products() {
    let mut random = Random(8);
    for _ in 0..60 {
        let free = random.geometry(false);
        let g = Geometry {
            out_channels: 33 * free.groups,
            input: [1, free.input[1]],
            output: [1, free.output[1]],
            kernel: [1, free.kernel[1]],
            stride: [1, free.stride[1]],
            padding: [[0; 2], free.padding[1]],
            dilation: [1, free.dilation[1]],
            ..free
        };
        check::<f32>(&Cpu, &g, &mut random);
        check::<f64>(&Cpu, &g, &mut random);
    }
}

#[test]
fn depthwise_is_a_sum_of_products() {
    let mut random = Random(5);
    for _ in 0..400 {
        let g = random.depthwise();
        assert!(depthwise::pays(&g));
        check::<f32>(&Cpu, &g, &mut random);
        check::<f64>(&Cpu, &g, &mut random);
    }
    // The kernels that have code of their own, and planes of several bands.
    for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2), (7, 1)] {
        for [height, width] in [[7, 7], [14, 14], [120, 53], [33, 400]] {
            let size = |input: usize| (input + 2 * (kernel / 2) - kernel) / stride + 1;
            let g = Geometry {
                batch: 2,
                groups: 3,
                in_channels: 3,
                out_channels: 3,
                input: [height, width],
                output: [size(height), size(width)],
                kernel: [kernel; 2],
                stride: [stride; 2],
                padding: [[kernel / 2; 2]; 2],
                dilation: [1, 1],
            };
            check::<f32>(&Cpu, &g, &mut random);
            check::<f64>(&Cpu, &g, &mut random);
        }
    }
}

#[test]
fn convolutions_to_few_channels_are_sums_of_products() {
    let mut random = Random(6);
    for index in 0..200 {
        let free = random.geometry(false);
        // Images of several bands, of several tiles, and of rows with and without whole registers.
        let input = if index % 16 == 0 { [40, 70] } else { free.input };
        let (padding, stride) = (free.kernel.map(|kernel| [kernel / 2; 2]), [1 + index % 3 / 2; 2]);
        let output = [0, 1].map(|axis| {
            let reach = (free.kernel[axis] - 1) * free.dilation[axis];
            (input[axis] + 2 * padding[axis][0]).checked_sub(reach + 1).map(|last| last / stride[axis] + 1)
        });
        let [Some(height), Some(width)] = output else { continue };
        let g = Geometry { input, output: [height, width], padding, stride, ..free };
        check::<f32>(&Narrow, &g, &mut random);
        check::<f64>(&Narrow, &g, &mut random);
    }
}

/// An infinity makes what reads it no number or infinite, and nothing else.
#[test]
fn an_infinity_stays_where_it_is_read() {
    let cases =
        [(1, 1, 9), (1, 2, 9), (1, 1, 21), (1, 2, 38), (1, 3, 20), (3, 1, 9), (3, 1, 21), (5, 1, 10), (5, 1, 38)];
    for ((kernel, stride, width), in_channels) in cases.into_iter().flat_map(|case| [(case, 2), (case, 4)]) {
        let g = Geometry {
            batch: 1,
            groups: 2,
            in_channels,
            out_channels: 2,
            input: [6, width],
            output: [7 - kernel, (width - kernel.max(3)) / stride + 1],
            kernel: [kernel, kernel.max(3)],
            stride: [1, stride],
            padding: [[0, 0], [0, 0]],
            dilation: [1, 1],
        };
        let [inputs, weights, outputs] = sizes(&g);
        for place in 0..inputs {
            let mut x = vec![1.0_f32; inputs];
            x[place] = f32::INFINITY;
            let (mut y, mut dweight) = (vec![0.0; outputs], vec![0.0; weights]);
            Cpu.forward(&g, &x, &vec![1.0; weights], None, false, &mut y);
            Cpu.backward_weight(&g, &x, &vec![1.0; outputs], &mut dweight, None);
            let (mut reads, mut gradients) = (vec![false; outputs], vec![false; weights]);
            products(&g, |i, w, o| {
                reads[o] |= i == place;
                gradients[w] |= i == place;
            });
            let infinite = |values: &[f32]| values.iter().map(|value| !value.is_finite()).collect::<Vec<_>>();
            assert_eq!(infinite(&y), reads, "{place}: {g:?}");
            assert_eq!(infinite(&dweight), gradients, "{place}: {g:?}");
        }
    }
}

#[test]
fn an_empty_batch_is_a_sum_of_nothing() {
    let mut random = Random(3);
    for _ in 0..20 {
        for g in [random.geometry(false), random.depthwise()] {
            check::<f32>(&Cpu, &Geometry { batch: 0, ..g }, &mut random);
            check::<f32>(&Narrow, &Geometry { batch: 0, ..g }, &mut random);
        }
    }
}

#[test]
fn winograd_is_a_sum_of_products() {
    let mut random = Random(2);
    for _ in 0..150 {
        let g = random.geometry(true);
        check::<f32>(&Winograd, &g, &mut random);
        check::<f64>(&Winograd, &g, &mut random);
    }
}

#[test]
fn relu_keeps_what_is_not_a_number() {
    let g = Geometry {
        batch: 1,
        groups: 1,
        in_channels: 8,
        out_channels: 11,
        input: [8, 8],
        output: [8, 8],
        kernel: [3, 3],
        stride: [1, 1],
        padding: [[1, 1], [1, 1]],
        dilation: [1, 1],
    };
    let [inputs, weights, outputs] = sizes(&g);
    let mut y = vec![0.0_f32; outputs];
    Cpu.forward(&g, &vec![f32::NAN; inputs], &vec![1.0; weights], None, true, &mut y);
    assert!(y.iter().all(|y| y.is_nan()));
    y.fill(0.0);
    let depthwise = Geometry { groups: 8, out_channels: 8, ..g };
    Cpu.forward(&depthwise, &vec![f32::NAN; inputs], &vec![1.0; weights], None, true, &mut y[..depthwise.outputs()]);
    assert!(y[..depthwise.outputs()].iter().all(|y| y.is_nan()));
    Winograd.forward(&g, &vec![f32::NAN; inputs], &vec![1.0; weights], None, true, &mut y);
    assert!(y.iter().all(|y| y.is_nan()));
    y.fill(0.0);
    Narrow.forward(&g, &vec![f32::NAN; inputs], &vec![1.0; weights], None, true, &mut y);
    assert!(y.iter().all(|y| y.is_nan()));
}

#[test]
fn gradients_are_the_same_with_any_number_of_threads() {
    let winograd = Geometry {
        batch: 8,
        groups: 1,
        in_channels: 16,
        out_channels: 32,
        input: [32, 32],
        output: [32, 32],
        kernel: [3, 3],
        stride: [1, 1],
        padding: [[1, 1], [1, 1]],
        dilation: [1, 1],
    };
    let strided = Geometry { stride: [2, 2], output: [16, 16], ..winograd };
    let few = Geometry { groups: 2, in_channels: 2, out_channels: 4, ..winograd };
    let narrow = Geometry { groups: 4, ..winograd };
    let many = Geometry { groups: 48, in_channels: 48, out_channels: 48, ..winograd };
    for g in [winograd, strided, few, narrow, many] {
        let gradients = |threads: usize| {
            let mut random = Random(4);
            let mut numbers = |len| {
                let numbers = random.numbers(len);
                numbers.iter().map(|&value| value as f32).collect::<Vec<f32>>()
            };
            let [inputs, weights, outputs] = sizes(&g);
            let (x, dy) = (numbers(inputs), numbers(outputs));
            let (mut dweight, mut dbias) = (vec![0.0; weights], vec![0.0; g.out_channels]);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Cpu.backward_weight(&g, &x, &dy, &mut dweight, Some(&mut dbias)));
            (dweight, dbias)
        };
        assert_eq!(gradients(1), gradients(3), "{g:?}");
    }
}
