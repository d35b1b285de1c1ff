use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, Interpolation, Padding, Warp};

const PADDINGS: [Padding; 3] = [Padding::Border, Padding::Zeros, Padding::Reflection];
const INTERPOLATIONS: [Interpolation; 2] = [Interpolation::Bilinear, Interpolation::Nearest];

fn geometry(batch: usize, channels: usize, size: [usize; 2], padding: Padding) -> Geometry {
    Geometry { batch, channels, size, interpolation: Interpolation::Bilinear, padding }
}

/// Sizes of one line and one pixel, of less and of more than the kernel takes at once, and enough for threads.
fn geometries(padding: Padding) -> [Geometry; 6] {
    [
        geometry(1, 1, [1, 1], padding),
        geometry(2, 1, [1, 7], padding),
        geometry(1, 3, [6, 1], padding),
        geometry(2, 2, [4, 5], padding),
        geometry(1, 1, [3, 33], padding),
        geometry(1, 2, [5, 70], padding),
    ]
}

impl Geometry {
    fn pixels(&self) -> usize {
        self.batch * self.channels * self.size[0] * self.size[1]
    }

    fn displacements(&self) -> usize {
        2 * self.batch * self.size[0] * self.size[1]
    }

    /// Displacements of some pixels, none of which leads near a kink, where differences mean nothing.
    fn flow(&self, seed: u64, reach: f64) -> Vec<f64> {
        let smooth = |value: f64| {
            let share = value - value.floor();
            value.floor() + 0.1 + 0.8 * share
        };
        values(seed, self.displacements()).into_iter().map(|value: f64| smooth(reach * value)).collect()
    }

    /// The definition, pixel by pixel: what each reads, as places in its plane and weights.
    fn taps(&self, flow: &[f64]) -> Vec<Vec<(usize, f64)>> {
        let [height, width] = self.size;
        let mut taps = Vec::new();
        for sample in flow.chunks(2 * height * width) {
            for row in 0..height {
                for column in 0..width {
                    let at = row * width + column;
                    let x = self.along(column as f64 + sample[at], width);
                    let y = self.along(row as f64 + sample[height * width + at], height);
                    let pairs = y.iter().flat_map(|&(r, a)| x.iter().map(move |&(c, b)| (r * width + c, a * b)));
                    taps.push(pairs.collect());
                }
            }
        }
        taps
    }

    fn along(&self, position: f64, size: usize) -> Vec<(usize, f64)> {
        let last = (size - 1) as f64;
        let position = match self.padding {
            Padding::Border => position.clamp(0.0, last),
            Padding::Zeros => position,
            Padding::Reflection if size == 1 => 0.0,
            Padding::Reflection => {
                let rest = position.rem_euclid(2.0 * last);
                if rest > last { 2.0 * last - rest } else { rest }
            }
        };
        let both = match self.interpolation {
            Interpolation::Bilinear => {
                let share = position - position.floor();
                vec![(position.floor(), 1.0 - share), (position.floor() + 1.0, share)]
            }
            Interpolation::Nearest => vec![(position.round_ties_even(), 1.0)],
        };
        let there = both.into_iter().filter(|&(place, _)| place >= 0.0 && place <= last);
        there.map(|(place, weight)| (place as usize, weight)).collect()
    }

    fn planes<'a>(&self, x: &'a [f64]) -> impl Iterator<Item = (usize, &'a [f64])> + use<'a> {
        let channels = self.channels;
        x.chunks(self.size[0] * self.size[1]).enumerate().map(move |(plane, x)| (plane / channels, x))
    }

    fn expected_warp(&self, x: &[f64], flow: &[f64]) -> Vec<f64> {
        let (taps, area) = (self.taps(flow), self.size[0] * self.size[1]);
        let read = |(sample, x): (usize, &[f64])| {
            let taps = &taps[sample * area..][..area];
            taps.iter().map(|taps| taps.iter().map(|&(at, weight)| x[at] * weight).sum()).collect::<Vec<f64>>()
        };
        self.planes(x).flat_map(read).collect()
    }

    fn expected_splat(&self, x: &[f64], flow: &[f64]) -> Vec<f64> {
        let (taps, area) = (self.taps(flow), self.size[0] * self.size[1]);
        let write = |(sample, x): (usize, &[f64])| {
            let mut y = vec![0.0; area];
            for (taps, x) in taps[sample * area..].iter().zip(x) {
                taps.iter().for_each(|&(at, weight)| y[at] += x * weight);
            }
            y
        };
        self.planes(x).flat_map(write).collect()
    }
}

fn warp(g: &Geometry, x: &[f64], flow: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; g.pixels()];
    Cpu.warp(g, x, flow, &mut y);
    y
}

fn splat(g: &Geometry, x: &[f64], flow: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; g.pixels()];
    Cpu.splat(g, x, flow, &mut y);
    y
}

