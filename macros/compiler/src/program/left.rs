//! What the body of a network leaves.

use crate::layer::Type;
use crate::model::ValueId;
use crate::shape::{Left, Network, Operation, Statement};

/// What the body of a network leaves: the outputs, then what losses need beside them.
pub(crate) fn left(network: &Network) -> Vec<Left> {
    let outputs = network
        .outputs
        .iter()
        .map(|output| Left { operand: output.operand.clone(), kind: Type::Sample(output.shape.clone()) });
    let mut left = outputs.collect::<Vec<_>>();
    for typed in network.statements.iter().flat_map(Statement::made) {
        let known = left.iter().any(|left| left.operand.value.id == typed.value.id && !left.operand.assumed);
        let mut lines = network.losses.iter().flat_map(|loss| &loss.statements);
        let needed = lines.any(|line| reads(line, typed.value.id));
        if needed && !known {
            left.push(Left::new(typed));
        }
    }
    left
}

/// Whether a statement reads a value.
pub(crate) fn reads(statement: &Statement, value: ValueId) -> bool {
    let operands = match &statement.operation {
        Operation::Layer { inputs, .. } => inputs,
        Operation::Scope { arguments, .. } => arguments,
    };
    operands.iter().any(|operand| operand.value.id == value)
}
