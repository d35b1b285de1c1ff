//! Kernels that slide over an image: what convolutions and pooling share.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Site, View};
use crate::expand::Size;
use crate::shape::{Condition, Dimension, Slide, message};

/// How much is added around an image.
#[derive(Clone)]
pub(super) enum Padding {
    /// As many pixels before as after, of the height and of the width.
    Pixels([Dimension; 2]),
    /// As much as it takes for `⌈input / stride⌉` positions, the odd pixel after.
    Same,
}

/// A kernel and how it moves, for the height and the width.
pub(super) struct Window {
    pub(super) kernel: [Dimension; 2],
    pub(super) stride: [Dimension; 2],
    pub(super) padding: Padding,
    pub(super) dilation: [Dimension; 2],
}

/// A window over an image that it fits.
pub(super) struct Fitted {
    pub(super) output: [Dimension; 2],
    /// `stride: [1, 1], padding: [[1, 1], [1, 1]], dilation: [1, 1]`
    pub(super) settings: TokenStream,
    /// The kernel and the same, as a struct.
    pub(super) pool: TokenStream,
}

impl Fitted {
    pub(super) fn view(&self) -> View {
        View::Window(self.pool.clone())
    }
}

impl Window {
    /// The padding of `padding = same`, before and after, for an image of this size.
    pub(super) fn same_padding(&self, size: [&Dimension; 2]) -> [TokenStream; 2] {
        let Self { kernel: [kh, kw], stride: [sh, sw], dilation: [dh, dw], .. } = self;
        let [height, width] = size;
        let rows = Axis { name: "high", input: height, kernel: kh, stride: sh, padding: None, dilation: dh };
        let columns = Axis { name: "wide", input: width, kernel: kw, stride: sw, padding: None, dilation: dw };
        [rows, columns].map(|axis| axis.fit_same().padding)
    }

    /// Checks that the window fits into an image of this size.
    pub(super) fn fit(&self, site: &mut Site, size: [&Dimension; 2]) -> Option<Fitted> {
        let Self { kernel: [kh, kw], stride: [sh, sw], dilation: [dh, dw], .. } = self;
        let [height, width] = size;
        let (ph, pw) = match &self.padding {
            Padding::Pixels([ph, pw]) => (Some(ph), Some(pw)),
            Padding::Same => (None, None),
        };
        let rows = Axis { name: "high", input: height, kernel: kh, stride: sh, padding: ph, dilation: dh };
        let columns = Axis { name: "wide", input: width, kernel: kw, stride: sw, padding: pw, dilation: dw };
        let (rows, columns) = (rows.fit(site)?, columns.fit(site)?);
        let (rows_padding, columns_padding) = (rows.padding, columns.padding);
        let [kh, kw, sh, sw, dh, dw] = [kh, kw, sh, sw, dh, dw].map(Size);
        let settings = quote! {
            stride: [#sh, #sw],
            padding: [#rows_padding, #columns_padding],
            dilation: [#dh, #dw]
        };
        let pool = quote!(Pool { kernel: [#kh, #kw], #settings });
        Some(Fitted { output: [rows.output, columns.output], settings, pool })
    }
}

/// The height or the width.
struct Axis<'a> {
    name: &'static str,
    input: &'a Dimension,
    kernel: &'a Dimension,
    stride: &'a Dimension,
    /// `None` for `same`.
    padding: Option<&'a Dimension>,
    dilation: &'a Dimension,
}

struct FittedAxis {
    output: Dimension,
    /// `[before, after]`
    padding: TokenStream,
}

impl Axis<'_> {
    fn fit(&self, site: &mut Site) -> Option<FittedAxis> {
        match self.padding {
            Some(padding) => self.fit_pixels(padding, site),
            None => Some(self.fit_same()),
        }
    }

    fn fit_pixels(&self, padding: &Dimension, site: &mut Site) -> Option<FittedAxis> {
        let reach = Dimension::reach(self.kernel.clone(), self.dilation.clone());
        let both = Dimension::product([Dimension::Number(2), padding.clone()]);
        let padded = Dimension::sum([self.input.clone(), both.clone()]);
        let dilated = if self.dilation.number() == Some(1) { "" } else { " with its dilation" };
        let surrounded = if padding.number() == Some(0) { "" } else { " with its padding" };
        let help = match (reach.number(), self.input.number()) {
            (Some(reach), Some(input)) => {
                let padding = reach.saturating_sub(input).div_ceil(2);
                message!["`padding = ", padding, "` makes it fit, and so does a smaller kernel"]
            }
            _ => message!["write a smaller kernel, or more padding"],
        };
        site.require(
            Condition::AtMost(reach.clone(), padded.clone()),
            &message![
                "`",
                site.label,
                "` slides a kernel ",
                reach,
                " ",
                self.name,
                dilated,
                " over an image ",
                padded,
                " ",
                self.name,
                surrounded
            ],
            &help,
        )?;
        let slide = Slide { input: self.input.clone(), reach, stride: self.stride.clone(), padding: both };
        let padding = Size(padding);
        Some(FittedAxis { output: slide.positions(), padding: quote!([#padding, #padding]) })
    }

    fn fit_same(&self) -> FittedAxis {
        let reach = Dimension::reach(self.kernel.clone(), self.dilation.clone());
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

    /// The padding that leaves `⌈input / stride⌉` positions, if it is known here.
    fn same_padding(&self, reach: &Dimension) -> Option<usize> {
        let (reach, stride) = (reach.number()?, self.stride.number()?);
        // At stride 1 the padding is the same for every image.
        let input = if stride == 1 { 1 } else { self.input.number()? };
        let last = input.div_ceil(stride.max(1)).saturating_sub(1).saturating_mul(stride);
        Some(last.saturating_add(reach).saturating_sub(input))
    }
}
