//! What is left when a layer has read its arguments: some that nobody asked for, or none of what it needs.

use quote::{ToTokens, quote};

use super::{Arguments, Given};
use crate::check::{suggest, text};
use crate::layer::Inputs;
use crate::words;

impl Arguments<'_> {
    /// Reports what nobody asked for, and what is missing. `None` if anything was wrong.
    pub(in crate::layer) fn finish(&mut self) -> Option<()> {
        let misnamed = !self.given.is_empty();
        for given in std::mem::take(&mut self.given) {
            self.unknown(&given);
        }
        let misplaced = !self.surplus.is_empty();
        if misplaced {
            self.too_many();
        }
        // What was misnamed or misplaced is most likely what is missing.
        if !misnamed && !misplaced && !self.partial {
            self.report_missing();
        }
        (!self.failed).then_some(())
    }

    fn report_missing(&mut self) {
        let missing = self.missing.iter().map(|name| {
            let position = self.kind.positional.iter().find(|(known, _)| known == name);
            position.map_or_else(|| format!("`{name}`"), |(_, what)| (*what).to_owned())
        });
        let missing = missing.collect::<Vec<_>>().join(" and ");
        if !missing.is_empty() {
            let fact = format!("`{}` needs {missing}", self.callee);
            self.error(self.callee, fact, format!("write for example `{}`", self.kind.example));
        }
    }

    /// More arguments without a name than there are positions are one mistake.
    fn too_many(&mut self) {
        let Self { callee, kind, .. } = *self;
        let surplus = std::mem::take(&mut self.surplus);
        let written = surplus.iter().map(text).collect::<Vec<_>>();
        let (fact, help) = match (written.as_slice(), self.missing.as_slice()) {
            (written, _) if self.known.is_empty() => {
                let other = if matches!(kind.inputs, Inputs::Named([_])) { "" } else { "other " };
                let fact = format!("`{callee}` takes no {other}arguments, but is given `{}`", written.join(", "));
                (fact, format!("write `{}`", kind.example))
            }
            ([written], []) if !self.inferred.is_empty() => {
                let own = if kind.positional.is_empty() { String::new() } else { format!("({written})") };
                let fact = format!("`{callee}` is given `{written}` beside what flows in, whose size it finds itself");
                (fact, format!("write `{callee}{own}`"))
            }
            ([written], [missing]) => {
                let fact = format!("`{callee}` is given `{written}`, which it does not take without a name");
                (fact, format!("write `{missing} = {written}`"))
            }
            (written, _) => {
                let fact =
                    format!("`{callee}` is given `{}`, which it does not take without a name", written.join("` and `"));
                (fact, format!("name what you mean, as in `{}`", kind.example))
            }
        };
        self.error(quote!(#(#surplus),*), fact, help);
    }

    fn unknown(&mut self, given: &Given) {
        let Self { callee, kind, .. } = *self;
        let name = &given.name;
        let at = match &given.argument.name {
            Some((name, _)) => name.to_token_stream(),
            None => given.argument.to_token_stream(),
        };
        let fact = format!("`{callee}` has no argument `{name}`");
        let help = if self.inferred.iter().any(|inferred| inferred == name) {
            "it is inferred from what flows in: remove it".to_owned()
        } else if let Some(write) = words::argument(name, &self.known) {
            write
        } else if let Some(near) = suggest(name, self.known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if self.known.is_empty() {
            format!("it takes none: write `{}`", kind.example)
        } else {
            let known = self.known.iter().map(|known| format!("`{known}`"));
            format!("it takes {}", known.collect::<Vec<_>>().join(", "))
        };
        self.error(at, fact, help);
    }
}
