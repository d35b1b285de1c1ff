//! What a plan promises on random programs: whatever reads memory finds there what was written for it.

use super::frame::Frame;
use super::operation::{Keeps, Operation, SCRATCH};
use super::plan::{Gradient, Place, Plan, TooLittle};
use super::program::{Entrance, Id, Program, Source, Work};
use super::recompute::Move;
use crate::kernels::round::Half;
use dfdx::tensor::Cpu;

/// An operation of which only the plan is looked at.
#[derive(Clone, Copy)]
struct Planned {
    keeps: Keeps,
    hands_on: &'static [usize],
    factors: &'static [usize],
    scratch: usize,
    multiply_adds: usize,
}

impl Operation<f32, Cpu> for Planned {
    fn forward(&self, _: &mut Frame<'_, f32, Cpu>) {
        unreachable!("it is only planned")
    }

    fn keeps(&self) -> Keeps {
        self.keeps
    }

    fn multiply_adds(&self) -> usize {
        self.multiply_adds
    }

    fn scratch(&self) -> [usize; SCRATCH] {
        [self.scratch, 0, 0, 0]
    }

    fn factors(&self) -> &'static [usize] {
        self.factors
    }

    fn hands_on(&self) -> &'static [usize] {
        self.hands_on
    }

    fn backward(&self, _: &mut Frame<'_, f32, Cpu>) {
        unreachable!("it is only planned")
    }
}

const KEPT: [Keeps; 6] = [
    Keeps::NOTHING,
    Keeps::operands(&[0]),
    Keeps::operands(&[0, 1]),
    Keeps::outputs(&[0]),
    Keeps::outputs(&[1]),
    Keeps { operands: &[0], outputs: &[1] },
];

struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end
    }
}

/// A program of an input, a variable and a dozen steps, or many more.
fn program(draw: &mut Draw) -> Program<f32, Cpu> {
    let mut program = Program::default();
    program.half = [None, Some(Half::Bf16)][draw.below(2)];
    for (entrance, address) in [None, Some(1)].into_iter().enumerate() {
        let node = program.add(10, Source::Tensor(entrance), address.is_some());
        program.entrances.push(Entrance { node, address, traced: false });
    }
    let mut values = vec![program.entrances[0].node, program.entrances[1].node];
    for _ in 0..2 + draw.below(40) {
        // Mostly what was made lately, and sometimes what was made long ago.
        let mut value = || {
            let back = if draw.below(4) == 0 { draw.below(values.len()) } else { draw.below(values.len().min(3)) };
            values[values.len() - 1 - back]
        };
        let operands = [value(), value()];
        let operands = &operands[..1 + draw.below(2)];
        let keeps = KEPT[draw.below(KEPT.len())];
        let hands_on: &[usize] = [&[][..], &[0], &[0, 1]][draw.below(3)];
        let factors: &[usize] = [&[][..], &[0], &[0, 1]][draw.below(3)];
        let work =
            Planned { keeps, hands_on, factors, scratch: draw.below(2) * 7, multiply_adds: draw.below(3) * 1000 };
        let outputs = [program.node(operands[0]).len, 1 + draw.below(5)];
        let outputs = match draw.below(3) {
            0 => [5 + draw.below(40), outputs[1]],
            _ => outputs,
        };
        let tracked = operands.iter().any(|id| program.node(*id).tracked);
        values.push(program.step(Work::Operation(Box::new(work)), operands, &outputs, tracked));
    }
    let loss = values[values.len() - 1];
    program.results = vec![loss, values[draw.below(values.len())]];
    program.seeds = vec![loss];
    program
}

/// What lies in the memory of a pass: by element, of which value, gradient or scratch it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lies {
    Nothing,
    Value(usize),
    Gradient(usize),
    Scratch,
}

struct Memory<'a> {
    program: &'a Program<f32, Cpu>,
    plan: &'a Plan,
    elements: Vec<Lies>,
}

