/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `features/conv1` | `conv2d(FILTERS, kernel = 3, stride = 2, pad…` | `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]` | `(FILTERS · CHANNELS · 9) + FILTERS` |
/// | `features/relu` | `relu` | `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]` |  |
/// | `features/max_pool2d` | `max_pool2d(2)` | `[FILTERS, ⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1, ⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1]` |  |
/// | `features/conv2` | `conv2d(2 * FILTERS, kernel = KERNEL, paddin…` | `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]` | `((FILTERS · 2) · (FILTERS / GROUPS) · KERNEL · KERNEL) + (FILTERS · 2)` |
/// | `features/dropout` | `dropout(RATE)` | `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]` |  |
/// | `flatten` | `flatten` | `[(FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉)]` |  |
/// | `fc1` | `linear(CLASSES)` | `[CLASSES]` | `(CLASSES · ((FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉))) + CLASSES` |
/// | `flatten_2` | `flatten` | `[CHANNELS · HEIGHT · size::WIDTH]` |  |
/// | `fc2` | `linear(10)` | `[10]` | `((CHANNELS · HEIGHT · size::WIDTH) · 10) + 10` |
/// | | | | **`((FILTERS · CHANNELS · 9) + FILTERS) + (((FILTERS · 2) · (FILTERS / GROUPS) · KERNEL · KERNEL) + (FILTERS · 2)) + ((CLASSES · ((FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉))) + CLASSES) + (((CHANNELS · HEIGHT · size::WIDTH) · 10) + 10)`** |
///
/// # Shapes, per sample
/// * `image`: `[CHANNELS, HEIGHT, size::WIDTH]`
/// * returns `[CLASSES]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1377 253\" style=\"max-width:1377px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"29\" width=\"1310\" height=\"128\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16V49L88 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 16C15 16 15 214 74 214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 60L88 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L74 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 214L74 225V236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"492\" y=\"20\" fill-opacity=\".8\">[CHANNELS, HEIGHT, size::WIDTH]</text><text x=\"84\" y=\"42\" font-weight=\"bold\">features</text><circle cx=\"88\" cy=\"60\" r=\"3.5\"/><text x=\"98\" y=\"64\" font-weight=\"bold\">conv1</text><text x=\"183\" y=\"64\" fill-opacity=\".8\">conv2d(FILTERS, kernel = 3, stride = 2, pad…</text><text x=\"492\" y=\"64\" fill-opacity=\".8\">[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">relu</text><text x=\"183\" y=\"86\" fill-opacity=\".8\">relu</text><text x=\"492\" y=\"86\" fill-opacity=\".8\">[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">max_pool2d</text><text x=\"183\" y=\"108\" fill-opacity=\".8\">max_pool2d(2)</text><text x=\"492\" y=\"108\" fill-opacity=\".8\">[FILTERS, ⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1, ⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">conv2</text><text x=\"183\" y=\"130\" fill-opacity=\".8\">conv2d(2 * FILTERS, kernel = KERNEL, paddin…</text><text x=\"492\" y=\"130\" fill-opacity=\".8\">[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">dropout</text><text x=\"183\" y=\"152\" fill-opacity=\".8\">dropout(RATE)</text><text x=\"492\" y=\"152\" fill-opacity=\".8\">[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">flatten</text><text x=\"183\" y=\"174\" fill-opacity=\".8\">flatten</text><text x=\"492\" y=\"174\" fill-opacity=\".8\">[(FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉)]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">fc1</text><text x=\"183\" y=\"196\" fill-opacity=\".8\">linear(CLASSES)</text><text x=\"492\" y=\"196\" fill-opacity=\".8\">[CLASSES]</text><circle cx=\"74\" cy=\"214\" r=\"3.5\"/><text x=\"84\" y=\"218\" font-weight=\"bold\">flatten_2</text><text x=\"183\" y=\"218\" fill-opacity=\".8\">flatten</text><text x=\"492\" y=\"218\" fill-opacity=\".8\">[CHANNELS · HEIGHT · size::WIDTH]</text><circle cx=\"74\" cy=\"236\" r=\"3.5\"/><text x=\"84\" y=\"240\" font-weight=\"bold\">fc2</text><text x=\"183\" y=\"240\" fill-opacity=\".8\">linear(10)</text><text x=\"492\" y=\"240\" fill-opacity=\".8\">[10]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Wide<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `features`.
    pub features: wide::Features<E, D>,
    /// `fc1: linear(CLASSES)`, `[(FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉)]` → `[CLASSES]`.
    pub fc1: ::netweave::expansion::layer::Linear<
        { CLASSES },
        {
            ::netweave::expansion::shape::product(
                &[
                    ::netweave::expansion::shape::product(
                        &[::netweave::expansion::shape::constant::<{ FILTERS }>(), 2],
                    ),
                    ::netweave::expansion::shape::quotient_rounded_up(
                        ::netweave::expansion::shape::positions(
                            ::netweave::expansion::shape::positions(
                                ::netweave::expansion::shape::constant::<{ HEIGHT }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                    ::netweave::expansion::shape::quotient_rounded_up(
                        ::netweave::expansion::shape::positions(
                            ::netweave::expansion::shape::positions(
                                ::netweave::expansion::shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                ],
            )
        },
        E,
        D,
    >,
    /// `fc2: linear(10)`, `[CHANNELS · HEIGHT · size::WIDTH]` → `[10]`.
    pub fc2: ::netweave::expansion::layer::Linear<
        10,
        {
            ::netweave::expansion::shape::product(
                &[
                    ::netweave::expansion::shape::constant::<{ CHANNELS }>(),
                    ::netweave::expansion::shape::constant::<{ HEIGHT }>(),
                    ::netweave::expansion::shape::constant::<{ size::WIDTH }>(),
                ],
            )
        },
        E,
        D,
    >,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Wide`]: its scopes, its training passes, its end points.
mod wide {
    use super::*;
    /// The variables of the scope `features`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Features<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv1: conv2d(FILTERS, kernel = 3, stride = 2, padding = 1)`, `[CHANNELS, HEIGHT, size::WIDTH]` → `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]`.
        pub conv1: ::netweave::expansion::layer::Conv2d<
            { FILTERS },
            { CHANNELS },
            3,
            3,
            E,
            D,
        >,
        /// `conv2: conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)`, `[FILTERS, ⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1, ⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1]` → `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
        pub conv2: ::netweave::expansion::layer::Conv2d<
            {
                ::netweave::expansion::shape::product(
                    &[::netweave::expansion::shape::constant::<{ FILTERS }>(), 2],
                )
            },
            {
                ::netweave::expansion::shape::quotient(
                    ::netweave::expansion::shape::constant::<{ FILTERS }>(),
                    ::netweave::expansion::shape::constant::<{ GROUPS }>(),
                )
            },
            { KERNEL },
            { KERNEL },
            E,
            D,
        >,
    }
    /// A training pass of [`Wide`](super::Wide), one method for each loss.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Training<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// An inference of [`Wide`](super::Wide), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Wide`](super::Wide): what `end_point` can be asked for.
    ///
    /// A type for each input, each layer's output, and each value that a `let` or an output names, in a module for
    /// each application of a scope.
    #[allow(
        dead_code,
        missing_debug_implementations,
        non_camel_case_types,
        non_snake_case,
        non_upper_case_globals,
        unused_imports
    )]
    pub mod end_point {
        /// An input, `[CHANNELS, HEIGHT, size::WIDTH]`.
        pub struct image;
        /// `dropout(RATE)`, `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
        pub const features: self::features::dropout = self::features::dropout;
        /// `flatten`, `[(FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉)]`.
        pub struct flatten;
        /// `linear(CLASSES)`, `[CLASSES]`.
        pub struct fc1;
        /// `linear(CLASSES)`, `[CLASSES]`.
        pub use self::fc1 as logits;
        /// `flatten`, `[CHANNELS · HEIGHT · size::WIDTH]`.
        pub struct flatten_2;
        /// `linear(10)`, `[10]`.
        pub struct fc2;
        /// `linear(10)`, `[10]`.
        pub use self::fc2 as shortcut;
        /// The end points of the scope `features`.
        pub mod features {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::dropout as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(FILTERS, kernel = 3, stride = 2, padding = 1)`, `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]`.
            pub struct conv1;
            /// `relu`, `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]`.
            pub struct relu;
            /// `max_pool2d(2)`, `[FILTERS, ⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1, ⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1]`.
            pub struct max_pool2d;
            /// `conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)`, `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
            pub struct conv2;
            /// `dropout(RATE)`, `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
            pub struct dropout;
        }
    }
}
#[allow(
    clippy::multiple_bound_locations,
    clippy::too_many_arguments,
    clippy::type_complexity
)]
const _: () = {
    use ::netweave::expansion::{
        BatchOf, Batched, BuildOnDevice, Const, Cpu, Default, Deref, Device, DfdxDevice,
        DfdxDtype, Dim, Dtype, EndPointInfo, Error, Given, Graph, HasShape, InNetworks,
        InScopes, InTrainings, Module, ModuleMut, ModuleVisitor, Network, OfBatch,
        OfDtype, Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ScopeOf, ShapeIn,
        Sized, SplitTape, Summary, Takes, Tensor, TensorCollection, Told, TrainingPass,
        Value, Window, Workers, foreign, layer, loss, shape, structure,
    };
    const _: () = {
        shape::require(
            1 <= shape::constant::<{ CHANNELS }>(),
            &[
                shape::Part::Text("`CHANNELS` is "),
                shape::Part::Number(shape::constant::<{ CHANNELS }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ HEIGHT }>(),
            &[
                shape::Part::Text("`HEIGHT` is "),
                shape::Part::Number(shape::constant::<{ HEIGHT }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ size::WIDTH }>(),
            &[
                shape::Part::Text("`size::WIDTH` is "),
                shape::Part::Number(shape::constant::<{ size::WIDTH }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ FILTERS }>(),
            &[
                shape::Part::Text("`FILTERS` is "),
                shape::Part::Number(shape::constant::<{ FILTERS }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            3 <= shape::sum(&[shape::constant::<{ HEIGHT }>(), 2]),
            &[
                shape::Part::Text("`conv1` slides a kernel 3 high over an image "),
                shape::Part::Number(shape::sum(&[shape::constant::<{ HEIGHT }>(), 2])),
                shape::Part::Text(
                    " high with its padding\nhelp: write a smaller kernel, or more padding",
                ),
            ],
        );
        shape::require(
            3 <= shape::sum(&[shape::constant::<{ size::WIDTH }>(), 2]),
            &[
                shape::Part::Text("`conv1` slides a kernel 3 wide over an image "),
                shape::Part::Number(
                    shape::sum(&[shape::constant::<{ size::WIDTH }>(), 2]),
                ),
                shape::Part::Text(
                    " wide with its padding\nhelp: write a smaller kernel, or more padding",
                ),
            ],
        );
        shape::require(
            2 <= shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
            &[
                shape::Part::Text("`max_pool2d` slides a kernel 2 high over an image "),
                shape::Part::Number(
                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                ),
                shape::Part::Text(" high\nhelp: write a smaller kernel, or more padding"),
            ],
        );
        shape::require(
            2 <= shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
            &[
                shape::Part::Text("`max_pool2d` slides a kernel 2 wide over an image "),
                shape::Part::Number(
                    shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                ),
                shape::Part::Text(" wide\nhelp: write a smaller kernel, or more padding"),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ KERNEL }>(),
            &[
                shape::Part::Text("`KERNEL` is "),
                shape::Part::Number(shape::constant::<{ KERNEL }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ GROUPS }>(),
            &[
                shape::Part::Text("`GROUPS` is "),
                shape::Part::Number(shape::constant::<{ GROUPS }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            shape::divides(
                shape::constant::<{ GROUPS }>(),
                shape::constant::<{ FILTERS }>(),
            ),
            &[
                shape::Part::Text("`conv2` has "),
                shape::Part::Number(shape::constant::<{ GROUPS }>() as usize),
                shape::Part::Text(" groups, which do not divide its "),
                shape::Part::Number(shape::constant::<{ FILTERS }>() as usize),
                shape::Part::Text(
                    " input channels\nhelp: each group takes the same number of channels: `groups` must divide both numbers of channels",
                ),
            ],
        );
        shape::require(
            shape::divides(
                shape::constant::<{ GROUPS }>(),
                shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
            ),
            &[
                shape::Part::Text("`conv2` has "),
                shape::Part::Number(shape::constant::<{ GROUPS }>() as usize),
                shape::Part::Text(" groups, which do not divide its "),
                shape::Part::Number(
                    shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                ),
                shape::Part::Text(
                    " output channels\nhelp: each group takes the same number of channels: `groups` must divide both numbers of channels",
                ),
            ],
        );
        shape::require(
            RATE >= 0.0 && RATE < 1.0,
            &[
                shape::Part::Text(
                    "`p` of `dropout` is `RATE`, which is out of its range\nhelp: the probability to drop an element is at least 0 and less than 1",
                ),
            ],
        );
        shape::require(
            1 <= shape::constant::<{ CLASSES }>(),
            &[
                shape::Part::Text("`CLASSES` is "),
                shape::Part::Number(shape::constant::<{ CLASSES }>() as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            shape::constant::<{ CLASSES }>() == 10,
            &[
                shape::Part::Text("`Wide` promises to return ["),
                shape::Part::Number(shape::constant::<{ CLASSES }>() as usize),
                shape::Part::Text(
                    "], but `shortcut` is [10]\nhelp: write `[10]` if that is what it is to return",
                ),
            ],
        );
        shape::require(
            shape::constant::<{ CLASSES }>() == 10,
            &[
                shape::Part::Text("`+` cannot bring axes of "),
                shape::Part::Number(shape::constant::<{ CLASSES }>() as usize),
                shape::Part::Text(" and 10 together: `logits` is ["),
                shape::Part::Number(shape::constant::<{ CLASSES }>() as usize),
                shape::Part::Text(
                    "] and `shortcut` is [10]\nhelp: send one of them through a layer that gives it the other's shape",
                ),
            ],
        );
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Wide` takes a batch of [CHANNELS, HEIGHT, size::WIDTH], but is given `{Self}`",
        label = "`image` is a batch of [CHANNELS, HEIGHT, size::WIDTH]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<
        T: BatchOf<(Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>)>
            + ?Sized,
    > InputImage for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`labels` of the loss `classification` of `Wide` takes a batch of [CLASSES], but is given `{Self}`",
        label = "`labels` is a batch of [CLASSES]"
    )]
    pub trait TargetClassificationLabels {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<{ CLASSES }>,)> + ?Sized> TargetClassificationLabels for T {
        type Batch = T::Batch;
    }
    /// Runs the body. Returns the outputs, then what losses need beside them.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Wide<E, D>,
        image: &Value<
            (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
            E,
            D,
        >,
        pass: &mut Pass<E, D>,
    ) -> Result<
        (
            Value<(B, Const<{ CLASSES }>), E, D>,
            Value<(B, Const<{ CLASSES }>), E, D>,
            Value<(B, Const<10>), E, D>,
        ),
        D::Err,
    > {
        pass.made(image);
        let features: Value<
            (
                B,
                Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
                Const<
                    {
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            2,
                        )
                    },
                >,
                Const<
                    {
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                                2,
                                2,
                                0,
                            ),
                            2,
                        )
                    },
                >,
            ),
            E,
            D,
        > = network.features.apply(image, pass)?;
        let flatten: Value<
            (
                B,
                Const<
                    {
                        shape::product(
                            &[
                                shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(
                                            shape::constant::<{ size::WIDTH }>(),
                                            3,
                                            2,
                                            2,
                                        ),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        )
                    },
                >,
            ),
            E,
            D,
        > = layer::flatten(&features, pass)?;
        pass.made(&flatten);
        let logits: Value<(B, Const<{ CLASSES }>), E, D> = network
            .fc1
            .apply(&flatten, pass)?;
        pass.made(&logits);
        let flatten_2: Value<
            (
                B,
                Const<
                    {
                        shape::product(
                            &[
                                shape::constant::<{ CHANNELS }>(),
                                shape::constant::<{ HEIGHT }>(),
                                shape::constant::<{ size::WIDTH }>(),
                            ],
                        )
                    },
                >,
            ),
            E,
            D,
        > = layer::flatten(image, pass)?;
        pass.made(&flatten_2);
        let shortcut: Value<(B, Const<10>), E, D> = network.fc2.apply(&flatten_2, pass)?;
        pass.made(&shortcut);
        Ok((shape::assume(&shortcut), logits, shortcut))
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Wide<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> wide::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            wide::Inference {
                network: self,
                settings: Default::default(),
            }
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// Inputs are batches of samples: tensors, or references to them.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_forward<B: Dim>(
            &self,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<{ CLASSES }>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            wide::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(image)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<{ CLASSES }>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Inference<'_, Wide<E, D>> {
        /// Has towers do the pass, each for a part of the batch, at the same time, or the devices that the network is placed on.
        ///
        /// What comes out is in the order of the batch.
        pub fn on(mut self, workers: impl Workers<D, Itself: Sized>) -> Self {
            self.settings.on(&workers);
            self
        }
        /// Has products computed from numbers of 16 bits, `Bf16` or `F16`: those of linear layers, convolutions, matrices, attention and recurrent layers.
        ///
        /// Sums, norms and what comes out are of the network's own precision.
        pub fn mixed(mut self, precision: impl Precision<E, Itself: Sized>) -> Self {
            self.settings.mix(&precision);
            self
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// Inputs are batches of samples: tensors, or references to them.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_forward<B: Dim>(
            &self,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<{ CLASSES }>), E, D>, Error> {
            let image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            > = image.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    image.device(),
                    shape::batch(image),
                    |pass| {
                        let image = pass.input("image", image)?;
                        let (output, _, _) = run(self.network, &image, pass)?;
                        Ok(output)
                    },
                )
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<{ CLASSES }>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<
        Tensor<(B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>), E, D>,
    > for Wide<E, D> {
        type Output = Tensor<(B, Const<{ CLASSES }>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        ) -> Result<Self::Output, Self::Error> {
            self.passes
                .forward(
                    image.device(),
                    shape::batch(&image),
                    |pass| {
                        let image = pass.untraced(&image)?;
                        let (output, _, _) = run(self, &image, pass)?;
                        Ok(output)
                    },
                )
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        Tensor<
            (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
            E,
            D,
            OwnedTape<E, D>,
        >,
    > for Wide<E, D> {
        type Output = Tensor<(B, Const<{ CLASSES }>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
                OwnedTape<E, D>,
            >,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (output, tape, updates): (Tensor<(B, Const<{ CLASSES }>), E, D>, _, _) = self
                .passes
                .forward_mut(
                    &*self,
                    image.device(),
                    shape::batch(&image),
                    tape,
                    |pass| {
                        let image = pass.traced(&image)?;
                        let (output, _, _) = run(self, &image, pass)?;
                        Ok(output)
                    },
                )?;
            updates.apply(self)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > foreign::Nested<
        (
            &Value<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        ),
        E,
        D,
    > for Wide<E, D> {
        type Shape = (B, Const<{ CLASSES }>);
        fn nested(
            &self,
            (
                image,
            ): (
                &Value<
                    (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                    E,
                    D,
                >,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| {
                let (output, _, _) = run(self, image, pass)?;
                Ok(output)
            })
        }
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Wide<E, D> {
        /// Begins a training pass, which one of the losses completes.
        pub fn training(&self) -> wide::Training<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            wide::Training {
                network: self,
                settings: Default::default(),
            }
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Training<'_, Wide<E, D>> {
        /// Freezes a scope for this pass: batch norm uses its running statistics in there, as inference does, and
        /// leaves them as they are.
        ///
        /// Gradients still reach the scope's variables and what comes before it, and dropout goes on. Variables stay
        /// as they are if the optimizer freezes them.
        pub fn freeze(mut self, scope: impl ScopeOf<Wide<E, D>, Itself: Sized>) -> Self {
            self.settings.freeze::<Wide<E, D>>(scope.itself());
            self
        }
        /// Has the pass take no more than so many bytes: what is cheap to compute is not kept for the way back, but
        /// computed again. The gradients are the same.
        ///
        /// What counts is what `TrainingPass::memory` tells. A limit that cannot be kept is an error, which says what
        /// can.
        pub fn memory_limit(mut self, bytes: usize) -> Self {
            self.settings.limit_memory(bytes);
            self
        }
        /// Has towers do the pass, each for a part of the batch, at the same time, or the devices that the network is placed on.
        ///
        /// The loss and the gradients are those of the whole batch. Batch norm alone sees each part by itself, and its running statistics become what the towers make of them, weighted by their samples.
        pub fn on(mut self, workers: impl Workers<D, Itself: Sized>) -> Self {
            self.settings.on(&workers);
            self
        }
        /// Splits the batch into so many parts, or that of each tower, which the devices of a placed network work on as in a
        /// pipeline. Batch norm sees each part by itself.
        pub fn micro_batches(mut self, count: usize) -> Self {
            self.settings.micro_batches(count);
            self
        }
        /// Has products computed from numbers of 16 bits, `Bf16` or `F16`: those of linear layers, convolutions, matrices, attention and recurrent layers.
        ///
        /// Variables stay what they are, and so do sums, norms, losses and the step of an optimizer. With `F16` gradients are scaled on their way, and a step whose gradients are not finite is left out.
        pub fn mixed(mut self, precision: impl Precision<E, Itself: Sized>) -> Self {
            self.settings.mix(&precision);
            self
        }
        /// The loss `classification`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `labels`: `[CLASSES]`
        ///
        /// # Errors
        /// If batch sizes differ, or the device fails.
        pub fn classification<B: Dim>(
            &self,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            labels: impl Given<
                Shape: TargetClassificationLabels<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<
            TrainingPass<Wide<E, D>, Tensor<(B, Const<{ CLASSES }>), E, D>>,
            Error,
        > {
            let image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            > = image.given();
            let labels: &Tensor<(B, Const<{ CLASSES }>), E, D> = labels.given();
            self.network
                .passes
                .train(
                    self.network,
                    "classification",
                    &self.settings,
                    image.device(),
                    shape::batch(image),
                    |pass| {
                        type B = usize;
                        let image = pass.input("image", image)?;
                        let labels = pass.input("labels", labels)?;
                        let (shortcut, logits, shortcut_2) = run(
                            self.network,
                            &image,
                            pass,
                        )?;
                        let sum: Value<(B, Const<{ CLASSES }>), E, D> = layer::add(
                            &logits,
                            &shape::assume(&shortcut_2),
                            pass,
                        )?;
                        let loss: Value<(), E, D> = loss::softmax_cross_entropy(
                            &sum,
                            &labels,
                            loss::classes(0),
                            loss::mean(),
                            pass,
                        )?;
                        pass.part("softmax_cross_entropy", &loss);
                        Ok((loss, shortcut))
                    },
                )
        }
    }
    #[doc(hidden)]
    impl<N> Deref for wide::Training<'_, N> {
        type Target = InTrainings;
        fn deref(&self) -> &InTrainings {
            InTrainings::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Features<E, D> {
        /// Applies the scope: `image` `[CHANNELS, HEIGHT, size::WIDTH]` → `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            image: &Value<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
            pass: &mut Pass<E, D>,
        ) -> Result<
            Value<
                (
                    B,
                    Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            >,
            D::Err,
        > {
            let conv1: Value<
                (
                    B,
                    Const<{ FILTERS }>,
                    Const<
                        { shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2) },
                    >,
                    Const<
                        {
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = self
                .conv1
                .window(Window {
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(image, pass)?;
            pass.made(&conv1);
            let max_pool2d: Value<
                (
                    B,
                    Const<{ FILTERS }>,
                    Const<
                        {
                            shape::positions(
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                2,
                                2,
                                0,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::positions(
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                                2,
                                2,
                                0,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = layer::max_pool(
                &conv1,
                Pool {
                    kernel: [2, 2],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                },
                pass,
            )?;
            pass.made(&max_pool2d);
            let conv2: Value<
                (
                    B,
                    Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = self
                .conv2
                .window(Window {
                    stride: [2, 2],
                    padding: [
                        shape::same_padding(
                            shape::positions(
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            shape::constant::<{ KERNEL }>(),
                            2,
                        ),
                        shape::same_padding(
                            shape::positions(
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                                2,
                                2,
                                0,
                            ),
                            shape::constant::<{ KERNEL }>(),
                            2,
                        ),
                    ],
                    dilation: [1, 1],
                    groups: shape::constant::<{ GROUPS }>(),
                })
                .apply(&max_pool2d, pass)?;
            pass.made(&conv2);
            let dropout: Value<
                (
                    B,
                    Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = layer::dropout(&conv2, RATE, pass)?;
            pass.made(&dropout);
            Ok(dropout)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for wide::Features<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for wide::Features<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = wide::Features<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv1", |s| &s.conv1, |s| &mut s.conv1),
                        Self::module("conv2", |s| &s.conv2, |s| &mut s.conv2),
                    ),
                    |(conv1, conv2)| wide::Features { conv1, conv2 },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Wide<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Wide<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("features", |s| &s.features, |s| &mut s.features),
                        Self::module("fc1", |s| &s.fc1, |s| &mut s.fc1),
                        Self::module("fc2", |s| &s.fc2, |s| &mut s.fc2),
                    ),
                    |(features, fc1, fc2)| Wide {
                        features,
                        fc1,
                        fc2,
                        passes: Default::default(),
                    },
                )
        }
    }
    impl<
        E: DfdxDtype,
        D: DfdxDevice<E>,
        E2: Dtype,
        D2: DfdxDevice<E2>,
    > BuildOnDevice<D2, E2> for Wide<E, D> {
        type Built = Wide<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Wide<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Wide";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Wide",
            values: &[
                structure::Value::input(
                    0,
                    "image",
                    &[
                        shape::constant::<{ CHANNELS }>(),
                        shape::constant::<{ HEIGHT }>(),
                        shape::constant::<{ size::WIDTH }>(),
                    ],
                ),
                structure::Value::made(
                        1,
                        "conv1",
                        "conv2d(FILTERS, kernel = 3, stride = 2, padding = 1)",
                        &[
                            shape::constant::<{ FILTERS }>(),
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                        ],
                        &[0],
                        1,
                    )
                    .variables(
                        "conv1",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        shape::constant::<{ FILTERS }>(),
                                        shape::constant::<{ CHANNELS }>(),
                                        9,
                                    ],
                                ),
                                shape::constant::<{ FILTERS }>(),
                            ],
                        ),
                    )
                    .biases(shape::product(&[shape::constant::<{ FILTERS }>()]))
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(
                                    &[
                                        shape::constant::<{ FILTERS }>(),
                                        shape::constant::<{ CHANNELS }>(),
                                        9,
                                    ],
                                ),
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                            ],
                        ),
                    ),
                structure::Value::made(
                    1,
                    "relu",
                    "relu",
                    &[
                        shape::constant::<{ FILTERS }>(),
                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                        shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                    ],
                    &[1],
                    2,
                ),
                structure::Value::made(
                    1,
                    "max_pool2d",
                    "max_pool2d(2)",
                    &[
                        shape::constant::<{ FILTERS }>(),
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                    ],
                    &[2],
                    3,
                ),
                structure::Value::made(
                        1,
                        "conv2",
                        "conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)",
                        &[
                            shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                        ],
                        &[3],
                        4,
                    )
                    .variables(
                        "conv2",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                        shape::quotient(
                                            shape::constant::<{ FILTERS }>(),
                                            shape::constant::<{ GROUPS }>(),
                                        ),
                                        shape::constant::<{ KERNEL }>(),
                                        shape::constant::<{ KERNEL }>(),
                                    ],
                                ),
                                shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                            ],
                        ),
                    )
                    .biases(shape::product(&[shape::constant::<{ FILTERS }>(), 2]))
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(
                                    &[
                                        shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                        shape::quotient(
                                            shape::constant::<{ FILTERS }>(),
                                            shape::constant::<{ GROUPS }>(),
                                        ),
                                        shape::constant::<{ KERNEL }>(),
                                        shape::constant::<{ KERNEL }>(),
                                    ],
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(
                                            shape::constant::<{ size::WIDTH }>(),
                                            3,
                                            2,
                                            2,
                                        ),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        ),
                    ),
                structure::Value::made(
                    1,
                    "dropout",
                    "dropout(RATE)",
                    &[
                        shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            2,
                        ),
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                                2,
                                2,
                                0,
                            ),
                            2,
                        ),
                    ],
                    &[4],
                    5,
                ),
                structure::Value::made(
                    0,
                    "flatten",
                    "flatten",
                    &[
                        shape::product(
                            &[
                                shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(
                                            shape::constant::<{ size::WIDTH }>(),
                                            3,
                                            2,
                                            2,
                                        ),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        ),
                    ],
                    &[5],
                    6,
                ),
                structure::Value::made(
                        0,
                        "fc1",
                        "linear(CLASSES)",
                        &[shape::constant::<{ CLASSES }>()],
                        &[6],
                        7,
                    )
                    .variables(
                        "fc1",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        shape::constant::<{ CLASSES }>(),
                                        shape::product(
                                            &[
                                                shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                                shape::quotient_rounded_up(
                                                    shape::positions(
                                                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                                        2,
                                                        2,
                                                        0,
                                                    ),
                                                    2,
                                                ),
                                                shape::quotient_rounded_up(
                                                    shape::positions(
                                                        shape::positions(
                                                            shape::constant::<{ size::WIDTH }>(),
                                                            3,
                                                            2,
                                                            2,
                                                        ),
                                                        2,
                                                        2,
                                                        0,
                                                    ),
                                                    2,
                                                ),
                                            ],
                                        ),
                                    ],
                                ),
                                shape::constant::<{ CLASSES }>(),
                            ],
                        ),
                    )
                    .biases(shape::product(&[shape::constant::<{ CLASSES }>()]))
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::constant::<{ CLASSES }>(),
                                shape::product(
                                    &[
                                        shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                                        shape::quotient_rounded_up(
                                            shape::positions(
                                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                                2,
                                                2,
                                                0,
                                            ),
                                            2,
                                        ),
                                        shape::quotient_rounded_up(
                                            shape::positions(
                                                shape::positions(
                                                    shape::constant::<{ size::WIDTH }>(),
                                                    3,
                                                    2,
                                                    2,
                                                ),
                                                2,
                                                2,
                                                0,
                                            ),
                                            2,
                                        ),
                                    ],
                                ),
                            ],
                        ),
                    ),
                structure::Value::made(
                    0,
                    "flatten_2",
                    "flatten",
                    &[
                        shape::product(
                            &[
                                shape::constant::<{ CHANNELS }>(),
                                shape::constant::<{ HEIGHT }>(),
                                shape::constant::<{ size::WIDTH }>(),
                            ],
                        ),
                    ],
                    &[0],
                    8,
                ),
                structure::Value::made(0, "fc2", "linear(10)", &[10], &[8], 9)
                    .variables(
                        "fc2",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        shape::product(
                                            &[
                                                shape::constant::<{ CHANNELS }>(),
                                                shape::constant::<{ HEIGHT }>(),
                                                shape::constant::<{ size::WIDTH }>(),
                                            ],
                                        ),
                                        10,
                                    ],
                                ),
                                10,
                            ],
                        ),
                    )
                    .biases(10)
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(
                                    &[
                                        shape::constant::<{ CHANNELS }>(),
                                        shape::constant::<{ HEIGHT }>(),
                                        shape::constant::<{ size::WIDTH }>(),
                                    ],
                                ),
                                10,
                            ],
                        ),
                    ),
            ],
            places: &[
                structure::Place {
                    name: "wide",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "features",
                    path: "features",
                    around: 0,
                    first: 1,
                    result: Option::Some(5),
                },
            ],
            outputs: &[("output", 9)],
            losses: &[("classification", &[7, 9])],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[
                    shape::constant::<{ CHANNELS }>(),
                    shape::constant::<{ HEIGHT }>(),
                    shape::constant::<{ size::WIDTH }>(),
                ],
            },
            EndPointInfo {
                name: "features/conv1",
                shape: &[
                    shape::constant::<{ FILTERS }>(),
                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                    shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                ],
            },
            EndPointInfo {
                name: "features/relu",
                shape: &[
                    shape::constant::<{ FILTERS }>(),
                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                    shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                ],
            },
            EndPointInfo {
                name: "features/max_pool2d",
                shape: &[
                    shape::constant::<{ FILTERS }>(),
                    shape::positions(
                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                        2,
                        2,
                        0,
                    ),
                    shape::positions(
                        shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                        2,
                        2,
                        0,
                    ),
                ],
            },
            EndPointInfo {
                name: "features/conv2",
                shape: &[
                    shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                ],
            },
            EndPointInfo {
                name: "features/dropout",
                shape: &[
                    shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                ],
            },
            EndPointInfo {
                name: "features",
                shape: &[
                    shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                ],
            },
            EndPointInfo {
                name: "flatten",
                shape: &[
                    shape::product(
                        &[
                            shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                        ],
                    ),
                ],
            },
            EndPointInfo {
                name: "fc1",
                shape: &[shape::constant::<{ CLASSES }>()],
            },
            EndPointInfo {
                name: "logits",
                shape: &[shape::constant::<{ CLASSES }>()],
            },
            EndPointInfo {
                name: "flatten_2",
                shape: &[
                    shape::product(
                        &[
                            shape::constant::<{ CHANNELS }>(),
                            shape::constant::<{ HEIGHT }>(),
                            shape::constant::<{ size::WIDTH }>(),
                        ],
                    ),
                ],
            },
            EndPointInfo {
                name: "fc2",
                shape: &[10],
            },
            EndPointInfo {
                name: "shortcut",
                shape: &[10],
            },
        ];
        type Points = Wide;
        const NUMBERS: &'static [usize] = &[0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            > = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<{ CLASSES }>), E, D>,
                >(|pass| {
                    let image = pass.input("image", image)?;
                    let (output, _, _) = run(self, &image, pass)?;
                    Ok(output)
                })?;
            let labels: &Tensor<(B, Const<{ CLASSES }>), E, D> = &rehearsal.batch()?;
            rehearsal
                .training(
                    "classification",
                    self.training().memory_limit(0).classification(image, labels),
                )?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Wide<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Wide<E, D> {
        /// The scope `features`.
        pub const FEATURES: Scope<Self> = Scope::new("features");
        /// The layer `fc1`.
        pub const FC1: Scope<Self> = Scope::new("fc1");
        /// The layer `fc2`.
        pub const FC2: Scope<Self> = Scope::new("fc2");
        /// The layer `features/conv1`.
        pub const FEATURES_CONV1: Scope<Self> = Scope::new("features.conv1");
        /// The layer `features/conv2`.
        pub const FEATURES_CONV2: Scope<Self> = Scope::new("features.conv2");
        /// What the layer `fc1` adds.
        pub const FC1_BIAS: Scope<Self> = Scope::new("fc1").biases();
        /// What the layer `fc2` adds.
        pub const FC2_BIAS: Scope<Self> = Scope::new("fc2").biases();
        /// What the layer `features/conv1` adds.
        pub const FEATURES_CONV1_BIAS: Scope<Self> = Scope::new("features.conv1")
            .biases();
        /// What the layer `features/conv2` adds.
        pub const FEATURES_CONV2_BIAS: Scope<Self> = Scope::new("features.conv2")
            .biases();
        /// What layers add to what their weights make.
        pub const BIASES: Scope<Self> = Scope::ALL.biases();
        /// The tables of embeddings.
        pub const EMBEDDINGS: Scope<Self> = Scope::ALL.embeddings();
        /// The weights and the biases of norms, and their running statistics.
        pub const NORMS: Scope<Self> = Scope::ALL.norms();
        /// The weights that layers multiply with: not those of norms, nor tables of embeddings.
        pub const WEIGHTS: Scope<Self> = Scope::ALL.weights();
        /// The whole network.
        pub const ALL: Scope<Self> = Scope::ALL;
    }
    impl Wide<f32, Cpu> {
        /// The number of trainable elements of all variables.
        pub const PARAMETERS: usize = <Self as Network>::PARAMETERS;
        /// The multiplications with a weight that a sample takes.
        pub const MULTIPLY_ADDS: usize = <Self as Network>::MULTIPLY_ADDS;
        /// The elements of what all layers give for a sample.
        pub const ACTIVATIONS: usize = <Self as Network>::ACTIVATIONS;
        /// The bytes of these.
        pub const ACTIVATION_BYTES: usize = <Self as Network>::ACTIVATION_BYTES;
        /// The end points, in program order.
        pub const END_POINTS: &'static [EndPointInfo] = <Self as Network>::END_POINTS;
        /// The layers as a table.
        pub fn summary() -> Summary {
            <Self as Network>::summary()
        }
        /// The network as a picture.
        pub fn graph() -> Graph {
            <Self as Network>::graph()
        }
    }
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 10] = structure::receptive_fields(
        &[
            (structure::View::Image, &[]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[0],
            ),
            (structure::View::Place, &[1]),
            (
                structure::View::Window(Pool {
                    kernel: [2, 2],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[2],
            ),
            (
                structure::View::Window(Pool {
                    kernel: [
                        shape::constant::<{ KERNEL }>(),
                        shape::constant::<{ KERNEL }>(),
                    ],
                    stride: [2, 2],
                    padding: [
                        shape::same_padding(
                            shape::positions(
                                shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            shape::constant::<{ KERNEL }>(),
                            2,
                        ),
                        shape::same_padding(
                            shape::positions(
                                shape::positions(
                                    shape::constant::<{ size::WIDTH }>(),
                                    3,
                                    2,
                                    2,
                                ),
                                2,
                                2,
                                0,
                            ),
                            shape::constant::<{ KERNEL }>(),
                            2,
                        ),
                    ],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[4]),
            (structure::View::Everything, &[5]),
            (structure::View::Everything, &[6]),
            (structure::View::Everything, &[0]),
            (structure::View::Everything, &[8]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::image {
        type Sample = (Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::features::conv1 {
        type Sample = (
            Const<{ FILTERS }>,
            Const<{ shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2) }>,
            Const<{ shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2) }>,
        );
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::features::relu {
        type Sample = (
            Const<{ FILTERS }>,
            Const<{ shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2) }>,
            Const<{ shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2) }>,
        );
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::features::max_pool2d {
        type Sample = (
            Const<{ FILTERS }>,
            Const<
                {
                    shape::positions(
                        shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                        2,
                        2,
                        0,
                    )
                },
            >,
            Const<
                {
                    shape::positions(
                        shape::positions(shape::constant::<{ size::WIDTH }>(), 3, 2, 2),
                        2,
                        2,
                        0,
                    )
                },
            >,
        );
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::features::conv2 {
        type Sample = (
            Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
            Const<
                {
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    )
                },
            >,
            Const<
                {
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    )
                },
            >,
        );
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::features::dropout {
        type Sample = (
            Const<{ shape::product(&[shape::constant::<{ FILTERS }>(), 2]) }>,
            Const<
                {
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    )
                },
            >,
            Const<
                {
                    shape::quotient_rounded_up(
                        shape::positions(
                            shape::positions(
                                shape::constant::<{ size::WIDTH }>(),
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    )
                },
            >,
        );
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::flatten {
        type Sample = (
            Const<
                {
                    shape::product(
                        &[
                            shape::product(&[shape::constant::<{ FILTERS }>(), 2]),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(shape::constant::<{ HEIGHT }>(), 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(
                                        shape::constant::<{ size::WIDTH }>(),
                                        3,
                                        2,
                                        2,
                                    ),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                        ],
                    )
                },
            >,
        );
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::fc1 {
        type Sample = (Const<{ CLASSES }>,);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::flatten_2 {
        type Sample = (
            Const<
                {
                    shape::product(
                        &[
                            shape::constant::<{ CHANNELS }>(),
                            shape::constant::<{ HEIGHT }>(),
                            shape::constant::<{ size::WIDTH }>(),
                        ],
                    )
                },
            >,
        );
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Wide> for wide::end_point::fc2 {
        type Sample = (Const<10>,);
        const NUMBER: usize = 9;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Wide<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Wide<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Wide<E, D>, P>,
        {
            self.try_end_point(point, image).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Wide<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Wide<E, D>, P>,
        {
            wide::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, image)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            wide::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Inference<'_, Wide<E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Wide<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Wide<E, D>, P>,
        {
            self.try_end_point(point, image).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Wide<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Wide<E, D>, P>,
        {
            let image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            > = image.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, image)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            image: impl Given<
                Shape: InputImage<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            > = image.given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<
        Tensor<(B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>), E, D>,
    > for Wide<E, D> {
        type Batch = B;
        type Values = Value<
            (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
            E,
            D,
        >;
        fn batch(
            image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(
            image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        ) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let image = &pass.input("image", image)?;
            run(self, image, pass).map(|_| ())
        }
        fn look(
            &self,
            image: &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, image, pass).map(|_| ())
        }
    }
};
