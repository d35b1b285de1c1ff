//! Scopes: each is walked through once for every combination of shapes that it is applied to.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::repeat::Element;
use super::statement::{Environment, Fields, Walk};
use super::{Function, Holder, Member, Operand, Operation, Scope, Shape, Typed};
use crate::layer::{Input, Type};
use crate::model::{self, ScopeId, Source, ValueId};

/// What is known of the scopes of a network.
#[derive(Default)]
pub(super) struct Scopes {
    known: BTreeMap<ScopeId, Known>,
    /// The layers whose arguments have been asked about.
    asked: BTreeSet<ValueId>,
    /// What scans give: their outputs, then the states in the end.
    ends: BTreeMap<ValueId, Vec<Shape>>,
}

#[derive(Default)]
struct Known {
    fields: Fields,
    applications: Vec<Function>,
    /// Whether something in it did not fit, so that another application would only say so again.
    failed: bool,
}

impl Walk<'_> {
    /// Applies a scope to values, and to what it captures.
    pub(super) fn apply(
        &mut self,
        scope: &Rc<model::Scope>,
        element: Option<usize>,
        inputs: Vec<Input>,
        source: &Source,
    ) -> Option<(Type, Operation)> {
        let known = self.scopes.known.entry(scope.id).or_default();
        let refused = scope.instance.as_ref().is_some_and(|instance| instance.refused.get());
        if known.failed || refused {
            return None;
        }
        let same = |function: &Function| {
            function.parameters.iter().zip(&inputs).all(|(parameter, input)| parameter.kind == input.kind)
        };
        let application = match known.applications.iter().position(same) {
            Some(application) => application,
            None => self.walk_through(scope, element, &inputs, source)?,
        };
        let kind = self.scopes.known.get(&scope.id)?.applications.get(application)?.result.kind.clone();
        let arguments = inputs.into_iter().map(|input| Operand { value: input.value, assumed: false });
        let operation = Operation::Scope {
            holder: holder(scope),
            element,
            application,
            arguments: arguments.collect(),
            borrowed: scope.borrowed.iter().map(|scope| holder(scope)).collect(),
            scan: None,
        };
        Some((kind, operation))
    }

    /// Adds an application of shapes that are new to the scope.
    fn walk_through(
        &mut self,
        scope: &Rc<model::Scope>,
        element: Option<usize>,
        inputs: &[Input],
        source: &Source,
    ) -> Option<usize> {
        let known = self.scopes.known.entry(scope.id).or_default();
        let fields = std::mem::take(&mut known.fields);
        // The first application is what people have in mind when they read the scope; others are named.
        let around = self.requirements.context.clone();
        if !known.applications.is_empty() || scope.instance.is_some() {
            self.requirements.context = Some(source.text.clone());
        }
        let mut elements = self.elements.clone();
        elements.extend(element.map(|index| Element { scope: Rc::clone(scope), index, source: source.clone() }));
        let mut walk = Walk {
            requirements: self.requirements,
            scopes: self.scopes,
            fields,
            application: Some(source.clone()),
            elements,
        };
        let values = scope.parameters.iter().chain(&scope.captures);
        let parameters =
            values.zip(inputs).map(|(value, input)| Typed { value: value.clone(), kind: input.kind.clone() });
        let parameters = parameters.collect::<Vec<_>>();
        let mut environment =
            parameters.iter().map(|parameter| (parameter.value.id, parameter.kind.clone())).collect::<Environment>();
        let statements = walk.statements(&scope.body.statements, &mut environment);
        let carried = match &scope.carried {
            Some(carried) => {
                let declared = parameters.get(..scope.parameters.len()).unwrap_or_default();
                walk.carried(carried, declared, &environment).map(Some)
            }
            None => Some(None),
        };
        let fields = walk.fields;
        self.requirements.context = around;
        let known = self.scopes.known.entry(scope.id).or_default();
        known.fields = fields;
        let typed =
            |value: &model::Value| Some(Typed { value: value.clone(), kind: environment.get(&value.id)?.clone() });
        let also = scope.also.iter().map(typed).collect::<Option<Vec<_>>>();
        let (Some(statements), Some(result), Some(also), Some(carried)) =
            (statements, typed(&scope.result), also, carried)
        else {
            known.failed = true;
            scope.instance.iter().for_each(|instance| instance.refused.set(true));
            return None;
        };
        known.applications.push(Function {
            parameters,
            declared: scope.parameters.len(),
            borrowed: scope.borrowed.iter().map(|scope| holder(scope)).collect(),
            statements,
            lets: scope.body.lets.clone(),
            result,
            also,
            carried,
        });
        Some(known.applications.len() - 1)
    }
}

fn holder(scope: &model::Scope) -> Holder {
    let (name, path, placement) = (scope.name.clone(), scope.path.clone(), scope.placement.clone());
    Holder { id: scope.id, name, path, placement, row: scope.row.clone() }
}

impl Scopes {
    /// The variables of the layers of a scope, if it has been applied.
    pub(super) fn fields(&self, scope: ScopeId) -> Option<&Fields> {
        self.known.get(&scope).map(|known| &known.fields)
    }

    /// What an application of a scope gives beside its result.
    pub(super) fn also(&self, scope: ScopeId, application: usize) -> &[Typed] {
        let function = self.known.get(&scope).and_then(|known| known.applications.get(application));
        function.map_or(&[], |function| &function.also)
    }

    /// Whether it is the first time that the arguments of this layer are asked about.
    pub(super) fn ask(&mut self, layer: ValueId) -> bool {
        self.asked.insert(layer)
    }

    /// Notes what a scan gives.
    pub(super) fn note_ends(&mut self, scan: ValueId, shapes: Vec<Shape>) {
        self.ends.insert(scan, shapes);
    }

    /// What a scan gives: its outputs, then the states in the end.
    pub(super) fn ends(&self, scan: ValueId) -> Option<&[Shape]> {
        self.ends.get(&scan).map(Vec::as_slice)
    }

    /// What a body holds, in order of writing.
    pub(super) fn members(&mut self, members: &[model::Member], mut fields: Fields) -> Vec<Member> {
        let members = members.iter().filter_map(|member| match member {
            model::Member::Layer(name) => {
                let field = fields.remove(&name.to_string())?;
                Some(Member::Layer { name: name.clone(), variables: field.variables, description: field.description })
            }
            model::Member::Scope(scope) => self.member(scope).map(Member::Scope),
        });
        members.collect()
    }

    fn member(&mut self, scope: &Rc<model::Scope>) -> Option<Scope> {
        let known = self.known.remove(&scope.id)?;
        Some(Scope {
            holder: holder(scope),
            attributes: scope.attributes.clone(),
            template: scope.instance.as_ref().map(|instance| instance.call.clone()),
            count: scope.instance.as_ref().and_then(|instance| instance.count),
            members: self.members(&scope.body.members, known.fields),
            applications: known.applications,
        })
    }
}
