use super::super::Cpu;
use super::super::check::{added, assert_close, dot, values};
use super::{GatherNd, Geometry};

fn geometry(batch: usize, outer: usize, axes: &[usize], places: usize) -> Geometry {
    Geometry { batch, outer, axes: axes.iter().copied().collect(), places }
}

/// One to three axes, one of them of one element, and enough for threads.
fn geometries() -> [Geometry; 5] {
    [
        geometry(2, 3, &[5], 4),
        geometry(2, 2, &[3, 4], 7),
        geometry(1, 1, &[2, 1, 3], 6),
        geometry(3, 1, &[4, 4], 1),
        geometry(3, 7, &[40, 41], 9000),
    ]
}

impl Geometry {
    fn inputs(&self) -> usize {
        self.batch * self.outer * self.axes.iter().product::<usize>()
    }

    fn outputs(&self) -> usize {
        self.batch * self.outer * self.places
    }

    /// Indices of which some lead beyond the ends.
    fn indices(&self, seed: u64) -> Vec<f64> {
        let indices: Vec<f64> = values(seed, self.batch * self.axes.len() * self.places);
        indices.into_iter().map(|index| 3.0 * index + 2.0).collect()
    }

    /// The element, in the memory of what is indexed, of each element of what is not.
    fn pairs(&self, indices: &[f64]) -> Vec<usize> {
        let inner: usize = self.axes.iter().product();
        let mut pairs = Vec::new();
        for sample in 0..self.batch {
            for outer in 0..self.outer {
                for place in 0..self.places {
                    let mut offset = 0;
                    for (axis, &size) in self.axes.iter().enumerate() {
                        let index = indices[(sample * self.axes.len() + axis) * self.places + place];
                        offset = offset * size + index.floor().clamp(0.0, (size - 1) as f64) as usize;
                    }
                    pairs.push((sample * self.outer + outer) * inner + offset);
                }
            }
        }
        pairs
    }
}

#[test]
fn both_are_their_definitions_and_add() {
    for g in geometries() {
        let indices = g.indices(1);
        let pairs = g.pairs(&indices);
        let x: Vec<f64> = values(2, g.inputs());
        let before: Vec<f64> = values(3, g.outputs());
        let mut y = before.clone();
        Cpu.gather(&g, &x, &indices, &mut y);
        let gathered = pairs.iter().map(|&place| x[place]).collect::<Vec<_>>();
        assert_close(&y, &added(&before, &gathered), 0.0);

        let mut scattered = vec![0.0; x.len()];
        pairs.iter().zip(&before).for_each(|(&place, value)| scattered[place] += value);
        let mut y = x.clone();
        Cpu.scatter(&g, &before, &indices, &mut y);
        assert_close(&y, &added(&x, &scattered), 1e-12);
        // One is the transpose of the other, and so its gradient.
        let (left, right) = (dot(&gathered, &before), dot(&x, &scattered));
        assert!((left - right).abs() < 1e-8 * left.abs().max(1.0), "{left} and {right}");
    }
}

#[test]
fn indices_are_rounded_down_and_end_at_the_ends() {
    let g = geometry(1, 1, &[3], 8);
    let indices = [0.0, 0.9, 1.999, -0.1, -7.0, 3.0, f32::INFINITY, f32::NAN];
    let mut y = [0.0; 8];
    Cpu.gather(&g, &[10.0, 20.0, 30.0], &indices, &mut y);
    assert_eq!(y, [10.0, 10.0, 20.0, 10.0, 10.0, 30.0, 30.0, 10.0]);
}

#[test]
fn of_nothing_is_nothing() {
    for g in [geometry(0, 2, &[3], 4), geometry(2, 2, &[3], 0)] {
        let (x, mut y) = (vec![1.0_f64; g.inputs()], vec![0.0; g.outputs()]);
        let indices = vec![0.0; g.batch * g.places];
        Cpu.gather(&g, &x, &indices, &mut y);
        let mut into = x.clone();
        Cpu.scatter(&g, &y, &indices, &mut into);
        assert_eq!(into, x);
    }
}
