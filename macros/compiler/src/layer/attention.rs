//! `attention`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Applied, Code, Initializers, Input, Inputs, Kind, Layer, Number, Range, Site};
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["multi_head_attention", "multihead_attention", "self_attention"],
    inputs: Inputs::UpTo(&["input", "memory"]),
    named: &["mask"],
    variables: true,
    positional: &[("heads", "the number of heads")],
    ..Kind::new("attention", "attention(heads = 8)", |arguments| {
        arguments.inferred("embed_dim");
        let heads = arguments.size("heads");
        let kv_heads = arguments.optional_size("kv_heads");
        let head_size = arguments.optional_size("head_size");
        let causal = arguments.boolean_or("causal", false);
        let rotary = arguments.boolean_or("rotary", false);
        if rotary == Some(false) {
            arguments.exclude(
                "rotary_base",
                "`rotary_base` is given without `rotary`",
                "write `rotary = true` beside it",
            );
        }
        let rotary_base = arguments.number_or("rotary_base", 1e4, &BASE);
        // Those that make queries, keys and values, and the linear layer at the end.
        let initializers = arguments.initializers(&[["GlorotUniform", "Zeros"], ["FanIn", "Zeros"]], true, true);
        let masked = arguments.has_value("mask");
        arguments.finish()?;
        let rotary = if rotary? { Some(rotary_base?) } else { None };
        Some(Rc::new(Attention {
            heads: heads?,
            kv_heads: kv_heads?,
            head_size: head_size?,
            causal: causal?,
            rotary,
            masked,
            initializers: initializers?,
        }))
    })
};

const BASE: Range = Range::new(
    Bound::Excluded(1.0),
    Bound::Unbounded,
    "the angles of later pairs grow slower: the base is above 1, and 10000 in most networks",
);

struct Attention {
    heads: Dimension,
    /// Heads of keys and values, where they are not as many.
    kv_heads: Option<Dimension>,
    /// Features of a head, where they are not those of the width by the heads.
    head_size: Option<Dimension>,
    causal: bool,
    /// The base of the angles.
    rotary: Option<Number>,
    masked: bool,
    initializers: Option<Initializers>,
}

impl Layer for Attention {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (input, rest) = site.inputs.split_first()?;
        let (mask, memory) = match rest.split_last() {
            Some((mask, memory)) if self.masked => (Some(mask), memory.first()),
            _ => (None, rest.first()),
        };
        let (value, shape) = site.sample(input)?;
        let [length, width] = sequence(site, value, shape)?;
        let (query_width, key_width) = self.widths(site, value, width)?;
        let (asked, [places, features]) = match memory {
            None => (value, [length, width]),
            Some(memory) => {
                let (memory, of_memory) = site.sample(memory)?;
                self.alone(site, memory)?;
                (memory, sequence(site, memory, of_memory)?)
            }
        };
        if let Some(mask) = mask {
            masks(site, mask, asked, places)?;
        }
        let double = |width: &Dimension| Dimension::product([Dimension::Number(2), width.clone()]);
        let all = match query_width == key_width {
            true => Dimension::product([Dimension::Number(3), query_width.clone()]),
            false => Dimension::sum([query_width.clone(), double(&key_width)]),
        };
        let (holder, dimensions) = match features == width {
            true => ("Attention", vec![width.clone(), query_width.clone(), all.clone()]),
            false => {
                let dimensions = [width, features, &query_width, &key_width, &all];
                ("CrossAttention", dimensions.map(Dimension::clone).to_vec())
            }
        };
        let code = Code::variables(self.settings(memory.is_some()), &[]);
        let applied = Applied::holding(shape.clone(), holder, dimensions, code)?;
        let product = |factors: &[&Dimension]| Dimension::product(factors.iter().map(|factor| (*factor).clone()));
        let (queries, keys) = (double(&query_width), double(&key_width));
        // Two projections of the width of the queries, two of that of keys and values, and the biases.
        let biases = Dimension::sum([all, width.clone()]);
        let parameters = [product(&[&queries, width]), product(&[&keys, features]), biases.clone()];
        // The projections, and the products of queries with keys and of probabilities with values.
        let multiply_adds = [
            product(&[&queries, length, width]),
            product(&[&keys, places, features]),
            product(&[&queries, length, places]),
        ];
        let applied = applied.initializers(self.initializers.clone());
        let applied = applied.parameters(Dimension::sum(parameters)).biases(biases);
        Some(applied.multiply_adds(Dimension::sum(multiply_adds)))
    }
}