fn flow_gradient(g: &Geometry, x: &[f64], flow: &[f64], dy: &[f64]) -> Vec<f64> {
    let mut dflow = vec![0.0; g.displacements()];
    Cpu.flow_gradient(g, x, flow, dy, &mut dflow);
    dflow
}

#[test]
fn both_are_their_definitions() {
    for padding in PADDINGS {
        for (g, interpolation) in geometries(padding).into_iter().flat_map(|g| INTERPOLATIONS.map(|i| (g, i))) {
            let g = Geometry { interpolation, ..g };
            let x: Vec<f64> = values(1, g.pixels());
            for reach in [0.4, 3.0, 50.0] {
                let flow = g.flow(2, reach);
                assert_close(&warp(&g, &x, &flow), &g.expected_warp(&x, &flow), 1e-12);
                assert_close(&splat(&g, &x, &flow), &g.expected_splat(&x, &flow), 1e-12);
                let halves: Vec<f64> = flow.iter().map(|flow| (2.0 * flow).round() / 2.0).collect();
                assert_close(&warp(&g, &x, &halves), &g.expected_warp(&x, &halves), 1e-12);
                assert_close(&splat(&g, &x, &halves), &g.expected_splat(&x, &halves), 1e-12);
            }
        }
    }
}

#[test]
fn gradients_are_those_of_differences() {
    for g in PADDINGS.into_iter().flat_map(geometries) {
        let x: Vec<f64> = values(3, g.pixels());
        let dy: Vec<f64> = values(4, g.pixels());
        for reach in [0.4, 3.0] {
            let flow = g.flow(5, reach);
            let expected = differences(&flow, |flow| dot(&warp(&g, &x, flow), &dy));
            assert_close(&flow_gradient(&g, &x, &flow, &dy), &expected, 1e-8);
            let expected = differences(&flow, |flow| dot(&splat(&g, &x, flow), &dy));
            assert_close(&flow_gradient(&g, &dy, &flow, &x), &expected, 1e-8);
            let expected = differences(&x, |x| dot(&warp(&g, x, &flow), &dy));
            assert_close(&splat(&g, &dy, &flow), &expected, 1e-8);
        }
    }
}

#[test]
fn results_are_added() {
    for g in PADDINGS.into_iter().flat_map(geometries) {
        let x: Vec<f64> = values(6, g.pixels());
        let dy: Vec<f64> = values(7, g.pixels());
        let flow = g.flow(8, 1.0);

        let before: Vec<f64> = values(9, g.pixels());
        let mut y = before.clone();
        Cpu.warp(&g, &x, &flow, &mut y);
        assert_close(&y, &added(&before, &warp(&g, &x, &flow)), 1e-12);
        let mut y = before.clone();
        Cpu.splat(&g, &x, &flow, &mut y);
        assert_close(&y, &added(&before, &splat(&g, &x, &flow)), 1e-12);

        let before: Vec<f64> = values(10, g.displacements());
        let mut dflow = before.clone();
        Cpu.flow_gradient(&g, &x, &flow, &dy, &mut dflow);
        assert_close(&dflow, &added(&before, &flow_gradient(&g, &x, &flow, &dy)), 1e-12);
    }
}

#[test]
fn threads_share_the_rows_and_the_planes() {
    for padding in PADDINGS {
        let g = geometry(3, 5, [64, 67], padding);
        let x: Vec<f64> = values(11, g.pixels());
        let flow = g.flow(12, 2.0);
        assert_close(&warp(&g, &x, &flow), &g.expected_warp(&x, &flow), 1e-12);
        assert_close(&splat(&g, &x, &flow), &g.expected_splat(&x, &flow), 1e-12);
        let one = Geometry { batch: 1, ..g };
        let whole = flow_gradient(&g, &x, &flow, &x);
        let parts = x.chunks(one.pixels()).zip(flow.chunks(one.displacements()));
        let parts = parts.flat_map(|(x, flow)| flow_gradient(&one, x, flow, x)).collect::<Vec<_>>();
        assert_close(&whole, &parts, 1e-12);
    }
}

#[test]
fn single_precision_is_near() {
    for padding in PADDINGS {
        let g = geometry(2, 3, [16, 40], padding);
        let x: Vec<f64> = values(13, g.pixels());
        let flow = g.flow(14, 2.0);
        let single = |values: &[f64]| values.iter().map(|&value| value as f32).collect::<Vec<_>>();
        let mut y = vec![0.0_f32; g.pixels()];
        Cpu.warp(&g, &single(&x), &single(&flow), &mut y);
        assert_close(&y, &g.expected_warp(&x, &flow), 1e-5);
    }
}

