//! Kernels that slide over an image, a sequence or a volume: what convolutions and pooling share.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Site, View, grid};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Slide, message};

/// How much is added around an image.
#[derive(Clone)]
pub(super) enum Padding<const N: usize> {
    /// As many pixels before as after, of each axis.
    Pixels([Dimension; N]),
    /// As much as it takes for `⌈input / stride⌉` positions, the odd pixel after.
    Same,
    /// As much as the kernel reaches back, all of it before, so that no position sees what comes after it.
    Causal,
}

impl<const N: usize> Padding<N> {
    pub(super) fn none() -> Self {
        Self::Pixels([(); N].map(|()| Dimension::Number(0)))
    }

    /// The pixels along an axis, if they are known.
    fn pixels(&self, axis: usize) -> usize {
        match self.along(axis) {
            Some(Side::Pixels(padding)) => padding.number().unwrap_or_default(),
            _ => 0,
        }
    }

    fn along(&self, axis: usize) -> Option<Side<'_>> {
        Some(match self {
            Self::Pixels(pixels) => Side::Pixels(pixels.get(axis)?),
            Self::Same => Side::Same,
            Self::Causal => Side::Causal,
        })
    }
}

/// A kernel and how it moves along each of `N` axes.
pub(super) struct Window<const N: usize> {
    pub(super) kernel: [Dimension; N],
    pub(super) stride: [Dimension; N],
    pub(super) padding: Padding<N>,
    pub(super) dilation: [Dimension; N],
    /// Whether a last position may reach beyond the end.
    pub(super) rounds_up: bool,
}

/// A window over an image that it fits.
pub(super) struct Fitted<const N: usize> {
    pub(super) output: [Dimension; N],
    /// `stride: [1, 1], padding: [[1, 1], [1, 1]], dilation: [1, 1]`
    pub(super) settings: TokenStream,
    /// The kernel and the same, as a struct.
    pub(super) pool: TokenStream,
}

impl<const N: usize> Fitted<N> {
    /// Receptive fields are those of images.
    pub(super) fn view(&self) -> View {
        if N == 2 { View::Window(self.pool.clone()) } else { View::Everything }
    }
}

impl<const N: usize> Window<N> {
    /// The padding of `padding = same`, before and after, for an image of this size.
    pub(super) fn same_padding(&self, size: [&Dimension; N]) -> Vec<TokenStream> {
        self.axes(size).map(|axis| axis.fit_same().padding).collect()
    }

