//! What `conv_transpose1d`, `conv_transpose2d` and `conv_transpose3d` share.

use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::weight_norm::{Holders, WeightNorm};
use super::window::{Padding, Window};
use super::{Applied, Arguments, Code, Initializers, Layer, Site, View, grid};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

/// Reads the arguments of a transposed convolution over `N` axes, which is held by these structs.
pub(super) fn read<const N: usize>(arguments: &mut Arguments, holders: Holders) -> Option<Rc<dyn Layer>> {
    arguments.inferred("in_channels");
    let channels = arguments.size("out_channels");
    let kernel = arguments.sizes("kernel");
    let stride = arguments.sizes_or("stride", 1);
    let padding = arguments.padding(false);
    if let Some(Padding::Same) = padding {
        arguments.exclude(
            "output_padding",
            "`output_padding` is given with `padding = same`",
            "`same` makes the output `stride` times as large as the input: remove `output_padding`",
        );
    }
    let output_padding = arguments.pixels("output_padding");
    let dilation = arguments.sizes_or("dilation", 1);
    let groups = arguments.size_or("groups", 1);
    let bias = arguments.boolean_or("bias", true);
    let norm = WeightNorm::read(arguments);
    let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
    arguments.finish()?;
    Some(Rc::new(TransposedConvolution::<N> {
        channels: channels?,
        window: Window { kernel: kernel?, stride: stride?, padding: padding?, dilation: dilation?, rounds_up: false },
        output_padding: output_padding?,
        groups: groups?,
        bias: bias?,
        norm: norm?,
        holders,
        initializers: initializers?,
    }))
}

struct TransposedConvolution<const N: usize> {
    channels: Dimension,
    window: Window<N>,
    output_padding: [Dimension; N],
    groups: Dimension,
    bias: bool,
    norm: WeightNorm,
    holders: Holders,
    initializers: Option<Initializers>,
}

