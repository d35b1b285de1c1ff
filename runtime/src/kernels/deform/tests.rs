use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::super::conv2d;
use super::{Deform, Geometry};

fn geometry(
    [batch, channels, groups]: [usize; 3],
    input: [usize; 2],
    kernel: [usize; 2],
    [stride, padding, dilation]: [[usize; 2]; 3],
) -> Geometry {
    let along = |axis: usize| {
        let reach = (kernel[axis] - 1) * dilation[axis] + 1;
        (input[axis] + 2 * padding[axis] - reach) / stride[axis] + 1
    };
    let window = conv2d::Geometry {
        batch,
        groups: 1,
        in_channels: channels,
        out_channels: 1,
        input,
        output: [along(0), along(1)],
        kernel,
        stride,
        padding: padding.map(|padding| [padding; 2]),
        dilation,
    };
    Geometry { window, groups }
}

/// Of nothing, of one pixel, of strides and dilations, of groups that are no multiple of what is worked on at once, and of rows
/// of several vectors.
pub(super) fn geometries() -> impl Iterator<Item = Geometry> {
    let one = [[1; 2]; 3];
    [
        geometry([0, 2, 1], [3, 4], [3, 3], one),
        geometry([1, 1, 1], [1, 1], [1, 1], [[1; 2], [0; 2], [1; 2]]),
        geometry([2, 2, 2], [4, 5], [3, 3], one),
        geometry([1, 6, 1], [5, 6], [2, 3], [[2, 1], [0, 2], [1, 2]]),
        geometry([2, 10, 2], [4, 3], [3, 1], [[1, 2], [1, 0], [1, 1]]),
        geometry([1, 2, 1], [3, 40], [1, 3], one),
    ]
    .into_iter()
}

/// Offsets none of which leads near a kink, where differences mean nothing.
fn offsets(g: &Geometry, reach: f64) -> Vec<f64> {
    let smooth = |value: f64| value.floor() + 0.1 + 0.8 * (value - value.floor());
    values(2, 2 * g.places()).into_iter().map(|value: f64| smooth(reach * value)).collect()
}

/// The definition, element by element.
fn expected(g: &Geometry, x: &[f64], offset: &[f64], mask: Option<&[f64]>) -> Vec<f64> {
    let w = &g.window;
    let ([height, width], [rows, columns], positions) = (w.input, w.output, w.output[0] * w.output[1]);
    let taps = w.kernel[0] * w.kernel[1];
    let mut found = Vec::new();
    for (sample, channel) in (0..w.batch).flat_map(|sample| (0..w.in_channels).map(move |channel| (sample, channel))) {
        let group = sample * g.groups + channel / (w.in_channels / g.groups);
        let x = &x[(sample * w.in_channels + channel) * height * width..][..height * width];
        let pixel = |row: f64, column: f64| {
            let is_there = row >= 0.0 && column >= 0.0 && row < height as f64 && column < width as f64;
            if is_there { x[row as usize * width + column as usize] } else { 0.0 }
        };
        for (tap, row, column) in
            (0..taps).flat_map(|tap| (0..rows).flat_map(move |row| (0..columns).map(move |column| (tap, row, column))))
        {
            let (field, at) = (group * taps + tap, row * columns + column);
            let base = |axis: usize, place: usize, tap: usize| {
                (place * w.stride[axis] + tap * w.dilation[axis]) as f64 - w.padding[axis][0] as f64
            };
            let r = base(0, row, tap / w.kernel[1]) + offset[2 * field * positions + at];
            let c = base(1, column, tap % w.kernel[1]) + offset[(2 * field + 1) * positions + at];
            let (upper, left) = (r.floor(), c.floor());
            let (down, across) = (r - upper, c - left);
            let value = (1.0 - down) * ((1.0 - across) * pixel(upper, left) + across * pixel(upper, left + 1.0))
                + down * ((1.0 - across) * pixel(upper + 1.0, left) + across * pixel(upper + 1.0, left + 1.0));
            found.push(value * mask.map_or(1.0, |mask| mask[field * positions + at]));
        }
    }
    found
}

fn sample(g: &Geometry, x: &[f64], offset: &[f64], mask: Option<&[f64]>) -> Vec<f64> {
    let mut columns = vec![f64::NAN; g.columns()];
    Cpu.sample(g, x, offset, mask, &mut columns);
    columns
}

#[test]
fn taps_read_where_they_are_moved() {
    // Shared out among threads.
    let large = geometry([3, 9, 1], [30, 31], [3, 3], [[1; 2], [1; 2], [1; 2]]);
    for g in geometries().chain([large]) {
        let (x, mask): (Vec<f64>, Vec<f64>) = (values(1, g.inputs()), values(3, g.places()));
        for reach in [0.4, 2.0, 50.0] {
            let offset = offsets(&g, reach);
            let onto_pixels: Vec<f64> = offset.iter().map(|offset| offset.round()).collect();
            for offset in [&offset, &onto_pixels] {
                assert_close(&sample(&g, &x, offset, None), &expected(&g, &x, offset, None), 1e-12);
                assert_close(&sample(&g, &x, offset, Some(&mask)), &expected(&g, &x, offset, Some(&mask)), 1e-12);
            }
        }
    }
}

#[test]
fn gradients_are_those_of_differences() {
    for (g, masked) in geometries().flat_map(|g| [(g, false), (g, true)]) {
        let (x, mask): (Vec<f64>, Vec<f64>) = (values(1, g.inputs()), values(3, g.places()));
        let mask = masked.then_some(&mask[..]);
        let dcolumns: Vec<f64> = values(4, g.columns());
        let (before, of_places): (Vec<f64>, Vec<f64>) = (values(5, g.inputs()), values(6, 2 * g.places()));
        for reach in [0.4, 2.0] {
            let offset = offsets(&g, reach);
            let mut dx = before.clone();
            Cpu.backward_input(&g, &offset, mask, &dcolumns, &mut dx);
            let change = differences(&x, |x| dot(&sample(&g, x, &offset, mask), &dcolumns));
            assert_close(&dx, &added(&before, &change), 1e-8);

            let mut doffset = of_places.clone();
            let mut dmask = of_places[..g.places()].to_vec();
            let both = (Some(&mut doffset[..]), masked.then_some(&mut dmask[..]));
            Cpu.backward_places(&g, &x, &offset, mask, &dcolumns, both.0, both.1);
            let change = differences(&offset, |offset| dot(&sample(&g, &x, offset, mask), &dcolumns));
            assert_close(&doffset, &added(&of_places, &change), 1e-8);
            if let Some(mask) = mask {
                let change = differences(mask, |mask| dot(&sample(&g, &x, &offset, Some(mask)), &dcolumns));
                assert_close(&dmask, &added(&of_places[..g.places()], &change), 1e-8);
            }
        }
    }
}

#[test]
fn without_offsets_it_is_a_window() {
    let g = geometry([1, 1, 1], [2, 3], [1, 2], [[1; 2], [0; 2], [1; 2]]);
    let mut columns = [f32::NAN; 8];
    Cpu.sample(&g, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0.0; 16], None, &mut columns);
    assert_eq!(columns, [1.0, 2.0, 4.0, 5.0, 2.0, 3.0, 5.0, 6.0]);
    // Half a pixel to the right, with half of it seen.
    let offset = [[0.0; 4], [0.5; 4], [0.0; 4], [0.5; 4]].concat();
    Cpu.sample(&g, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &offset, Some(&[0.5; 8]), &mut columns);
    assert_eq!(columns, [0.75, 1.25, 2.25, 2.75, 1.25, 0.75, 2.75, 1.5]);
}
