/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `stem/conv` | `conv2d(6, kernel = 1, stride = 1, padding =…` | `[6, 16, 16]` | 18 |
/// | `stem/bn` | `batch_norm` | `[6, 16, 16]` | 12 |
/// | `block1/depthwise/conv` | `conv2d(6, kernel = 3, stride = 1, padding =…` | `[6, 16, 16]` | 54 |
/// | `block1/depthwise/bn` | `batch_norm` | `[6, 16, 16]` | 12 |
/// | `block1/relu` | `relu` | `[6, 16, 16]` |  |
/// | `block1/project/conv` | `conv2d(8, kernel = 1, stride = 1, padding =…` | `[8, 16, 16]` | 48 |
/// | `block1/project/bn` | `batch_norm` | `[8, 16, 16]` | 16 |
/// | `down/conv` | `conv2d(8, kernel = 3, stride = 2, padding =…` | `[8, 8, 8]` | 576 |
/// | `down/bn` | `batch_norm` | `[8, 8, 8]` | 16 |
/// | `block2/depthwise/conv` | `conv2d(8, kernel = 3, stride = 1, padding =…` | `[8, 8, 8]` | 72 |
/// | `block2/depthwise/bn` | `batch_norm` | `[8, 8, 8]` | 16 |
/// | `block2/relu` | `relu` | `[8, 8, 8]` |  |
/// | `block2/project/conv` | `conv2d(12, kernel = 1, stride = 1, padding …` | `[12, 8, 8]` | 96 |
/// | `block2/project/bn` | `batch_norm` | `[12, 8, 8]` | 24 |
/// | `last/conv` | `conv2d(12, kernel = 1, stride = 1, padding …` | `[12, 8, 8]` | 144 |
/// | `last/bn` | `batch_norm` | `[12, 8, 8]` | 24 |
/// | | | | **1,128** |
///
/// # Shapes, per sample
/// * `image`: `[3, 16, 16]`
/// * returns `[12, 8, 8]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 574 583\" style=\"max-width:574px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"29\" width=\"507\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"95\" width=\"507\" height=\"172\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"79\" y=\"117\" width=\"490\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"79\" y=\"205\" width=\"490\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"271\" width=\"507\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"337\" width=\"507\" height=\"172\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"79\" y=\"359\" width=\"490\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"79\" y=\"447\" width=\"490\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"513\" width=\"507\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16V49L88 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 60L88 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82V137L102 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 148L102 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 170L88 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 192V225L102 236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 236L102 247V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 258L88 269V302\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 302L88 313V324\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 324V379L102 390\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 390L102 401V412\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 412L88 423V434\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 434V467L102 478\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 478L102 489V500\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 500L88 511V544\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 544L88 555V566\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"486\" y=\"20\" fill-opacity=\".8\">[3, 16, 16]</text><text x=\"84\" y=\"42\" font-weight=\"bold\">stem</text><circle cx=\"88\" cy=\"60\" r=\"3.5\"/><text x=\"98\" y=\"64\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"64\" fill-opacity=\".8\">conv2d(6, kernel = 1, stride = 1, padding =…</text><text x=\"486\" y=\"64\" fill-opacity=\".8\">[6, 16, 16]</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"86\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"86\" fill-opacity=\".8\">[6, 16, 16]</text><text x=\"84\" y=\"108\" font-weight=\"bold\">block1</text><text x=\"98\" y=\"130\" font-weight=\"bold\">depthwise</text><circle cx=\"102\" cy=\"148\" r=\"3.5\"/><text x=\"112\" y=\"152\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"152\" fill-opacity=\".8\">conv2d(6, kernel = 3, stride = 1, padding =…</text><text x=\"486\" y=\"152\" fill-opacity=\".8\">[6, 16, 16]</text><circle cx=\"102\" cy=\"170\" r=\"3.5\"/><text x=\"112\" y=\"174\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"174\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"174\" fill-opacity=\".8\">[6, 16, 16]</text><circle cx=\"88\" cy=\"192\" r=\"3.5\"/><text x=\"98\" y=\"196\" font-weight=\"bold\">relu</text><text x=\"177\" y=\"196\" fill-opacity=\".8\">relu</text><text x=\"486\" y=\"196\" fill-opacity=\".8\">[6, 16, 16]</text><text x=\"98\" y=\"218\" font-weight=\"bold\">project</text><circle cx=\"102\" cy=\"236\" r=\"3.5\"/><text x=\"112\" y=\"240\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"240\" fill-opacity=\".8\">conv2d(8, kernel = 1, stride = 1, padding =…</text><text x=\"486\" y=\"240\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"102\" cy=\"258\" r=\"3.5\"/><text x=\"112\" y=\"262\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"262\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"262\" fill-opacity=\".8\">[8, 16, 16]</text><text x=\"84\" y=\"284\" font-weight=\"bold\">down</text><circle cx=\"88\" cy=\"302\" r=\"3.5\"/><text x=\"98\" y=\"306\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"306\" fill-opacity=\".8\">conv2d(8, kernel = 3, stride = 2, padding =…</text><text x=\"486\" y=\"306\" fill-opacity=\".8\">[8, 8, 8]</text><circle cx=\"88\" cy=\"324\" r=\"3.5\"/><text x=\"98\" y=\"328\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"328\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"328\" fill-opacity=\".8\">[8, 8, 8]</text><text x=\"84\" y=\"350\" font-weight=\"bold\">block2</text><text x=\"98\" y=\"372\" font-weight=\"bold\">depthwise</text><circle cx=\"102\" cy=\"390\" r=\"3.5\"/><text x=\"112\" y=\"394\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"394\" fill-opacity=\".8\">conv2d(8, kernel = 3, stride = 1, padding =…</text><text x=\"486\" y=\"394\" fill-opacity=\".8\">[8, 8, 8]</text><circle cx=\"102\" cy=\"412\" r=\"3.5\"/><text x=\"112\" y=\"416\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"416\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"416\" fill-opacity=\".8\">[8, 8, 8]</text><circle cx=\"88\" cy=\"434\" r=\"3.5\"/><text x=\"98\" y=\"438\" font-weight=\"bold\">relu</text><text x=\"177\" y=\"438\" fill-opacity=\".8\">relu</text><text x=\"486\" y=\"438\" fill-opacity=\".8\">[8, 8, 8]</text><text x=\"98\" y=\"460\" font-weight=\"bold\">project</text><circle cx=\"102\" cy=\"478\" r=\"3.5\"/><text x=\"112\" y=\"482\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"482\" fill-opacity=\".8\">conv2d(12, kernel = 1, stride = 1, padding …</text><text x=\"486\" y=\"482\" fill-opacity=\".8\">[12, 8, 8]</text><circle cx=\"102\" cy=\"500\" r=\"3.5\"/><text x=\"112\" y=\"504\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"504\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"504\" fill-opacity=\".8\">[12, 8, 8]</text><text x=\"84\" y=\"526\" font-weight=\"bold\">last</text><circle cx=\"88\" cy=\"544\" r=\"3.5\"/><text x=\"98\" y=\"548\" font-weight=\"bold\">conv</text><text x=\"177\" y=\"548\" fill-opacity=\".8\">conv2d(12, kernel = 1, stride = 1, padding …</text><text x=\"486\" y=\"548\" fill-opacity=\".8\">[12, 8, 8]</text><circle cx=\"88\" cy=\"566\" r=\"3.5\"/><text x=\"98\" y=\"570\" font-weight=\"bold\">bn</text><text x=\"177\" y=\"570\" fill-opacity=\".8\">batch_norm</text><text x=\"486\" y=\"570\" fill-opacity=\".8\">[12, 8, 8]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Alike<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `stem`.
    pub stem: alike::Stem<E, D>,
    /// The scope `block1`.
    pub block1: alike::Block1<E, D>,
    /// The scope `down`.
    pub down: alike::Down<E, D>,
    /// The scope `block2`.
    pub block2: alike::Block2<E, D>,
    /// The scope `last`.
    pub last: alike::Last<E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Alike`]: its scopes, its end points.
pub mod alike {
    /// The variables of the scope `stem`, made by the template `conv_bn(6)`.
    ///
    /// * `conv: conv2d(6, kernel = 1, stride = 1, padding = same, groups = 1)`, `[3, 16, 16]` → `[6, 16, 16]`
    /// * `bn: batch_norm`, `[6, 16, 16]` → `[6, 16, 16]`
    #[allow(dead_code)]
    pub type Stem<E, D> = alike::ConvBn<6, 3, 1, E, D>;
    /// The variables of the scope `block1`, made by the template `block(6, 8)`.
    #[allow(dead_code)]
    pub type Block1<E, D> = alike::Block<6, 8, E, D>;
    /// The scopes inside of [`Block1`].
    pub mod block1 {
        /// The variables of the scope `depthwise`, made by the template `conv_bn(6, 3, 1, 6)`.
        ///
        /// * `conv: conv2d(6, kernel = 3, stride = 1, padding = same, groups = 6)`, `[6, 16, 16]` → `[6, 16, 16]`
        /// * `bn: batch_norm`, `[6, 16, 16]` → `[6, 16, 16]`
        #[allow(dead_code)]
        pub type Depthwise<E, D> = super::alike::ConvBn<6, 1, 3, E, D>;
        /// The variables of the scope `project`, made by the template `conv_bn(8)`.
        ///
        /// * `conv: conv2d(8, kernel = 1, stride = 1, padding = same, groups = 1)`, `[6, 16, 16]` → `[8, 16, 16]`
        /// * `bn: batch_norm`, `[8, 16, 16]` → `[8, 16, 16]`
        #[allow(dead_code)]
        pub type Project<E, D> = super::alike::ConvBn<8, 6, 1, E, D>;
    }
    /// The variables of the scope `down`, made by the template `conv_bn(8, 3, 2)`.
    ///
    /// * `conv: conv2d(8, kernel = 3, stride = 2, padding = same, groups = 1)`, `[8, 16, 16]` → `[8, 8, 8]`
    /// * `bn: batch_norm`, `[8, 8, 8]` → `[8, 8, 8]`
    #[allow(dead_code)]
    pub type Down<E, D> = alike::ConvBn<8, 8, 3, E, D>;
    /// The variables of the scope `block2`, made by the template `block(8, 12)`.
    #[allow(dead_code)]
    pub type Block2<E, D> = alike::Block<8, 12, E, D>;
    /// The scopes inside of [`Block2`].
    pub mod block2 {
        /// The variables of the scope `depthwise`, made by the template `conv_bn(8, 3, 1, 8)`.
        ///
        /// * `conv: conv2d(8, kernel = 3, stride = 1, padding = same, groups = 8)`, `[8, 8, 8]` → `[8, 8, 8]`
        /// * `bn: batch_norm`, `[8, 8, 8]` → `[8, 8, 8]`
        #[allow(dead_code)]
        pub type Depthwise<E, D> = super::alike::ConvBn<8, 1, 3, E, D>;
        /// The variables of the scope `project`, made by the template `conv_bn(12)`.
        ///
        /// * `conv: conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)`, `[8, 8, 8]` → `[12, 8, 8]`
        /// * `bn: batch_norm`, `[12, 8, 8]` → `[12, 8, 8]`
        #[allow(dead_code)]
        pub type Project<E, D> = super::alike::ConvBn<12, 8, 1, E, D>;
    }
    /// The variables of the scope `last`, made by the template `conv_bn(12)`.
    ///
    /// * `conv: conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)`, `[12, 8, 8]` → `[12, 8, 8]`
    /// * `bn: batch_norm`, `[12, 8, 8]` → `[12, 8, 8]`
    #[allow(dead_code)]
    pub type Last<E, D> = alike::ConvBn<12, 12, 1, E, D>;
    /// What scopes of [`Alike`](super::Alike) are that differ in sizes alone.
    pub mod alike {
        /// The variables of `stem` and of what differs from it in sizes alone, 7 scopes.
        #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
        pub struct ConvBn<
            const N1: usize,
            const N2: usize,
            const N3: usize,
            E: ::netweave::expansion::DfdxDtype,
            D: ::netweave::expansion::DfdxDevice<E>,
        > {
            /// In the first: `conv: conv2d(6, kernel = 1, stride = 1, padding = same, groups = 1)`, `[3, 16, 16]` → `[6, 16, 16]`.
            pub conv: ::netweave::expansion::layer::UnbiasedConv2d<N1, N2, N3, N3, E, D>,
            /// In the first: `bn: batch_norm`, `[6, 16, 16]` → `[6, 16, 16]`.
            pub bn: ::netweave::expansion::layer::BatchNorm<N1, E, D>,
        }
        /// The variables of `block1` and of what differs from it in sizes alone, 2 scopes.
        #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
        pub struct Block<
            const N1: usize,
            const N2: usize,
            E: ::netweave::expansion::DfdxDtype,
            D: ::netweave::expansion::DfdxDevice<E>,
        > {
            /// The scope `depthwise` in it.
            pub depthwise: ConvBn<N1, 1, 3, E, D>,
            /// The scope `project` in it.
            pub project: ConvBn<N2, N1, 1, E, D>,
        }
    }
    /// An inference of [`Alike`](super::Alike), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Alike`](super::Alike): what `end_point` can be asked for.
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
        /// An input, `[3, 16, 16]`.
        pub struct image;
        /// `batch_norm`, `[6, 16, 16]`.
        pub const stem: self::stem::bn = self::stem::bn;
        /// `batch_norm`, `[8, 16, 16]`.
        pub const block1: self::block1::project::bn = self::block1::project::bn;
        /// `batch_norm`, `[8, 8, 8]`.
        pub const down: self::down::bn = self::down::bn;
        /// `batch_norm`, `[12, 8, 8]`.
        pub const block2: self::block2::project::bn = self::block2::project::bn;
        /// `batch_norm`, `[12, 8, 8]`.
        pub const last: self::last::bn = self::last::bn;
        /// The end points of the scope `stem`.
        pub mod stem {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(6, kernel = 1, stride = 1, padding = same, groups = 1)`, `[6, 16, 16]`.
            pub struct conv;
            /// `batch_norm`, `[6, 16, 16]`.
            pub struct bn;
        }
        /// The end points of the scope `block1`.
        pub mod block1 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::project::bn as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `batch_norm`, `[6, 16, 16]`.
            pub const depthwise: self::depthwise::bn = self::depthwise::bn;
            /// `relu`, `[6, 16, 16]`.
            pub struct relu;
            /// `batch_norm`, `[8, 16, 16]`.
            pub const project: self::project::bn = self::project::bn;
            /// The end points of the scope `depthwise`.
            pub mod depthwise {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(6, kernel = 3, stride = 1, padding = same, groups = 6)`, `[6, 16, 16]`.
                pub struct conv;
                /// `batch_norm`, `[6, 16, 16]`.
                pub struct bn;
            }
            /// The end points of the scope `project`.
            pub mod project {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(8, kernel = 1, stride = 1, padding = same, groups = 1)`, `[8, 16, 16]`.
                pub struct conv;
                /// `batch_norm`, `[8, 16, 16]`.
                pub struct bn;
            }
        }
        /// The end points of the scope `down`.
        pub mod down {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(8, kernel = 3, stride = 2, padding = same, groups = 1)`, `[8, 8, 8]`.
            pub struct conv;
            /// `batch_norm`, `[8, 8, 8]`.
            pub struct bn;
        }
        /// The end points of the scope `block2`.
        pub mod block2 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::project::bn as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `batch_norm`, `[8, 8, 8]`.
            pub const depthwise: self::depthwise::bn = self::depthwise::bn;
            /// `relu`, `[8, 8, 8]`.
            pub struct relu;
            /// `batch_norm`, `[12, 8, 8]`.
            pub const project: self::project::bn = self::project::bn;
            /// The end points of the scope `depthwise`.
            pub mod depthwise {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(8, kernel = 3, stride = 1, padding = same, groups = 8)`, `[8, 8, 8]`.
                pub struct conv;
                /// `batch_norm`, `[8, 8, 8]`.
                pub struct bn;
            }
            /// The end points of the scope `project`.
            pub mod project {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)`, `[12, 8, 8]`.
                pub struct conv;
                /// `batch_norm`, `[12, 8, 8]`.
                pub struct bn;
            }
        }
        /// The end points of the scope `last`.
        pub mod last {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::bn as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)`, `[12, 8, 8]`.
            pub struct conv;
            /// `batch_norm`, `[12, 8, 8]`.
            pub struct bn;
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
        Module, ModuleMut, ModuleVisitor, Network, OfBatch, OfDtype, Ok, OnDevice,
        Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool, Precision, PutTape,
        ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized, SplitTape, Summary,
        Takes, Tensor, TensorCollection, Told, Value, Window, Workers, foreign, layer,
        shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Alike` takes a batch of [3, 16, 16], but is given `{Self}`",
        label = "`image` is a batch of [3, 16, 16]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<16>, Const<16>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Alike<E, D>,
        image: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<12>, Const<8>, Const<8>), E, D>, D::Err> {
        pass.made(image);
        let stem: Value<(B, Const<6>, Const<16>, Const<16>), E, D> = network
            .stem
            .apply(image, pass)?;
        let block1: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = network
            .block1
            .apply(&stem, pass)?;
        let down: Value<(B, Const<8>, Const<8>, Const<8>), E, D> = network
            .down
            .apply_3(&block1, pass)?;
        let block2: Value<(B, Const<12>, Const<8>, Const<8>), E, D> = network
            .block2
            .apply(&down, pass)?;
        let last: Value<(B, Const<12>, Const<8>, Const<8>), E, D> = network
            .last
            .apply(&block2, pass)?;
        Ok(last)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Alike<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> alike::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            alike::Inference {
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
        ) -> Result<Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            alike::Inference {
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
        ) -> Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> alike::Inference<'_, Alike<E, D>> {
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
        ) -> Result<Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>, Error> {
            let image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = image
                .given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    image.device(),
                    shape::batch(image),
                    |pass| {
                        let image = pass.input("image", image)?;
                        run(self.network, &image, pass)
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
        ) -> Tensor<(B, Const<12>, Const<8>, Const<8>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>> for Alike<E, D> {
        type Output = Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
        ) -> Result<Self::Output, Self::Error> {
            self.passes
                .forward(
                    image.device(),
                    shape::batch(&image),
                    |pass| {
                        let image = pass.untraced(&image)?;
                        run(self, &image, pass)
                    },
                )
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>>
    for Alike<E, D> {
        type Output = Tensor<(B, Const<12>, Const<8>, Const<8>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (
                output,
                tape,
                updates,
            ): (Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>, _, _) = self
                .passes
                .forward_mut(
                    &*self,
                    image.device(),
                    shape::batch(&image),
                    tape,
                    |pass| {
                        let image = pass.traced(&image)?;
                        run(self, &image, pass)
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
    > foreign::Nested<(&Value<(B, Const<3>, Const<16>, Const<16>), E, D>,), E, D>
    for Alike<E, D> {
        type Shape = (B, Const<12>, Const<8>, Const<8>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<3>, Const<16>, Const<16>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<
        const N1: usize,
        const N2: usize,
        const N3: usize,
        E: Dtype,
        D: DfdxDevice<E>,
    > TensorCollection<E, D> for alike::alike::ConvBn<N1, N2, N3, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = alike::alike::ConvBn<
            N1,
            N2,
            N3,
            E2,
            D2,
        >;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv", |s| &s.conv, |s| &mut s.conv),
                        Self::module("bn", |s| &s.bn, |s| &mut s.bn),
                    ),
                    |(conv, bn)| alike::alike::ConvBn { conv, bn },
                )
        }
    }
    impl<
        const N1: usize,
        const N2: usize,
        E: Dtype,
        D: DfdxDevice<E>,
    > TensorCollection<E, D> for alike::alike::Block<N1, N2, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = alike::alike::Block<N1, N2, E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module(
                            "depthwise",
                            |s| &s.depthwise,
                            |s| &mut s.depthwise,
                        ),
                        Self::module("project", |s| &s.project, |s| &mut s.project),
                    ),
                    |(depthwise, project)| alike::alike::Block {
                        depthwise,
                        project,
                    },
                )
        }
    }
    impl<
        const N1: usize,
        const N2: usize,
        E: Dtype,
        D: Device<E>,
    > alike::alike::ConvBn<N1, N2, 1, E, D> {
        /// Applies a scope like this: `x` `[3, 16, 16]` → `[6, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim, const N3: usize>(
            &self,
            x: &Value<(B, Const<N2>, Const<N3>, Const<N3>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<N1>, Const<N3>, Const<N3>), E, D>, D::Err> {
            let conv: Value<(B, Const<N1>, Const<N3>, Const<N3>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .batch_norm(&self.bn, 0.1, 1e-5)
                .apply(x, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    impl<const N1: usize, E: Dtype, D: Device<E>> alike::alike::ConvBn<N1, 1, 3, E, D> {
        /// Applies a scope like this: `x` `[6, 16, 16]` → `[6, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim, const N2: usize>(
            &self,
            x: &Value<(B, Const<N1>, Const<N2>, Const<N2>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<N1>, Const<N2>, Const<N2>), E, D>, D::Err> {
            let conv: Value<(B, Const<N1>, Const<N2>, Const<N2>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: N1,
                })
                .batch_norm(&self.bn, 0.1, 1e-5)
                .apply(x, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    impl<E: Dtype, D: Device<E>> alike::alike::ConvBn<8, 8, 3, E, D> {
        /// Applies the scope: `x` `[8, 16, 16]` → `[8, 8, 8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_3<B: Dim>(
            &self,
            x: &Value<(B, Const<8>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>, Const<8>, Const<8>), E, D>, D::Err> {
            let conv: Value<(B, Const<8>, Const<8>, Const<8>), E, D> = self
                .conv
                .window(Window {
                    stride: [2, 2],
                    padding: [[0, 1], [0, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .batch_norm(&self.bn, 0.1, 1e-5)
                .apply(x, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    impl<
        const N1: usize,
        const N2: usize,
        E: Dtype,
        D: Device<E>,
    > alike::alike::Block<N1, N2, E, D> {
        /// Applies a scope like this: `x` `[6, 16, 16]` → `[8, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim, const N3: usize>(
            &self,
            x: &Value<(B, Const<N1>, Const<N3>, Const<N3>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<N2>, Const<N3>, Const<N3>), E, D>, D::Err> {
            let depthwise: Value<(B, Const<N1>, Const<N3>, Const<N3>), E, D> = self
                .depthwise
                .apply_2(x, pass)?;
            let relu: Value<(B, Const<N1>, Const<N3>, Const<N3>), E, D> = layer::relu(
                &depthwise,
                pass,
            )?;
            pass.made(&relu);
            let project: Value<(B, Const<N2>, Const<N3>, Const<N3>), E, D> = self
                .project
                .apply(&relu, pass)?;
            Ok(project)
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Alike<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Alike<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("stem", |s| &s.stem, |s| &mut s.stem),
                        Self::module("block1", |s| &s.block1, |s| &mut s.block1),
                        Self::module("down", |s| &s.down, |s| &mut s.down),
                        Self::module("block2", |s| &s.block2, |s| &mut s.block2),
                        Self::module("last", |s| &s.last, |s| &mut s.last),
                    ),
                    |(stem, block1, down, block2, last)| Alike {
                        stem,
                        block1,
                        down,
                        block2,
                        last,
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
    > BuildOnDevice<D2, E2> for Alike<E, D> {
        type Built = Alike<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Alike<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Alike";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Alike",
            values: &[
                structure::Value::input(0, "image", &[3, 16, 16]),
                structure::Value::made(
                        1,
                        "conv",
                        "conv2d(6, kernel = 1, stride = 1, padding = same, groups = 1)",
                        &[6, 16, 16],
                        &[0],
                        1,
                    )
                    .variables("conv", 18)
                    .multiply_adds(4608),
                structure::Value::made(1, "bn", "batch_norm", &[6, 16, 16], &[1], 2)
                    .variables("bn", 12),
                structure::Value::made(
                        3,
                        "conv",
                        "conv2d(6, kernel = 3, stride = 1, padding = same, groups = 6)",
                        &[6, 16, 16],
                        &[2],
                        3,
                    )
                    .variables("conv", 54)
                    .multiply_adds(13824),
                structure::Value::made(3, "bn", "batch_norm", &[6, 16, 16], &[3], 4)
                    .variables("bn", 12),
                structure::Value::made(2, "relu", "relu", &[6, 16, 16], &[4], 5),
                structure::Value::made(
                        4,
                        "conv",
                        "conv2d(8, kernel = 1, stride = 1, padding = same, groups = 1)",
                        &[8, 16, 16],
                        &[5],
                        6,
                    )
                    .variables("conv", 48)
                    .multiply_adds(12288),
                structure::Value::made(4, "bn", "batch_norm", &[8, 16, 16], &[6], 7)
                    .variables("bn", 16),
                structure::Value::made(
                        5,
                        "conv",
                        "conv2d(8, kernel = 3, stride = 2, padding = same, groups = 1)",
                        &[8, 8, 8],
                        &[7],
                        8,
                    )
                    .variables("conv", 576)
                    .multiply_adds(36864),
                structure::Value::made(5, "bn", "batch_norm", &[8, 8, 8], &[8], 9)
                    .variables("bn", 16),
                structure::Value::made(
                        7,
                        "conv",
                        "conv2d(8, kernel = 3, stride = 1, padding = same, groups = 8)",
                        &[8, 8, 8],
                        &[9],
                        10,
                    )
                    .variables("conv", 72)
                    .multiply_adds(4608),
                structure::Value::made(7, "bn", "batch_norm", &[8, 8, 8], &[10], 11)
                    .variables("bn", 16),
                structure::Value::made(6, "relu", "relu", &[8, 8, 8], &[11], 12),
                structure::Value::made(
                        8,
                        "conv",
                        "conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)",
                        &[12, 8, 8],
                        &[12],
                        13,
                    )
                    .variables("conv", 96)
                    .multiply_adds(6144),
                structure::Value::made(8, "bn", "batch_norm", &[12, 8, 8], &[13], 14)
                    .variables("bn", 24),
                structure::Value::made(
                        9,
                        "conv",
                        "conv2d(12, kernel = 1, stride = 1, padding = same, groups = 1)",
                        &[12, 8, 8],
                        &[14],
                        15,
                    )
                    .variables("conv", 144)
                    .multiply_adds(9216),
                structure::Value::made(9, "bn", "batch_norm", &[12, 8, 8], &[15], 16)
                    .variables("bn", 24),
            ],
            places: &[
                structure::Place {
                    name: "alike",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "stem",
                    path: "stem",
                    around: 0,
                    first: 1,
                    result: Option::Some(2),
                },
                structure::Place {
                    name: "block1",
                    path: "block1",
                    around: 0,
                    first: 2,
                    result: Option::Some(7),
                },
                structure::Place {
                    name: "depthwise",
                    path: "block1.depthwise",
                    around: 2,
                    first: 3,
                    result: Option::Some(4),
                },
                structure::Place {
                    name: "project",
                    path: "block1.project",
                    around: 2,
                    first: 4,
                    result: Option::Some(7),
                },
                structure::Place {
                    name: "down",
                    path: "down",
                    around: 0,
                    first: 5,
                    result: Option::Some(9),
                },
                structure::Place {
                    name: "block2",
                    path: "block2",
                    around: 0,
                    first: 6,
                    result: Option::Some(14),
                },
                structure::Place {
                    name: "depthwise",
                    path: "block2.depthwise",
                    around: 6,
                    first: 7,
                    result: Option::Some(11),
                },
                structure::Place {
                    name: "project",
                    path: "block2.project",
                    around: 6,
                    first: 8,
                    result: Option::Some(14),
                },
                structure::Place {
                    name: "last",
                    path: "last",
                    around: 0,
                    first: 9,
                    result: Option::Some(16),
                },
            ],
            outputs: &[("output", 16)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[3, 16, 16],
            },
            EndPointInfo {
                name: "stem/conv",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "stem/bn",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "stem",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "block1/depthwise/conv",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "block1/depthwise/bn",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "block1/depthwise",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "block1/relu",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "block1/project/conv",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "block1/project/bn",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "block1",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "block1/project",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "down/conv",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "down/bn",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "down",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "block2/depthwise/conv",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "block2/depthwise/bn",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "block2/depthwise",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "block2/relu",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "block2/project/conv",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "block2/project/bn",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "block2",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "block2/project",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "last/conv",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "last/bn",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "last",
                shape: &[12, 8, 8],
            },
        ];
        type Points = Alike;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 7, 7, 8, 9, 9, 10, 11, 11, 12, 13, 14, 14, 14,
            15, 16, 16,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<12>, Const<8>, Const<8>), E, D>,
                >(|pass| {
                    let image = pass.input("image", image)?;
                    run(self, &image, pass)
                })?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Alike<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Alike<E, D> {
        /// The scope `stem`.
        pub const STEM: Scope<Self> = Scope::new("stem");
        /// The scope `block1`.
        pub const BLOCK1: Scope<Self> = Scope::new("block1");
        /// The scope `down`.
        pub const DOWN: Scope<Self> = Scope::new("down");
        /// The scope `block2`.
        pub const BLOCK2: Scope<Self> = Scope::new("block2");
        /// The scope `last`.
        pub const LAST: Scope<Self> = Scope::new("last");
        /// The layer `stem/conv`.
        pub const STEM_CONV: Scope<Self> = Scope::new("stem.conv");
        /// The layer `stem/bn`.
        pub const STEM_BN: Scope<Self> = Scope::new("stem.bn");
        /// The scope `block1/depthwise`.
        pub const BLOCK1_DEPTHWISE: Scope<Self> = Scope::new("block1.depthwise");
        /// The scope `block1/project`.
        pub const BLOCK1_PROJECT: Scope<Self> = Scope::new("block1.project");
        /// The layer `down/conv`.
        pub const DOWN_CONV: Scope<Self> = Scope::new("down.conv");
        /// The layer `down/bn`.
        pub const DOWN_BN: Scope<Self> = Scope::new("down.bn");
        /// The scope `block2/depthwise`.
        pub const BLOCK2_DEPTHWISE: Scope<Self> = Scope::new("block2.depthwise");
        /// The scope `block2/project`.
        pub const BLOCK2_PROJECT: Scope<Self> = Scope::new("block2.project");
        /// The layer `last/conv`.
        pub const LAST_CONV: Scope<Self> = Scope::new("last.conv");
        /// The layer `last/bn`.
        pub const LAST_BN: Scope<Self> = Scope::new("last.bn");
        /// The layer `block1/depthwise/conv`.
        pub const BLOCK1_DEPTHWISE_CONV: Scope<Self> = Scope::new(
            "block1.depthwise.conv",
        );
        /// The layer `block1/depthwise/bn`.
        pub const BLOCK1_DEPTHWISE_BN: Scope<Self> = Scope::new("block1.depthwise.bn");
        /// The layer `block1/project/conv`.
        pub const BLOCK1_PROJECT_CONV: Scope<Self> = Scope::new("block1.project.conv");
        /// The layer `block1/project/bn`.
        pub const BLOCK1_PROJECT_BN: Scope<Self> = Scope::new("block1.project.bn");
        /// The layer `block2/depthwise/conv`.
        pub const BLOCK2_DEPTHWISE_CONV: Scope<Self> = Scope::new(
            "block2.depthwise.conv",
        );
        /// The layer `block2/depthwise/bn`.
        pub const BLOCK2_DEPTHWISE_BN: Scope<Self> = Scope::new("block2.depthwise.bn");
        /// The layer `block2/project/conv`.
        pub const BLOCK2_PROJECT_CONV: Scope<Self> = Scope::new("block2.project.conv");
        /// The layer `block2/project/bn`.
        pub const BLOCK2_PROJECT_BN: Scope<Self> = Scope::new("block2.project.bn");
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
    impl Alike<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 17] = structure::receptive_fields(
        &[
            (structure::View::Image, &[]),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[0],
            ),
            (structure::View::Place, &[1]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[2],
            ),
            (structure::View::Place, &[3]),
            (structure::View::Place, &[4]),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[5],
            ),
            (structure::View::Place, &[6]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[0, 1], [0, 1]],
                    dilation: [1, 1],
                }),
                &[7],
            ),
            (structure::View::Place, &[8]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[9],
            ),
            (structure::View::Place, &[10]),
            (structure::View::Place, &[11]),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[12],
            ),
            (structure::View::Place, &[13]),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[14],
            ),
            (structure::View::Place, &[15]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::image {
        type Sample = (Const<3>, Const<16>, Const<16>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::stem::conv {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::stem::bn {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block1::depthwise::conv {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block1::depthwise::bn {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block1::relu {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block1::project::conv {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block1::project::bn {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::down::conv {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::down::bn {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block2::depthwise::conv {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block2::depthwise::bn {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block2::relu {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block2::project::conv {
        type Sample = (Const<12>, Const<8>, Const<8>);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::block2::project::bn {
        type Sample = (Const<12>, Const<8>, Const<8>);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::last::conv {
        type Sample = (Const<12>, Const<8>, Const<8>);
        const NUMBER: usize = 15;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Alike> for alike::end_point::last::bn {
        type Sample = (Const<12>, Const<8>, Const<8>);
        const NUMBER: usize = 16;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Alike<E, D> {
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
        ) -> Tensor<ShapeIn<Alike<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Alike<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Alike<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Alike<E, D>, P>,
        {
            alike::Inference {
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
            alike::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> alike::Inference<'_, Alike<E, D>> {
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
        ) -> Tensor<ShapeIn<Alike<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Alike<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Alike<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Alike<E, D>, P>,
        {
            let image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = image
                .given();
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
            let image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = image
                .given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>> for Alike<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<3>, Const<16>, Const<16>), E, D>;
        fn batch(
            image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
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
