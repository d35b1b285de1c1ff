//! Which scopes share a struct: those that a template made, or that have one name, and whose variables differ in sizes alone.
//!
//! rustc takes as long for the traits of a struct as for what the scope does, and a network has a hundred scopes of a few forms.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::alike::{self, Slot};
use super::interface::Interface;
use super::names;
use crate::layer::{Initializers, Start, Struct, Variables};
use crate::model::ScopeId;
use crate::shape::{Function, Holder, Member, Network, Operation, Scope};

/// The structs that scopes share.
pub(super) struct Forms<'a> {
    /// The module that they are in, beside those of the scopes.
    pub(super) module: Ident,
    pub(super) forms: Vec<Form<'a>>,
    shared: BTreeMap<ScopeId, Shared>,
}

/// A struct for several scopes.
pub(super) struct Form<'a> {
    pub(super) name: Ident,
    /// In order of writing.
    pub(super) scopes: Vec<&'a Scope>,
    /// The sizes in the fields, in order of writing.
    pub(super) slots: Vec<Slot>,
}

/// A scope whose struct is shared.
pub(super) struct Shared {
    pub(super) form: usize,
    /// The const arguments.
    pub(super) sizes: Vec<usize>,
}

impl<'a> Forms<'a> {
    pub(super) fn of(network: &'a Network, interface: &Interface) -> Self {
        let mut forms = Self { module: module(network), forms: Vec::new(), shared: BTreeMap::new() };
        // What the network is generic in, all of its structs are.
        if !interface.has_generics() {
            let mut scopes = Vec::new();
            collect(&network.members, &mut scopes);
            // A scope is alike another one if those inside are.
            for depth in 1..=scopes.iter().map(|(depth, _)| *depth).max().unwrap_or(0) {
                forms.find(scopes.iter().filter(|(other, _)| *other == depth).map(|(_, scope)| *scope));
            }
        }
        forms
    }

    /// Finds the forms of scopes that have as many levels inside.
    fn find(&mut self, scopes: impl Iterator<Item = &'a Scope>) {
        let sized = scopes.filter_map(|scope| {
            let (pattern, sizes) = self.pattern(scope)?;
            Some(((origin(scope), pattern), (scope, sizes)))
        });
        for alike in alike::grouped(sized.collect::<Vec<_>>().into_iter()).into_iter().filter(|alike| alike.len() > 1) {
            let slots = alike::slots(alike.iter().map(|(_, sizes)| sizes.as_slice()));
            let form = self.forms.len();
            for (scope, sizes) in &alike {
                let sizes = arguments(&slots, sizes);
                self.shared.insert(scope.holder.id, Shared { form, sizes });
            }
            let scopes = alike.into_iter().map(|(scope, _)| scope).collect::<Vec<_>>();
            let name = scopes.first().map_or_else(|| names::local("Form", Span::call_site()), |first| self.name(first));
            self.forms.push(Form { name, scopes, slots });
        }
    }

    /// What the fields of a scope are but for sizes, and these; `None` where the struct has to be its own.
    fn pattern(&self, scope: &Scope) -> Option<(String, Vec<usize>)> {
        let mut documented = scope.attributes.iter().map(|attribute| attribute.path().is_ident("doc"));
        if !documented.all(|is_doc| is_doc) || scope.applications.iter().any(is_apart) {
            return None;
        }
        let (mut pattern, mut all) = (String::new(), Vec::new());
        for member in &scope.members {
            let (name, kind, sizes) = match member {
                Member::Layer { name, variables, .. } => (name, kind(variables)?, self::sizes(variables)?),
                Member::Scope(inner) if inner.holder.row.is_some() => return None,
                Member::Scope(inner) => {
                    let Shared { form, sizes } = self.shared(&inner.holder)?;
                    (&inner.holder.name, format!("{form} {:?}", inner.count), sizes.clone())
                }
            };
            pattern.push_str(&format!("{name}: {kind}, "));
            all.extend(sizes);
        }
        Some((pattern, all))
    }

