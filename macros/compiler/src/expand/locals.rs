//! The locals of one generated function.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::names;
use crate::layer::Type;
use crate::model::{Value, ValueId};
use crate::shape::{Left, Operand, Statement};

/// Which local holds which value. No two locals have one name, so that the code can be read.
#[derive(Default)]
pub(super) struct Locals {
    taken: BTreeSet<String>,
    /// Names that the user gave, and that no other local may take.
    reserved: BTreeSet<String>,
    values: BTreeMap<ValueId, Local>,
}

#[derive(Clone)]
struct Local {
    name: Ident,
    borrowed: bool,
}

impl Locals {
    /// Keeps the names that `let`s give for the values that they bind.
    pub(super) fn reserve(&mut self, statements: &[Statement]) {
        let values = statements.iter().flat_map(Statement::made).map(|made| &made.value);
        self.reserved.extend(values.filter(|value| value.bound).map(|value| value.name.to_string()));
    }

    /// A name that is still free, as near to the wanted one as possible.
    pub(super) fn fresh(&mut self, wanted: &str, span: Span) -> Ident {
        let mut name = wanted.to_owned();
        let mut count = 1_usize;
        while self.reserved.contains(&name) || !self.taken.insert(name.clone()) {
            count += 1;
            name = format!("{wanted}_{count}");
        }
        names::local(&name, span)
    }

    /// A parameter or another reference to a value.
    pub(super) fn borrowed(&mut self, value: &Value) -> Ident {
        self.add(value, true)
    }

    /// A local that owns a value.
    pub(super) fn owned(&mut self, value: &Value) -> Ident {
        self.add(value, false)
    }

    fn add(&mut self, value: &Value, borrowed: bool) -> Ident {
        let text = value.name.to_string();
        if value.bound {
            self.reserved.remove(&text);
        }
        let name = self.fresh(&text, value.name.span());
        self.values.insert(value.id, Local { name: name.clone(), borrowed });
        name
    }

    /// A value that is held by a local with a name of its own, which may be a reference.
    pub(super) fn hold(&mut self, value: ValueId, name: Ident, borrowed: bool) {
        self.values.insert(value, Local { name, borrowed });
    }

    fn get(&self, value: &Value) -> Local {
        // Every value is made before it is used, by the order of the statements.
        let unmade = || Local { name: value.name.clone(), borrowed: false };
        self.values.get(&value.id).cloned().unwrap_or_else(unmade)
    }

    /// A value as an argument: `&conv1`, or `image` if that is a reference already.
    pub(super) fn reference(&self, operand: &Operand) -> TokenStream {
        let Local { name, borrowed } = self.get(&operand.value);
        let reference = if borrowed { name.into_token_stream() } else { quote!(&#name) };
        if operand.assumed { quote!(&shape::assume(#reference)) } else { reference }
    }

    /// Values that leave the function, in order. Indices that are needed again are cloned.
    pub(super) fn results(&self, left: &[Left]) -> Vec<TokenStream> {
        let results = left.iter().enumerate().map(|(index, Left { operand, kind })| {
            if operand.assumed {
                let reference = self.reference(&Operand { value: operand.value.clone(), assumed: false });
                return quote!(shape::assume(#reference));
            }
            let Local { name, borrowed } = self.get(&operand.value);
            let later = left.iter().skip(index + 1).any(|later| later.operand.value.id == operand.value.id);
            match kind {
                Type::Indices(_) if borrowed || later => quote!(#name.clone()),
                Type::Sample(_) | Type::Variable(_) | Type::Loss | Type::Critic(_) if borrowed => quote!(*#name),
                Type::Indices(_) | Type::Sample(_) | Type::Variable(_) | Type::Loss | Type::Critic(_) => {
                    name.into_token_stream()
                }
            }
        });
        results.collect()
    }
}
