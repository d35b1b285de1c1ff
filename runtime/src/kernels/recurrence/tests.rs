use super::super::check::{added, assert_close, differences, dot, values};
use super::super::{Cpu, limited};
use super::{Cell, Geometry, Gradients, Known, Recurrence, Start};

const CELLS: [Cell; 4] = [Cell::Lstm, Cell::Gru, Cell::Tanh, Cell::Relu];

/// Sizes that fill no register, one that fills several, a step alone, and nothing.
pub(super) fn geometries() -> impl Iterator<Item = Geometry> {
    let sizes = [(2, 3, 5), (3, 1, 1), (5, 4, 33), (1, 2, 16), (0, 2, 3)];
    CELLS.into_iter().flat_map(move |cell| {
        sizes.into_iter().flat_map(move |(batch, steps, hidden)| {
            [(false, false), (true, false), (false, true), (true, true)].map(|(reverse, ends)| Geometry {
                cell,
                batch,
                steps,
                hidden,
                reverse,
                ends,
                half: None,
            })
        })
    })
}

/// What goes into a recurrence, small enough that no gate is stuck at its end.
struct Inputs {
    gates: Vec<f64>,
    weight: Vec<f64>,
    bias: Option<Vec<f64>>,
    start: Start<Option<Vec<f64>>>,
}

impl Inputs {
    fn new(g: &Geometry, given: bool) -> Self {
        let [gates, _, _, weight, bias, state] = g.lengths();
        let of = |seed: u64, len: usize| values::<f64>(seed, len).iter().map(|value| value / 2.0).collect::<Vec<f64>>();
        Self {
            gates: of(1, gates),
            weight: of(2, weight),
            bias: given.then(|| of(3, bias)),
            start: Start {
                hidden: given.then(|| of(4, state)),
                cell: (given && g.cell == Cell::Lstm).then(|| of(5, state)),
            },
        }
    }

    fn start(&self) -> Start<Option<&[f64]>> {
        Start { hidden: self.start.hidden.as_deref(), cell: self.start.cell.as_deref() }
    }

