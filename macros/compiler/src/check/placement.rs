//! Devices: where a scope or a layer is computed.

use super::body::Checker;
use super::frame::Meaning;
use crate::model::{Placement, Value};
use crate::syntax::{self, Expression};

impl Checker<'_> {
    /// A call that is placed.
    pub(super) fn placed(&mut self, value: &Expression, placement: &syntax::Placement) -> Meaning {
        if let Expression::Call(call) = value {
            return self.function(call, Some(placement));
        }
        if let Expression::Named { name, call, .. } = value {
            return self.source(name, call, Some(placement));
        }
        let meaning = self.expression(value);
        if let Meaning::Value(value) = &meaning {
            self.place(value, Some(placement));
        }
        meaning
    }

    /// Notes where the layer that has just been added is computed.
    pub(super) fn place(&mut self, value: &Value, placement: Option<&syntax::Placement>) {
        let placement = placement.and_then(|placement| self.placement(placement));
        let statements = self.frames.last_mut().into_iter().flat_map(|frame| &mut frame.statements);
        if let Some(statement) = statements.rev().find(|statement| statement.value.id == value.id) {
            statement.placement = placement;
        }
    }

    /// A device, unless there cannot be one here.
    pub(super) fn placement(&mut self, written: &syntax::Placement) -> Option<Placement> {
        if self.in_loss() {
            let help = "leave it out: a loss is computed where the values are that it is made of";
            self.errors.error(written, "a loss has no device of its own", help);
            return None;
        }
        // The parser has read the number before.
        let device = written.device.base10_parse().ok()?;
        Some(Placement { device, tokens: quote::ToTokens::to_token_stream(written) })
    }
}