    /// Checks that the window fits into an image of this size.
    pub(super) fn fit(&self, site: &mut Site, size: [&Dimension; N]) -> Option<Fitted<N>> {
        let fitted = self.axes(size).map(|axis| axis.fit(site)).collect::<Option<Vec<_>>>()?;
        let padding = fitted.iter().map(|axis| &axis.padding);
        let sizes = |of: &[Dimension; N]| {
            let sizes = of.iter().map(Size);
            quote!([#(#sizes),*])
        };
        let (kernel, stride, dilation) = (sizes(&self.kernel), sizes(&self.stride), sizes(&self.dilation));
        let settings = quote! {
            stride: #stride,
            padding: [#(#padding),*],
            dilation: #dilation
        };
        let pool = quote!(Pool { kernel: #kernel, #settings });
        let output = fitted.into_iter().map(|axis| axis.output).collect::<Vec<_>>();
        Some(Fitted { output: output.try_into().ok()?, settings, pool })
    }

    fn axes<'a>(&'a self, size: [&'a Dimension; N]) -> impl Iterator<Item = Axis<'a>> {
        let each = self.kernel.iter().zip(&self.stride).zip(&self.dilation).zip(size);
        each.enumerate().filter_map(move |(axis, (((kernel, stride), dilation), input))| {
            let paddings = || (0..N).map(|axis| self.padding.pixels(axis)).collect();
            let is_square = self.kernel.iter().all(|other| other == kernel);
            let name = grid::adjective(N, axis);
            let padding = self.padding.along(axis)?;
            Some(Axis {
                noun: grid::noun(N),
                name,
                input,
                kernel,
                stride,
                padding,
                dilation,
                rounds_up: self.rounds_up,
                beside: if is_square { Vec::new() } else { paddings() },
                axis,
            })
        })
    }
}

/// The padding along an axis.
#[derive(Clone, Copy)]
enum Side<'a> {
    Pixels(&'a Dimension),
    Same,
    Causal,
}

/// The height or the width.
struct Axis<'a> {
    /// Of what it is an axis.
    noun: &'static str,
    name: &'static str,
    input: &'a Dimension,
    kernel: &'a Dimension,
    stride: &'a Dimension,
    padding: Side<'a>,
    dilation: &'a Dimension,
    rounds_up: bool,
    /// The pixels of padding along each axis, where the kernel is not as long along all.
    beside: Vec<usize>,
    axis: usize,
}

struct FittedAxis {
    output: Dimension,
    /// `[before, after]`
    padding: TokenStream,
}

impl Axis<'_> {
    fn fit(&self, site: &mut Site) -> Option<FittedAxis> {
        match self.padding {
            Side::Pixels(padding) => self.fit_pixels(padding, site),
            Side::Same => Some(self.fit_same()),
            Side::Causal => Some(self.fit_causal()),
        }
    }

    /// How `padding` is written when it has so many pixels along this axis.
    fn mended(&self, pixels: usize) -> String {
        if self.beside.is_empty() {
            return pixels.to_string();
        }
        let each = self.beside.iter().enumerate();
        let each = each.map(|(axis, beside)| if axis == self.axis { pixels } else { *beside }.to_string());
        format!("[{}]", each.collect::<Vec<_>>().join(", "))
    }

    fn reach(&self) -> Dimension {
        Dimension::reach(self.kernel.clone(), self.dilation.clone())
    }

    fn fit_pixels(&self, padding: &Dimension, site: &mut Site) -> Option<FittedAxis> {
        let reach = self.reach();
        let both = Dimension::product([Dimension::Number(2), padding.clone()]);
        let padded = Dimension::sum([self.input.clone(), both.clone()]);
        let dilated = if self.dilation.number() == Some(1) { "" } else { " with its dilation" };
        let surrounded = if padding.number() == Some(0) { "" } else { " with its padding" };
        let help = match (reach.number(), self.input.number()) {
            (Some(reach), Some(input)) => {
                let padding = self.mended(reach.saturating_sub(input).div_ceil(2));
                message!["`padding = ", padding, "` makes it fit, and so does a smaller kernel"]
            }
            _ => message!["write a smaller kernel, or more padding"],
        };
        // A position that may reach beyond the end has to see a place that is none beyond it.
        let room = match self.rounds_up {
            true => {
                let strides = Dimension::sum([padded.clone(), self.stride.clone()]);
                Dimension::difference(strides, Dimension::Number(1))
            }
            false => padded.clone(),
        };
        site.require(
            Condition::AtMost(reach.clone(), room),
            &message![
                "`",
                site.label,
                "` slides a kernel ",
                reach,
                " ",
                self.name,
                dilated,
                " over ",
                self.noun,
                " ",
                padded,
                " ",
                self.name,
                surrounded
            ],
            &help,
        )?;
        let (input, stride) = (self.input.clone(), self.stride.clone());
        let slide = Slide { input, reach, stride, padding: both, rounds_up: self.rounds_up };
        let padding = Size(padding);
        Some(FittedAxis { output: slide.positions(), padding: quote!([#padding, #padding]) })
    }

    fn fit_same(&self) -> FittedAxis {
        let reach = self.reach();
        let padding = match self.same_padding(&reach) {
            Some(padding) => {
                let [before, after] = [padding / 2, padding.div_ceil(2)].map(Dimension::Number);
                let (before, after) = (Size(&before), Size(&after));
                quote!([#before, #after])
            }
            None => {
                let [input, reach, stride] = [self.input, &reach, self.stride].map(Size);
                quote!(shape::same_padding(#input, #reach, #stride))
            }
        };
        FittedAxis { output: self.input.clone().divided_by_rounded_up(self.stride.clone()), padding }
    }

    fn fit_causal(&self) -> FittedAxis {
        let before = Dimension::difference(self.reach(), Dimension::Number(1));
        let before = Size(&before);
        let output = self.input.clone().divided_by_rounded_up(self.stride.clone());
        FittedAxis { output, padding: quote!([#before, 0]) }
    }

    /// The padding that leaves `⌈input / stride⌉` positions, if it is known here.
    fn same_padding(&self, reach: &Dimension) -> Option<usize> {
        let (reach, stride) = (reach.number()?, self.stride.number()?);
        // At stride 1 the padding is the same for every image.
        let input = if stride == 1 { 1 } else { self.input.number()? };
        let last = input.div_ceil(stride.max(1)).saturating_sub(1).saturating_mul(stride);
        Some(last.saturating_add(reach).saturating_sub(input))
    }
}
