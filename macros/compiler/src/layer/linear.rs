//! `linear`

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::weight_norm::{Holders, WeightNorm};
use super::{Applied, Argument, Code, Initializers, Input, Kind, Layer, Site, Type};
use crate::shape::{Condition, Dimension, Shape, message};

const HOLDERS: Holders = [
    ["Linear", "UnbiasedLinear"],
    ["WeightNormLinear", "UnbiasedWeightNormLinear"],
    ["SpectralNormLinear", "UnbiasedSpectralNormLinear"],
];

pub(super) const KIND: Kind = Kind {
    aliases: &["dense", "fc", "fully_connected"],
    named: &["weight"],
    variables: true,
    positional: &[("out_features", "the number of output features")],
    ..Kind::new("linear", "linear(10)", |arguments| {
        arguments.inferred("in_features");
        let outputs = arguments.size("out_features");
        let bias = arguments.boolean_or("bias", true);
        let shares = arguments.has_value("weight");
        if shares {
            let help = "what it shares is filled by the layer that holds it: remove one of the two";
            arguments.exclude("init", "`init` is given with `weight`", help);
            let help = "what it shares belongs to the layer that holds it: remove one of the two";
            arguments.exclude("norm", "`norm` is given with `weight`", help);
        }
        let norm = WeightNorm::read(arguments);
        let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
        arguments.finish()?;
        Some(Rc::new(Linear { outputs: outputs?, bias: bias?, norm: norm?, shares, initializers: initializers? }))
    })
};

struct Linear {
    outputs: Dimension,
    bias: bool,
    norm: WeightNorm,
    /// Whether its weight is that of another layer.
    shares: bool,
    initializers: Option<Initializers>,
}

impl Layer for Linear {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let [input, shared @ ..] = site.inputs else {
            return None;
        };
        let (value, shape) = site.sample(input)?;
        let flat = message!["`", site.label, "` takes a flat vector, but `", value.name, "` is ", shape];
        let Some((inputs, rows)) = shape.dimensions().split_last() else {
            return site
                .refuse(&flat, &message!["`", value.name, "` is a single number; a vector of one element is `[1]`"]);
        };
        if shape.is_image() {
            let flatten = message!["flatten it first: ", site.insert("flatten")];
            let help = match shape.rank() {
                2 => message![flatten, "; or for each place alone, channels last: ", site.insert("permute([1, 0])")],
                _ => flatten,
            };
            return site.refuse(&flat, &help);
        }
        let output = Shape::new(rows.iter().chain([&self.outputs]).cloned());
        let weights = Dimension::product([self.outputs.clone(), inputs.clone()]);
        let multiply_adds = Dimension::product(rows.iter().cloned().chain([weights.clone()]));
        if self.shares {
            self.fits(site, shared.first()?, inputs)?;
            return Some(self.sharing(output, inputs)?.multiply_adds(multiply_adds));
        }
        let (dimensions, parameters) = self.norm.sizes(vec![self.outputs.clone(), inputs.clone()], 0);
        let applied = Applied::holding(
            output,
            self.norm.holder(&HOLDERS, self.bias),
            dimensions,
            Code::variables(TokenStream::new(), &["relu"]),
        )?;
        let biases = if self.bias { self.outputs.clone() } else { Dimension::Number(0) };
        Some(
            applied
                .initializers(self.initializers.clone())
                .parameters(Dimension::sum([parameters, biases.clone()]))
                .biases(biases)
                .multiply_adds(multiply_adds),
        )
    }
}

impl Linear {
    /// Asks that a shared weight has a row for each output and a column for each input.
    fn fits(&self, site: &mut Site, weight: &Input, inputs: &Dimension) -> Option<()> {
        let needed = Shape::new([self.outputs.clone(), inputs.clone()]);
        let (what, shape) = match &weight.kind {
            Type::Variable(shape) => (message!["`", site.label, "` needs a weight of ", needed], shape),
            kind => {
                let fact = message![
                    "`weight` of `",
                    site.label,
                    "` is a variable of a layer, but `",
                    weight.value.name,
                    "` is ",
                    kind.documented()
                ];
                return site.refuse(&fact, &message!["name the layer and its variable: `weight = embed.weight`"]);
            }
        };
        let fact = message![what, ", but `", weight.value.name, "` is ", shape];
        let help = message!["a weight has a row for each output and a column for each feature of the input"];
        if shape.rank() != 2 {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(&needed, shape), &fact, &help)
    }

    /// A product with the weight of another layer.
    fn sharing(&self, output: Shape, inputs: &Dimension) -> Option<Applied> {
        if !self.bias {
            let arguments = vec![Argument::Distinct, Argument::Distinct];
            return Applied::new(output, Code::call(quote!(layer::project), arguments));
        }
        let dimensions = vec![self.outputs.clone(), inputs.clone()];
        let code = Code::variables(TokenStream::new(), &["relu"]);
        let applied = Applied::holding(output, "SharedLinear", dimensions, code)?;
        Some(
            applied
                .initializers(self.initializers.clone())
                .parameters(self.outputs.clone())
                .biases(self.outputs.clone()),
        )
    }
}
