//! Scans: a scope that is walked through for one step, which leaves its states as it finds them.

use quote::quote;

use super::network::input;
use super::statement::{Environment, Walk};
use super::{Condition, Dimension, Left, Operand, Operation, Scan, Shape, Typed, message};
use crate::check::HIGHEST_RANK;
use crate::expand::Size;
use crate::layer::{Code, Input, Type, View};
use crate::model::{self, Source, ValueId};

impl Walk<'_> {
    /// What a scan, which is the value `of`, makes of its sequences.
    pub(super) fn scan(
        &mut self,
        of: ValueId,
        operation: &model::Operation,
        source: &Source,
        environment: &Environment,
    ) -> Option<(Type, Operation)> {
        let model::Operation::Scan { scope, sequences, states, ends } = operation else {
            return None;
        };
        let inputs = sequences.iter().chain(states).chain(&scope.captures).map(|value| input(value, environment));
        let mut inputs = inputs.collect::<Option<Vec<_>>>()?;
        let steps = self.steps(inputs.get_mut(..sequences.len())?, source)?;
        let starts = inputs.get(sequences.len()..)?.iter().take(states.len()).map(|input| input.kind.shape().cloned());
        let starts = starts.collect::<Option<Vec<_>>>()?;
        let (kind, mut operation) = self.apply(scope, None, inputs, source)?;
        let Operation::Scope { holder, application, scan, .. } = &mut operation else {
            return None;
        };
        let also = self.scopes.also(holder.id, *application).iter().map(|also| also.kind.clone());
        let given = std::iter::once(kind).chain(also).collect::<Vec<_>>();
        *scan = Some(Scan {
            steps: steps.clone(),
            sequences: sequences.len(),
            states: states.len(),
            outputs: given.len(),
            ends: *ends,
        });
        let values = std::iter::once(&scope.result).chain(&scope.also);
        let outputs = given.iter().zip(values).map(|(kind, value)| self.of_all_steps(kind, value, &steps, source));
        let mut shapes = outputs.collect::<Option<Vec<_>>>()?;
        if *ends {
            shapes.extend(starts);
        }
        let whole = match shapes.as_slice() {
            [outputs] => outputs.clone(),
            shapes => Shape::new([Dimension::sum(shapes.iter().map(Shape::elements))]),
        };
        self.holds(&whole, "scan", source)?;
        self.scopes.note_ends(of, shapes);
        Some((Type::Sample(whole), operation))
    }

    /// What all steps give together of a value that each of them gives.
    fn of_all_steps(&mut self, kind: &Type, value: &model::Value, steps: &Dimension, source: &Source) -> Option<Shape> {
        let Type::Sample(output) = kind else {
            let fact = message!["a step of the scan gives `", value.name, "`, which holds indices"];
            self.requirements.refuse(&source.tokens, &fact, &message!["let it give what a layer makes of them"]);
            return None;
        };
        if output.rank() >= HIGHEST_RANK {
            let fact = message!["a step of the scan gives ", output, ", and all of them have a dimension more"];
            let help = message!["a sample has ", HIGHEST_RANK, " dimensions at most: `flatten` what the step gives"];
            self.requirements.refuse(&source.tokens, &fact, &help);
            return None;
        }
        Some(Shape::new([steps.clone()].into_iter().chain(output.dimensions().iter().cloned())))
    }

    /// Takes the first dimension off sequences; gives how many steps there are.
    fn steps(&mut self, sequences: &mut [Input], source: &Source) -> Option<Dimension> {
        let mut known = None::<(Dimension, model::Value)>;
        for Input { value, kind } in sequences {
            let Type::Sample(shape) = kind else {
                let fact = message!["a scan goes along numbers, but `", value.name, "` is ", kind.documented()];
                let help = message!["look them up first: `let vectors = ", value.name, " -> embed: embedding(..);`"];
                self.requirements.refuse(&source.tokens, &fact, &help);
                return None;
            };
            let Some((steps, rest)) = shape.dimensions().split_first() else {
                let fact = message!["a scan goes along a sequence, but `", value.name, "` is one number"];
                self.requirements.refuse(&source.tokens, &fact, &message!["a sequence is [steps, ..]"]);
                return None;
            };
            if let Some((first, other)) = &known {
                let fact = message![
                    "the scan has ",
                    first,
                    " steps of `",
                    other.name,
                    "`, but ",
                    steps,
                    " of `",
                    value.name,
                    "`"
                ];
                let help = message!["all sequences of a scan have as many steps: `split` or `pad` one of them"];
                let condition = Condition::Equal(first.clone(), steps.clone());
                self.requirements.require(&source.tokens, condition, &fact, &help).then_some(())?;
            } else {
                known = Some((steps.clone(), value.clone()));
            }
            *kind = Type::Sample(Shape::new(rest.iter().cloned()));
        }
        known.map(|(steps, _)| steps)
    }

    /// What a step hands on of its states, which have to be of the shape that it takes.
    pub(super) fn carried(
        &mut self,
        carried: &[model::Value],
        declared: &[Typed],
        environment: &Environment,
    ) -> Option<Vec<Left>> {
        let states = declared.iter().skip(declared.len().saturating_sub(carried.len()));
        let carried = carried.iter().zip(states).map(|(value, state)| {
            let name = &state.value.name;
            let (Type::Sample(before), Type::Sample(after)) = (&state.kind, environment.get(&value.id)?) else {
                let fact = message!["the state `", name, "` holds indices"];
                self.requirements.refuse(name, &fact, &message!["states are numbers: look indices up first"]);
                return None;
            };
            let fact = message!["the state `", name, "` is ", before, " before a step, but ", after, " after it"];
            let help = message!["a step hands on what it takes: let it be ", before, " again, or begin with ", after];
            if after.rank() != before.rank() {
                self.requirements.refuse(name, &fact, &help);
                return None;
            }
            let holds = self.requirements.require(name, Condition::same(before, after), &fact, &help);
            let operand = Operand { value: value.clone(), assumed: before != after };
            holds.then(|| Left { operand, kind: state.kind.clone() })
        });
        carried.collect::<Vec<_>>().into_iter().collect()
    }

    /// A part of what a scan gives: its outputs, or a state in the end.
    pub(super) fn end(
        &mut self,
        scan: &model::Value,
        index: usize,
        environment: &Environment,
    ) -> Option<(Type, Operation)> {
        let whole = input(scan, environment)?;
        let shapes = self.scopes.ends(whole.value.id)?;
        let shape = shapes.get(index)?.clone();
        let from = Dimension::sum(shapes.iter().take(index).map(Shape::elements));
        let operation = Operation::Layer {
            field: None,
            inputs: vec![Operand { value: whole.value, assumed: false }],
            code: Code::function(quote!(layer::segment)).with(Size(&from)),
            parameters: Dimension::Number(0),
            biases: Dimension::Number(0),
            multiply_adds: Dimension::Number(0),
            view: View::Everything,
            stops: false,
        };
        Some((Type::Sample(shape), operation))
    }
}
