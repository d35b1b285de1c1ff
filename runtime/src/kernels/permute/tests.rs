use super::super::Cpu;
use super::super::check::{added, values};
use super::{Geometry, Permute};

fn geometry(sizes: &[usize], order: &[usize]) -> Geometry {
    Geometry { sizes: sizes.iter().copied().collect(), order: order.iter().copied().collect() }
}

/// For each element of `y`, where it is in `x`, by the definition.
fn sources(g: &Geometry) -> Vec<usize> {
    let sizes: Vec<usize> = g.order.iter().map(|&axis| g.sizes[axis]).collect();
    let source = |mut at: usize| {
        let mut index = vec![0; sizes.len()];
        for (axis, size) in sizes.iter().enumerate().rev() {
            index[g.order[axis]] = at % size;
            at /= size;
        }
        index.iter().zip(&*g.sizes).fold(0, |at, (index, size)| at * size + index)
    };
    (0..sizes.iter().product()).map(source).collect()
}

fn cases() -> Vec<Geometry> {
    vec![
        geometry(&[3], &[0]),
        geometry(&[3, 5], &[0, 1]),
        geometry(&[3, 5], &[1, 0]),
        geometry(&[2, 3, 5], &[0, 2, 1]),
        geometry(&[2, 3, 4, 5], &[0, 2, 3, 1]),
        geometry(&[2, 3, 4, 5], &[3, 1, 2, 0]),
        geometry(&[2, 3, 4, 5], &[0, 2, 1, 3]),
        geometry(&[2, 1, 4, 1, 3], &[4, 3, 0, 1, 2]),
        geometry(&[2, 2, 3, 2, 2, 3], &[0, 5, 3, 1, 4, 2]),
        geometry(&[1, 1], &[1, 0]),
        // Long enough for several threads.
        geometry(&[5, 37, 40, 41], &[0, 2, 3, 1]),
        geometry(&[5, 40, 41, 37], &[0, 3, 1, 2]),
        geometry(&[301, 1007], &[1, 0]),
    ]
}

#[test]
fn elements_go_where_their_axes_say() {
    for g in cases() {
        let sources = sources(&g);
        let x: Vec<f32> = values(1, sources.len());
        let mut y = vec![f32::NAN; x.len()];
        Cpu.forward(&g, &x, &mut y);
        assert_eq!(y, sources.iter().map(|&from| x[from]).collect::<Vec<_>>(), "{g:?}");
    }
}

#[test]
fn gradients_are_added_where_they_came_from() {
    for g in cases() {
        let sources = sources(&g);
        let dy: Vec<f64> = values(2, sources.len());
        let before: Vec<f64> = values(3, sources.len());
        let mut change = vec![0.0; dy.len()];
        for (&from, &dy) in sources.iter().zip(&dy) {
            change[from] = dy;
        }
        let mut dx = before.clone();
        Cpu.backward(&g, &dy, &mut dx);
        assert_eq!(dx, added(&before, &change), "{g:?}");
    }
}

#[test]
fn of_an_empty_batch_is_nothing() {
    let g = geometry(&[0, 3, 2], &[0, 2, 1]);
    Cpu.forward(&g, &[], &mut [0.0_f32; 0]);
    Cpu.backward(&g, &[], &mut [0.0_f32; 0]);
}
