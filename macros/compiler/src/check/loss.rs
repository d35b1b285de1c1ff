//! Losses: items of the network that may read any of its values.

use std::rc::Rc;

use quote::ToTokens;

use super::body::{Checker, source};
use super::frame::{FrameKind, Meaning, Role};
use super::network::declared_type;
use crate::expand::names;
use crate::layer::{Critic, Type};
use crate::model::{Declared, Loss};
use crate::syntax::{self, Target};

impl Checker<'_> {
    pub(super) fn loss(&mut self, loss: &syntax::Loss) {
        let syntax::Loss { attributes, name, targets, value, .. } = loss;
        if !matches!(self.frames.last().map(|frame| &frame.kind), Some(FrameKind::Network)) {
            self.errors.error(
                name,
                format!("the loss `{name}` is inside a scope"),
                "write it in the body of the network, after the scope; a `let` there gives it the scope's value",
            );
            return;
        }
        if self.loss_names.contains(name) {
            self.errors.error(
                name,
                format!("`{name}` is already a loss of this network"),
                format!("give one of the two another name, such as `{name}_2`"),
            );
        }
        if names::SETTINGS.iter().any(|setting| name == setting) {
            self.errors.error(
                name,
                format!("the loss `{name}` would become the method `{name}`, which training passes have already"),
                format!("give the loss another name, such as `{name}_loss`"),
            );
        }
        self.loss_names.push(name.clone());
        let inputs = self.frames.first().map(|frame| {
            let inputs = frame.bindings.iter().filter(|binding| binding.role == Role::Input);
            inputs.map(|binding| binding.name.clone()).collect::<Vec<_>>()
        });
        self.enter(FrameKind::Loss(name.clone()));
        let mut declared = Vec::new();
        for target in targets {
            let target_name = target.name();
            if inputs.iter().flatten().any(|input| input == target_name) {
                self.errors.error(
                    target_name,
                    format!("the target `{target_name}` has the name of an input"),
                    "leave it out to use the input, or give it another name",
                );
            }
            let value = self.parameter(target_name, Role::Target);
            match target {
                Target::Value(typed) => {
                    if let Some(kind) = declared_type(typed, &self.axes, self.errors) {
                        declared.push(Declared { value, kind, tokens: typed.shape.to_token_stream() });
                    }
                }
                Target::Critic(critic) => {
                    let kind = Type::Critic(Rc::new(self.critic(critic)));
                    declared.push(Declared { value, kind, tokens: critic.network.to_token_stream() });
                }
            }
        }
        let meaning = self.expression(value);
        if let Meaning::Number(number) = meaning {
            self.errors.error(
                value,
                format!("the loss `{name}` is the number {number}"),
                "a loss depends on the network: apply a loss function to values of its body",
            );
        }
        let Some(frame) = self.leave() else {
            return;
        };
        if let Meaning::Value(result) = meaning {
            self.losses.push(Loss {
                attributes: attributes.clone(),
                name: name.clone(),
                targets: declared,
                statements: frame.statements,
                value: result,
                source: source(value),
            });
        }
    }

    /// A network that the loss looks through, and what it takes if it is of the same block.
    fn critic(&self, critic: &syntax::Critic) -> Critic {
        let mut siblings = self.siblings.checked.iter();
        let sibling = siblings.find(|network| critic.network.is_ident(&network.name));
        let inputs = sibling
            .map(|network| network.inputs.iter().map(|input| (input.value.name.clone(), input.kind.clone())).collect());
        Critic { network: critic.network.clone(), inputs }
    }
}
