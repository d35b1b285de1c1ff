//! `linear`

use std::rc::Rc;

use proc_macro2::TokenStream;

use super::{Applied, Code, Initializers, Kind, Layer, Site};
use crate::shape::{Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["dense", "fc", "fully_connected"],
    variables: true,
    positional: &[("out_features", "the number of output features")],
    ..Kind::new("linear", "linear(10)", |arguments| {
        arguments.inferred("in_features");
        let outputs = arguments.size("out_features");
        let bias = arguments.boolean_or("bias", true);
        let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
        arguments.finish()?;
        Some(Rc::new(Linear { outputs: outputs?, bias: bias?, initializers: initializers? }))
    })
};

struct Linear {
    outputs: Dimension,
    bias: bool,
    initializers: Option<Initializers>,
}

impl Layer for Linear {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (value, shape) = site.input()?;
        let [inputs] = shape.dimensions() else {
            let help = match shape.rank() {
                0 => message!["`", value.name, "` is a single number; a vector of one element is `[1]`"],
                _ => message!["flatten it first: ", site.insert("flatten")],
            };
            return site
                .refuse(&message!["`", site.label, "` takes a flat vector, but `", value.name, "` is ", shape], &help);
        };
        let applied = Applied::holding(
            Shape::new([self.outputs.clone()]),
            if self.bias { "Linear" } else { "UnbiasedLinear" },
            vec![self.outputs.clone(), inputs.clone()],
            Code::variables(TokenStream::new(), &["relu"]),
        )?;
        let weights = Dimension::product([self.outputs.clone(), inputs.clone()]);
        let biases = if self.bias { self.outputs.clone() } else { Dimension::Number(0) };
        Some(
            applied
                .initializers(self.initializers.clone())
                .parameters(Dimension::sum([weights.clone(), biases]))
                .multiply_adds(weights),
        )
    }
}
