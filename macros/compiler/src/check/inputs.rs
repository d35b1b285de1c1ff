//! The values that flow into a layer: through an arrow, in its arguments, and by name.

use proc_macro2::Ident;

use super::body::Checker;
use super::call::Use;
use super::text::text;
use crate::layer::{Inputs, Kind, is_setting};
use crate::model::Value;
use crate::syntax::{Argument, ArgumentValue, Expression};

impl Checker<'_> {
    /// Parts the values that flow into a layer from its settings.
    pub(super) fn inputs<'a>(&mut self, kind: &Kind, site: &Use<'a>) -> (Option<Vec<Value>>, Vec<&'a Argument>) {
        let arguments = site.arguments();
        let piped = usize::from(site.piped.is_some());
        let (values, settings): (Vec<_>, Vec<_>) = match kind.inputs {
            Inputs::UpTo(names) => {
                let mut wanted = names.len() - piped.min(names.len());
                arguments.into_iter().partition(|argument| {
                    let value = argument.name.is_none() && wanted > 0 && !is_setting(&argument.value);
                    wanted -= usize::from(value);
                    value
                })
            }
            Inputs::Several => arguments
                .into_iter()
                .partition(|argument| argument.name.is_none() && !matches!(argument.value, ArgumentValue::Text(_))),
            Inputs::Named(names) => {
                let mut wanted = names.len() - piped.min(names.len());
                arguments.into_iter().partition(|argument| {
                    let view = matches!(argument.value, ArgumentValue::View(_));
                    let value = argument.name.is_none() && wanted > 0 && !view;
                    wanted -= usize::from(value);
                    value
                })
            }
        };
        let (named, settings): (Vec<_>, Vec<_>) = settings.into_iter().partition(|argument| {
            let name = argument.name.as_ref();
            name.is_some_and(|(name, _)| kind.named.iter().any(|known| name == known))
        });
        let mut inputs = site.piped.clone().into_iter().collect::<Vec<_>>();
        match kind.inputs {
            Inputs::Several => inputs.extend(values.into_iter().flat_map(|value| self.spliced(value, kind.name))),
            _ => inputs.extend(values.into_iter().map(|argument| self.argument(argument, kind.name))),
        }
        let missing = match kind.inputs {
            Inputs::Several => inputs.is_empty().then(|| "values to join".to_owned()),
            Inputs::Named([_]) | Inputs::UpTo(_) => inputs.is_empty().then(|| "a value".to_owned()),
            Inputs::Named(names) => names.get(inputs.len()).map(|name| format!("`{name}`")),
        };
        if let Some(missing) = missing {
            let help = match kind.inputs {
                Inputs::Named([_]) => format!("write `x -> {0}` or `{0}(x)`", kind.name),
                _ => format!("write for example `{}`", kind.example),
            };
            self.errors.error(&site.call.callee, format!("`{}` needs {missing}", kind.name), help);
            self.forgive_unused();
            return (None, settings);
        }
        for &name in kind.named {
            let mut given =
                named.iter().filter(|argument| argument.name.as_ref().is_some_and(|(word, _)| word == name));
            inputs.extend(given.next().map(|argument| self.argument(argument, kind.name)));
            for again in given {
                self.errors.error(
                    again,
                    format!("`{name}` is given twice"),
                    format!("`{}` takes one `{name}`: remove one of the two", site.call.callee),
                );
            }
        }
        let views = settings.iter().filter_map(|argument| match &argument.value {
            ArgumentValue::View(view) => Some(view),
            _ => None,
        });
        inputs.extend(views.map(|view| self.critic_named(&view.critic)));
        (inputs.into_iter().collect(), settings)
    }

    /// The critic of this name.
    fn critic_named(&mut self, name: &Ident) -> Option<Value> {
        if self.knows(name) {
            return self.value(&Expression::Value(name.clone()));
        }
        let help = format!("declare the network as a target of the loss: `{name}: &Critic`");
        self.errors.error(name, format!("there is no critic `{name}` here"), help);
        None
    }

    /// A value given as an argument to `taker`.
    pub(super) fn argument(&mut self, argument: &Argument, taker: &str) -> Option<Value> {
        match &argument.value {
            ArgumentValue::Expression(expression) => self.value(expression),
            ArgumentValue::Variable(path) => self.shared(path, taker),
            value => {
                let help = match value {
                    ArgumentValue::List { .. } | ArgumentValue::Numbers { .. } => {
                        "write the values one by one, without the brackets"
                    }
                    _ => "write the name of a value",
                };
                let fact = format!("`{taker}` takes a value here, but is given `{}`", text(value));
                self.errors.error(value, fact, help);
                self.forgive_unused();
                None
            }
        }
    }
}
