use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Channel, Channels, Geometry, Normalize};

fn geometry([batch, channels, spatial]: [usize; 3], reversed: bool) -> Geometry {
    let numbers = values::<f64>(9, 2 * channels);
    let channel = |place| Channel { shift: numbers[2 * place], factor: numbers[2 * place + 1] };
    Geometry { batch, spatial, reversed, channels: Channels::new(channels, channel) }
}

fn geometries() -> impl Iterator<Item = Geometry> {
    let sizes = [[3, 4, 1], [2, 70, 1], [2, 3, 5], [1, 1, 33], [0, 2, 3]];
    sizes.into_iter().flat_map(|sizes| [false, true].map(|reversed| geometry(sizes, reversed)))
}

fn len(g: &Geometry) -> usize {
    g.batch * g.channels.len() * g.spatial
}

fn forward(g: &Geometry, x: &[f64]) -> Vec<f64> {
    let mut y = vec![f64::NAN; x.len()];
    Cpu.forward(g, x, &mut y);
    y
}

#[test]
fn each_channel_has_its_numbers() {
    // Shared out among threads.
    let large = [[70_001, 3, 1], [7, 3, 10_007]].into_iter().map(|sizes| geometry(sizes, true));
    for g in geometries().chain(large) {
        let x: Vec<f64> = values(1, len(&g));
        let count = g.channels.len();
        let expected: Vec<f64> = (0..x.len())
            .map(|at| {
                let (place, channel, sample) = (at % g.spatial, at / g.spatial % count, at / g.spatial / count);
                let source = if g.reversed { count - 1 - channel } else { channel };
                let Channel { shift, factor } = g.channels[channel];
                (x[(sample * count + source) * g.spatial + place] - shift) * factor
            })
            .collect();
        assert_eq!(forward(&g, &x), expected);
    }
}

#[test]
fn gradients_are_added() {
    for g in geometries() {
        let (x, dy): (Vec<f64>, Vec<f64>) = (values(2, len(&g)), values(3, len(&g)));
        let before: Vec<f64> = values(4, len(&g));
        let mut dx = before.clone();
        Cpu.backward(&g, &dy, &mut dx);
        assert_close(&dx, &added(&before, &differences(&x, |x| dot(&forward(&g, x), &dy))), 1e-6);
    }
}

#[test]
fn single_precision() {
    let channels = Channels::new(2, |_| Channel { shift: 0.5, factor: 4.0 });
    let g = Geometry { batch: 1, spatial: 2, reversed: true, channels };
    let (mut y, mut dx) = ([0.0_f32; 4], [1.0_f32; 4]);
    Cpu.forward(&g, &[0.0, 0.5, 1.0, 2.0], &mut y);
    Cpu.backward(&g, &[1.0, 2.0, 3.0, 4.0], &mut dx);
    assert_eq!((y, dx), ([2.0, 6.0, -2.0, 0.0], [13.0, 17.0, 5.0, 9.0]));
}