impl Attention {
    /// The widths of the queries, and of the keys and the values, of all heads.
    fn widths(&self, site: &mut Site, value: &Value, width: &Dimension) -> Option<(Dimension, Dimension)> {
        let Self { heads, kv_heads, head_size, .. } = self;
        let (query_width, size) = match head_size {
            Some(size) => (Dimension::product([heads.clone(), size.clone()]), size.clone()),
            None => {
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
                    &message![
                        "each head takes the same number of features: `heads` must divide ",
                        width,
                        ", or `head_size` say how many they are"
                    ],
                )?;
                (width.clone(), width.clone().divided_by(heads.clone()))
            }
        };
        if self.rotary.is_some() {
            site.require(
                Condition::Divides(Dimension::Number(2), size.clone()),
                &message!["`", site.label, "` turns pairs of features, but its heads have ", size, " each"],
                &message!["make `head_size` an even number, or leave `rotary` out"],
            )?;
        }
        let Some(kv_heads) = kv_heads else {
            return Some((query_width.clone(), query_width));
        };
        site.require(
            Condition::Divides(kv_heads.clone(), heads.clone()),
            &message![
                "`",
                site.label,
                "` has ",
                heads,
                " heads of queries, which ",
                kv_heads,
                " heads of keys and values do not divide"
            ],
            &message!["each of them is shared by as many heads of queries: `kv_heads` must divide `heads`"],
        )?;
        Some((query_width, Dimension::product([kv_heads.clone(), size])))
    }

    /// Refuses what goes with a value's own places alone.
    fn alone(&self, site: &mut Site, memory: &Value) -> Option<()> {
        let (what, why) = match self {
            Self { causal: true, .. } => ("causal", "hides what comes later in the same value"),
            Self { rotary: Some(_), .. } => ("rotary", "compares places of the same value"),
            _ => return Some(()),
        };
        let is = if what == "causal" { "is causal" } else { "has rotary positions" };
        site.refuse(
            &message!["`", site.label, "` ", is, ", but `", memory.name, "` has places of its own"],
            &message!["`", what, "` ", why, ": remove it, or remove `", memory.name, "`"],
        )
    }

    /// What is said of it in code, before it is applied.
    fn settings(&self, over: bool) -> TokenStream {
        let heads = Size(&self.heads);
        let kv_heads = self.kv_heads.as_ref().map(|heads| {
            let heads = Size(heads);
            quote!(.kv_heads(#heads))
        });
        let causal = self.causal.then(|| quote!(.causal()));
        let rotary = self.rotary.as_ref().map(|base| quote!(.rotary(#base)));
        let over = over.then(|| quote!(.over()));
        let masked = self.masked.then(|| quote!(.masked()));
        quote!(.heads(#heads) #kv_heads #causal #rotary #over #masked)
    }
}

/// Asks that a mask has a number for each place of what is asked.
fn masks<'a>(site: &mut Site<'a>, mask: &'a Input, asked: &Value, places: &Dimension) -> Option<()> {
    let (mask, shape) = site.sample(mask)?;
    let fact = message![
        "`",
        site.label,
        "` asks the ",
        places,
        " places of `",
        asked.name,
        "`, but the mask `",
        mask.name,
        "` is ",
        shape
    ];
    let help =
        message!["a mask has a number for each place, [", places, "]: 1 for those that count, and 0 for the others"];
    let [own] = shape.dimensions() else {
        return site.refuse(&fact, &help);
    };
    site.require(Condition::Equal(own.clone(), places.clone()), &fact, &help)
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
