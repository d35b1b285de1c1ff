//! What the values and the parameters of a template stand for where it is used.

use proc_macro2::Ident;
use quote::quote;

use super::body::Checker;
use super::call::Use;
use super::fold;
use super::frame::Setting;
use super::setting::Substitution;
use super::suggest::suggest;
use super::template::Template;
use super::text::text;
use crate::model::Value;
use crate::syntax::{Argument, ArgumentValue, Expression};

impl Checker<'_> {
    /// The values that flow in, and what the parameters stand for.
    pub(super) fn bind_arguments(
        &mut self,
        site: &Use,
        template: &Template,
    ) -> Option<(Option<Vec<Value>>, Vec<Setting>)> {
        let written = &template.written;
        let mut wanted = template.values(1);
        let (values, others): (Vec<_>, Vec<_>) = site.arguments().into_iter().partition(|argument| {
            let value = argument.name.is_none() && wanted > 0;
            wanted -= usize::from(value);
            value
        });
        let name = site.name.map_or_else(|| "name".to_owned(), ToString::to_string);
        let before = self.errors.len();
        let mut inputs = site.piped.clone().into_iter().collect::<Vec<_>>();
        for (argument, value) in values.into_iter().zip(written.values.iter().skip(1)) {
            inputs.push(self.template_value(argument, value, template));
        }
        if inputs.len() < written.values.len() && self.errors.len() == before {
            let (taken, given) = (written.values.len(), inputs.len());
            let values = if given == 1 { "value" } else { "values" };
            self.errors.error(
                &site.call.callee,
                format!("the template `{}` takes {taken} values, but is given {given} {values}", written.name),
                format!("write `{name}: {}`", template.example(1)),
            );
        }
        if self.errors.len() > before {
            self.forgive_unused();
            return None;
        }
        let settings = self.settings(&name, site, others, template);
        (self.errors.len() == before).then(|| (inputs.into_iter().collect(), settings))
    }

    /// The argument for the value called `name`.
    fn template_value(&mut self, argument: &Argument, name: &Ident, template: &Template) -> Option<Value> {
        if let ArgumentValue::Expression(expression) = &argument.value
            && fold::number(expression).is_some()
        {
            let callee = template.name();
            let fact = format!("`{name}` is a value of the template `{callee}`, but is given `{}`", text(argument));
            let help = match &template.written.semi_token {
                Some(_) => format!("write the values first: `{}`", template.example(1)),
                None => {
                    let values = &template.written.values;
                    let before = values.iter().take_while(|value| *value != name).map(ToString::to_string);
                    let after = values.iter().skip_while(|value| *value != name).map(ToString::to_string);
                    let (before, after) = (before.collect::<Vec<_>>().join(", "), after.collect::<Vec<_>>().join(", "));
                    format!("a parameter comes after a `;`: `template {callee}({before}; {after})`")
                }
            };
            self.errors.error(argument, fact, help);
            return None;
        }
        self.argument(argument, &template.name().to_string())
    }

    /// What the parameters stand for: arguments by name, by position, or defaults.
    fn settings(&mut self, use_name: &str, site: &Use, arguments: Vec<&Argument>, template: &Template) -> Vec<Setting> {
        let written = &template.written;
        let callee = &written.name;
        let mut given = Vec::<(Ident, &Argument)>::new();
        let mut positions = written.parameters.iter().map(|parameter| &parameter.name);
        let mut surplus = Vec::new();
        let mut misnamed = false;
        for argument in arguments {
            let name = match &argument.name {
                Some((name, _)) => name.clone(),
                None => match positions.next() {
                    Some(name) => name.clone(),
                    None => {
                        surplus.push(argument);
                        continue;
                    }
                },
            };
            if given.iter().any(|(known, _)| *known == name) {
                let help = format!("`{callee}` takes one `{name}`: remove one of the two");
                self.errors.error(argument, format!("`{name}` is given twice"), help);
            } else if written.parameters.iter().any(|parameter| parameter.name == name) {
                self.refuse_value(argument, &name, template);
                given.push((name, argument));
            } else {
                self.unknown_parameter(&name, template);
                misnamed = true;
            }
        }
        if !surplus.is_empty() {
            self.errors.error(
                quote!(#(#surplus),*),
                format!("`{}` is more than the template `{callee}` takes", text(quote!(#(#surplus),*))),
                format!("it is `{}`", template.header()),
            );
        }
        let mut settings = Vec::<Setting>::new();
        let mut missing = Vec::new();
        for parameter in &written.parameters {
            let argument = given.iter().find(|(name, _)| *name == parameter.name);
            let default = parameter.default.as_ref().and_then(|(_, default)| {
                // A default may be made of the parameters before it.
                let mut substitution = Substitution::new(&settings, self.errors);
                let value = substitution.value(default);
                let used = substitution.used;
                settings.iter_mut().filter(|setting| used.contains(&setting.name)).for_each(|known| known.used = true);
                value
            });
            let value = argument.map(|(_, argument)| argument.value.clone()).or(default);
            if value.is_none() && parameter.default.is_none() {
                missing.push(format!("`{}`", parameter.name));
            }
            settings.push(Setting { name: parameter.name.clone(), value, used: false, is_index: false });
        }
        // What was misnamed is most likely what is missing.
        if !missing.is_empty() && !misnamed {
            let fact = format!("the template `{callee}` needs {}", missing.join(" and "));
            let help = format!("write for example `{use_name}: {}`", template.example(1));
            self.errors.error(&site.call.callee, fact, help);
        }
        settings
    }

    /// Reports a value of the network that is given for a parameter.
    fn refuse_value(&mut self, argument: &Argument, name: &Ident, template: &Template) {
        let value = match &argument.value {
            ArgumentValue::Expression(Expression::Value(value)) if self.knows(value) => value.to_string(),
            ArgumentValue::Expression(chain @ Expression::Chain { .. }) => text(chain),
            _ => return,
        };
        self.touch_all(vec![argument]);
        let callee = template.name();
        self.errors.error(
            argument,
            format!("`{name}` is a parameter of the template `{callee}`, but is given the value `{value}`"),
            format!("a value comes before the `;`: `{}`", template.taking(name)),
        );
    }

    fn unknown_parameter(&mut self, name: &Ident, template: &Template) {
        let written = &template.written;
        let callee = &written.name;
        let parameters = written.parameters.iter().map(|parameter| parameter.name.to_string()).collect::<Vec<_>>();
        let help = if written.values.iter().any(|value| value == name) {
            format!("`{name}` is a value of it, which is given by position")
        } else if let Some(near) = suggest(&name.to_string(), parameters.iter().map(String::as_str)) {
            format!("did you mean `{near}`?")
        } else if parameters.is_empty() {
            format!("it has none: write `{callee}`")
        } else {
            format!("it is `{}`", template.header())
        };
        self.errors.error(name, format!("the template `{callee}` has no parameter `{name}`"), help);
    }
}
