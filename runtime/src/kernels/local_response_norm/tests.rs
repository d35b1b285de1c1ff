use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Geometry, LocalResponseNorm};

/// Of nothing, of one channel, of even and odd windows, and of windows that see all channels.
pub(super) fn geometries() -> impl Iterator<Item = Geometry> {
    let sizes = [[0, 2, 3, 3], [1, 1, 1, 5], [2, 4, 1, 3], [3, 6, 5, 2], [1, 5, 33, 4], [2, 3, 7, 9], [2, 7, 4, 1]];
    let with = |[batch, channels, spatial, size]: [usize; 4]| Geometry {
        batch,
        channels,
        spatial,
        size,
        alpha: 0.7,
        beta: 0.75,
        k: 1.5,
    };
    sizes.into_iter().map(with)
}

fn forward(g: &Geometry, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let [mut y, mut s] = [(); 2].map(|()| vec![f64::NAN; x.len()]);
    Cpu.forward(g, x, &mut y, &mut s);
    (y, s)
}

#[test]
fn neighbours_are_those_of_the_definition() {
    for g in geometries() {
        let x: Vec<f64> = values(1, g.elements());
        let expected: Vec<f64> = (0..x.len())
            .map(|at| {
                let channel = (at / g.spatial % g.channels) as isize;
                let (before, after) = ((g.size / 2) as isize, (g.size as isize - 1) / 2);
                let there =
                    (channel - before..=channel + after).filter(|other| (0..g.channels as isize).contains(other));
                let squares =
                    there.map(|other| x[(at as isize + (other - channel) * g.spatial as isize) as usize].powi(2));
                x[at] / (g.k + g.alpha * squares.sum::<f64>() / g.size as f64).powf(g.beta)
            })
            .collect();
        assert_close(&forward(&g, &x).0, &expected, 1e-14);
    }
}

#[test]
fn gradients_are_added() {
    for g in geometries() {
        let (x, dy): (Vec<f64>, Vec<f64>) = (values(2, g.elements()), values(3, g.elements()));
        let before: Vec<f64> = values(4, x.len());
        let (mut dx, mut slopes, s) = (before.clone(), vec![f64::NAN; x.len()], forward(&g, &x).1);
        Cpu.backward(&g, &x, &s, &dy, &mut slopes, &mut dx);
        assert_close(&dx, &added(&before, &differences(&x, |x| dot(&forward(&g, x).0, &dy))), 1e-6);
    }
}
