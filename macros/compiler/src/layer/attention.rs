//! `attention`

use std::rc::Rc;

use quote::quote;

use super::{Applied, Code, Initializers, Inputs, Kind, Layer, Site};
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["multi_head_attention", "multihead_attention", "self_attention"],
    inputs: Inputs::UpTo(&["input", "memory"]),
    variables: true,
    positional: &[("heads", "the number of heads")],
    ..Kind::new("attention", "attention(heads = 8)", |arguments| {
        arguments.inferred("embed_dim");
        let heads = arguments.size("heads");
        let causal = arguments.boolean_or("causal", false);
        // Those that make queries, keys and values, and the linear layer at the end.
        let initializers = arguments.initializers(&[["GlorotUniform", "Zeros"], ["FanIn", "Zeros"]], true, true);
        arguments.finish()?;
        Some(Rc::new(Attention { heads: heads?, causal: causal?, initializers: initializers? }))
    })
};

struct Attention {
    heads: Dimension,
    causal: bool,
    initializers: Option<Initializers>,
}

impl Layer for Attention {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { heads, causal, initializers } = self;
        let (input, memory) = site.inputs.split_first()?;
        let (value, shape) = site.sample(input)?;
        let [length, width] = sequence(site, value, shape)?;
        site.require(
            Condition::Divides(heads.clone(), width.clone()),
            &message![
                "`",
                site.label,
                "` has ",
                heads,
                " heads, which do not divide the width ",
                width,
                " of `",
                value.name,
                "`"
            ],
            &message!["each head takes the same number of features: `heads` must divide ", width],
        )?;
        let size = Size(heads);
        let all = Dimension::product([Dimension::Number(3), width.clone()]);
        let Some(memory) = memory.first() else {
            let code = Code::variables(quote!(.heads(#size, #causal)), &[]);
            let applied = Applied::holding(shape.clone(), "Attention", vec![width.clone(), all], code)?;
            let applied = applied.initializers(initializers.clone());
            return Some(costs(applied, [length, width], [length, width]));
        };
        let (memory, of_memory) = site.sample(memory)?;
        let [places, features] = sequence(site, memory, of_memory)?;
        if *causal {
            return site.refuse(
                &message!["`", site.label, "` is causal, but `", memory.name, "` has places of its own"],
                &message![
                    "`causal` hides what comes later in the same value: remove it, or remove `",
                    memory.name,
                    "`"
                ],
            );
        }
        let code = Code::variables(quote!(.over(#size)), &[]);
        let (holder, dimensions) = match features == width {
            true => ("Attention", vec![width.clone(), all]),
            false => ("CrossAttention", vec![width.clone(), features.clone(), all]),
        };
        let applied = Applied::holding(shape.clone(), holder, dimensions, code)?;
        let applied = applied.initializers(initializers.clone());
        Some(costs(applied, [length, width], [places, features]))
    }
}

/// `[length, width]`
fn sequence<'a>(site: &mut Site, value: &Value, shape: &'a Shape) -> Option<[&'a Dimension; 2]> {
    match shape.dimensions() {
        [length, width] => Some([length, width]),
        _ => site.refuse(
            &message!["`", site.label, "` takes a sequence, [length, width], but `", value.name, "` is ", shape],
            &match shape.rank() {
                1 => message!["a single place has nothing to attend to: a sequence of it is [1, width]"],
                _ => message!["bring it to two dimensions first"],
            },
        ),
    }
}

/// Four projections, and the products of queries with keys and of probabilities with values.
fn costs(applied: Applied, [length, width]: [&Dimension; 2], [places, features]: [&Dimension; 2]) -> Applied {
    let product = |factors: &[&Dimension]| Dimension::product(factors.iter().map(|factor| (*factor).clone()));
    let (two, four) = (Dimension::Number(2), Dimension::Number(4));
    let parameters = [product(&[&two, width, width]), product(&[&two, width, features]), product(&[&four, width])];
    let multiply_adds = [
        product(&[&two, length, width, width]),
        product(&[&two, places, width, features]),
        product(&[&two, length, places, width]),
    ];
    applied.parameters(Dimension::sum(parameters)).multiply_adds(Dimension::sum(multiply_adds))
}
