//! Applying a scope: once if it is plain, as often as wanted if it is a `reuse scope`.

use std::rc::Rc;

use super::body::Checker;
use super::call::Use;
use super::frame::FrameKind;
use super::text::text;
use crate::model::{Label, Operation, Value};

impl Checker<'_> {
    /// Applies the scope that is declared in the body at `depth`.
    pub(super) fn apply_scope(&mut self, site: Use, (depth, place): (usize, usize)) -> Option<Vec<Value>> {
        let callee = &site.call.callee;
        let arguments = site.arguments();
        let mut inputs = site.piped.clone().into_iter().collect::<Vec<_>>();
        for argument in &arguments {
            inputs.push(self.argument(argument, &callee.to_string()));
            if let Some((name, _)) = &argument.name {
                self.errors.error(
                    name,
                    format!("the scope `{callee}` takes its values by position"),
                    format!("leave out `{name} =`"),
                );
            }
        }
        if let Some(name) = site.name {
            self.errors.error(
                name,
                format!("`{callee}` is a scope and keeps its own name"),
                format!("leave out `{name}:`; a `let` names the value that it gives"),
            );
        }
        if let Some(placement) = site.placement {
            self.errors.error(
                placement,
                format!("a scope is on one device, which is said where `{callee}` is written"),
                format!("write `scope {callee}(..) {} {{ .. }}`, and leave it out here", text(placement)),
            );
        }
        if self.in_loss() {
            self.errors.error(
                callee,
                format!("the loss applies the scope `{callee}`"),
                "bind its output by a `let` above the loss, and use that here",
            );
        }
        // A plain scope inside a scope that may run often would run often itself.
        let often = self.frames.iter().skip(depth + 1).find_map(|frame| match &frame.kind {
            FrameKind::Reuse(name) | FrameKind::Scan(name) => Some(name.clone()),
            _ => None,
        });
        let declaration = self.frames.get_mut(depth)?.scopes.get_mut(place)?;
        declaration.applications += 1;
        let again = declaration.applications > 1;
        let first_again = declaration.applications == 2;
        let (reuse, scope) = (declaration.reuse, declaration.scope.clone());
        let parameters = declaration.parameters.iter().map(ToString::to_string).collect::<Vec<_>>();
        let help = format!("write `reuse scope {callee}` if its variables are to be shared");
        match often {
            _ if reuse => {}
            _ if first_again => {
                let fact = format!("the scope `{callee}` is applied a second time");
                self.errors.error(callee, fact, help);
            }
            Some(often) if !again => {
                let fact = format!("the scope `{callee}` is applied each time `{often}` is");
                self.errors.error(callee, fact, help);
            }
            _ => {}
        }
        if inputs.len() != parameters.len() {
            let values = |count: usize| if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
            let (taken, given) = (values(parameters.len()), values(inputs.len()));
            self.errors.error(
                callee,
                format!("the scope `{callee}` takes {taken}, but is given {given}"),
                format!("write `{callee}({})`", parameters.join(", ")),
            );
            return None;
        }
        let scope = scope?;
        self.borrow(&scope, depth);
        let operation = Operation::Scope {
            scope: Rc::clone(&scope),
            element: None,
            arguments: inputs.into_iter().collect::<Option<_>>()?,
        };
        let mut source = site.source;
        if let Some(Some(value)) = &site.piped {
            source.text =
                if value.bound { format!("{} -> {}", value.name, source.text) } else { format!("-> {}", source.text) };
        }
        Some(self.push_scope(Label { name: callee.clone(), declared: true }, operation, source))
    }
}
