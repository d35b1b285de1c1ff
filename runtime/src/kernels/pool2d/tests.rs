use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, Pool2d};

fn geometry(
    planes: [usize; 2],
    input: [usize; 2],
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [[usize; 2]; 2],
    dilation: [usize; 2],
) -> Geometry {
    let output = [0, 1].map(|axis| {
        let extent = dilation[axis] * (kernel[axis] - 1) + 1;
        (input[axis] + padding[axis][0] + padding[axis][1] - extent) / stride[axis] + 1
    });
    let [batch, channels] = planes;
    Geometry { batch, channels, input, output, kernel, stride, padding, dilation, counts_padding: true }
}

/// Halving with and without a line left over, the global window, strides 1 to 3, padding on any side, dilation,
/// rows of many windows, windows wider than the input, and windows that reach beyond the padding.
pub(super) fn geometries() -> [Geometry; 16] {
    let none = [[0; 2]; 2];
    [
        geometry([2, 3], [6, 8], [2, 2], [2, 2], none, [1, 1]),
        geometry([1, 2], [7, 9], [2, 2], [2, 2], none, [1, 1]),
        geometry([2, 2], [5, 7], [5, 7], [1, 1], none, [1, 1]),
        geometry([1, 2], [7, 6], [3, 3], [2, 2], [[1, 1], [1, 1]], [1, 1]),
        geometry([1, 1], [6, 7], [3, 2], [1, 1], none, [1, 1]),
        geometry([1, 1], [9, 9], [3, 3], [3, 3], [[0, 1], [2, 0]], [1, 1]),
        geometry([1, 2], [8, 8], [2, 3], [1, 2], [[1, 0], [0, 2]], [3, 2]),
        geometry([1, 1], [5, 40], [3, 3], [1, 1], [[1, 1], [1, 1]], [1, 1]),
        geometry([1, 1], [5, 41], [3, 3], [2, 2], [[1, 1], [1, 1]], [1, 1]),
        geometry([1, 1], [3, 44], [1, 3], [1, 3], [[0, 0], [4, 3]], [1, 2]),
        geometry([1, 1], [1, 1], [1, 1], [1, 1], none, [1, 1]),
        geometry([1, 1], [2, 2], [5, 5], [2, 2], [[3, 3], [3, 3]], [1, 1]),
        geometry([1, 1], [3, 3], [2, 2], [2, 2], [[1, 1], [1, 1]], [1, 1]),
        rounded_up(geometry([1, 2], [7, 8], [3, 3], [3, 2], none, [1, 1])),
        rounded_up(geometry([1, 1], [6, 40], [4, 3], [3, 2], [[1, 1], [1, 1]], [1, 1])),
        rounded_up(geometry([1, 1], [4, 3], [2, 2], [3, 2], none, [1, 2])),
    ]
}

/// One more window along each axis, in which there is something that is not padding.
fn rounded_up(g: Geometry) -> Geometry {
    let more = |axis: usize| {
        let (starts, last) = (g.output[axis] * g.stride[axis], g.output[axis] + 1);
        if starts < g.input[axis] + g.padding[axis][0] { last } else { g.output[axis] }
    };
    Geometry { output: [0, 1].map(more), ..g }
}

impl Geometry {
    fn inputs(&self) -> usize {
        self.batch * self.channels * self.input[0] * self.input[1]
    }

    fn outputs(&self) -> usize {
        self.batch * self.channels * self.output[0] * self.output[1]
    }

    /// What `f` makes of the cells of each window that are within the padding; they are `None` where they are padding.
    fn windows(&self, x: &[f64], f: impl Fn(&[Option<f64>]) -> f64) -> Vec<f64> {
        let mut y = Vec::new();
        for plane in x.chunks(self.input[0] * self.input[1]) {
            for row in 0..self.output[0] {
                for column in 0..self.output[1] {
                    let mut cells = Vec::new();
                    for i in 0..self.kernel[0] {
                        for j in 0..self.kernel[1] {
                            let at = [
                                row * self.stride[0] + i * self.dilation[0],
                                column * self.stride[1] + j * self.dilation[1],
                            ];
                            let beyond =
                                |axis: usize| at[axis] >= self.input[axis] + self.padding[axis].iter().sum::<usize>();
                            if beyond(0) || beyond(1) {
                                continue;
                            }
                            let [r, c] = [0, 1].map(|axis| at[axis].checked_sub(self.padding[axis][0]));
                            let place = r.zip(c).filter(|&(r, c)| r < self.input[0] && c < self.input[1]);
                            cells.push(place.map(|(r, c)| plane[r * self.input[1] + c]));
                        }
                    }
                    y.push(f(&cells));
                }
            }
        }
        y
    }
}

fn max(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.outputs()];
    Cpu.max_forward(g, x, &mut y);
    y
}

fn max_gradient(g: &Geometry, x: &[f64], dy: &[f64]) -> Vec<f64> {
    let mut dx = vec![0.0; g.inputs()];
    Cpu.max_backward(g, x, dy, &mut dx);
    dx
}

fn average(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; g.outputs()];
    Cpu.average_forward(g, x, &mut y);
    y
}

