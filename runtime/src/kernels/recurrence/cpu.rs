use super::super::gemm::Disjoint;
use super::super::linear::Linear;
use super::super::round::Half;
use super::super::{Cpu, Float, crew};
use super::backward::{self, Part};
use super::forward::{self, Share};
use super::tiles::Tiles;
use super::{Geometry, Gradients, Known, Recurrence, Start};

for_floats!(Recurrence for Cpu {
    fn forward(
        &self,
        g: &Geometry,
        gates: &[E],
        weight: &[E],
        bias: Option<&[E]>,
        start: Start<Option<&[E]>>,
        y: &mut [E],
        kept: Option<&mut [E]>,
    ) {
        let [of_gates, of_y, ..] = Geometry { batch: 1, ..*g }.lengths();
        let panels = Tiles::new::<E>(0, g.hidden).pack_gates(weight, g.cell.gates());
        let share = share(g);
        let kept = kept.filter(|_| g.cell.kept() > 0).map(Disjoint::new);
        let pieces = y.chunks_mut(share * of_y).enumerate().map(|(index, y)| (index * share, y.len() / of_y, y));
        crew::for_each(pieces, |(first, rows, y)| {
            let gates = &gates[first * of_gates..][..rows * of_gates];
            let start = start.of(first, rows, g.hidden);
            let share = Share { first, gates, panels: &panels, bias, start };
            // SAFETY: no two shares have a sample in common.
            unsafe { forward::forward(g, &Tiles::new::<E>(rows, g.hidden), &share, y, kept) }
        });
    }

    fn backward(&self, g: &Geometry, known: Known<&[E]>, dy: &[E], gradients: Gradients<&mut [E]>) {
        let Gradients { gates: dgates, state: mut dstate, before, weight, bias, start: dstart } = gradients;
        let [of_gates, of_y, ..] = Geometry { batch: 1, ..*g }.lengths();
        let panels = Tiles::new::<E>(0, g.hidden).pack_states(known.weight, g.width());
        let share = share(g);
        let mut states = dstate.as_deref_mut().map(|dstate| dstate.chunks_mut(share * of_gates));
        let mut dhidden = dstart.hidden.map(|dhidden| dhidden.chunks_mut(share * g.hidden));
        let mut dcell = dstart.cell.map(|dcell| dcell.chunks_mut(share * g.hidden));
        let pieces = dgates.chunks_mut(share * of_gates).enumerate().map(|(index, gates)| {
            let state = states.as_mut().and_then(Iterator::next);
            let start = Start {
                hidden: dhidden.as_mut().and_then(Iterator::next),
                cell: dcell.as_mut().and_then(Iterator::next),
            };
            (index * share, gates.len() / of_gates, Part { gates, state, start })
        });
        crew::for_each(pieces, |(first, rows, part)| {
            let samples = |sample: usize| first * sample..(first + rows) * sample;
            let known = Known {
                weight: &panels[..],
                y: &known.y[samples(of_y)],
                kept: known.kept,
                start: known.start.of(first, rows, g.hidden),
            };
            let share = backward::Share { first, known, dy: &dy[samples(of_y)] };
            backward::backward(g, &Tiles::new::<E>(rows, g.hidden), &share, part);
        });
        if let Some(weight) = weight {
            states_before(g, known.y, known.start.hidden, before);
            let dstate = dstate.as_deref().unwrap_or(dgates);
            Linear::backward_weight(self, &g.product(), before, dstate, weight, bias);
        }
    }
});

/// Writes the states before each step.
fn states_before<E: Float>(g: &Geometry, y: &[E], hidden: Option<&[E]>, before: &mut [E]) {
    let units = g.hidden;
    let samples = before.chunks_exact_mut(g.steps * units).zip(y.chunks_exact(g.rows() * units)).enumerate();
    crew::for_each(samples, |(sample, (before, y))| {
        for step in 0..g.steps {
            let before = &mut before[g.place(step) * units..][..units];
            match (step, hidden) {
                (0, None) => before.fill(E::zero()),
                (0, Some(hidden)) => before.copy_from_slice(&hidden[sample * units..][..units]),
                _ => before.copy_from_slice(&y[g.place(step - 1) * units..][..units]),
            }
            Half::make_factor(g.half, before);
        }
    });
}

/// Samples that a thread takes: no step of one waits for another's.
fn share(g: &Geometry) -> usize {
    g.batch.div_ceil(crew::threads()).max(1)
}

impl<E: Float> Start<Option<&[E]>> {
    /// That of some samples.
    fn of(&self, first: usize, rows: usize, hidden: usize) -> Self {
        Self {
            hidden: self.hidden.map(|start| &start[first * hidden..][..rows * hidden]),
            cell: self.cell.map(|start| &start[first * hidden..][..rows * hidden]),
        }
    }
}
