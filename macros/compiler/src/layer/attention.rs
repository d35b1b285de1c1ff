//! `attention`

use std::ops::Bound;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::dropout::PROBABILITY;
use super::site::divisor;
use super::{Applied, Code, Initializers, Input, Inputs, Kind, Layer, Number, Range, Site};
use crate::expand::Size;
use crate::model::Value;
use crate::shape::{Condition, Dimension, Shape, message};
use crate::syntax::{ArgumentValue, Expression};

pub(super) const KIND: Kind = Kind {
    aliases: &["multi_head_attention", "multihead_attention", "self_attention"],
    inputs: Inputs::UpTo(&["input", "memory"]),
    named: &["mask", "position_bias"],
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
        let scale = arguments.optional_number("scale", &SCALE);
        let dropout = arguments.optional_number("dropout", &PROBABILITY);
        let bias = arguments.optional("bias", |arguments, name, value| match value {
            ArgumentValue::Expression(Expression::Value(given)) => {
                let help = format!("write `true` or `false`; to add it to the scores, write `position_bias = {given}`");
                arguments.refused(name, value, &help)
            }
            _ => arguments.read_boolean(name, value),
        });
        let bias = bias.map(|bias| bias.unwrap_or(true));
        // Those that make queries, keys and values, and the linear layer at the end.
        let own: &'static [[&'static str; 2]] = &[["GlorotUniform", "Zeros"], ["FanIn", "Zeros"]];
        let initializers = arguments.initializers(own, true, bias.unwrap_or(true));
        let [masked, biased] = ["mask", "position_bias"].map(|name| arguments.has_value(name));
        arguments.finish()?;
        let rotary = if rotary? { Some(rotary_base?) } else { None };
        Some(Rc::new(Attention {
            heads: heads?,
            kv_heads: kv_heads?,
            head_size: head_size?,
            causal: causal?,
            rotary,
            scale: scale?,
            dropout: dropout?,
            bias: bias?,
            masked,
            biased,
            initializers: initializers?,
        }))
    })
};

const BASE: Range = Range::new(
    Bound::Excluded(1.0),
    Bound::Unbounded,
    "the angles of later pairs grow slower: the base is above 1, and 10000 in most networks",
);

const SCALE: Range = Range::new(
    Bound::Excluded(0.0),
    Bound::Unbounded,
    "scores are multiplied by a number above 0, which is 1 divided by the root of `head_size` if nothing is said",
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
    /// What scores are multiplied by.
    scale: Option<Number>,
    dropout: Option<Number>,
    /// Whether there are biases in the projections.
    bias: bool,
    masked: bool,
    /// Whether something is added to the scores.
    biased: bool,
    initializers: Option<Initializers>,
}

impl Layer for Attention {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let (input, mut rest) = site.inputs.split_first()?;
        let mut last = |given: bool| {
            let (last, others) = rest.split_last().filter(|_| given)?;
            rest = others;
            Some(last)
        };
        let (bias, mask, memory) = (last(self.biased), last(self.masked), last(true));
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
        if let Some(bias) = bias {
            self.adds(site, bias, [length, places])?;
        }
        let double = |width: &Dimension| Dimension::product([Dimension::Number(2), width.clone()]);
        let all = match query_width == key_width {
            true => Dimension::product([Dimension::Number(3), query_width.clone()]),
            false => Dimension::sum([query_width.clone(), double(&key_width)]),
        };
        let (holder, dimensions): (_, &[&Dimension]) = match (features == width, self.bias) {
            (true, true) => ("Attention", &[width, &query_width, &all]),
            (true, false) => ("UnbiasedAttention", &[width, &query_width, &all]),
            (false, true) => ("CrossAttention", &[width, features, &query_width, &key_width, &all]),
            (false, false) => ("UnbiasedCrossAttention", &[width, features, &query_width, &key_width]),
        };
        let dimensions = dimensions.iter().map(|dimension| (*dimension).clone()).collect();
        let code = Code::variables(self.settings(memory.is_some()), &[]);
        let applied = Applied::holding(shape.clone(), holder, dimensions, code)?;
        let product = |factors: &[&Dimension]| Dimension::product(factors.iter().map(|factor| (*factor).clone()));
        let (queries, keys) = (double(&query_width), double(&key_width));
        // Two projections of the width of the queries, two of that of keys and values, and the biases.
        let biases = if self.bias { Dimension::sum([all, width.clone()]) } else { Dimension::Number(0) };
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
                    &match divisor(heads, &[width]) {
                        Some(fits) => message![
                            "each head takes the same number of features: `heads = ",
                            fits,
                            "` divides the width; or say how many they are by `head_size`"
                        ],
                        None => message![
                            "each head takes the same number of features: `heads` must divide ",
                            width,
                            ", or `head_size` say how many they are"
                        ],
                    },
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
        let help = match divisor(kv_heads, &[heads]) {
            Some(fits) => message!["each of them is shared by as many heads of queries: write `kv_heads = ", fits, "`"],
            None => message!["each of them is shared by as many heads of queries: `kv_heads` must divide `heads`"],
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
            &help,
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

    /// Asks that what is added to the scores has a number for each of them.
    fn adds<'a>(&self, site: &mut Site<'a>, bias: &'a Input, [length, places]: [&Dimension; 2]) -> Option<()> {
        let (bias, shape) = site.sample(bias)?;
        let scores = Shape::new([&self.heads, length, places].map(Dimension::clone));
        let fact = message![
            "`",
            site.label,
            "` has scores of ",
            scores,
            ", but its position bias `",
            bias.name,
            "` is ",
            shape
        ];
        let help = match shape.dimensions() {
            [_, _] => message![
                "for all heads alike, write `",
                bias.name,
                " -> reshape([1, ",
                length,
                ", ",
                places,
                "]) -> repeat_axis(",
                self.heads,
                ", axis = 0)`"
            ],
            _ => message!["it is added to them: a number for each head, each place that asks, and each that is asked"],
        };
        if shape.rank() != scores.rank() {
            return site.refuse(&fact, &help);
        }
        site.require(Condition::same(&scores, shape), &fact, &help)
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
        let scale = self.scale.as_ref().map(|scale| quote!(.scale(#scale)));
        let dropout = self.dropout.as_ref().map(|probability| quote!(.dropout(#probability)));
        let over = over.then(|| quote!(.over()));
        let masked = self.masked.then(|| quote!(.masked()));
        let biased = self.biased.then(|| quote!(.biased()));
        quote!(.heads(#heads) #kv_heads #causal #rotary #scale #dropout #over #masked #biased)
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
