//! Where a layer is applied: what flows in, and what is found to be wrong.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use syn::Path;

use super::{Code, Initializers, grid};
use crate::check::text;
use crate::model::{Source, Value};
use crate::shape::{Condition, Dimension, Message, Requirements, Shape, message};

/// The place where a layer is applied.
pub(crate) struct Site<'a> {
    /// The name or, without one, the kind of the layer.
    pub(crate) label: &'a str,
    pub(crate) source: &'a Source,
    pub(crate) inputs: &'a [Input],
    pub(crate) requirements: &'a mut Requirements,
}

/// A value that flows into a layer.
#[derive(Clone)]
pub(crate) struct Input {
    pub(crate) value: Value,
    pub(crate) kind: Type,
}

/// What a value is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// A tensor of this shape for each sample.
    Sample(Shape),
    /// A tensor of this shape for each sample that says which, not how much.
    Indices(Shape),
    /// A variable of a layer, which is the same for all samples.
    Variable(Shape),
    /// One number for the batch.
    Loss,
    /// Another network, which a loss looks through.
    Critic(Rc<Critic>),
}

/// A network that a loss looks through.
#[derive(PartialEq, Eq)]
pub(crate) struct Critic {
    pub(crate) network: Path,
    /// What it takes, if it is of the same block.
    pub(crate) inputs: Option<Vec<(Ident, Type)>>,
}

impl Type {
    /// The shape of what there is for each sample.
    pub(crate) fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Sample(shape) | Self::Indices(shape) | Self::Variable(shape) => Some(shape),
            Self::Loss | Self::Critic(_) => None,
        }
    }

    /// As documentation shows it.
    pub(crate) fn documented(&self) -> String {
        match self {
            Self::Sample(shape) => format!("`{shape}`"),
            Self::Variable(shape) => format!("a variable `{shape}`"),
            Self::Indices(shape) => format!("`{shape} of usize`"),
            Self::Loss => "a loss".to_owned(),
            Self::Critic(critic) => format!("a network `{}`", text(&critic.network)),
        }
    }
}

/// A layer as it was applied.
pub(crate) struct Applied {
    pub(crate) output: Type,
    pub(crate) variables: Option<Variables>,
    pub(crate) code: Code,
    /// How many times a sample makes it multiply a weight and add the product to a sum.
    pub(crate) multiply_adds: Dimension,
    pub(crate) view: View,
    /// Whether no gradient goes back through it.
    pub(crate) stops: bool,
}

/// Which part of its inputs a value sees from one place, along the height and the width.
#[derive(Clone)]
pub(crate) enum View {
    /// Any of it, or places that no stride leads to: norms over images, what interpolates, and what moves axes.
    Everything,
    /// The same place alone.
    Place,
    /// The place that is so many rows and columns further on. The tokens are an array of both.
    Shift(TokenStream),
    /// What is under a window. The tokens are a `Pool { .. }`.
    Window(TokenStream),
}

