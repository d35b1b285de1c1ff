/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `down/0/conv` | `conv2d(4, kernel = 3, padding = same)` | `[4, 8, 8]` | 112 |
/// | `down/0/relu` | `relu` | `[4, 8, 8]` |  |
/// | `down/1/x` | `max_pool2d(2)` | `[4, 4, 4]` |  |
/// | `down/1/conv` | `conv2d(8, kernel = 3, padding = same)` | `[8, 4, 4]` | 296 |
/// | `down/1/relu` | `relu` | `[8, 4, 4]` |  |
/// | `up/0/upsample` | `upsample(scale = 2)` | `[8, 8, 8]` |  |
/// | `up/0/concat` | `concat(x -> upsample(scale = 2), skip, axis…` | `[12, 8, 8]` |  |
/// | `up/0/conv` | `conv2d(4, kernel = 3, padding = same)` | `[4, 8, 8]` | 436 |
/// | `global_avg_pool` | `global_avg_pool` | `[4]` |  |
/// | `fc` | `linear(2)` | `[2]` | 10 |
/// | | | | **854** |
///
/// # Shapes, per sample
/// * `image`: `[3, 8, 8]`
/// * returns `[2]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 593 319\" style=\"max-width:593px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"29\" width=\"526\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"95\" width=\"526\" height=\"84\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"183\" width=\"526\" height=\"84\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16V49L88 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 60L88 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82C39 82 39 236 88 236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L88 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 170L88 181V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 214L88 225V236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 236L88 247V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 258L74 269V280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 280L74 291V302\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"512\" y=\"20\" fill-opacity=\".8\">[3, 8, 8]</text><text x=\"84\" y=\"42\" font-weight=\"bold\">down/0</text><circle cx=\"88\" cy=\"60\" r=\"3.5\"/><text x=\"98\" y=\"64\" font-weight=\"bold\">conv</text><text x=\"203\" y=\"64\" fill-opacity=\".8\">conv2d(4, kernel = 3, padding = same)</text><text x=\"512\" y=\"64\" fill-opacity=\".8\">[4, 8, 8]</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">relu</text><text x=\"203\" y=\"86\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"86\" fill-opacity=\".8\">[4, 8, 8]</text><text x=\"84\" y=\"108\" font-weight=\"bold\">down/1</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">x</text><text x=\"203\" y=\"130\" fill-opacity=\".8\">max_pool2d(2)</text><text x=\"512\" y=\"130\" fill-opacity=\".8\">[4, 4, 4]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">conv</text><text x=\"203\" y=\"152\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = same)</text><text x=\"512\" y=\"152\" fill-opacity=\".8\">[8, 4, 4]</text><circle cx=\"88\" cy=\"170\" r=\"3.5\"/><text x=\"98\" y=\"174\" font-weight=\"bold\">relu</text><text x=\"203\" y=\"174\" fill-opacity=\".8\">relu</text><text x=\"512\" y=\"174\" fill-opacity=\".8\">[8, 4, 4]</text><text x=\"84\" y=\"196\" font-weight=\"bold\">up/0</text><circle cx=\"88\" cy=\"214\" r=\"3.5\"/><text x=\"98\" y=\"218\" font-weight=\"bold\">upsample</text><text x=\"203\" y=\"218\" fill-opacity=\".8\">upsample(scale = 2)</text><text x=\"512\" y=\"218\" fill-opacity=\".8\">[8, 8, 8]</text><circle cx=\"88\" cy=\"236\" r=\"3.5\"/><text x=\"98\" y=\"240\" font-weight=\"bold\">concat</text><text x=\"203\" y=\"240\" fill-opacity=\".8\">concat(x -&gt; upsample(scale = 2), skip, axis…</text><text x=\"512\" y=\"240\" fill-opacity=\".8\">[12, 8, 8]</text><circle cx=\"88\" cy=\"258\" r=\"3.5\"/><text x=\"98\" y=\"262\" font-weight=\"bold\">conv</text><text x=\"203\" y=\"262\" fill-opacity=\".8\">conv2d(4, kernel = 3, padding = same)</text><text x=\"512\" y=\"262\" fill-opacity=\".8\">[4, 8, 8]</text><circle cx=\"74\" cy=\"280\" r=\"3.5\"/><text x=\"84\" y=\"284\" font-weight=\"bold\">global_avg_pool</text><text x=\"203\" y=\"284\" fill-opacity=\".8\">global_avg_pool</text><text x=\"512\" y=\"284\" fill-opacity=\".8\">[4]</text><circle cx=\"74\" cy=\"302\" r=\"3.5\"/><text x=\"84\" y=\"306\" font-weight=\"bold\">fc</text><text x=\"203\" y=\"306\" fill-opacity=\".8\">linear(2)</text><text x=\"512\" y=\"306\" fill-opacity=\".8\">[2]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Growth<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scopes `down/0` to `down/1`.
    pub down: growth::Down<E, D>,
    /// The scopes `up/0` to `up/0`.
    pub up: growth::Up<E, D>,
    /// `fc: linear(2)`, `[4]` → `[2]`.
    pub fc: ::netweave::expansion::layer::Linear<2, 4, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Growth`]: its scopes, its end points.
pub mod growth {
    /// The scopes of the `repeat` called `down`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Down<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    >(
        /// The scope `down/0`.
        pub Down0<E, D>,
        /// The scope `down/1`.
        pub Down1<E, D>,
    );
    /// The variables of the scope `down/0`, made by the template `stage(4, pool = false)`.
    ///
    /// * `conv: conv2d(4, kernel = 3, padding = same)`, `[3, 8, 8]` → `[4, 8, 8]`
    #[allow(dead_code)]
    pub type Down0<E, D> = alike::Stage<4, 3, E, D>;
    /// The variables of the scope `down/1`, made by the template `stage(8, pool = true)`.
    ///
    /// * `conv: conv2d(8, kernel = 3, padding = same)`, `[4, 4, 4]` → `[8, 4, 4]`
    #[allow(dead_code)]
    pub type Down1<E, D> = alike::Stage<8, 4, E, D>;
    /// The scopes of the `repeat` called `up`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Up<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    >(
        /// The scope `up/0`.
        pub Up0<E, D>,
    );
    /// The variables of the scope `up/0`, made by the template `join(skips[0], 4)`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Up0<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv: conv2d(4, kernel = 3, padding = same)`, `[12, 8, 8]` → `[4, 8, 8]`.
        pub conv: ::netweave::expansion::layer::Conv2d<4, 12, 3, 3, E, D>,
    }
    /// What scopes of [`Growth`](super::Growth) are that differ in sizes alone.
    pub mod alike {
        /// The variables of `down_0` and of what differs from it in sizes alone, 2 scopes.
        #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
        pub struct Stage<
            const N1: usize,
            const N2: usize,
            E: ::netweave::expansion::DfdxDtype,
            D: ::netweave::expansion::DfdxDevice<E>,
        > {
            /// In the first: `conv: conv2d(4, kernel = 3, padding = same)`, `[3, 8, 8]` → `[4, 8, 8]`.
            pub conv: ::netweave::expansion::layer::Conv2d<N1, N2, 3, 3, E, D>,
        }
    }
    /// An inference of [`Growth`](super::Growth), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Growth`](super::Growth): what `end_point` can be asked for.
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
        /// An input, `[3, 8, 8]`.
        pub struct image;
        /// `relu`, `[4, 8, 8]`.
        pub const down_0: self::down_0::relu = self::down_0::relu;
        /// `relu`, `[8, 4, 4]`.
        pub use self::down_1::relu as x;
        /// `relu`, `[8, 4, 4]`.
        pub const down_1: self::down_1::relu = self::down_1::relu;
        /// `conv2d(4, kernel = 3, padding = same)`, `[4, 8, 8]`.
        pub const up_0: self::up_0::conv = self::up_0::conv;
        /// `global_avg_pool`, `[4]`.
        pub struct global_avg_pool;
        /// `linear(2)`, `[2]`.
        pub struct fc;
        /// The end points of the scope `down_0`.
        pub mod down_0 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// An input, `[3, 8, 8]`.
            pub use self::super::image as x;
            /// `conv2d(4, kernel = 3, padding = same)`, `[4, 8, 8]`.
            pub struct conv;
            /// `relu`, `[4, 8, 8]`.
            pub struct relu;
        }
        /// The end points of the scope `down_1`.
        pub mod down_1 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `max_pool2d(2)`, `[4, 4, 4]`.
            pub struct x;
            /// `conv2d(8, kernel = 3, padding = same)`, `[8, 4, 4]`.
            pub struct conv;
            /// `relu`, `[8, 4, 4]`.
            pub struct relu;
        }
        /// The end points of the scope `up_0`.
        pub mod up_0 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::conv as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `upsample(scale = 2)`, `[8, 8, 8]`.
            pub struct upsample;
            /// `concat(x -> upsample(scale = 2), skip, axis = 0)`, `[12, 8, 8]`.
            pub struct concat;
            /// `conv2d(4, kernel = 3, padding = same)`, `[4, 8, 8]`.
            pub struct conv;
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
        InScopes, Module, ModuleMut, ModuleVisitor, Network, OfBatch, OfDtype, Ok,
        OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool, Precision,
        PutTape, ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized, SplitTape,
        Summary, Takes, Tensor, TensorCollection, Told, Value, Window, Workers, foreign,
        layer, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Growth` takes a batch of [3, 8, 8], but is given `{Self}`",
        label = "`image` is a batch of [3, 8, 8]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<8>, Const<8>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Growth<E, D>,
        image: &Value<(B, Const<3>, Const<8>, Const<8>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<2>), E, D>, D::Err> {
        pass.made(image);
        let down_0: Value<(B, Const<4>, Const<8>, Const<8>), E, D> = network
            .down
            .0
            .apply(image, pass)?;
        let x: Value<(B, Const<8>, Const<4>, Const<4>), E, D> = network
            .down
            .1
            .apply_2(&down_0, pass)?;
        let up_0: Value<(B, Const<4>, Const<8>, Const<8>), E, D> = network
            .up
            .0
            .apply(&x, &down_0, pass)?;
        let global_avg_pool: Value<(B, Const<4>), E, D> = layer::global_avg_pool(
            &up_0,
            pass,
        )?;
        pass.made(&global_avg_pool);
        let fc: Value<(B, Const<2>), E, D> = network.fc.apply(&global_avg_pool, pass)?;
        pass.made(&fc);
        Ok(fc)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Growth<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> growth::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            growth::Inference {
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
        ) -> Result<Tensor<(B, Const<2>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            growth::Inference {
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
        ) -> Tensor<(B, Const<2>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> growth::Inference<'_, Growth<E, D>> {
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
        ) -> Result<Tensor<(B, Const<2>), E, D>, Error> {
            let image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D> = image.given();
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
        ) -> Tensor<(B, Const<2>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>> for Growth<E, D> {
        type Output = Tensor<(B, Const<2>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>,
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
    > ModuleMut<Tensor<(B, Const<3>, Const<8>, Const<8>), E, D, OwnedTape<E, D>>>
    for Growth<E, D> {
        type Output = Tensor<(B, Const<2>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<3>, Const<8>, Const<8>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (output, tape, updates): (Tensor<(B, Const<2>), E, D>, _, _) = self
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
    > foreign::Nested<(&Value<(B, Const<3>, Const<8>, Const<8>), E, D>,), E, D>
    for Growth<E, D> {
        type Shape = (B, Const<2>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<3>, Const<8>, Const<8>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<
        const N1: usize,
        const N2: usize,
        E: Dtype,
        D: DfdxDevice<E>,
    > TensorCollection<E, D> for growth::alike::Stage<N1, N2, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = growth::alike::Stage<
            N1,
            N2,
            E2,
            D2,
        >;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("conv", |s| &s.conv, |s| &mut s.conv),
                    |conv| growth::alike::Stage { conv },
                )
        }
    }
    impl<E: Dtype, D: Device<E>> growth::alike::Stage<4, 3, E, D> {
        /// Applies the scope: `x` `[3, 8, 8]` → `[4, 8, 8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Value<(B, Const<3>, Const<8>, Const<8>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<4>, Const<8>, Const<8>), E, D>, D::Err> {
            let conv: Value<(B, Const<4>, Const<8>, Const<8>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(x, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    impl<E: Dtype, D: Device<E>> growth::alike::Stage<8, 4, E, D> {
        /// Applies the scope: `x` `[4, 8, 8]` → `[8, 4, 4]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Value<(B, Const<4>, Const<8>, Const<8>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>, Const<4>, Const<4>), E, D>, D::Err> {
            let x_2: Value<(B, Const<4>, Const<4>, Const<4>), E, D> = layer::max_pool(
                x,
                Pool {
                    kernel: [2, 2],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                },
                pass,
            )?;
            pass.made(&x_2);
            let conv: Value<(B, Const<8>, Const<4>, Const<4>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(&x_2, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    impl<E: Dtype, D: Device<E>> growth::Up0<E, D> {
        /// Applies the scope: `x` `[8, 4, 4]`, `skip` `[4, 8, 8]` → `[4, 8, 8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Value<(B, Const<8>, Const<4>, Const<4>), E, D>,
            skip: &Value<(B, Const<4>, Const<8>, Const<8>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<4>, Const<8>, Const<8>), E, D>, D::Err> {
            let upsample: Value<(B, Const<8>, Const<8>, Const<8>), E, D> = layer::upsample_nearest(
                x,
                pass,
            )?;
            pass.made(&upsample);
            let concat: Value<(B, Const<12>, Const<8>, Const<8>), E, D> = layer::Concat::new(
                    0,
                )
                .with(&upsample)
                .with(skip)
                .apply(pass)?;
            pass.made(&concat);
            let conv: Value<(B, Const<4>, Const<8>, Const<8>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&concat, pass)?;
            pass.made(&conv);
            Ok(conv)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for growth::Up0<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for growth::Up0<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = growth::Up0<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("conv", |s| &s.conv, |s| &mut s.conv),
                    |conv| growth::Up0 { conv },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Growth<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Growth<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("down.0", |s| &s.down.0, |s| &mut s.down.0),
                        Self::module("down.1", |s| &s.down.1, |s| &mut s.down.1),
                        Self::module("up.0", |s| &s.up.0, |s| &mut s.up.0),
                        Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                    ),
                    |(down_0, down_1, up_0, fc)| Growth {
                        down: growth::Down(down_0, down_1),
                        up: growth::Up(up_0),
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
    > BuildOnDevice<D2, E2> for Growth<E, D> {
        type Built = Growth<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Growth<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Growth";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Growth",
            values: &[
                structure::Value::input(0, "image", &[3, 8, 8]),
                structure::Value::made(
                        1,
                        "conv",
                        "conv2d(4, kernel = 3, padding = same)",
                        &[4, 8, 8],
                        &[0],
                        1,
                    )
                    .variables("conv", 112)
                    .biases(4)
                    .multiply_adds(6912),
                structure::Value::made(1, "relu", "relu", &[4, 8, 8], &[1], 2),
                structure::Value::made(2, "x", "max_pool2d(2)", &[4, 4, 4], &[2], 3),
                structure::Value::made(
                        2,
                        "conv",
                        "conv2d(8, kernel = 3, padding = same)",
                        &[8, 4, 4],
                        &[3],
                        4,
                    )
                    .variables("conv", 296)
                    .biases(8)
                    .multiply_adds(4608),
                structure::Value::made(2, "relu", "relu", &[8, 4, 4], &[4], 5),
                structure::Value::made(
                    3,
                    "upsample",
                    "upsample(scale = 2)",
                    &[8, 8, 8],
                    &[5],
                    6,
                ),
                structure::Value::made(
                    3,
                    "concat",
                    "concat(x -> upsample(scale = 2), skip, axis = 0)",
                    &[12, 8, 8],
                    &[6, 2],
                    7,
                ),
                structure::Value::made(
                        3,
                        "conv",
                        "conv2d(4, kernel = 3, padding = same)",
                        &[4, 8, 8],
                        &[7],
                        8,
                    )
                    .variables("conv", 436)
                    .biases(4)
                    .multiply_adds(27648),
                structure::Value::made(
                    0,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[4],
                    &[8],
                    9,
                ),
                structure::Value::made(0, "fc", "linear(2)", &[2], &[9], 10)
                    .variables("fc", 10)
                    .biases(2)
                    .multiply_adds(8),
            ],
            places: &[
                structure::Place {
                    name: "growth",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "down/0",
                    path: "down.0",
                    around: 0,
                    first: 1,
                    result: Option::Some(2),
                },
                structure::Place {
                    name: "down/1",
                    path: "down.1",
                    around: 0,
                    first: 2,
                    result: Option::Some(5),
                },
                structure::Place {
                    name: "up/0",
                    path: "up.0",
                    around: 0,
                    first: 3,
                    result: Option::Some(8),
                },
            ],
            outputs: &[("output", 10)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[3, 8, 8],
            },
            EndPointInfo {
                name: "down/0/x",
                shape: &[3, 8, 8],
            },
            EndPointInfo {
                name: "down/0/conv",
                shape: &[4, 8, 8],
            },
            EndPointInfo {
                name: "down/0/relu",
                shape: &[4, 8, 8],
            },
            EndPointInfo {
                name: "down_0",
                shape: &[4, 8, 8],
            },
            EndPointInfo {
                name: "down/1/x",
                shape: &[4, 4, 4],
            },
            EndPointInfo {
                name: "down/1/conv",
                shape: &[8, 4, 4],
            },
            EndPointInfo {
                name: "down/1/relu",
                shape: &[8, 4, 4],
            },
            EndPointInfo {
                name: "x",
                shape: &[8, 4, 4],
            },
            EndPointInfo {
                name: "down_1",
                shape: &[8, 4, 4],
            },
            EndPointInfo {
                name: "up/0/upsample",
                shape: &[8, 8, 8],
            },
            EndPointInfo {
                name: "up/0/concat",
                shape: &[12, 8, 8],
            },
            EndPointInfo {
                name: "up/0/conv",
                shape: &[4, 8, 8],
            },
            EndPointInfo {
                name: "up_0",
                shape: &[4, 8, 8],
            },
            EndPointInfo {
                name: "global_avg_pool",
                shape: &[4],
            },
            EndPointInfo {
                name: "fc",
                shape: &[2],
            },
        ];
        type Points = Growth;
        const NUMBERS: &'static [usize] = &[
            0, 0, 1, 2, 2, 3, 4, 5, 5, 5, 6, 7, 8, 8, 9, 10,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<2>), E, D>,
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
    impl<E: Dtype, D: Device<E>> Deref for Growth<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Growth<E, D> {
        /// The scopes `down`.
        pub const DOWN: Scope<Self> = Scope::new("down");
        /// The scope `down/0`.
        pub const DOWN_0: Scope<Self> = Scope::new("down.0");
        /// The scope `down/1`.
        pub const DOWN_1: Scope<Self> = Scope::new("down.1");
        /// The scopes `up`.
        pub const UP: Scope<Self> = Scope::new("up");
        /// The scope `up/0`.
        pub const UP_0: Scope<Self> = Scope::new("up.0");
        /// The layer `fc`.
        pub const FC: Scope<Self> = Scope::new("fc");
        /// The layer `down/0/conv`.
        pub const DOWN_0_CONV: Scope<Self> = Scope::new("down.0.conv");
        /// The layer `down/1/conv`.
        pub const DOWN_1_CONV: Scope<Self> = Scope::new("down.1.conv");
        /// The layer `up/0/conv`.
        pub const UP_0_CONV: Scope<Self> = Scope::new("up.0.conv");
        /// What the layer `fc` adds.
        pub const FC_BIAS: Scope<Self> = Scope::new("fc").biases();
        /// What the layer `down/0/conv` adds.
        pub const DOWN_0_CONV_BIAS: Scope<Self> = Scope::new("down.0.conv").biases();
        /// What the layer `down/1/conv` adds.
        pub const DOWN_1_CONV_BIAS: Scope<Self> = Scope::new("down.1.conv").biases();
        /// What the layer `up/0/conv` adds.
        pub const UP_0_CONV_BIAS: Scope<Self> = Scope::new("up.0.conv").biases();
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
    impl Growth<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 11] = structure::receptive_fields(
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
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[4]),
            (structure::View::Everything, &[5]),
            (structure::View::Place, &[6, 2]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[7],
            ),
            (structure::View::Everything, &[8]),
            (structure::View::Everything, &[9]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::image {
        type Sample = (Const<3>, Const<8>, Const<8>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::down_0::conv {
        type Sample = (Const<4>, Const<8>, Const<8>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::down_0::relu {
        type Sample = (Const<4>, Const<8>, Const<8>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::down_1::x {
        type Sample = (Const<4>, Const<4>, Const<4>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::down_1::conv {
        type Sample = (Const<8>, Const<4>, Const<4>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::down_1::relu {
        type Sample = (Const<8>, Const<4>, Const<4>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::up_0::upsample {
        type Sample = (Const<8>, Const<8>, Const<8>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::up_0::concat {
        type Sample = (Const<12>, Const<8>, Const<8>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::up_0::conv {
        type Sample = (Const<4>, Const<8>, Const<8>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::global_avg_pool {
        type Sample = (Const<4>,);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Growth> for growth::end_point::fc {
        type Sample = (Const<2>,);
        const NUMBER: usize = 10;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Growth<E, D> {
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
        ) -> Tensor<ShapeIn<Growth<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Growth<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Growth<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Growth<E, D>, P>,
        {
            growth::Inference {
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
            growth::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> growth::Inference<'_, Growth<E, D>> {
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
        ) -> Tensor<ShapeIn<Growth<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Growth<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Growth<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Growth<E, D>, P>,
        {
            let image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D> = image.given();
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
            let image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D> = image.given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>> for Growth<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<3>, Const<8>, Const<8>), E, D>;
        fn batch(
            image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<3>, Const<8>, Const<8>), E, D>,
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
