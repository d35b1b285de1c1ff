//! Bodies, scopes and templates.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Token;
use syn::punctuated::Punctuated;

use super::names::{Holder, Meaning};
use super::{Lead, elsewhere};
use crate::syntax::{Body, Broken, Choice, Condition, Item, Loss, Scan, Target, Template};

impl Lead<'_> {
    /// The statements of a body, whose names are known from then on.
    pub(super) fn body(&mut self, body: &Body) {
        body.items.iter().for_each(|item| self.announce_item(item));
        body.items.iter().for_each(|item| self.item(item));
        body.result.iter().for_each(|result| self.expression(result));
    }

    /// Scopes and templates are known in front of where they are written.
    fn announce_item(&mut self, item: &Item) {
        match item {
            Item::Scope(scope) => self.announce_scope(&scope.name),
            Item::Template(template) => {
                self.announce(template);
                self.offer(&template.name);
            }
            Item::Broken(Broken { item: Some(item), .. }) => self.announce_item(item),
            Item::Let(_) | Item::Split(_) | Item::Loss(_) | Item::Defaults(_) | Item::Broken(_) => {}
        }
    }

    fn announce_scope(&mut self, name: &Ident) {
        let meaning = match self.names.holder() {
            Some(holder) => {
                self.offer(name);
                Meaning::Field(holder)
            }
            None => {
                let runtime = self.runtime;
                self.statements.extend(quote!(let #name: #runtime::editor::Scope = #runtime::editor::any();));
                Meaning::Local
            }
        };
        self.names.add(name, meaning);
    }

    /// What is no local, and completes a word where a value may be.
    pub(super) fn offer(&mut self, name: &Ident) {
        let (runtime, name) = (self.runtime, elsewhere(name));
        self.statements.extend(quote!(let #name: #runtime::editor::Scope = #runtime::editor::any();));
    }

    /// Gives a template a module, for two of them may have one name.
    pub(super) fn announce(&mut self, template: &Template) {
        let module = format_ident!("template_{}", self.templates);
        self.templates += 1;
        let parameters = template.parameters.iter().map(|parameter| elsewhere(&parameter.name)).collect();
        let meaning = Meaning::Template { module, values: template.values.len(), parameters };
        self.names.add(&template.name, meaning);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Let(binding) => {
                self.expression(&binding.value);
                self.bind(&binding.name);
            }
            Item::Split(split) => {
                self.expression(&split.value);
                split.names.iter().for_each(|name| self.bind(name));
            }
            Item::Loss(loss) => self.inside(|lead| lead.loss(loss)),
            Item::Scope(scope) => self.scope(&scope.name, &scope.parameters, &scope.body),
            Item::Template(template) => self.inside(|lead| lead.template(template)),
            Item::Defaults(defaults) => defaults.layers.iter().for_each(|call| self.call(call, 1)),
            Item::Broken(Broken { item: Some(item), .. }) => self.item(item),
            Item::Broken(Broken { item: None, names, words }) => {
                // What could not be read may have keywords of Rust in it, which name nothing.
                let is_name = |word: &&Ident| syn::parse2::<Ident>(word.to_token_stream()).is_ok();
                let used = words.iter().filter(|word| !names.contains(word));
                used.filter(is_name).for_each(|word| self.value(word));
                names.iter().filter(is_name).for_each(|name| self.bind(name));
            }
        }
    }

    fn loss(&mut self, loss: &Loss) {
        self.names.enter(Holder::Outer);
        for target in &loss.targets {
            match target {
                Target::Value(value) => self.declared(value),
                Target::Critic(critic) => {
                    let (runtime, name, network) = (self.runtime, &critic.name, &critic.network);
                    self.statements.extend(quote!(let #name: &#network = #runtime::editor::any();));
                    self.names.add(name, Meaning::Local);
                }
            }
        }
        self.expression(&loss.value);
        self.names.leave();
    }

    /// The body of a scope, in braces.
    pub(super) fn scope(&mut self, name: &Ident, parameters: &Punctuated<Ident, Token![,]>, body: &Body) {
        self.held(name, |lead| {
            parameters.iter().for_each(|parameter| lead.bind(parameter));
            lead.body(body);
        });
    }

    /// What is written in the body of a scope of this name.
    fn held(&mut self, name: &Ident, write: impl FnOnce(&mut Self)) {
        let holder = self.inner(name);
        let mut fields = TokenStream::new();
        self.inside(|lead| {
            lead.names.enter(holder);
            write(lead);
            fields = lead.names.leave();
        });
        if !self.types.are_known() {
            let structure = format_ident!("Scope{}", self.scopes);
            self.scopes += 1;
            self.items.extend(quote!(pub struct #structure { #fields }));
            self.names.field(name, quote!(block::#structure));
        }
    }

    /// What has the fields of a scope of this name in the present body.
    fn inner(&self, name: &Ident) -> Holder {
        let name = elsewhere(name);
        self.names.holder().map_or(Holder::Unknown, |holder| Holder::Known(quote!(#holder.#name)))
    }

    pub(super) fn template(&mut self, template: &Template) {
        let Some(Meaning::Template { module, .. }) = self.names.find(&template.name).cloned() else { return };
        let (runtime, name) = (self.runtime, &template.name);
        let parameters = template.parameters.iter().map(|parameter| &parameter.name);
        let docs = template.attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
        self.items.extend(quote! {
            pub mod #module {
                #(#docs)*
                pub struct #name { #(pub #parameters: #runtime::editor::Argument,)* }
            }
        });
        self.names.enter(Holder::Unknown);
        let structure = elsewhere(name);
        let structure = quote!(#runtime::editor::any::<block::#module::#structure>());
        for parameter in &template.parameters {
            parameter.default.iter().for_each(|(_, value)| self.argument_value(value));
            // A use of it leads to the field. It is completed as a local.
            let local = elsewhere(&parameter.name);
            self.statements.extend(quote!(let #local = #structure.#local;));
            self.names.add(&parameter.name, Meaning::Parameter(structure.clone()));
        }
        template.values.iter().for_each(|value| self.bind(value));
        self.body(&template.body);
        self.names.leave();
    }

    pub(super) fn scan(&mut self, scan: &Scan) {
        scan.sequences.iter().for_each(|sequence| self.expression(&sequence.value));
        let states = scan.carry.iter().flat_map(|carry| &carry.states);
        states.clone().for_each(|state| self.expression(&state.start));
        self.held(&scan.name(), |lead| {
            scan.sequences.iter().for_each(|sequence| lead.bind(&sequence.name));
            for state in states {
                lead.bind(&state.name);
                lead.names.state(&state.name);
            }
            lead.body(&scan.body);
        });
    }

    pub(super) fn choice(&mut self, choice: &Choice) {
        self.condition(&choice.condition);
        for body in [&choice.then, &choice.otherwise] {
            self.inside(|lead| {
                lead.names.enter(Holder::Outer);
                lead.body(body);
                lead.names.leave();
            });
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Boolean(_) => {}
            Condition::Is(expression) => self.expression(expression),
            Condition::Not { operand, .. } => self.condition(operand),
            Condition::Both { left, right, .. } | Condition::Either { left, right, .. } => {
                self.condition(left);
                self.condition(right);
            }
            Condition::Paren { condition, .. } => self.condition(condition),
        }
    }

    /// The statements that `write` adds, as a value of an argument.
    pub(super) fn valued(&mut self, write: impl FnOnce(&mut Self)) -> TokenStream {
        let (runtime, statements) = (self.runtime, self.block(write));
        quote!({ #statements #runtime::editor::any() })
    }
}