impl<const N: usize> Layer for TransposedConvolution<N> {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { channels: outputs, window, groups, bias, norm, holders, .. } = self;
        let (inputs, input) = site.grid::<N>("conv_transpose")?;
        site.groups(groups, [(inputs, "input"), (outputs, "output")])?;
        let Spread { output, padding } = self.spread(site, input)?;
        let (stride, dilation) = (window.stride.iter().map(Size), window.dilation.iter().map(Size));
        let size = Size(groups);
        let settings = quote! {
            Window {
                stride: [#(#stride),*],
                padding: [#(#padding),*],
                dilation: [#(#dilation),*],
                groups: #size
            }
        };
        let mut weight = vec![inputs.clone(), outputs.clone().divided_by(groups.clone())];
        weight.extend(window.kernel.iter().cloned());
        let elements = Dimension::product(weight.clone());
        let (mut variables, parameters) = norm.sizes(weight, 1);
        let biases = if *bias { outputs.clone() } else { Dimension::Number(0) };
        // Each element of the input meets each element of a kernel.
        let multiply_adds = Dimension::product([&elements].into_iter().chain(input).cloned());
        // The type of a plain weight with no bias has no need of their number.
        variables.extend((*bias || !matches!(norm, WeightNorm::Plain)).then(|| outputs.clone()));
        let applied = Applied::holding(
            Shape::image([outputs.clone()].into_iter().chain(output)),
            norm.holder(holders, *bias),
            variables,
            Code::variables(quote!(.window(#settings)), &["relu"]),
        )?;
        Some(
            applied
                .initializers(self.initializers.clone())
                .parameters(Dimension::sum([parameters, biases.clone()]))
                .biases(biases)
                .multiply_adds(multiply_adds)
                .sees(self.view()),
        )
    }
}

/// A window that spreads each pixel of an image.
struct Spread {
    output: Vec<Dimension>,
    /// `[before, after]`, of each axis.
    padding: Vec<TokenStream>,
}

impl<const N: usize> TransposedConvolution<N> {
    /// At a stride of 1 it sees what a convolution sees, whose padding is as much of the window as is not cut off. A
    /// larger stride moves by fractions of a pixel.
    fn view(&self) -> View {
        let Window { kernel, stride, padding, dilation, .. } = &self.window;
        let sides = |axis: usize| {
            let beyond = kernel.get(axis)?.number()?.checked_sub(1)?.checked_mul(dilation.get(axis)?.number()?)?;
            let (before, after) = match padding {
                Padding::Pixels(cut) => (cut.get(axis)?.number()?, cut.get(axis)?.number()?),
                _ => (beyond / 2, beyond - beyond / 2),
            };
            let sides = [beyond.checked_sub(before)?, beyond.checked_sub(after)?];
            (stride.get(axis)?.number() == Some(1)).then_some(sides.map(Literal::usize_unsuffixed))
        };
        match (N, sides(0), sides(1)) {
            (2, Some([top, bottom]), Some([left, right])) => {
                let (kernel, dilation) = (kernel.iter().map(Size), dilation.iter().map(Size));
                let padding = quote!([[#top, #bottom], [#left, #right]]);
                View::Window(quote! {
                    Pool {
                        kernel: [#(#kernel),*],
                        stride: [1, 1],
                        padding: #padding,
                        dilation: [#(#dilation),*]
                    }
                })
            }
            _ => View::Everything,
        }
    }

    fn spread(&self, site: &mut Site, size: [&Dimension; N]) -> Option<Spread> {
        let Window { kernel, stride, padding, dilation, .. } = &self.window;
        let Padding::Pixels(pixels) = padding else {
            let output = size.iter().zip(stride);
            let output = output.map(|(size, stride)| Dimension::product([(*size).clone(), stride.clone()]));
            let output: [Dimension; N] = output.collect::<Vec<_>>().try_into().ok()?;
            let padding = self.window.same_padding(output.each_ref());
            return Some(Spread { output: output.into(), padding });
        };
        let each = kernel.iter().zip(stride).zip(dilation).zip(pixels).zip(&self.output_padding).zip(size);
        let output = each.enumerate().map(|(axis, (((((kernel, stride), dilation), padding), beyond), input))| {
            let name = grid::adjective(N, axis);
            Axis { noun: grid::noun(N), name, input, kernel, stride, padding, beyond, dilation }.output(site)
        });
        let output = output.collect::<Option<Vec<_>>>()?;
        let padding = pixels.iter().map(Size).map(|pixels| quote!([#pixels, #pixels])).collect();
        Some(Spread { output, padding })
    }
}

/// The height or the width.
struct Axis<'a> {
    /// Of what it is an axis.
    noun: &'static str,
    name: &'static str,
    input: &'a Dimension,
    kernel: &'a Dimension,
    stride: &'a Dimension,
    padding: &'a Dimension,
    /// The output padding.
    beyond: &'a Dimension,
    dilation: &'a Dimension,
}

impl Axis<'_> {
    /// `(input − 1) · stride + dilation · (kernel − 1) + 1 + output padding − 2 · padding`
    fn output(&self, site: &mut Site) -> Option<Dimension> {
        let Self { noun, name, input, kernel, stride, padding, beyond, dilation } = self;
        let more = Dimension::sum([(*beyond).clone(), Dimension::Number(1)]);
        let stays_below = |size: &Dimension| Condition::AtMost(more.clone(), size.clone());
        let dilated = match dilation.number() {
            Some(1) => message![""],
            _ => message![" or its dilation of ", dilation],
        };
        // PyTorch's rule: pixels that a dilated kernel skips may be at the end as well.
        site.require(
            Condition::Any(vec![stays_below(stride), stays_below(dilation)]),
            &message![
                "`",
                site.label,
                "` has an output padding of ",
                beyond,
                ", which is not below its stride of ",
                stride,
                dilated
            ],
            &message!["`output_padding` makes up for what a stride leaves open: write less, or leave it out"],
        )?;
        let reach = Dimension::reach((*kernel).clone(), (*dilation).clone());
        let spread = Dimension::product([(*input).clone(), (*stride).clone()]);
        let grown = Dimension::sum([reach, (*beyond).clone()]);
        let both = Dimension::product([Dimension::Number(2), (*padding).clone()]);
        let lost = Dimension::sum([(*stride).clone(), both.clone()]);
        let whole = difference(&spread, &grown, stride);
        site.require(
            Condition::AtMost(Dimension::sum([both.clone(), Dimension::Number(1)]), whole.clone()),
            &message![
                "`",
                site.label,
                "` makes ",
                noun,
                " ",
                whole,
                " ",
                name,
                ", of which its padding takes away all ",
                both
            ],
            &message!["the padding of a transposed convolution is cut off from its output: write less of it"],
        )?;
        Some(difference(&spread, &grown, &lost))
    }
}

/// `spread + grown − lost`, with what is known taken together.
fn difference(spread: &Dimension, grown: &Dimension, lost: &Dimension) -> Dimension {
    match (grown.number(), lost.number()) {
        (Some(grown), Some(lost)) if grown >= lost => Dimension::sum([spread.clone(), Dimension::Number(grown - lost)]),
        (Some(grown), Some(lost)) => Dimension::difference(spread.clone(), Dimension::Number(lost - grown)),
        _ => Dimension::difference(Dimension::sum([spread.clone(), grown.clone()]), lost.clone()),
    }
}