impl Memory<'_> {
    fn write(&mut self, start: usize, len: usize, what: Lies) {
        self.elements[start..start + len].fill(what);
    }

    fn make(&mut self, node: usize, place: Place) {
        if let Place::Arena(start) = place {
            self.write(start, self.program.nodes[node].len, Lies::Value(node));
        }
    }

    fn read(&self, id: Id, places: &[Place]) {
        match places[id.index()] {
            Place::Tensor(_) => {}
            Place::Arena(start) => self.find(start, self.program.node(id).len, Lies::Value(id.index())),
            Place::Nowhere => panic!("{id:?} is read, but nowhere"),
        }
    }

    fn find(&self, start: usize, len: usize, what: Lies) {
        let found = &self.elements[start..start + len];
        assert!(found.iter().all(|lies| *lies == what), "{what:?} is read, but there is {found:?}");
    }

    fn forward(&mut self, step: usize, places: &[Place]) {
        self.program.operands(step).iter().for_each(|id| self.read(*id, places));
        for node in self.program.steps[step].outputs.clone() {
            self.make(node, places[node]);
        }
        // What was read beside is still there.
        self.program.operands(step).iter().for_each(|id| self.read(*id, places));
    }

    /// The gradient of a value, in the memory of the pass.
    fn gradient(&self, id: Id) -> Option<(usize, usize)> {
        match self.plan.gradients[id.index()]? {
            Gradient::Arena(start) => Some((start, self.program.node(id).len)),
            Gradient::Variable(_) => None,
        }
    }

    fn backward(&mut self, step: usize, begun: &mut [bool]) {
        let program = self.program;
        let own = Id::new(program.steps[step].outputs.start);
        if let Work::Operation(operation) = &program.steps[step].work {
            self.write(self.plan.scratch[step][0], operation.scratch()[0], Lies::Scratch);
        }
        // What stands for a variable has the gradient of that.
        if program.owner(own) != own {
            assert!(self.gradient(own).is_none() && program.is_rounding(step));
            return;
        }
        let (start, len) = self.gradient(own).expect("a backward step has a gradient");
        if !begun[own.index()] {
            panic!("{own:?} has a gradient that nobody has written");
        }
        self.find(start, len, Lies::Gradient(own.index()));
        let mut taken_over = None;
        for (place, operand) in program.operands(step).iter().enumerate() {
            let Some((start, len)) = self.gradient(*operand) else { continue };
            if self.plan.shares[program.steps[step].operands.start + place] {
                taken_over = Some((start, len, *operand));
                continue;
            }
            if std::mem::replace(&mut begun[operand.index()], true) {
                self.find(start, len, Lies::Gradient(operand.index()));
            }
            self.write(start, len, Lies::Gradient(operand.index()));
        }
        // None of what was written lies on what the step reads.
        program.read_back(step).for_each(|id| self.read(id, &self.plan.values_back));
        self.find(start, len, Lies::Gradient(own.index()));
        if let Work::Operation(operation) = &program.steps[step].work {
            self.find(self.plan.scratch[step][0], operation.scratch()[0], Lies::Scratch);
        }
        if let Some((start, len, operand)) = taken_over {
            assert!(!std::mem::replace(&mut begun[operand.index()], true), "a gradient is taken over that was begun");
            self.write(start, len, Lies::Gradient(operand.index()));
        }
    }
}

fn run(program: &Program<f32, Cpu>, plan: &Plan) {
    let mut memory = Memory { program, plan, elements: vec![Lies::Nothing; plan.size] };
    for step in (0..program.steps.len()).filter(|step| plan.forward[*step]) {
        memory.forward(step, &plan.values);
    }
    program.results.iter().for_each(|id| memory.read(*id, &plan.values));
    let mut begun = vec![false; program.nodes.len()];
    for seed in &program.seeds {
        if let Some((start, len)) = memory.gradient(*seed) {
            memory.write(start, len, Lies::Gradient(seed.index()));
            begun[seed.index()] = true;
        }
    }
    for done in &plan.moves {
        match *done {
            Move::Again(step) => memory.forward(step, &plan.values_back),
            Move::Backward(step) => memory.backward(step, &mut begun),
        }
    }
}

#[test]
fn what_is_read_was_written() {
    let mut draw = Draw(11);
    let mut recomputed = 0;
    for _ in 0..400 {
        let program = program(&mut draw);
        let whole = Plan::new(&program, None).unwrap();
        assert_eq!(whole.recomputed, 0.0);
        run(&program, &whole);
        let Err(TooLittle { least, most }) = Plan::new(&program, Some(0)) else { continue };
        assert_eq!(most, whole.size);
        for limit in [least, least.midpoint(most), most] {
            let plan = Plan::new(&program, Some(limit)).unwrap();
            assert!(plan.size <= limit && plan.bound <= plan.size);
            run(&program, &plan);
            recomputed += usize::from(plan.recomputed > 0.0);
        }
    }
    assert!(recomputed > 200, "only {recomputed} plans compute anything again");
}

/// A chain of n layers of which each keeps what it made does with about 2 √n of them.
#[test]
fn a_deep_chain_takes_the_root_of_its_depth() {
    const DEPTH: usize = 100;
    let mut program = Program::default();
    let mut value = program.add(10, Source::Tensor(0), true);
    program.entrances.push(Entrance { node: value, address: Some(1), traced: false });
    for _ in 0..DEPTH {
        let keeps = Keeps::outputs(&[0]);
        let work = Planned { keeps, hands_on: &[0], factors: &[], scratch: 0, multiply_adds: 100 };
        value = program.step(Work::Operation(Box::new(work)), &[value], &[1000], true);
    }
    (program.results, program.seeds) = (vec![value], vec![value]);
    let TooLittle { least, most } = Plan::new(&program, Some(0)).unwrap_err();
    assert!(most >= DEPTH * 1000 && least <= 30 * 1000, "{least} of {most}");
    let plan = Plan::new(&program, Some(30 * 1000)).unwrap();
    assert!(plan.recomputed <= 1.0, "{} forward passes again", plan.recomputed);
    run(&program, &plan);
}
