//! Fusion: a layer that the operation before it can do on the way is no operation of its own.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use crate::layer::Join;
use crate::model::ValueId;
use crate::shape::{Operand, Operation, Statement, Typed};

/// One line of generated code: a statement and what is done with its value at once.
pub(crate) struct Line<'a> {
    pub(crate) first: &'a Statement,
    pub(crate) joined: Vec<Joined<'a>>,
    /// The value that the line leaves.
    pub(crate) result: &'a Typed,
}

/// A layer that continues an operation.
#[derive(Clone, Copy)]
pub(crate) struct Joined<'a> {
    pub(crate) statement: &'a Statement,
    pub(crate) join: &'a Join,
    pub(crate) field: Option<&'a Ident>,
}

/// Gathers statements into lines. `results` are the values that leave the body.
pub(crate) fn fuse<'a>(statements: &'a [Statement], results: impl Iterator<Item = ValueId>) -> Vec<Line<'a>> {
    let mut uses = BTreeMap::<ValueId, usize>::new();
    let read = statements.iter().flat_map(|statement| operands(&statement.operation));
    for value in read.map(|operand| operand.value.id).chain(results) {
        *uses.entry(value).or_default() += 1;
    }
    let once = |typed: &Typed| !typed.value.bound && uses.get(&typed.value.id) == Some(&1);
    let mut lines = Vec::new();
    let mut rest = statements.iter().peekable();
    while let Some(first) = rest.next() {
        let mut line = Line { first, joined: Vec::new(), result: &first.typed };
        let mut accepted = match &first.operation {
            Operation::Layer { code, .. } => code.accepts,
            Operation::Scope { .. } => &[],
        };
        while once(line.result)
            && let Some(next) = rest.peek()
            && let Some((joined, remaining)) = continues(line.result, next, accepted)
        {
            line.joined.push(joined);
            line.result = &next.typed;
            accepted = remaining;
            rest.next();
        }
        lines.push(line);
    }
    lines
}

/// How `next` continues an operation that made `value` and accepts these methods, and which it accepts then.
fn continues<'a>(
    value: &Typed,
    next: &'a Statement,
    accepted: &'static [&'static str],
) -> Option<(Joined<'a>, &'static [&'static str])> {
    let Operation::Layer { field, inputs, code, .. } = &next.operation else {
        return None;
    };
    let [input] = inputs.as_slice() else {
        return None;
    };
    let join = code.join.as_ref()?;
    let place = accepted.iter().position(|method| *method == join.method)?;
    let remaining = accepted.get(place + 1..)?;
    // What is on a device of its own is no part of what another one does.
    let fits = input.value.id == value.value.id && !input.assumed && next.placement.is_none();
    fits.then_some((Joined { statement: next, join, field: field.as_ref() }, remaining))
}

fn operands(operation: &Operation) -> &[Operand] {
    match operation {
        Operation::Layer { inputs, .. } => inputs,
        Operation::Scope { arguments, .. } => arguments,
    }
}