    /// A name that no other form has: `Block` for those of the template `block`.
    fn name(&self, scope: &Scope) -> Ident {
        let origin = syn::parse_str(&origin(scope)).unwrap_or_else(|_| scope.holder.name.clone());
        let origin = names::structure(&origin);
        let mut name = origin.clone();
        let mut count = 1_usize;
        while self.forms.iter().any(|form| form.name == name) {
            count += 1;
            name = format_ident!("{origin}{count}");
        }
        name
    }

    /// How a scope shares its struct, if it does.
    pub(super) fn shared(&self, holder: &Holder) -> Option<&Shared> {
        self.shared.get(&holder.id)
    }

    /// The struct that a scope shares.
    pub(super) fn form(&self, shared: &Shared) -> Option<&Form<'a>> {
        self.forms.get(shared.form)
    }

    /// The struct of a form, named inside the block of the network.
    pub(super) fn path(&self, form: &Form, interface: &Interface) -> TokenStream {
        let (network, module, name) = (interface.module(), &self.module, &form.name);
        quote!(#network::#module::#name)
    }
}

impl Form<'_> {
    /// The numbers of its const parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = usize> {
        let numbers = self.slots.iter().filter_map(|slot| match slot {
            Slot::Parameter(number) => Some(*number),
            Slot::Number(_) => None,
        });
        numbers.collect::<BTreeSet<_>>().into_iter()
    }
}

/// What stands for each parameter among sizes.
fn arguments(slots: &[Slot], sizes: &[usize]) -> Vec<usize> {
    let arguments = slots.iter().zip(sizes).filter_map(|(slot, size)| match slot {
        Slot::Parameter(number) => Some((*number, *size)),
        Slot::Number(_) => None,
    });
    arguments.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// All scopes with how many levels there are from them to the innermost, in order of writing. Returns the most.
fn collect<'a>(members: &'a [Member], scopes: &mut Vec<(usize, &'a Scope)>) -> usize {
    let mut most = 0;
    for member in members {
        if let Member::Scope(scope) = member {
            let place = scopes.len();
            scopes.push((0, scope));
            let depth = collect(&scope.members, scopes) + 1;
            scopes.get_mut(place).into_iter().for_each(|(own, _)| *own = depth);
            most = most.max(depth);
        }
    }
    most
}

/// The template of a scope, or its name.
fn origin(scope: &Scope) -> String {
    let template =
        scope.template.as_ref().and_then(|call| call.split_once('(')).map(|(template, _)| template.to_owned());
    let template = template.or_else(|| scope.template.clone());
    template.unwrap_or_else(|| scope.holder.field(None).name.to_string())
}

/// `alike`, unless a scope is called that.
fn module(network: &Network) -> Ident {
    let scopes = network.members.iter().filter_map(|member| match member {
        Member::Scope(scope) => Some(names::module(&scope.holder.name)),
        Member::Layer { .. } => None,
    });
    let scopes = scopes.collect::<Vec<_>>();
    let mut name = "alike".to_owned();
    while scopes.iter().any(|taken| *taken == name) {
        name.push('_');
    }
    Ident::new(&name, Span::call_site())
}

/// The struct of a layer but for sizes; `None` where not only the runtime knows it, or the path to a `const` item is in it.
fn kind(variables: &Variables) -> Option<String> {
    let (Struct::Runtime(holder) | Struct::Shaped(holder)) = &variables.holder else {
        return None;
    };
    let mut constants = variables.initializers.iter().flat_map(Initializers::constants);
    let initializers =
        variables.initializers.iter().flat_map(|own| own.write(&TokenStream::new(), |_| TokenStream::new()));
    let initializers = initializers.map(|initializer| initializer.to_string()).collect::<String>();
    constants.next().is_none().then(|| format!("{holder}{initializers}"))
}

/// The sizes of a layer, if they are numbers.
fn sizes(variables: &Variables) -> Option<Vec<usize>> {
    variables.dimensions.iter().map(|dimension| dimension.number()).collect()
}

/// Whether there is something of the user's own in it, perhaps for certain sizes alone, or it is a step, which a call tells nothing.
fn is_apart(function: &Function) -> bool {
    let mut operations = function.statements.iter().map(|statement| &statement.operation);
    let is_foreign = |operation: &Operation| matches!(operation, Operation::Layer { code, .. } if matches!(code.start, Start::Foreign(_)));
    function.carried.is_some() || operations.any(is_foreign)
}