fn largest(cells: &[Option<f64>]) -> f64 {
    cells.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn a_maximum_is_the_largest_cell() {
    for g in geometries() {
        // All negative, so that a padded zero would win.
        let x: Vec<f64> = values(1, g.inputs()).into_iter().map(|x: f64| x - 3.0).collect();
        assert_eq!(max(&g, &x), g.windows(&x, largest), "{g:?}");
    }
}

#[test]
fn an_average_counts_padding_as_zeros() {
    for g in geometries() {
        let x: Vec<f64> = values(2, g.inputs());
        let expected = g.windows(&x, |cells| cells.iter().flatten().sum::<f64>() / cells.len() as f64);
        assert_close(&average(&g, &x), &expected, 1e-12);
    }
}

#[test]
fn padding_need_not_count() {
    for g in geometries().map(|g| Geometry { counts_padding: false, ..g }) {
        let x: Vec<f64> = values(2, g.inputs());
        let mean = |cells: &[Option<f64>]| {
            let cells: Vec<f64> = cells.iter().flatten().copied().collect();
            cells.iter().sum::<f64>() / cells.len().max(1) as f64
        };
        assert_close(&average(&g, &x), &g.windows(&x, mean), 1e-12);
    }
}

#[test]
fn gradients_are_added() {
    for g in geometries() {
        let x: Vec<f64> = values(3, g.inputs());
        let dy: Vec<f64> = values(4, g.outputs());
        let before: Vec<f64> = values(5, g.inputs());

        // A window of padding alone is −∞ and has no difference.
        let finite = |y: Vec<f64>| y.into_iter().map(|y| if y.is_finite() { y } else { 0.0 }).collect::<Vec<_>>();
        let mut dx = before.clone();
        Cpu.max_backward(&g, &x, &dy, &mut dx);
        assert_close(&dx, &added(&before, &differences(&x, |x| dot(&finite(max(&g, x)), &dy))), 1e-8);

        for g in [g, Geometry { counts_padding: false, ..g }] {
            let mut dx = before.clone();
            Cpu.average_backward(&g, &dy, &mut dx);
            assert_close(&dx, &added(&before, &differences(&x, |x| dot(&average(&g, x), &dy))), 1e-8);
        }
    }
}

#[test]
fn threads_share_the_planes() {
    for (kernel, padding) in [([2; 2], [[0; 2]; 2]), ([3; 2], [[1; 2]; 2])] {
        let g = geometry([16, 33], [16, 17], kernel, [2, 2], padding, [1, 1]);
        let x: Vec<f64> = values(6, g.inputs());
        let dy: Vec<f64> = values(7, g.outputs());
        let (y, dx) = (max(&g, &x), max_gradient(&g, &x, &dy));
        assert_eq!(y, g.windows(&x, largest));
        let one = Geometry { batch: 1, channels: 1, ..g };
        let planes = x.chunks(one.inputs()).zip(dy.chunks(one.outputs()));
        for ((x, dy), dx) in planes.zip(dx.chunks(one.inputs())) {
            assert_eq!(max_gradient(&one, x, dy), dx);
        }
    }
}

/// One halving window, and the same by way of the general path.
fn single_windows() -> [Geometry; 2] {
    let halving = geometry([1, 1], [2, 2], [2, 2], [2, 2], [[0; 2]; 2], [1, 1]);
    [halving, Geometry { stride: [1, 1], ..halving }]
}

#[test]
fn the_first_of_equal_maxima_gets_the_gradient() {
    for g in single_windows() {
        assert_eq!(max_gradient(&g, &[1.0, 5.0, 5.0, 5.0], &[2.0]), [0.0, 2.0, 0.0, 0.0]);
        assert_eq!(max_gradient(&g, &[5.0, 1.0, 5.0, 2.0], &[2.0]), [2.0, 0.0, 0.0, 0.0]);
        assert_eq!(max_gradient(&g, &[0.0, 1.0, 0.0, 2.0], &[2.0]), [0.0, 0.0, 0.0, 2.0]);
        assert_eq!(max_gradient(&g, &[f64::NEG_INFINITY; 4], &[2.0]), [2.0, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn nan_wins_and_gets_the_gradient() {
    let nan = f64::NAN;
    for g in single_windows() {
        for place in 0..4 {
            let mut x = [1.0, 2.0, 3.0, f64::INFINITY];
            x[place] = nan;
            assert!(max(&g, &x)[0].is_nan());
            let mut expected = [0.0; 4];
            expected[place] = 2.0;
            assert_eq!(max_gradient(&g, &x, &[2.0]), expected);
        }
        // Of two the last, as in PyTorch.
        assert_eq!(max_gradient(&g, &[nan, 1.0, nan, 1.0], &[2.0]), [0.0, 0.0, 2.0, 0.0]);
    }
}

#[test]
fn a_window_of_padding_alone_is_minus_infinity_and_passes_nothing() {
    let g = geometry([1, 1], [1, 1], [1, 1], [1, 1], [[1, 1], [1, 1]], [1, 1]);
    let mut expected = [f64::NEG_INFINITY; 9];
    expected[4] = 7.0;
    assert_eq!(max(&g, &[7.0]), expected);
    assert_eq!(max_gradient(&g, &[7.0], &[1.0; 9]), [1.0]);
}

#[test]
fn the_global_average_of_a_large_plane_keeps_its_digits() {
    let g = geometry([1, 1], [1024, 1024], [1024, 1024], [1, 1], [[0; 2]; 2], [1, 1]);
    let x: Vec<f32> = values(8, g.inputs()).into_iter().map(|x: f32| x + 100.0).collect();
    let exact = x.iter().map(|&x| f64::from(x)).sum::<f64>() / x.len() as f64;
    let mut y = [0.0_f32];
    Cpu.average_forward(&g, &x, &mut y);
    assert_close(&y, &[exact], 1e-7);
}

#[test]
fn of_nothing_is_nothing() {
    for g in geometries() {
        let g = Geometry { batch: 0, ..g };
        assert!(max(&g, &[]).is_empty());
        assert!(average(&g, &[]).is_empty());
        assert!(max_gradient(&g, &[], &[]).is_empty());
        Cpu.average_backward(&g, &[], &mut [0.0_f32; 0]);
    }
}