/// A struct that holds variables.
#[derive(Clone)]
pub(crate) enum Struct {
    /// One of the runtime's layers.
    Runtime(&'static str),
    /// One of these that is generic over a shape, of all its dimensions.
    Shaped(&'static str),
    /// The type of a layer of the user, for any element type and device.
    Own(TokenStream),
    /// The type of a module or a network of the user, with all of its arguments.
    Foreign(TokenStream),
}

/// The variables of a layer: the struct of the runtime that holds them, and its dimensions.
#[derive(Clone)]
pub(crate) struct Variables {
    pub(crate) holder: Struct,
    pub(crate) dimensions: Vec<Dimension>,
    /// The number of its trainable elements.
    pub(crate) parameters: Dimension,
    /// How many of these are biases.
    pub(crate) biases: Dimension,
    /// What its variables hold at first, if it is not the layer's own.
    pub(crate) initializers: Option<Initializers>,
}

impl Applied {
    /// A layer without variables.
    pub(crate) fn new(output: Shape, code: Code) -> Option<Self> {
        Some(Self::of(Type::Sample(output), code))
    }

    /// A layer without variables, of a loss perhaps.
    pub(crate) fn of(output: Type, code: Code) -> Self {
        let (multiply_adds, view) = (Dimension::Number(0), View::Everything);
        Self { output, variables: None, code, multiply_adds, view, stops: false }
    }

    /// A layer with variables, which says by [`Applied::parameters`] how many of their elements are trained.
    pub(crate) fn holding(output: Shape, holder: &'static str, dimensions: Vec<Dimension>, code: Code) -> Option<Self> {
        Self::held(output, Struct::Runtime(holder), dimensions, code)
    }

    /// The same with a variable of the shape of its output.
    pub(crate) fn shaped(output: Shape, holder: &'static str, code: Code) -> Option<Self> {
        let dimensions = output.dimensions().to_vec();
        Self::held(output, Struct::Shaped(holder), dimensions, code)
    }

    fn held(output: Shape, holder: Struct, dimensions: Vec<Dimension>, code: Code) -> Option<Self> {
        let nothing = Dimension::Number(0);
        let variables =
            Variables { holder, dimensions, parameters: nothing.clone(), biases: nothing, initializers: None };
        Some(Self { variables: Some(variables), ..Self::of(Type::Sample(output), code) })
    }

    /// Fills its variables with something else than the layer's own.
    pub(crate) fn initializers(mut self, initializers: Option<Initializers>) -> Self {
        if let Some(variables) = &mut self.variables {
            variables.initializers = initializers;
        }
        self
    }

    /// Sets the number of trainable elements of its variables.
    pub(crate) fn parameters(mut self, parameters: Dimension) -> Self {
        if let Some(variables) = &mut self.variables {
            variables.parameters = parameters;
        }
        self
    }

    /// Sets how many of its trainable elements are biases, which are added to what its weights make.
    pub(crate) fn biases(mut self, biases: Dimension) -> Self {
        if let Some(variables) = &mut self.variables {
            variables.biases = biases;
        }
        self
    }

    /// Sets what it costs: the multiplications with a weight that a sample takes, each with its addition. Biases,
    /// norms, activations and pooling count nothing.
    pub(crate) fn multiply_adds(mut self, multiply_adds: Dimension) -> Self {
        self.multiply_adds = multiply_adds;
        self
    }

    /// Says that no gradient goes back through it.
    pub(crate) fn stops(mut self) -> Self {
        self.stops = true;
        self
    }

    /// Sets what it sees of its inputs.
    pub(crate) fn sees(mut self, view: View) -> Self {
        self.view = view;
        self
    }
}

impl<'a> Site<'a> {
    /// Whether a dimension is refused because Rust cannot compute it.
    pub(crate) fn is_beyond(&self, dimension: &Dimension) -> bool {
        self.requirements.obstacle(dimension).is_some()
    }

    /// The name and the shape of the only input.
    pub(crate) fn input(&mut self) -> Option<(&'a Value, &'a Shape)> {
        match self.inputs {
            [input] => self.sample(input),
            _ => None,
        }
    }

    /// The name and the shape of an input that holds numbers of each sample.
    pub(crate) fn sample(&mut self, input: &'a Input) -> Option<(&'a Value, &'a Shape)> {
        let Input { value, kind } = input;
        match kind {
            Type::Sample(shape) => Some((value, shape)),
            Type::Indices(shape) => self.refuse(
                &message!["`", self.label, "` takes numbers, but `", value.name, "` is ", shape, " of usize"],
                &message![
                    "indices go into a layer that looks something up; if these are numbers, declare them as ",
                    shape
                ],
            ),
            Type::Variable(_) => self.variable(value),
            Type::Loss => self.loss(value),
            Type::Critic(_) => self.critic(value),
        }
    }

    /// The name and the shape of an input that holds indices.
    pub(crate) fn indices(&mut self, input: &'a Input) -> Option<(&'a Value, &'a Shape)> {
        let Input { value, kind } = input;
        match kind {
            Type::Indices(shape) => Some((value, shape)),
            Type::Sample(shape) => self.refuse(
                &message!["`", self.label, "` takes indices, but `", value.name, "` is ", shape, " of numbers"],
                &message!["indices come in from outside: declare an input or a target as ", shape, " of usize"],
            ),
            Type::Variable(_) => self.variable(value),
            Type::Loss => self.loss(value),
            Type::Critic(_) => self.critic(value),
        }
    }

    fn variable<T>(&mut self, value: &Value) -> Option<T> {
        self.refuse(
            &message![
                "`",
                self.label,
                "` takes a value of each sample, but `",
                value.name,
                "` is a variable of a layer"
            ],
            &message!["a variable is shared as the weight of a layer; a learnt value is `variable([..], init = ..)`"],
        )
    }

    fn loss<T>(&mut self, value: &Value) -> Option<T> {
        self.refuse(
            &message!["`", self.label, "` takes a value of each sample, but `", value.name, "` is a loss"],
            &message!["a loss is one number for the batch: only `+ - * /` apply to it"],
        )
    }

    fn critic<T>(&mut self, value: &Value) -> Option<T> {
        self.refuse(
            &message!["`", self.label, "` takes a value of each sample, but `", value.name, "` is a network"],
            &message!["a loss looks through it: `perceptual(", value.name, " at scope/layer, image, target)`"],
        )
    }

    /// An image, `[channels, height, width]`.
    pub(crate) fn image(&mut self) -> Option<[&'a Dimension; 3]> {
        let (value, shape) = self.input()?;
        self.image_of(value, shape)
    }

    /// Channels over `N` axes. `family` is the layer's name without their number, for one that fits what is there.
    pub(crate) fn grid<const N: usize>(&mut self, family: &str) -> Option<(&'a Dimension, [&'a Dimension; N])> {
        let (value, shape) = self.input()?;
        if let [channels, size @ ..] = shape.dimensions()
            && let Ok(size) = <&[Dimension; N]>::try_from(size)
        {
            return Some((channels, size.each_ref()));
        }
        let (noun, needed) = (grid::noun(N), grid::shape(N));
        let fact = message!["`", self.label, "` takes ", noun, ", ", needed, ", but `", value.name, "` is ", shape];
        let axes = shape.rank().saturating_sub(1);
        let help = match axes {
            1..=3 => {
                let other = message![grid::noun(axes), " goes through `", family, axes, "d`"];
                match (N, axes) {
                    (2, 1) => message!["an image of one channel is [1, height, width]; ", other],
                    (3, 2) => message!["a volume of one channel is [1, depth, height, width]; ", other],
                    _ => other,
                }
            }
            0 if N == 1 => message!["a sequence of one channel is [1, length]"],
            _ => message!["send ", noun, " through `", self.label, "`"],
        };
        self.refuse(&fact, &help)
    }

    /// A value that must be an image.
    pub(crate) fn image_of(&mut self, value: &Value, shape: &'a Shape) -> Option<[&'a Dimension; 3]> {
        match shape.dimensions() {
            [channels, height, width] => Some([channels, height, width]),
            _ => self.refuse(
                &message![
                    "`",
                    self.label,
                    "` takes an image, [channels, height, width], but `",
                    value.name,
                    "` is ",
                    shape
                ],
                &match shape.rank() {
                    2 => message!["an image of one channel is [1, height, width]"],
                    _ => message!["send a value of three dimensions through `", self.label, "`"],
                },
            ),
        }
    }

    /// Asks that groups divide numbers of channels.
    pub(crate) fn groups(&mut self, groups: &Dimension, of: [(&Dimension, &str); 2]) -> Option<()> {
        let help = match divisor(groups, &of.map(|(channels, _)| channels)) {
            Some(fits) => message!["each group takes the same number of channels: `groups = ", fits, "` divides both"],
            None => {
                message!["each group takes the same number of channels: `groups` must divide both numbers of channels"]
            }
        };
        for (channels, which) in of {
            self.require(
                Condition::Divides(groups.clone(), channels.clone()),
                &message![
                    "`",
                    self.label,
                    "` has ",
                    groups,
                    " groups, which do not divide its ",
                    channels,
                    " ",
                    which,
                    " channels"
                ],
                &help,
            )?;
        }
        Some(())
    }

    /// Reports what does not fit.
    pub(crate) fn refuse<T>(&mut self, fact: &Message, help: &Message) -> Option<T> {
        self.requirements.refuse(&self.source.tokens, fact, help);
        None
    }

    /// Asks for `condition`; `None` if it does not hold.
    pub(crate) fn require(&mut self, condition: Condition, fact: &Message, help: &Message) -> Option<()> {
        self.requirements.require(&self.source.tokens, condition, fact, help).then_some(())
    }

    /// What to write to send the input through `layer` first: `features -> flatten -> fc: linear(10)`.
    pub(crate) fn insert(&self, layer: &str) -> String {
        match self.inputs {
            [Input { value, .. }] if value.bound => format!("`{} -> {layer} -> {}`", value.name, self.source.text),
            _ => format!("`-> {layer} -> {}`", self.source.text),
        }
    }
}

impl Variables {
    /// The names of those that other layers can share, with their shapes.
    pub(crate) fn shared(&self) -> Vec<(&'static str, Shape)> {
        let of = |name: &'static str, places: &[usize]| {
            let dimensions = places.iter().filter_map(|place| self.dimensions.get(*place).cloned());
            (name, Shape::new(dimensions))
        };
        match self.holder {
            Struct::Shaped("Variable") => vec![("value", Shape::new(self.dimensions.iter().cloned()))],
            Struct::Runtime("Linear" | "UnbiasedLinear" | "Embedding") => vec![of("weight", &[0, 1])],
            Struct::Runtime("Attention" | "UnbiasedAttention") => {
                vec![of("in_proj_weight", &[2, 0]), of("out_proj.weight", &[0, 1])]
            }
            _ => Vec::new(),
        }
    }
}

/// The largest number above 1 and up to `groups` that divides all of these, where there is one and they are known.
pub(crate) fn divisor(groups: &Dimension, of: &[&Dimension]) -> Option<usize> {
    let of = of.iter().map(|channels| channels.number()).collect::<Option<Vec<_>>>()?;
    (2..=groups.number()?).rev().find(|divisor| of.iter().all(|channels| channels % divisor == 0))
}
