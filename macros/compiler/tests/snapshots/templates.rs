/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `stem` | `conv2d(8)` | `[8, 16, 16]` | 216 |
/// | `layer1/0/conv1` | `conv2d(8, stride = 1)` | `[8, 16, 16]` | 576 |
/// | `layer1/0/batch_norm` | `batch_norm` | `[8, 16, 16]` | 16 |
/// | `layer1/0/relu` | `relu` | `[8, 16, 16]` |  |
/// | `layer1/0/conv2` | `conv2d(8)` | `[8, 16, 16]` | 576 |
/// | `layer1/0/project` | `conv2d(8, kernel = 1, stride = 1)` | `[8, 16, 16]` | 64 |
/// | `layer1/0/sum` | `inner + (x -> project: conv2d(channels, ker…` | `[8, 16, 16]` |  |
/// | `layer1/0/relu_2` | `relu` | `[8, 16, 16]` |  |
/// | `layer1/1/conv1` | `conv2d(8, stride = 1)` | `[8, 16, 16]` | 576 |
/// | `layer1/1/batch_norm` | `batch_norm` | `[8, 16, 16]` | 16 |
/// | `layer1/1/relu` | `relu` | `[8, 16, 16]` |  |
/// | `layer1/1/conv2` | `conv2d(8)` | `[8, 16, 16]` | 576 |
/// | `layer1/1/project` | `conv2d(8, kernel = 1, stride = 1)` | `[8, 16, 16]` | 64 |
/// | `layer1/1/sum` | `inner + (x -> project: conv2d(channels, ker…` | `[8, 16, 16]` |  |
/// | `layer1/1/relu_2` | `relu` | `[8, 16, 16]` |  |
/// | `layer2/conv1` | `conv2d(16, stride = 2)` | `[16, 8, 8]` | 1,152 |
/// | `layer2/batch_norm` | `batch_norm` | `[16, 8, 8]` | 32 |
/// | `layer2/relu` | `relu` | `[16, 8, 8]` |  |
/// | `layer2/conv2` | `conv2d(16)` | `[16, 8, 8]` | 2,304 |
/// | `layer2/project` | `conv2d(16, kernel = 1, stride = 2)` | `[16, 8, 8]` | 128 |
/// | `layer2/sum` | `inner + (x -> project: conv2d(channels, ker…` | `[16, 8, 8]` |  |
/// | `layer2/relu_2` | `relu` | `[16, 8, 8]` |  |
/// | `global_avg_pool` | `global_avg_pool` | `[16]` |  |
/// | `fc` | `linear(10)` | `[10]` | 170 |
/// | | | | **6,466** |
///
/// # Shapes, per sample
/// * `image`: `[3, 16, 16]`
/// * returns `[10]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 627\" style=\"max-width:600px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"51\" width=\"533\" height=\"172\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"227\" width=\"533\" height=\"172\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"403\" width=\"533\" height=\"172\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16L74 27V38\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38V71L88 82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38C16 38 30 170 88 170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148C64 148 64 192 88 192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 170L88 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 192L88 203V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 214L88 225V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 214C44 214 44 346 88 346\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 258L88 269V280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 280L88 291V302\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 302L88 313V324\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 324C64 324 64 368 88 368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 346L88 357V368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 368L88 379V390\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 390L88 401V434\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 390C44 390 44 522 88 522\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 434L88 445V456\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 456L88 467V478\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 478L88 489V500\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 500C64 500 64 544 88 544\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 522L88 533V544\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 544L88 555V566\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 566L74 577V588\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 588L74 599V610\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"512\" y=\"20\" fill-opacity=\".8\">[3, 16, 16]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">stem</text><text x=\"203\" y=\"42\" fill-opacity=\".8\">conv2d(8)</text><text x=\"512\" y=\"42\" fill-opacity=\".8\">[8, 16, 16]</text><text x=\"84\" y=\"64\" font-weight=\"bold\">layer1/0</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">conv1</text><text x=\"203\" y=\"86\" fill-opacity=\".8\">conv2d(8, stride = 1)</text><text x=\"512\" y=\"86\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">batch_norm</text><text x=\"203\" y=\"108\" fill-opacity=\".8\">batch_norm</text><text x=\"512\" y=\"108\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">relu</text><text x=\"203\" y=\"130\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"130\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">conv2</text><text x=\"203\" y=\"152\" fill-opacity=\".8\">conv2d(8)</text><text x=\"512\" y=\"152\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"170\" r=\"3.5\"/><text x=\"98\" y=\"174\" font-weight=\"bold\">project</text><text x=\"203\" y=\"174\" fill-opacity=\".8\">conv2d(8, kernel = 1, stride = 1)</text><text x=\"512\" y=\"174\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"192\" r=\"3.5\"/><text x=\"98\" y=\"196\" font-weight=\"bold\">sum</text><text x=\"203\" y=\"196\" fill-opacity=\".8\">inner + (x -&gt; project: conv2d(channels, ker…</text><text x=\"512\" y=\"196\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"214\" r=\"3.5\"/><text x=\"98\" y=\"218\" font-weight=\"bold\">relu_2</text><text x=\"203\" y=\"218\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"218\" fill-opacity=\".8\">[8, 16, 16]</text><text x=\"84\" y=\"240\" font-weight=\"bold\">layer1/1</text><circle cx=\"88\" cy=\"258\" r=\"3.5\"/><text x=\"98\" y=\"262\" font-weight=\"bold\">conv1</text><text x=\"203\" y=\"262\" fill-opacity=\".8\">conv2d(8, stride = 1)</text><text x=\"512\" y=\"262\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"280\" r=\"3.5\"/><text x=\"98\" y=\"284\" font-weight=\"bold\">batch_norm</text><text x=\"203\" y=\"284\" fill-opacity=\".8\">batch_norm</text><text x=\"512\" y=\"284\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"302\" r=\"3.5\"/><text x=\"98\" y=\"306\" font-weight=\"bold\">relu</text><text x=\"203\" y=\"306\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"306\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"324\" r=\"3.5\"/><text x=\"98\" y=\"328\" font-weight=\"bold\">conv2</text><text x=\"203\" y=\"328\" fill-opacity=\".8\">conv2d(8)</text><text x=\"512\" y=\"328\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"346\" r=\"3.5\"/><text x=\"98\" y=\"350\" font-weight=\"bold\">project</text><text x=\"203\" y=\"350\" fill-opacity=\".8\">conv2d(8, kernel = 1, stride = 1)</text><text x=\"512\" y=\"350\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"368\" r=\"3.5\"/><text x=\"98\" y=\"372\" font-weight=\"bold\">sum</text><text x=\"203\" y=\"372\" fill-opacity=\".8\">inner + (x -&gt; project: conv2d(channels, ker…</text><text x=\"512\" y=\"372\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"390\" r=\"3.5\"/><text x=\"98\" y=\"394\" font-weight=\"bold\">relu_2</text><text x=\"203\" y=\"394\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"394\" fill-opacity=\".8\">[8, 16, 16]</text><text x=\"84\" y=\"416\" font-weight=\"bold\">layer2</text><circle cx=\"88\" cy=\"434\" r=\"3.5\"/><text x=\"98\" y=\"438\" font-weight=\"bold\">conv1</text><text x=\"203\" y=\"438\" fill-opacity=\".8\">conv2d(16, stride = 2)</text><text x=\"512\" y=\"438\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"456\" r=\"3.5\"/><text x=\"98\" y=\"460\" font-weight=\"bold\">batch_norm</text><text x=\"203\" y=\"460\" fill-opacity=\".8\">batch_norm</text><text x=\"512\" y=\"460\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"478\" r=\"3.5\"/><text x=\"98\" y=\"482\" font-weight=\"bold\">relu</text><text x=\"203\" y=\"482\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"482\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"500\" r=\"3.5\"/><text x=\"98\" y=\"504\" font-weight=\"bold\">conv2</text><text x=\"203\" y=\"504\" fill-opacity=\".8\">conv2d(16)</text><text x=\"512\" y=\"504\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"522\" r=\"3.5\"/><text x=\"98\" y=\"526\" font-weight=\"bold\">project</text><text x=\"203\" y=\"526\" fill-opacity=\".8\">conv2d(16, kernel = 1, stride = 2)</text><text x=\"512\" y=\"526\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"544\" r=\"3.5\"/><text x=\"98\" y=\"548\" font-weight=\"bold\">sum</text><text x=\"203\" y=\"548\" fill-opacity=\".8\">inner + (x -&gt; project: conv2d(channels, ker…</text><text x=\"512\" y=\"548\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"566\" r=\"3.5\"/><text x=\"98\" y=\"570\" font-weight=\"bold\">relu_2</text><text x=\"203\" y=\"570\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"570\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"74\" cy=\"588\" r=\"3.5\"/><text x=\"84\" y=\"592\" font-weight=\"bold\">global_avg_pool</text><text x=\"203\" y=\"592\" fill-opacity=\".8\">global_avg_pool</text><text x=\"512\" y=\"592\" fill-opacity=\".8\">[16]</text><circle cx=\"74\" cy=\"610\" r=\"3.5\"/><text x=\"84\" y=\"614\" font-weight=\"bold\">fc</text><text x=\"203\" y=\"614\" fill-opacity=\".8\">linear(10)</text><text x=\"512\" y=\"614\" fill-opacity=\".8\">[10]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Residual<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `stem: conv2d(8)`, `[3, 16, 16]` → `[8, 16, 16]`.
    pub stem: ::netweave::expansion::layer::UnbiasedConv2d<8, 3, 3, 3, E, D>,
    /// The scopes `layer1/0` to `layer1/1`.
    pub layer1: [residual::Layer1<E, D>; 2],
    /// The scope `layer2`.
    pub layer2: residual::Layer2<E, D>,
    /// `fc: linear(10)`, `[16]` → `[10]`.
    pub fc: ::netweave::expansion::layer::Linear<10, 16, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Residual`]: its scopes, its end points.
pub mod residual {
    /// Two convolutions and a way around them.
    ///
    /// The variables of one of the scopes `layer1/0`, `layer1/1`, .., made by the template `basic(8)`.
    ///
    /// * `conv1: conv2d(8, stride = 1)`, `[8, 16, 16]` → `[8, 16, 16]`
    /// * `batch_norm`, `[8, 16, 16]` → `[8, 16, 16]`
    /// * `conv2: conv2d(8)`, `[8, 16, 16]` → `[8, 16, 16]`
    /// * `project: conv2d(8, kernel = 1, stride = 1)`, `[8, 16, 16]` → `[8, 16, 16]`
    #[allow(dead_code)]
    pub type Layer1<E, D> = alike::Basic<8, E, D>;
    /// Two convolutions and a way around them.
    ///
    /// The variables of the scope `layer2`, made by the template `basic(16, stride = 2)`.
    ///
    /// * `conv1: conv2d(16, stride = 2)`, `[8, 16, 16]` → `[16, 8, 8]`
    /// * `batch_norm`, `[16, 8, 8]` → `[16, 8, 8]`
    /// * `conv2: conv2d(16)`, `[16, 8, 8]` → `[16, 8, 8]`
    /// * `project: conv2d(16, kernel = 1, stride = 2)`, `[8, 16, 16]` → `[16, 8, 8]`
    #[allow(dead_code)]
    pub type Layer2<E, D> = alike::Basic<16, E, D>;
    /// What scopes of [`Residual`](super::Residual) are that differ in sizes alone.
    pub mod alike {
        /// The variables of `layer1` and of what differs from it in sizes alone, 2 scopes.
        #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
        pub struct Basic<
            const N1: usize,
            E: ::netweave::expansion::DfdxDtype,
            D: ::netweave::expansion::DfdxDevice<E>,
        > {
            /// In the first: `conv1: conv2d(8, stride = 1)`, `[8, 16, 16]` → `[8, 16, 16]`.
            pub conv1: ::netweave::expansion::layer::UnbiasedConv2d<N1, 8, 3, 3, E, D>,
            /// In the first: `batch_norm`, `[8, 16, 16]` → `[8, 16, 16]`.
            pub batch_norm: ::netweave::expansion::layer::BatchNorm<N1, E, D>,
            /// In the first: `conv2: conv2d(8)`, `[8, 16, 16]` → `[8, 16, 16]`.
            pub conv2: ::netweave::expansion::layer::UnbiasedConv2d<N1, N1, 3, 3, E, D>,
            /// In the first: `project: conv2d(8, kernel = 1, stride = 1)`, `[8, 16, 16]` → `[8, 16, 16]`.
            pub project: ::netweave::expansion::layer::UnbiasedConv2d<N1, 8, 1, 1, E, D>,
        }
    }
    /// An inference of [`Residual`](super::Residual), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Residual`](super::Residual): what `end_point` can be asked for.
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
        /// `conv2d(8)`, `[8, 16, 16]`.
        pub struct stem;
        /// `relu`, `[8, 16, 16]`.
        pub const layer1_0: self::layer1_0::relu_2 = self::layer1_0::relu_2;
        /// `relu`, `[8, 16, 16]`.
        pub const layer1_1: self::layer1_1::relu_2 = self::layer1_1::relu_2;
        /// `relu`, `[16, 8, 8]`.
        pub const layer2: self::layer2::relu_2 = self::layer2::relu_2;
        /// `global_avg_pool`, `[16]`.
        pub struct global_avg_pool;
        /// `linear(10)`, `[10]`.
        pub struct fc;
        /// The end points of the scope `layer1_0`.
        pub mod layer1_0 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu_2 as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(8, stride = 1)`, `[8, 16, 16]`.
            pub struct conv1;
            /// `batch_norm`, `[8, 16, 16]`.
            pub struct batch_norm;
            /// `relu`, `[8, 16, 16]`.
            pub struct relu;
            /// `conv2d(8)`, `[8, 16, 16]`.
            pub struct conv2;
            /// `conv2d(8)`, `[8, 16, 16]`.
            pub use self::conv2 as inner;
            /// `conv2d(8, kernel = 1, stride = 1)`, `[8, 16, 16]`.
            pub struct project;
            /// `inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))`, `[8, 16, 16]`.
            pub struct sum;
            /// `relu`, `[8, 16, 16]`.
            pub struct relu_2;
        }
        /// The end points of the scope `layer1_1`.
        pub mod layer1_1 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu_2 as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(8, stride = 1)`, `[8, 16, 16]`.
            pub struct conv1;
            /// `batch_norm`, `[8, 16, 16]`.
            pub struct batch_norm;
            /// `relu`, `[8, 16, 16]`.
            pub struct relu;
            /// `conv2d(8)`, `[8, 16, 16]`.
            pub struct conv2;
            /// `conv2d(8)`, `[8, 16, 16]`.
            pub use self::conv2 as inner;
            /// `conv2d(8, kernel = 1, stride = 1)`, `[8, 16, 16]`.
            pub struct project;
            /// `inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))`, `[8, 16, 16]`.
            pub struct sum;
            /// `relu`, `[8, 16, 16]`.
            pub struct relu_2;
        }
        /// The end points of the scope `layer2`.
        pub mod layer2 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu_2 as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(16, stride = 2)`, `[16, 8, 8]`.
            pub struct conv1;
            /// `batch_norm`, `[16, 8, 8]`.
            pub struct batch_norm;
            /// `relu`, `[16, 8, 8]`.
            pub struct relu;
            /// `conv2d(16)`, `[16, 8, 8]`.
            pub struct conv2;
            /// `conv2d(16)`, `[16, 8, 8]`.
            pub use self::conv2 as inner;
            /// `conv2d(16, kernel = 1, stride = 2)`, `[16, 8, 8]`.
            pub struct project;
            /// `inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))`, `[16, 8, 8]`.
            pub struct sum;
            /// `relu`, `[16, 8, 8]`.
            pub struct relu_2;
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
        message = "`image` of `Residual` takes a batch of [3, 16, 16], but is given `{Self}`",
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
        network: &Residual<E, D>,
        image: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<10>), E, D>, D::Err> {
        pass.made(image);
        let stem: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = network
            .stem
            .window(Window {
                stride: [1, 1],
                padding: [[1, 1], [1, 1]],
                dilation: [1, 1],
                groups: 1,
            })
            .apply(image, pass)?;
        pass.made(&stem);
        let layer1: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = network
            .layer1[0]
            .apply(&stem, pass)?;
        let layer1_2: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = network
            .layer1[1]
            .apply(&layer1, pass)?;
        let layer2: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = network
            .layer2
            .apply_2(&layer1_2, pass)?;
        let global_avg_pool: Value<(B, Const<16>), E, D> = layer::global_avg_pool(
            &layer2,
            pass,
        )?;
        pass.made(&global_avg_pool);
        let fc: Value<(B, Const<10>), E, D> = network.fc.apply(&global_avg_pool, pass)?;
        pass.made(&fc);
        Ok(fc)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Residual<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> residual::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            residual::Inference {
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
        ) -> Result<Tensor<(B, Const<10>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            residual::Inference {
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
        ) -> Tensor<(B, Const<10>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> residual::Inference<'_, Residual<E, D>> {
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
        ) -> Result<Tensor<(B, Const<10>), E, D>, Error> {
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
        ) -> Tensor<(B, Const<10>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>> for Residual<E, D> {
        type Output = Tensor<(B, Const<10>), E, D>;
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
    for Residual<E, D> {
        type Output = Tensor<(B, Const<10>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (output, tape, updates): (Tensor<(B, Const<10>), E, D>, _, _) = self
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
    for Residual<E, D> {
        type Shape = (B, Const<10>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<3>, Const<16>, Const<16>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<const N1: usize, E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D>
    for residual::alike::Basic<N1, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = residual::alike::Basic<N1, E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv1", |s| &s.conv1, |s| &mut s.conv1),
                        Self::module(
                            "batch_norm",
                            |s| &s.batch_norm,
                            |s| &mut s.batch_norm,
                        ),
                        Self::module("conv2", |s| &s.conv2, |s| &mut s.conv2),
                        Self::module("project", |s| &s.project, |s| &mut s.project),
                    ),
                    |(conv1, batch_norm, conv2, project)| residual::alike::Basic {
                        conv1,
                        batch_norm,
                        conv2,
                        project,
                    },
                )
        }
    }
    impl<E: Dtype, D: Device<E>> residual::alike::Basic<8, E, D> {
        /// Applies the scope: `x` `[8, 16, 16]` → `[8, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Value<(B, Const<8>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>, Const<16>, Const<16>), E, D>, D::Err> {
            let conv1: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv1
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .batch_norm(&self.batch_norm, 0.1, 1e-5)
                .relu()
                .apply(x, pass)?;
            pass.made(&conv1);
            let inner: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv2
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&conv1, pass)?;
            pass.made(&inner);
            let project: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .project
                .window(Window {
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(x, pass)?;
            pass.made(&project);
            let sum: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = layer::add(
                &inner,
                &project,
                pass,
            )?;
            pass.made(&sum);
            let relu: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = layer::relu(
                &sum,
                pass,
            )?;
            pass.made(&relu);
            Ok(relu)
        }
    }
    impl<E: Dtype, D: Device<E>> residual::alike::Basic<16, E, D> {
        /// Applies the scope: `x` `[8, 16, 16]` → `[16, 8, 8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Value<(B, Const<8>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<16>, Const<8>, Const<8>), E, D>, D::Err> {
            let conv1: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = self
                .conv1
                .window(Window {
                    stride: [2, 2],
                    padding: [[0, 1], [0, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .batch_norm(&self.batch_norm, 0.1, 1e-5)
                .relu()
                .apply(x, pass)?;
            pass.made(&conv1);
            let inner: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = self
                .conv2
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&conv1, pass)?;
            pass.made(&inner);
            let project: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = self
                .project
                .window(Window {
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(x, pass)?;
            pass.made(&project);
            let sum: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = layer::add(
                &inner,
                &project,
                pass,
            )?;
            pass.made(&sum);
            let relu: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = layer::relu(
                &sum,
                pass,
            )?;
            pass.made(&relu);
            Ok(relu)
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Residual<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Residual<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("stem", |s| &s.stem, |s| &mut s.stem),
                        Self::module("layer1.0", |s| &s.layer1[0], |s| &mut s.layer1[0]),
                        Self::module("layer1.1", |s| &s.layer1[1], |s| &mut s.layer1[1]),
                        Self::module("layer2", |s| &s.layer2, |s| &mut s.layer2),
                        Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                    ),
                    |(stem, layer1_0, layer1_1, layer2, fc)| Residual {
                        stem,
                        layer1: [layer1_0, layer1_1],
                        layer2,
                        fc,
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
    > BuildOnDevice<D2, E2> for Residual<E, D> {
        type Built = Residual<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Residual<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Residual";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Residual",
            values: &[
                structure::Value::input(0, "image", &[3, 16, 16]),
                structure::Value::made(0, "stem", "conv2d(8)", &[8, 16, 16], &[0], 1)
                    .variables("stem", 216)
                    .multiply_adds(55296),
                structure::Value::made(
                        1,
                        "conv1",
                        "conv2d(8, stride = 1)",
                        &[8, 16, 16],
                        &[1],
                        2,
                    )
                    .variables("conv1", 576)
                    .multiply_adds(147456),
                structure::Value::made(
                        1,
                        "batch_norm",
                        "batch_norm",
                        &[8, 16, 16],
                        &[2],
                        3,
                    )
                    .variables("batch_norm", 16),
                structure::Value::made(1, "relu", "relu", &[8, 16, 16], &[3], 4),
                structure::Value::made(1, "conv2", "conv2d(8)", &[8, 16, 16], &[4], 5)
                    .variables("conv2", 576)
                    .multiply_adds(147456),
                structure::Value::made(
                        1,
                        "project",
                        "conv2d(8, kernel = 1, stride = 1)",
                        &[8, 16, 16],
                        &[1],
                        6,
                    )
                    .variables("project", 64)
                    .multiply_adds(16384),
                structure::Value::made(
                    1,
                    "sum",
                    "inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))",
                    &[8, 16, 16],
                    &[5, 6],
                    7,
                ),
                structure::Value::made(1, "relu_2", "relu", &[8, 16, 16], &[7], 8),
                structure::Value::made(
                        2,
                        "conv1",
                        "conv2d(8, stride = 1)",
                        &[8, 16, 16],
                        &[8],
                        9,
                    )
                    .variables("conv1", 576)
                    .multiply_adds(147456),
                structure::Value::made(
                        2,
                        "batch_norm",
                        "batch_norm",
                        &[8, 16, 16],
                        &[9],
                        10,
                    )
                    .variables("batch_norm", 16),
                structure::Value::made(2, "relu", "relu", &[8, 16, 16], &[10], 11),
                structure::Value::made(2, "conv2", "conv2d(8)", &[8, 16, 16], &[11], 12)
                    .variables("conv2", 576)
                    .multiply_adds(147456),
                structure::Value::made(
                        2,
                        "project",
                        "conv2d(8, kernel = 1, stride = 1)",
                        &[8, 16, 16],
                        &[8],
                        13,
                    )
                    .variables("project", 64)
                    .multiply_adds(16384),
                structure::Value::made(
                    2,
                    "sum",
                    "inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))",
                    &[8, 16, 16],
                    &[12, 13],
                    14,
                ),
                structure::Value::made(2, "relu_2", "relu", &[8, 16, 16], &[14], 15),
                structure::Value::made(
                        3,
                        "conv1",
                        "conv2d(16, stride = 2)",
                        &[16, 8, 8],
                        &[15],
                        16,
                    )
                    .variables("conv1", 1152)
                    .multiply_adds(73728),
                structure::Value::made(
                        3,
                        "batch_norm",
                        "batch_norm",
                        &[16, 8, 8],
                        &[16],
                        17,
                    )
                    .variables("batch_norm", 32),
                structure::Value::made(3, "relu", "relu", &[16, 8, 8], &[17], 18),
                structure::Value::made(3, "conv2", "conv2d(16)", &[16, 8, 8], &[18], 19)
                    .variables("conv2", 2304)
                    .multiply_adds(147456),
                structure::Value::made(
                        3,
                        "project",
                        "conv2d(16, kernel = 1, stride = 2)",
                        &[16, 8, 8],
                        &[15],
                        20,
                    )
                    .variables("project", 128)
                    .multiply_adds(8192),
                structure::Value::made(
                    3,
                    "sum",
                    "inner + (x -> project: conv2d(channels, kernel = 1, stride = stride))",
                    &[16, 8, 8],
                    &[19, 20],
                    21,
                ),
                structure::Value::made(3, "relu_2", "relu", &[16, 8, 8], &[21], 22),
                structure::Value::made(
                    0,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[16],
                    &[22],
                    23,
                ),
                structure::Value::made(0, "fc", "linear(10)", &[10], &[23], 24)
                    .variables("fc", 170)
                    .biases(10)
                    .multiply_adds(160),
            ],
            places: &[
                structure::Place {
                    name: "residual",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "layer1/0",
                    path: "layer1.0",
                    around: 0,
                    first: 1,
                    result: Option::Some(8),
                },
                structure::Place {
                    name: "layer1/1",
                    path: "layer1.1",
                    around: 0,
                    first: 2,
                    result: Option::Some(15),
                },
                structure::Place {
                    name: "layer2",
                    path: "layer2",
                    around: 0,
                    first: 3,
                    result: Option::Some(22),
                },
            ],
            outputs: &[("output", 24)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[3, 16, 16],
            },
            EndPointInfo {
                name: "stem",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/conv1",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/batch_norm",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/relu",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/conv2",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/inner",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/project",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/sum",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/0/relu_2",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1_0",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/conv1",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/batch_norm",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/relu",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/conv2",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/inner",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/project",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/sum",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1/1/relu_2",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer1_1",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "layer2/conv1",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/batch_norm",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/relu",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/conv2",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/inner",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/project",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/sum",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2/relu_2",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "layer2",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "global_avg_pool",
                shape: &[16],
            },
            EndPointInfo {
                name: "fc",
                shape: &[10],
            },
        ];
        type Points = Residual;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 15, 16, 17,
            18, 19, 19, 20, 21, 22, 22, 23, 24,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<10>), E, D>,
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
    impl<E: Dtype, D: Device<E>> Deref for Residual<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Residual<E, D> {
        /// The layer `stem`.
        pub const STEM: Scope<Self> = Scope::new("stem");
        /// The scopes `layer1`.
        pub const LAYER1: Scope<Self> = Scope::new("layer1");
        /// The scope `layer1/0`.
        pub const LAYER1_0: Scope<Self> = Scope::new("layer1.0");
        /// The scope `layer1/1`.
        pub const LAYER1_1: Scope<Self> = Scope::new("layer1.1");
        /// The scope `layer2`.
        pub const LAYER2: Scope<Self> = Scope::new("layer2");
        /// The layer `fc`.
        pub const FC: Scope<Self> = Scope::new("fc");
        /// The layer `layer1/0/conv1`.
        pub const LAYER1_0_CONV1: Scope<Self> = Scope::new("layer1.0.conv1");
        /// The layer `layer1/0/batch_norm`.
        pub const LAYER1_0_BATCH_NORM: Scope<Self> = Scope::new("layer1.0.batch_norm");
        /// The layer `layer1/0/conv2`.
        pub const LAYER1_0_CONV2: Scope<Self> = Scope::new("layer1.0.conv2");
        /// The layer `layer1/0/project`.
        pub const LAYER1_0_PROJECT: Scope<Self> = Scope::new("layer1.0.project");
        /// The layer `layer1/1/conv1`.
        pub const LAYER1_1_CONV1: Scope<Self> = Scope::new("layer1.1.conv1");
        /// The layer `layer1/1/batch_norm`.
        pub const LAYER1_1_BATCH_NORM: Scope<Self> = Scope::new("layer1.1.batch_norm");
        /// The layer `layer1/1/conv2`.
        pub const LAYER1_1_CONV2: Scope<Self> = Scope::new("layer1.1.conv2");
        /// The layer `layer1/1/project`.
        pub const LAYER1_1_PROJECT: Scope<Self> = Scope::new("layer1.1.project");
        /// The layer `layer2/conv1`.
        pub const LAYER2_CONV1: Scope<Self> = Scope::new("layer2.conv1");
        /// The layer `layer2/batch_norm`.
        pub const LAYER2_BATCH_NORM: Scope<Self> = Scope::new("layer2.batch_norm");
        /// The layer `layer2/conv2`.
        pub const LAYER2_CONV2: Scope<Self> = Scope::new("layer2.conv2");
        /// The layer `layer2/project`.
        pub const LAYER2_PROJECT: Scope<Self> = Scope::new("layer2.project");
        /// What the layer `fc` adds.
        pub const FC_BIAS: Scope<Self> = Scope::new("fc").biases();
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
    impl Residual<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 25] = structure::receptive_fields(
        &[
            (structure::View::Image, &[]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[0],
            ),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[1],
            ),
            (structure::View::Place, &[2]),
            (structure::View::Place, &[3]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[4],
            ),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[1],
            ),
            (structure::View::Place, &[5, 6]),
            (structure::View::Place, &[7]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[8],
            ),
            (structure::View::Place, &[9]),
            (structure::View::Place, &[10]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[11],
            ),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[8],
            ),
            (structure::View::Place, &[12, 13]),
            (structure::View::Place, &[14]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[0, 1], [0, 1]],
                    dilation: [1, 1],
                }),
                &[15],
            ),
            (structure::View::Place, &[16]),
            (structure::View::Place, &[17]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[18],
            ),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[15],
            ),
            (structure::View::Place, &[19, 20]),
            (structure::View::Place, &[21]),
            (structure::View::Everything, &[22]),
            (structure::View::Everything, &[23]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::image {
        type Sample = (Const<3>, Const<16>, Const<16>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::stem {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::conv1 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::batch_norm {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::relu {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::conv2 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::project {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::sum {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_0::relu_2 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::conv1 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::batch_norm {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::relu {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::conv2 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::project {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::sum {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer1_1::relu_2 {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 15;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::conv1 {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 16;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::batch_norm {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 17;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::relu {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 18;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::conv2 {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 19;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::project {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 20;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::sum {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 21;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::layer2::relu_2 {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 22;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::global_avg_pool {
        type Sample = (Const<16>,);
        const NUMBER: usize = 23;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::fc {
        type Sample = (Const<10>,);
        const NUMBER: usize = 24;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Residual<E, D> {
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
        ) -> Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Residual<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Residual<E, D>, P>,
        {
            residual::Inference {
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
            residual::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> residual::Inference<'_, Residual<E, D>> {
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
        ) -> Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Residual<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Residual<E, D>, P>,
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
    > Takes<Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>> for Residual<E, D> {
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
