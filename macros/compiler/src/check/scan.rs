//! Scans: a body that is applied to each step of sequences, and hands states on.

use proc_macro2::Ident;

use super::body::{Checker, source};
use super::frame::{FrameKind, Meaning, Role};
use super::scope::Header;
use super::several::listed;
use super::text::text;
use crate::model::{Label, Operation, Value};
use crate::syntax::{Expression, Scan, State};

impl Checker<'_> {
    /// `scan word over words, carry (h = zeros([64])) { .. }`: what its steps give.
    pub(super) fn scan(&mut self, scan: &Scan) -> Meaning {
        let Some(mut values) = self.scanned(scan, None) else { return Meaning::Poisoned };
        if values.len() > 1 {
            let own = listed(values.iter().map(|value| &value.name));
            let fact = format!("a step of the scan gives {} values, but one is expected here", values.len());
            self.errors.error(scan.head(), fact, format!("bind them by a `let` of their own: `let ({own}) = ..;`"));
            return Meaning::Poisoned;
        }
        values.pop().map_or(Meaning::Poisoned, Meaning::Value)
    }

    /// What its steps give, each value of a step by itself; if there are names for them, what the states are in the end, too.
    pub(super) fn scanned(&mut self, scan: &Scan, names: Option<&[&Ident]>) -> Option<Vec<Value>> {
        if self.in_loss() {
            let help = "bind what it gives by a `let` above the loss, and use its value here";
            self.errors.error(scan.head(), "the loss has a scan in it", help);
            return None;
        }
        let sequences = scan.sequences.iter().map(|sequence| self.value(&sequence.value)).collect::<Vec<_>>();
        let starts = states(scan).map(|state| self.start(state)).collect::<Vec<_>>();
        let name = scan.name();
        self.declare_scope(&name);
        let steps = scan.sequences.iter().map(|sequence| &sequence.name);
        let carried = states(scan).map(|state| &state.name).collect::<Vec<_>>();
        let header = Header {
            attributes: &[],
            name: &name,
            parameters: steps.chain(carried.iter().copied()).collect(),
            states: Some(carried),
            placement: None,
            kind: FrameKind::Scan(name.clone()),
            templates: Vec::new(),
            settings: Vec::new(),
            instance: None,
            row: None,
        };
        let scope = self.scope_body(header, &scan.body)?;
        let given =
            std::iter::once(&scope.result).chain(&scope.also).map(|value| value.name.clone()).collect::<Vec<_>>();
        let ends = match names {
            Some(names) => self.asks_for_ends(scan, &given, names)?,
            None => false,
        };
        let count = given.len() + if ends { starts.len() } else { 0 };
        let operation = Operation::Scan {
            scope,
            sequences: sequences.into_iter().collect::<Option<_>>()?,
            states: starts.into_iter().collect::<Option<_>>()?,
            ends,
        };
        let whole = self.push(outputs(scan), operation, source(scan.head()));
        if count == 1 {
            return Some(vec![whole]);
        }
        let parts = (0..count).map(|index| {
            let operation = Operation::End { scan: whole.clone(), index };
            let mut part = self.push(outputs(scan), operation, source(scan.head()));
            part.name = given.get(index).unwrap_or(&part.name).clone();
            part
        });
        Some(parts.collect())
    }

    /// Whether there are names for the states in the end behind those for what a step gives.
    fn asks_for_ends(&mut self, scan: &Scan, given: &[Ident], names: &[&Ident]) -> Option<bool> {
        let states = states(scan).map(|state| &state.name).collect::<Vec<_>>();
        match names.len().checked_sub(given.len()) {
            Some(0) if given.len() > 1 => return Some(false),
            Some(ends) if ends > 0 && ends == states.len() => return Some(true),
            _ => {}
        }
        let own = match given {
            [_] => "y".to_owned(),
            given => listed(given.iter()),
        };
        let apart = if given.len() > 1 { format!("({own})") } else { own.clone() };
        let help = match states.as_slice() {
            [] => format!("write `let {apart} = ..;`: without a `carry`, a scan leaves no state"),
            states => format!(
                "write `let ({own}, {}) = ..;` for the states in the end, or `let {apart} = ..;` without",
                listed(states.iter())
            ),
        };
        let all = match given.len() + states.len() {
            1 => "1 value".to_owned(),
            all => format!("{all} values"),
        };
        let fact = format!("the scan gives {all}, but `({})` are {} names", listed(names.iter()), names.len());
        self.errors.error(scan.head(), fact, help);
        None
    }

    /// What a state is at first.
    fn start(&mut self, state: &State) -> Option<Value> {
        let State { name, start, .. } = state;
        if let Expression::Number(_) | Expression::Negative { .. } = start
            && let Meaning::Number(number) = self.expression(start)
        {
            let help = match number {
                0.0 => format!("write how many there are: `{name} = zeros([64])`"),
                _ => format!("write how many there are, as in `{name} = zeros([64]) + {}`", text(start)),
            };
            self.errors.error(start, format!("the state `{name}` is a number at first"), help);
            return None;
        }
        self.value(start)
    }

    /// What a state is at the next step: what the last `let` of its name gives in the body that is being checked.
    pub(super) fn carried(&mut self, state: &Ident) -> Option<Value> {
        let bindings = self.frames.last().into_iter().flat_map(|frame| frame.bindings.iter().rev());
        if bindings.clone().find(|binding| binding.name == *state)?.role != Role::Let {
            let help =
                format!("write `let {state} = ..;` in the body for the next step, or leave it out of the `carry`");
            self.errors.error(state, format!("the state `{state}` never changes"), help);
            self.find_value(state);
            return None;
        }
        self.value(&Expression::Value(state.clone()))
    }
}

fn states(scan: &Scan) -> impl Iterator<Item = &State> {
    scan.carry.iter().flat_map(|carry| &carry.states)
}

/// What all steps give together has a name in the scope of the scan.
fn outputs(scan: &Scan) -> Label {
    Label { name: Ident::new("outputs", scan.scan_token.span), declared: false }
}