/// As in PyTorch: a displacement onto a border has no gradient, and one onto another pixel that of the pixel after it.
#[test]
fn kinks_have_the_gradient_of_one_side() {
    let g = geometry(1, 1, [1, 4], Padding::Border);
    let x = [1.0, 2.0, 4.0, 8.0];
    let gradient = |padding, to: [f64; 4]| {
        let mut flow = [0.0; 8];
        to.iter().enumerate().for_each(|(from, to)| flow[from] = to - from as f64);
        flow_gradient(&Geometry { padding, ..g }, &x, &flow, &[1.0; 4])[..4].to_vec()
    };
    assert_eq!(gradient(Padding::Border, [0.0, 1.0, 2.0, 3.0]), [0.0, 2.0, 4.0, 0.0]);
    assert_eq!(gradient(Padding::Border, [-0.5, 3.5, 0.5, 2.5]), [0.0, 0.0, 1.0, 4.0]);
    assert_eq!(gradient(Padding::Zeros, [-1.0, 3.0, 4.0, -2.0]), [1.0, -8.0, 0.0, 0.0]);
    assert_eq!(gradient(Padding::Reflection, [-0.5, 3.5, -1.5, 6.5]), [-1.0, -4.0, -2.0, 1.0]);
}

#[test]
fn displacements_that_are_no_numbers_have_a_result() {
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    let x = [1.0, 2.0, 4.0, 8.0];
    let row = |padding, interpolation, u: [f64; 4]| {
        let g = Geometry { interpolation, ..geometry(1, 1, [1, 4], padding) };
        warp(&g, &x, &[u, [0.0; 4]].concat())
    };
    for interpolation in INTERPOLATIONS {
        let ends = [nan, infinity, -infinity, f64::MAX];
        assert_close(&row(Padding::Border, interpolation, ends), &[nan, 8.0, 1.0, 8.0], 0.0);
        assert_close(&row(Padding::Zeros, interpolation, ends), &[nan, 0.0, 0.0, 0.0], 0.0);
        let seen = row(Padding::Reflection, interpolation, [nan, infinity, -infinity, 5.0]);
        assert_close(&seen, &[nan, nan, nan, 4.0], 0.0);
    }
    let g = geometry(1, 1, [1, 4], Padding::Border);
    let flow = [[nan, infinity, -infinity, 0.0], [0.0; 4]].concat();
    assert_close(&flow_gradient(&g, &x, &flow, &x)[..4], &[nan, 0.0, 0.0, 0.0], 0.0);
    assert_close(&splat(&g, &x, &flow), &[nan, nan, 0.0, 10.0], 0.0);
}

/// Bit patterns of all kinds, of which many are huge, infinite, NaN or subnormal.
#[test]
fn no_displacement_leads_out_of_the_image() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    // Miri takes ten thousand times as long.
    let (rounds, tallest, widest) = if cfg!(miri) { (6, 3, 40) } else { (300, 9, 70) };
    for round in 0..rounds {
        let padding = PADDINGS[(round % 3) as usize];
        let interpolation = INTERPOLATIONS[(round / 3 % 2) as usize];
        let size = [1 + (draw() % tallest) as usize, 1 + (draw() % widest) as usize];
        let g =
            Geometry { interpolation, ..geometry(1 + (draw() % 2) as usize, 1 + (draw() % 3) as usize, size, padding) };
        let x: Vec<f32> = values(round, g.pixels());
        let flow: Vec<f32> = (0..g.displacements()).map(|_| f32::from_bits((draw() >> 32) as u32)).collect();
        let (mut y, mut dx, mut dflow) = (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; flow.len()]);
        Cpu.warp(&g, &x, &flow, &mut y);
        Cpu.splat(&g, &x, &flow, &mut dx);
        Cpu.flow_gradient(&g, &x, &flow, &x, &mut dflow);
        let largest = x.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        // A mean of pixels is no larger than the largest.
        assert!(y.iter().all(|y| y.is_nan() || y.abs() <= largest * 1.000_01), "{g:?}");
    }
}

/// A line, a few pixels, and enough for threads.
#[test]
fn a_meshgrid_says_where_each_pixel_is() {
    for (batch, [height, width]) in [(1, [1, 5]), (3, [2, 3]), (2, [257, 301])] {
        let mut y = vec![f64::NAN; batch * 2 * height * width];
        Cpu.meshgrid(batch, [height, width], &mut y);
        for (pixel, place) in y.iter().enumerate() {
            let (plane, row, column) = (pixel / (height * width), pixel / width % height, pixel % width);
            assert_eq!(*place, [column, row][plane % 2] as f64, "{pixel} of {batch} images of {height} × {width}");
        }
    }
}

#[test]
fn of_nothing_is_nothing() {
    Cpu.meshgrid(0, [4, 4], &mut [0.0_f32; 0]);
    let g = geometry(0, 3, [4, 4], Padding::Border);
    assert!(warp(&g, &[], &[]).is_empty());
    assert!(splat(&g, &[], &[]).is_empty());
    assert!(flow_gradient(&g, &[], &[], &[]).is_empty());
}
