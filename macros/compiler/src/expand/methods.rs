//! The methods of scopes that share a struct: applications that differ in sizes alone are one method.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::alike::{self, Pattern, Slot};
use super::collection;
use super::forms::{Form, Forms};
use super::function::application_name;
use super::interface::Interface;
use super::scope::Application;
use crate::model::ScopeId;
use crate::shape::{Holder, Member, Network, Operation, Scope};

/// What the methods of scopes are called.
#[derive(Default)]
pub(super) struct Methods(BTreeMap<(ScopeId, usize), Ident>);

impl Methods {
    /// The method for an application of a scope.
    pub(super) fn name(&self, holder: &Holder, application: usize) -> Ident {
        self.0.get(&(holder.id, application)).cloned().unwrap_or_else(|| application_name(application))
    }
}

/// An application of a scope to certain shapes, of all those that the scopes with its struct have.
struct Instance<'a> {
    scope: &'a Scope,
    application: usize,
    code: Application,
    /// The const arguments of its struct, and the sizes in what it takes and gives: what a call tells.
    told: Vec<usize>,
    /// The sizes in its body.
    body: Vec<usize>,
}

/// The code of all structs that scopes share, and what their methods are called.
pub(super) fn methods(network: &Network, forms: &Forms, interface: &Interface) -> (TokenStream, Methods) {
    let mut methods = Methods::default();
    let collections = forms.forms.iter().map(|form| collection::form(form, &forms.path(form, interface), interface));
    let mut code = collections.collect::<TokenStream>();
    let mut counts = vec![0_usize; forms.forms.len()];
    let mut scopes = Vec::new();
    collect(&network.members, &mut scopes);
    let levels = levels(&scopes);
    let last = levels.values().max().copied().unwrap_or(0);
    // What a method is called has to be known where it is.
    for level in 0..=last {
        let scopes = scopes.iter().filter(|scope| levels.get(&scope.holder.id) == Some(&level));
        let instances = scopes.flat_map(|scope| instances(scope, forms, &methods, interface)).collect::<Vec<_>>();
        for alike in alike::grouped(instances.into_iter()).into_iter().flat_map(divided) {
            let Some((shared, form)) = alike.first().and_then(|first| {
                let shared = forms.shared(&first.scope.holder)?;
                Some((shared, forms.form(shared)?))
            }) else {
                continue;
            };
            let count = counts.get_mut(shared.form).map_or(0, |count| mem::replace(count, *count + 1));
            let name = application_name(count);
            code.extend(method(&alike, &name, form, forms, interface));
            methods.0.extend(alike.iter().map(|one| ((one.scope.holder.id, one.application), name.clone())));
        }
    }
    (code, methods)
}

fn collect<'a>(members: &'a [Member], scopes: &mut Vec<&'a Scope>) {
    for member in members {
        if let Member::Scope(scope) = member {
            scopes.push(scope);
            collect(&scope.members, scopes);
        }
    }
}

/// How many calls there are one in another, at most, in what a scope does.
fn levels(scopes: &[&Scope]) -> BTreeMap<ScopeId, usize> {
    let mut levels = BTreeMap::new();
    let known = scopes.iter().map(|scope| (scope.holder.id, *scope)).collect::<BTreeMap<_, _>>();
    for scope in scopes {
        level(scope, &known, &mut levels);
    }
    levels
}

fn level(scope: &Scope, scopes: &BTreeMap<ScopeId, &Scope>, levels: &mut BTreeMap<ScopeId, usize>) -> usize {
    if let Some(level) = levels.get(&scope.holder.id) {
        return *level;
    }
    let statements = scope.applications.iter().flat_map(|function| &function.statements);
    let called = statements.filter_map(|statement| match &statement.operation {
        Operation::Scope { holder, .. } => scopes.get(&holder.id),
        Operation::Layer { .. } => None,
    });
    let own = called.map(|called| level(called, scopes, levels) + 1).max().unwrap_or(0);
    levels.insert(scope.holder.id, own);
    own
}

/// The applications of a scope whose struct is shared, by this and by their code without sizes.
fn instances<'a>(
    scope: &'a Scope,
    forms: &Forms,
    methods: &Methods,
    interface: &Interface,
) -> Vec<((usize, String), Instance<'a>)> {
    let Some(shared) = forms.shared(&scope.holder) else {
        return Vec::new();
    };
    let applications = scope.applications.iter().enumerate().map(|(application, function)| {
        let code = Application::write(function, methods, interface);
        let (mut told, mut body) = (Pattern::default(), Pattern::default());
        told.read(code.parameters.clone());
        told.read(code.result.clone());
        body.read(code.body.clone());
        let sizes = shared.sizes.iter().copied().chain(told.sizes).collect();
        let key = (shared.form, told.text + &body.text);
        (key, Instance { scope, application, code, told: sizes, body: body.sizes })
    });
    applications.collect()
}

/// Parts applications until a call of any tells all sizes in which those of a part differ.
fn divided(alike: Vec<Instance>) -> Vec<Vec<Instance>> {
    let places = alike.first().map_or(0, |first| first.body.len());
    let told = alike.first().map_or(0, |first| first.told.len());
    let bodies = || alike.iter().map(|one| one.body.as_slice());
    let tells = |column: &Vec<usize>| {
        (0..told).any(|place| alike::column(alike.iter().map(|one| one.told.as_slice()), place) == *column)
    };
    let untold = (0..places).find(|place| {
        let column = alike::column(bodies(), *place);
        column.windows(2).any(|pair| matches!(pair, [left, right] if left != right)) && !tells(&column)
    });
    match untold {
        None => vec![alike],
        Some(place) => {
            let parts = alike.into_iter().map(|one| (one.body.get(place).copied(), one));
            alike::grouped(parts).into_iter().flat_map(divided).collect()
        }
    }
}

/// The method that all of these applications are.
fn method(alike: &[Instance], name: &Ident, form: &Form, forms: &Forms, interface: &Interface) -> TokenStream {
    let Some(first) = alike.first() else {
        return TokenStream::new();
    };
    let rows = alike.iter().map(|one| one.told.iter().chain(&one.body).copied().collect::<Vec<_>>());
    let rows = rows.collect::<Vec<_>>();
    let slots = alike::slots(rows.iter().map(Vec::as_slice));
    let own = slots.get(..form.parameters().count()).unwrap_or_default();
    let numbers = |slots: &[Slot]| {
        let numbers = slots.iter().filter_map(|slot| match slot {
            Slot::Parameter(number) => Some(*number),
            Slot::Number(_) => None,
        });
        numbers.collect::<BTreeSet<_>>()
    };
    let of_struct = numbers(own);
    let of_method = numbers(&slots).difference(&of_struct).copied().collect::<Vec<_>>();
    let mut rest = slots.iter().skip(own.len()).copied();
    let Application { doc, parameters, result, body } = &first.code;
    let code = Application {
        doc: if alike.len() > 1 { doc.replacen("the scope", "a scope like this", 1) } else { doc.clone() },
        parameters: alike::written(parameters.clone(), &mut rest),
        result: alike::written(result.clone(), &mut rest),
        body: alike::written(body.clone(), &mut rest),
    };
    let path = forms.path(form, interface);
    let (of_struct, of_method) = (alike::parameters(of_struct.into_iter()), alike::parameters(of_method.into_iter()));
    let method = code.method(name, &of_method);
    quote!(impl<#of_struct E: Dtype, D: Device<E>> #path<#(#own,)* E, D> { #method })
}
