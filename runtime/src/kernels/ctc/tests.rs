use super::super::Cpu;
use super::super::check::{added, assert_close, differences, dot, values};
use super::{Ctc, Geometry, Targets};

const PLAIN: Geometry =
    Geometry { batch: 3, steps: 5, classes: 4, labels: 3, blank: 0, mean: false, zero_infinity: false };

/// The first has two that are the same, the second fewer, the third none.
const LABELS: [usize; 9] = [1, 1, 3, 2, 0, 0, 0, 3, 3];

fn targets(labels: &[usize]) -> Targets<&[usize]> {
    Targets { labels, lengths: None }
}

fn forward(g: &Geometry, logs: &[f64], targets: Targets<&[usize]>) -> (Vec<f64>, Vec<f64>) {
    let (mut costs, mut alphas) = (vec![f64::NAN; g.batch], vec![f64::NAN; g.alphas()]);
    Cpu.forward(g, logs, targets, &mut costs, &mut alphas);
    (costs, alphas)
}

fn logs(g: &Geometry) -> Vec<f64> {
    values(1, g.batch * g.steps * g.classes).into_iter().map(|x: f64| x - 2.0).collect()
}

/// By its definition: what all sequences of classes have together that read as the labels.
fn cost(g: &Geometry, logs: &[f64], steps: usize, labels: &[usize]) -> f64 {
    let mut total = 0.0;
    for number in 0..g.classes.pow(steps as u32) {
        let path: Vec<usize> = (0..steps).map(|step| number / g.classes.pow(step as u32) % g.classes).collect();
        let mut read = path.clone();
        read.dedup();
        read.retain(|class| *class != g.blank);
        if read == labels {
            total += path.iter().enumerate().map(|(step, class)| logs[step * g.classes + class]).sum::<f64>().exp();
        }
    }
    -total.ln()
}

#[test]
fn costs_are_those_of_all_alignments() {
    for blank in [0, 3] {
        let g = Geometry { blank, ..PLAIN };
        let labels = LABELS.map(|label| if blank == 3 { (label + 3) % 4 } else { label });
        let (logs, lengths) = (logs(&g), [5, 3, 4]);
        for lengths in [None, Some(&lengths[..])] {
            let (costs, _) = forward(&g, &logs, Targets { labels: &labels[..], lengths });
            for (sample, found) in costs.iter().enumerate() {
                let own: Vec<usize> =
                    labels[3 * sample..][..3].iter().copied().take_while(|label| *label != blank).collect();
                let steps = lengths.map_or(5, |lengths| lengths[sample]);
                assert_close(&[*found], &[cost(&g, &logs[sample * 20..], steps, &own)], 1e-12);
            }
        }
        let mean = forward(&Geometry { mean: true, ..g }, &logs, targets(&labels)).0;
        let sums = forward(&g, &logs, targets(&labels)).0;
        assert_close(&mean, &[sums[0] / 3.0, sums[1], sums[2]], 1e-12);
    }
}

#[test]
fn gradients_are_added() {
    for mean in [false, true] {
        let g = Geometry { mean, ..PLAIN };
        let (logs, dcosts, lengths) = (logs(&g), values::<f64>(2, g.batch), [5, 3, 4]);
        for lengths in [None, Some(&lengths[..])] {
            let targets = Targets { labels: &LABELS[..], lengths };
            let (_, alphas) = forward(&g, &logs, targets);
            let before: Vec<f64> = values(3, logs.len());
            let mut dlogs = before.clone();
            Cpu.backward(&g, &logs, targets, &alphas, &dcosts, &mut dlogs);
            let expected = differences(&logs, |logs| dot(&forward(&g, logs, targets).0, &dcosts));
            assert_close(&dlogs, &added(&before, &expected), 1e-7);
        }
    }
}

/// Three labels, two of them the same, need four steps.
#[test]
fn what_has_no_alignment_is_infinite() {
    let (logs, lengths) = (logs(&PLAIN), [3, 0, 0]);
    let targets = Targets { labels: &LABELS[..], lengths: Some(&lengths[..]) };
    assert_eq!(forward(&PLAIN, &logs, targets).0, [f64::INFINITY, f64::INFINITY, 0.0]);
    let g = Geometry { zero_infinity: true, ..PLAIN };
    let (costs, alphas) = forward(&g, &logs, targets);
    assert_eq!(costs, [0.0; 3]);
    let mut dlogs = vec![0.5; logs.len()];
    Cpu.backward(&g, &logs, targets, &alphas, &[1.0; 3], &mut dlogs);
    assert_eq!(dlogs, vec![0.5; logs.len()]);
}

#[test]
fn of_nothing_is_nothing() {
    let g = Geometry { batch: 0, ..PLAIN };
    assert!(forward(&g, &[], targets(&[])).0.is_empty());
    let g = Geometry { steps: 0, labels: 0, ..PLAIN };
    assert_eq!(forward(&g, &[], targets(&[])).0, [0.0; 3]);
}
