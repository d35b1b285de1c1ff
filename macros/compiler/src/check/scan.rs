//! Scans: a body that is applied to each step of sequences, and hands states on.

use proc_macro2::Ident;

use super::body::{Checker, source};
use super::frame::{FrameKind, Meaning, Role};
use super::scope::Header;
use super::text::text;
use crate::model::{Label, Operation, Value};
use crate::syntax::{self, Expression, Scan, State};

impl Checker<'_> {
    /// `scan word over words, carry (h = zeros([64])) { .. }`: what its steps give.
    pub(super) fn scan(&mut self, scan: &Scan) -> Meaning {
        self.scanned(scan, false).map_or(Meaning::Poisoned, Meaning::Value)
    }

    /// The same, and what the states are in the end.
    pub(super) fn scan_and_ends(&mut self, scan: &Scan, names: &[&Ident]) -> Option<Vec<Value>> {
        let states = states(scan).map(|state| state.name.to_string()).collect::<Vec<_>>();
        let count = names.len();
        if count != states.len() + 1 {
            let listed = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let help = match states.as_slice() {
                [] => "write `let y = ..;`: without a `carry`, a scan leaves no state".to_owned(),
                states => format!(
                    "write `let (y, {}) = ..;` for the states in the end, or `let y = ..;` without",
                    states.join(", ")
                ),
            };
            let given = match states.len() + 1 {
                1 => "1 value".to_owned(),
                given => format!("{given} values"),
            };
            let fact = format!("the scan gives {given}, but `({listed})` are {count} names");
            self.errors.error(scan.head(), fact, help);
            self.scanned(scan, false);
            return None;
        }
        let scanned = self.scanned(scan, true)?;
        let parts = (0..count).map(|index| {
            let operation = Operation::End { scan: scanned.clone(), index };
            self.push(outputs(scan), operation, source(scan.head()))
        });
        Some(parts.collect())
    }

    fn scanned(&mut self, scan: &Scan, ends: bool) -> Option<Value> {
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
        let operation = Operation::Scan {
            scope,
            sequences: sequences.into_iter().collect::<Option<_>>()?,
            states: starts.into_iter().collect::<Option<_>>()?,
            ends,
        };
        Some(self.push(outputs(scan), operation, source(scan.head())))
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

    /// The only result of a step.
    pub(super) fn step_result(&mut self, body: &syntax::Body, scan: &Ident) -> Value {
        let result = match &body.result {
            Some(Expression::Tuple { values, .. }) if body.is_whole => {
                let fact = format!("a step of the scan gives {} values", values.len());
                let help =
                    "what a step hands on is its `carry`; join what it gives by `concat`, and `split` that outside";
                self.errors.error(&body.result, fact, help);
                values.iter().for_each(|value| drop(self.expression(value)));
                None
            }
            _ => self.result(body, scan),
        };
        result.unwrap_or_else(|| self.unknown(scan))
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