    /// The states, and what is kept.
    fn forward(&self, g: &Geometry) -> [Vec<f64>; 2] {
        let [_, y, kept, ..] = g.lengths();
        let (mut y, mut kept) = (vec![f64::NAN; y], vec![f64::NAN; kept]);
        Cpu.forward(g, &self.gates, &self.weight, self.bias.as_deref(), self.start(), &mut y, Some(&mut kept));
        [y, kept]
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The states by the formulas, one unit after the other.
fn by_formulas(g: &Geometry, inputs: &Inputs) -> Vec<f64> {
    let (units, gates) = (g.hidden, g.cell.gates());
    let mut y = Vec::new();
    for sample in 0..g.batch {
        let state = |start: &Option<Vec<f64>>| {
            start.as_ref().map_or(vec![0.0; units], |start| start[sample * units..][..units].to_vec())
        };
        let (mut hidden, mut cell) = (state(&inputs.start.hidden), state(&inputs.start.cell));
        let mut states = vec![Vec::new(); g.steps];
        for step in 0..g.steps {
            let place = g.place(step);
            let (before, mut next) = (hidden.clone(), vec![0.0; units]);
            for unit in 0..units {
                let row = |gate: usize| gate * units + unit;
                let came = |gate: usize| inputs.gates[(sample * g.steps + place) * gates * units + row(gate)];
                let state = |gate: usize| {
                    let weight = &inputs.weight[row(gate) * units..][..units];
                    dot(weight, &before) + inputs.bias.as_ref().map_or(0.0, |bias| bias[row(gate)])
                };
                let a = |gate: usize| came(gate) + state(gate);
                next[unit] = match g.cell {
                    Cell::Lstm => {
                        cell[unit] = sigmoid(a(1)) * cell[unit] + sigmoid(a(0)) * a(2).tanh();
                        sigmoid(a(3)) * cell[unit].tanh()
                    }
                    Cell::Gru => {
                        let (r, z) = (sigmoid(a(0)), sigmoid(a(1)));
                        let n = (came(2) + r * state(2)).tanh();
                        (1.0 - z) * n + z * before[unit]
                    }
                    Cell::Tanh => a(0).tanh(),
                    Cell::Relu => a(0).max(0.0),
                };
            }
            hidden = next;
            states[place] = hidden.clone();
        }
        y.extend(states.concat());
        if g.ends {
            y.extend(hidden);
            y.extend(if g.cell == Cell::Lstm { cell } else { Vec::new() });
        }
    }
    y
}

#[test]
fn states_follow_the_formulas() {
    for g in geometries() {
        for given in [false, true] {
            let inputs = Inputs::new(&g, given);
            let expected = by_formulas(&g, &inputs);
            assert_close(&inputs.forward(&g)[0], &expected, 1e-12);
            let single = |values: &[f64]| values.iter().map(|&value| value as f32).collect::<Vec<f32>>();
            let optional = |values: &Option<Vec<f64>>| values.as_deref().map(single);
            let (bias, hidden, cell) =
                (optional(&inputs.bias), optional(&inputs.start.hidden), optional(&inputs.start.cell));
            let mut y = vec![f32::NAN; expected.len()];
            let start = Start { hidden: hidden.as_deref(), cell: cell.as_deref() };
            let (gates, weight) = (single(&inputs.gates), single(&inputs.weight));
            Cpu.forward(&g, &gates, &weight, bias.as_deref(), start, &mut y, None);
            assert_close(&y, &expected, 1e-5);
        }
    }
}

/// The gradients of the gates, of the weight, of the bias, and of the states at the beginning; what is added to had something.
fn backward(g: &Geometry, inputs: &Inputs, dy: &[f64], had: f64) -> [Vec<f64>; 5] {
    let [y, kept] = inputs.forward(g);
    let [gates, _, _, weight, bias, state] = g.lengths();
    let [mut dgates, mut dstate] = [(); 2].map(|()| vec![f64::NAN; gates]);
    let mut before = vec![f64::NAN; g.batch * g.steps * g.hidden];
    let [mut dweight, mut dbias, mut dhidden, mut dcell] = [weight, bias, state, state].map(|len| vec![had; len]);
    let known = Known { weight: &inputs.weight[..], y: &y, kept: &kept, start: inputs.start() };
    let gradients = Gradients {
        gates: &mut dgates[..],
        state: (g.cell == Cell::Gru).then_some(&mut dstate[..]),
        before: &mut before[..],
        weight: Some(&mut dweight[..]),
        bias: inputs.bias.is_some().then_some(&mut dbias[..]),
        start: Start { hidden: Some(&mut dhidden[..]), cell: (g.cell == Cell::Lstm).then_some(&mut dcell[..]) },
    };
    Cpu.backward(g, known, dy, gradients);
    [dgates, dweight, dbias, dhidden, dcell]
}

#[test]
fn gradients_are_those_of_differences() {
    for g in geometries().filter(|g| g.hidden <= 5 && g.cell != Cell::Relu) {
        let inputs = Inputs::new(&g, true);
        let [y, _] = inputs.forward(&g);
        let dy: Vec<f64> = values(6, y.len());
        let [dgates, dweight, dbias, dhidden, dcell] = backward(&g, &inputs, &dy, 7.0);
        let check = |found: &[f64], had: f64, x: &[f64], change: &dyn Fn(&mut Inputs, Vec<f64>)| {
            let by_differences = differences(x, |x| {
                let mut inputs = Inputs::new(&g, true);
                change(&mut inputs, x.to_vec());
                dot(&inputs.forward(&g)[0], &dy)
            });
            assert_close(found, &added(&vec![had; x.len()], &by_differences), 1e-7);
        };
        check(&dgates, 0.0, &inputs.gates, &|inputs, x| inputs.gates = x);
        check(&dweight, 7.0, &inputs.weight, &|inputs, x| inputs.weight = x);
        check(&dbias, 7.0, inputs.bias.as_ref().unwrap(), &|inputs, x| inputs.bias = Some(x));
        check(&dhidden, 7.0, inputs.start.hidden.as_ref().unwrap(), &|inputs, x| inputs.start.hidden = Some(x));
        if let Some(cell) = &inputs.start.cell {
            check(&dcell, 7.0, cell, &|inputs, x| inputs.start.cell = Some(x));
        }
    }
}

/// Of a ReLU, where differences are taken at no corner.
#[test]
fn relu_lets_through_what_is_above_zero() {
    let g = Geometry { cell: Cell::Relu, batch: 1, steps: 2, hidden: 2, reverse: false, ends: false, half: None };
    let inputs = Inputs {
        gates: vec![1.0, -1.0, 0.5, 2.0],
        weight: vec![0.5, 3.0, 0.25, 3.0],
        bias: None,
        start: Start { hidden: None, cell: None },
    };
    assert_eq!(inputs.forward(&g)[0], [1.0, 0.0, 1.0, 2.25]);
    let [dgates, ..] = backward(&g, &inputs, &[10.0, 20.0, 1.0, 2.0], 0.0);
    assert_eq!(dgates, [10.0 + 0.5 + 0.5, 0.0, 1.0, 2.0]);
}

/// A state at the beginning that is zeros is as none.
#[test]
fn no_state_at_the_beginning_is_zeros() {
    for g in geometries() {
        let mut inputs = Inputs { bias: Inputs::new(&g, true).bias, ..Inputs::new(&g, false) };
        let found = |inputs: &Inputs| (inputs.forward(&g), backward(&g, inputs, &values(6, g.lengths()[1]), 0.0));
        let without = found(&inputs);
        let zeros = || Some(vec![0.0; g.lengths()[5]]);
        inputs.start = Start { hidden: zeros(), cell: zeros().filter(|_| g.cell == Cell::Lstm) };
        assert_eq!(without, found(&inputs), "{g:?}");
    }
}

/// The way back may have other threads than the way there: what is kept lies where it did.
#[test]
fn nothing_depends_on_the_number_of_threads() {
    for g in geometries() {
        let inputs = Inputs::new(&g, true);
        let alone = limited(1, || inputs.forward(&g));
        let together = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(|| inputs.forward(&g));
        assert_eq!(alone, together, "{g:?}");
    }
}

/// Where neither the states at the beginning nor what was kept is asked for, nothing else changes.
#[test]
fn what_nobody_asks_for_is_left_out() {
    for g in geometries() {
        let inputs = Inputs::new(&g, true);
        let [y, kept] = inputs.forward(&g);
        let mut again = vec![f64::NAN; y.len()];
        Cpu.forward(&g, &inputs.gates, &inputs.weight, inputs.bias.as_deref(), inputs.start(), &mut again, None);
        assert_eq!(again, y, "{g:?}");
        let dy: Vec<f64> = values(6, y.len());
        let [expected, ..] = backward(&g, &inputs, &dy, 0.0);
        let [mut dgates, mut dstate] = [(); 2].map(|()| vec![f64::NAN; expected.len()]);
        let mut before = vec![f64::NAN; g.batch * g.steps * g.hidden];
        let known = Known { weight: &inputs.weight[..], y: &y, kept: &kept, start: inputs.start() };
        let gradients = Gradients {
            gates: &mut dgates[..],
            state: (g.cell == Cell::Gru).then_some(&mut dstate[..]),
            before: &mut before[..],
            weight: None,
            bias: None,
            start: Start { hidden: None, cell: None },
        };
        Cpu.backward(&g, known, &dy, gradients);
        assert_eq!(dgates, expected, "{g:?}");
    }
}
