//! `conv_transpose2d`

use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::window::{Padding, Window};
use super::{Applied, Code, Initializers, Kind, Layer, Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Shape, message};

pub(super) const KIND: Kind = Kind {
    aliases: &["conv2d_transpose", "deconv2d", "transposed_conv2d"],
    variables: true,
    positional: &[("out_channels", "the number of output channels")],
    ..Kind::new("conv_transpose2d", "conv_transpose2d(16, kernel = 4, stride = 2, padding = 1)", |arguments| {
        arguments.inferred("in_channels");
        let channels = arguments.size("out_channels");
        let kernel = arguments.sizes("kernel");
        let stride = arguments.sizes_or("stride", 1);
        let padding = arguments.padding();
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
        let initializers = arguments.initializers(&[["FanIn", "FanIn"]], true, bias.unwrap_or(true));
        arguments.finish()?;
        Some(Rc::new(ConvTranspose2d {
            channels: channels?,
            window: Window { kernel: kernel?, stride: stride?, padding: padding?, dilation: dilation? },
            output_padding: output_padding?,
            groups: groups?,
            bias: bias?,
            initializers: initializers?,
        }))
    })
};

struct ConvTranspose2d {
    channels: Dimension,
    window: Window,
    output_padding: [Dimension; 2],
    groups: Dimension,
    bias: bool,
    initializers: Option<Initializers>,
}

impl Layer for ConvTranspose2d {
    fn apply(&self, site: &mut Site) -> Option<Applied> {
        let Self { channels: outputs, window, groups, bias, .. } = self;
        let [inputs, height, width] = site.image()?;
        site.groups(groups, [(inputs, "input"), (outputs, "output")])?;
        let Spread { output: [output_height, output_width], padding: [rows, columns] } =
            self.spread(site, [height, width])?;
        let Window { kernel: [kernel_height, kernel_width], stride, dilation, .. } = window;
        let ([sh, sw], [dh, dw]) = (stride.each_ref().map(Size), dilation.each_ref().map(Size));
        let size = Size(groups);
        let settings = quote! {
            Window { stride: [#sh, #sw], padding: [#rows, #columns], dilation: [#dh, #dw], groups: #size }
        };
        let mut variables = vec![
            inputs.clone(),
            outputs.clone().divided_by(groups.clone()),
            kernel_height.clone(),
            kernel_width.clone(),
        ];
        let weight = Dimension::product(variables.clone());
        let biases = if *bias { outputs.clone() } else { Dimension::Number(0) };
        // Each element of the input meets each element of a kernel.
        let multiply_adds = Dimension::product([weight.clone(), height.clone(), width.clone()]);
        variables.extend(bias.then(|| outputs.clone()));
        let applied = Applied::holding(
            Shape::image([outputs.clone(), output_height, output_width]),
            if *bias { "ConvTranspose2d" } else { "UnbiasedConvTranspose2d" },
            variables,
            Code::variables(quote!(.window(#settings)), &["relu"]),
        )?;
        Some(
            applied
                .initializers(self.initializers.clone())
                .parameters(Dimension::sum([weight, biases.clone()]))
                .biases(biases)
                .multiply_adds(multiply_adds)
                .sees(self.view()),
        )
    }
}

/// A window that spreads each pixel of an image.
struct Spread {
    output: [Dimension; 2],
    /// `[before, after]`, of the rows and of the columns.
    padding: [TokenStream; 2],
}

impl ConvTranspose2d {
    /// At a stride of 1 it sees what a convolution sees, whose padding is as much of the window as is not cut off. A
    /// larger stride moves by fractions of a pixel.
    fn view(&self) -> View {
        let Window { kernel: [kh, kw], stride: [sh, sw], padding, dilation: [dh, dw] } = &self.window;
        let cut = match padding {
            Padding::Pixels(pixels) => pixels.each_ref().map(Some),
            Padding::Same => [None, None],
        };
        let [rows_cut, columns_cut] = cut;
        let sides = |kernel: &Dimension, stride: &Dimension, dilation: &Dimension, cut: Option<&Dimension>| {
            let beyond = kernel.number()?.checked_sub(1)?.checked_mul(dilation.number()?)?;
            let before = match cut {
                Some(cut) => cut.number()?,
                None => beyond / 2,
            };
            let after = cut.map_or(beyond - beyond / 2, |_| before);
            let sides = [beyond.checked_sub(before)?, beyond.checked_sub(after)?];
            (stride.number() == Some(1)).then_some(sides.map(Literal::usize_unsuffixed))
        };
        match (sides(kh, sh, dh, rows_cut), sides(kw, sw, dw, columns_cut)) {
            (Some([top, bottom]), Some([left, right])) => {
                let [kh, kw, dh, dw] = [kh, kw, dh, dw].map(Size);
                let padding = quote!([[#top, #bottom], [#left, #right]]);
                View::Window(
                    quote!(Pool { kernel: [#kh, #kw], stride: [1, 1], padding: #padding, dilation: [#dh, #dw] }),
                )
            }
            _ => View::Everything,
        }
    }

    fn spread(&self, site: &mut Site, size: [&Dimension; 2]) -> Option<Spread> {
        let Window { kernel: [kh, kw], stride: [sh, sw], padding, dilation: [dh, dw] } = &self.window;
        let [height, width] = size;
        let Padding::Pixels([ph, pw]) = padding else {
            let output = [(height, sh), (width, sw)]
                .map(|(size, stride)| Dimension::product([size, stride].map(Dimension::clone)));
            let padding = self.window.same_padding(output.each_ref());
            return Some(Spread { output, padding });
        };
        let [oh, ow] = &self.output_padding;
        let rows = Axis { name: "high", input: height, kernel: kh, stride: sh, padding: ph, beyond: oh, dilation: dh };
        let columns =
            Axis { name: "wide", input: width, kernel: kw, stride: sw, padding: pw, beyond: ow, dilation: dw };
        let output = [rows.output(site)?, columns.output(site)?];
        let (ph, pw) = (Size(ph), Size(pw));
        Some(Spread { output, padding: [quote!([#ph, #ph]), quote!([#pw, #pw])] })
    }
}

/// The height or the width.
struct Axis<'a> {
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
        let Self { name, input, kernel, stride, padding, beyond, dilation } = self;
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
                "` makes an image ",
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
