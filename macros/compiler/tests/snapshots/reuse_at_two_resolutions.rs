/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `small` | `avg_pool2d(2)` | `[3, 16, 16]` |  |
/// | `encoder/stem/conv2d` | `conv2d(8, kernel = 3, padding = 1)` | `[8, 16, 16]` | 224 |
/// | `encoder/stem/relu` | `relu` | `[8, 16, 16]` |  |
/// | `encoder/conv2d` | `conv2d(8, kernel = 3, padding = 1)` | `[8, 16, 16]` | 584 |
/// | `encoder/sum` | `wide + (wide -> conv2d(8, kernel = 3, paddi…` | `[8, 16, 16]` |  |
/// | `encoder/global_avg_pool` | `global_avg_pool` | `[8]` |  |
/// | `merge/product` | `(small -> encoder) * (image -> encoder)` | `[8]` |  |
/// | `sum` | `merged + encoder(image)` | `[8]` |  |
/// | | | | **808** |
///
/// # Shapes, per sample
/// * `image`: `[3, 32, 32]`
/// * returns `[8]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 614 275\" style=\"max-width:614px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"51\" width=\"547\" height=\"150\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"79\" y=\"73\" width=\"530\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><rect x=\"65\" y=\"205\" width=\"547\" height=\"40\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16L74 27V38\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 16C12 16 40 104 102 104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38V93L102 104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 104L102 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M102 126C64 126 50 170 88 170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L88 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 170L88 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 192L88 203V236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 192C45 192 31 258 74 258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 236L74 247V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"526\" y=\"20\" fill-opacity=\".8\">[3, 32, 32]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">small</text><text x=\"217\" y=\"42\" fill-opacity=\".8\">avg_pool2d(2)</text><text x=\"526\" y=\"42\" fill-opacity=\".8\">[3, 16, 16]</text><text x=\"84\" y=\"64\" font-weight=\"bold\">encoder</text><text x=\"217\" y=\"64\" fill-opacity=\".8\">applied 3 times</text><text x=\"98\" y=\"86\" font-weight=\"bold\">stem</text><text x=\"217\" y=\"86\" fill-opacity=\".8\">applied 3 times</text><circle cx=\"102\" cy=\"104\" r=\"3.5\"/><text x=\"112\" y=\"108\" font-weight=\"bold\">conv2d</text><text x=\"217\" y=\"108\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = 1)</text><text x=\"526\" y=\"108\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"102\" cy=\"126\" r=\"3.5\"/><text x=\"112\" y=\"130\" font-weight=\"bold\">relu</text><text x=\"217\" y=\"130\" fill-opacity=\".8\">relu</text><text x=\"526\" y=\"130\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">conv2d</text><text x=\"217\" y=\"152\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = 1)</text><text x=\"526\" y=\"152\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"170\" r=\"3.5\"/><text x=\"98\" y=\"174\" font-weight=\"bold\">sum</text><text x=\"217\" y=\"174\" fill-opacity=\".8\">wide + (wide -&gt; conv2d(8, kernel = 3, paddi…</text><text x=\"526\" y=\"174\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"88\" cy=\"192\" r=\"3.5\"/><text x=\"98\" y=\"196\" font-weight=\"bold\">global_avg_pool</text><text x=\"217\" y=\"196\" fill-opacity=\".8\">global_avg_pool</text><text x=\"526\" y=\"196\" fill-opacity=\".8\">[8]</text><text x=\"84\" y=\"218\" font-weight=\"bold\">merge</text><circle cx=\"88\" cy=\"236\" r=\"3.5\"/><text x=\"98\" y=\"240\" font-weight=\"bold\">product</text><text x=\"217\" y=\"240\" fill-opacity=\".8\">(small -&gt; encoder) * (image -&gt; encoder)</text><text x=\"526\" y=\"240\" fill-opacity=\".8\">[8]</text><circle cx=\"74\" cy=\"258\" r=\"3.5\"/><text x=\"84\" y=\"262\" font-weight=\"bold\">sum</text><text x=\"217\" y=\"262\" fill-opacity=\".8\">merged + encoder(image)</text><text x=\"526\" y=\"262\" fill-opacity=\".8\">[8]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Pyramid<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `encoder`.
    pub encoder: pyramid::Encoder<E, D>,
    /// The scope `merge`.
    pub merge: pyramid::Merge<E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Pyramid`]: its scopes, its end points.
pub mod pyramid {
    /// The variables of the scope `encoder`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Encoder<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// The scope `stem`.
        pub stem: encoder::Stem<E, D>,
        /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 16, 16]` → `[8, 16, 16]`.
        pub conv2d: ::netweave::expansion::layer::Conv2d<8, 8, 3, 3, E, D>,
    }
    /// The scopes inside of [`Encoder`].
    pub mod encoder {
        /// The variables of the scope `stem`.
        #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
        pub struct Stem<
            E: ::netweave::expansion::DfdxDtype,
            D: ::netweave::expansion::DfdxDevice<E>,
        > {
            /// `conv2d(8, kernel = 3, padding = 1)`, `[3, 16, 16]` → `[8, 16, 16]`.
            pub conv2d: ::netweave::expansion::layer::Conv2d<8, 3, 3, 3, E, D>,
        }
    }
    /// The variables of the scope `merge`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Merge<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        #[doc(hidden)]
        pub marker: ::netweave::expansion::PhantomData<(E, D)>,
    }
    /// An inference of [`Pyramid`](super::Pyramid), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Pyramid`](super::Pyramid): what `end_point` can be asked for.
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
        /// An input, `[3, 32, 32]`.
        pub struct image;
        /// `avg_pool2d(2)`, `[3, 16, 16]`.
        pub struct small;
        /// `global_avg_pool`, `[8]`.
        pub const encoder: self::encoder::global_avg_pool = self::encoder::global_avg_pool;
        /// `global_avg_pool`, `[8]`.
        pub const encoder_2: self::encoder_2::global_avg_pool = self::encoder_2::global_avg_pool;
        /// `(small -> encoder) * (image -> encoder)`, `[8]`.
        pub use self::merge::product as merged;
        /// `(small -> encoder) * (image -> encoder)`, `[8]`.
        pub const merge: self::merge::product = self::merge::product;
        /// `global_avg_pool`, `[8]`.
        pub const encoder_3: self::encoder_3::global_avg_pool = self::encoder_3::global_avg_pool;
        /// `merged + encoder(image)`, `[8]`.
        pub struct sum;
        /// The end points of the scope `merge`.
        pub mod merge {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::product as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `(small -> encoder) * (image -> encoder)`, `[8]`.
            pub struct product;
        }
        /// The end points of the scope `encoder`.
        pub mod encoder {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::global_avg_pool as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `relu`, `[8, 16, 16]`.
            pub use self::stem::relu as wide;
            /// `relu`, `[8, 16, 16]`.
            pub const stem: self::stem::relu = self::stem::relu;
            /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 16, 16]`.
            pub struct conv2d;
            /// `wide + (wide -> conv2d(8, kernel = 3, padding = 1))`, `[8, 16, 16]`.
            pub struct sum;
            /// `global_avg_pool`, `[8]`.
            pub struct global_avg_pool;
            /// The end points of the scope `stem`.
            pub mod stem {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::relu as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 16, 16]`.
                pub struct conv2d;
                /// `relu`, `[8, 16, 16]`.
                pub struct relu;
            }
        }
        /// The end points of the scope `encoder_2`.
        pub mod encoder_2 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::global_avg_pool as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `relu`, `[8, 32, 32]`.
            pub use self::stem::relu as wide;
            /// `relu`, `[8, 32, 32]`.
            pub const stem: self::stem::relu = self::stem::relu;
            /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 32, 32]`.
            pub struct conv2d;
            /// `wide + (wide -> conv2d(8, kernel = 3, padding = 1))`, `[8, 32, 32]`.
            pub struct sum;
            /// `global_avg_pool`, `[8]`.
            pub struct global_avg_pool;
            /// The end points of the scope `stem`.
            pub mod stem {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::relu as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 32, 32]`.
                pub struct conv2d;
                /// `relu`, `[8, 32, 32]`.
                pub struct relu;
            }
        }
        /// The end points of the scope `encoder_3`.
        pub mod encoder_3 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::global_avg_pool as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `relu`, `[8, 32, 32]`.
            pub use self::stem::relu as wide;
            /// `relu`, `[8, 32, 32]`.
            pub const stem: self::stem::relu = self::stem::relu;
            /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 32, 32]`.
            pub struct conv2d;
            /// `wide + (wide -> conv2d(8, kernel = 3, padding = 1))`, `[8, 32, 32]`.
            pub struct sum;
            /// `global_avg_pool`, `[8]`.
            pub struct global_avg_pool;
            /// The end points of the scope `stem`.
            pub mod stem {
                /// That of what the scope gives.
                pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                    ::netweave::expansion::ReceptiveField,
                > = <self::relu as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
                /// `conv2d(8, kernel = 3, padding = 1)`, `[8, 32, 32]`.
                pub struct conv2d;
                /// `relu`, `[8, 32, 32]`.
                pub struct relu;
            }
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
        InScopes, Merge, Module, ModuleMut, ModuleVisitor, Network, OfBatch, OfDtype, Ok,
        OnDevice, Option, OwnedTape, Pass, Passes, PhantomData, PointIn, PointOf, Pool,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized,
        SplitTape, Summary, Takes, Tensor, TensorCollection, Told, Value, Window,
        Workers, foreign, layer, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Pyramid` takes a batch of [3, 32, 32], but is given `{Self}`",
        label = "`image` is a batch of [3, 32, 32]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<32>, Const<32>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Pyramid<E, D>,
        image: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<8>), E, D>, D::Err> {
        pass.made(image);
        let small: Value<(B, Const<3>, Const<16>, Const<16>), E, D> = layer::avg_pool(
            image,
            Pool {
                kernel: [2, 2],
                stride: [2, 2],
                padding: [[0, 0], [0, 0]],
                dilation: [1, 1],
            },
            true,
            pass,
        )?;
        pass.made(&small);
        let merged: Value<(B, Const<8>), E, D> = network
            .merge
            .apply(&small, image, &network.encoder, pass)?;
        let encoder: Value<(B, Const<8>), E, D> = network.encoder.apply_2(image, pass)?;
        let sum: Value<(B, Const<8>), E, D> = layer::add(&merged, &encoder, pass)?;
        pass.made(&sum);
        Ok(sum)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Pyramid<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> pyramid::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            pyramid::Inference {
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
        ) -> Result<Tensor<(B, Const<8>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            pyramid::Inference {
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
        ) -> Tensor<(B, Const<8>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::Inference<'_, Pyramid<E, D>> {
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
        ) -> Result<Tensor<(B, Const<8>), E, D>, Error> {
            let image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = image
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
        ) -> Tensor<(B, Const<8>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>> for Pyramid<E, D> {
        type Output = Tensor<(B, Const<8>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
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
    > ModuleMut<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>>
    for Pyramid<E, D> {
        type Output = Tensor<(B, Const<8>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (output, tape, updates): (Tensor<(B, Const<8>), E, D>, _, _) = self
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
    > foreign::Nested<(&Value<(B, Const<3>, Const<32>, Const<32>), E, D>,), E, D>
    for Pyramid<E, D> {
        type Shape = (B, Const<8>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<3>, Const<32>, Const<32>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::encoder::Stem<E, D> {
        /// Applies the scope: `x` `[3, 16, 16]` → `[8, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>, Const<16>, Const<16>), E, D>, D::Err> {
            let conv2d: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(x, pass)?;
            pass.made(&conv2d);
            Ok(conv2d)
        }
        /// Applies the scope: `x` `[3, 32, 32]` → `[8, 32, 32]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>, Const<32>, Const<32>), E, D>, D::Err> {
            let conv2d: Value<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(x, pass)?;
            pass.made(&conv2d);
            Ok(conv2d)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for pyramid::encoder::Stem<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D>
    for pyramid::encoder::Stem<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = pyramid::encoder::Stem<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("conv2d", |s| &s.conv2d, |s| &mut s.conv2d),
                    |conv2d| pyramid::encoder::Stem { conv2d },
                )
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::Encoder<E, D> {
        /// Applies the scope: `x` `[3, 16, 16]` → `[8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>), E, D>, D::Err> {
            let wide: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .stem
                .apply(x, pass)?;
            let conv2d: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&wide, pass)?;
            pass.made(&conv2d);
            let sum: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = layer::add(
                &wide,
                &conv2d,
                pass,
            )?;
            pass.made(&sum);
            let global_avg_pool: Value<(B, Const<8>), E, D> = layer::global_avg_pool(
                &sum,
                pass,
            )?;
            pass.made(&global_avg_pool);
            Ok(global_avg_pool)
        }
        /// Applies the scope: `x` `[3, 32, 32]` → `[8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>), E, D>, D::Err> {
            let wide: Value<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .stem
                .apply_2(x, pass)?;
            let conv2d: Value<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&wide, pass)?;
            pass.made(&conv2d);
            let sum: Value<(B, Const<8>, Const<32>, Const<32>), E, D> = layer::add(
                &wide,
                &conv2d,
                pass,
            )?;
            pass.made(&sum);
            let global_avg_pool: Value<(B, Const<8>), E, D> = layer::global_avg_pool(
                &sum,
                pass,
            )?;
            pass.made(&global_avg_pool);
            Ok(global_avg_pool)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for pyramid::Encoder<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for pyramid::Encoder<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = pyramid::Encoder<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("stem", |s| &s.stem, |s| &mut s.stem),
                        Self::module("conv2d", |s| &s.conv2d, |s| &mut s.conv2d),
                    ),
                    |(stem, conv2d)| pyramid::Encoder { stem, conv2d },
                )
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::Merge<E, D> {
        /// Applies the scope: `small` `[3, 16, 16]`, `image` `[3, 32, 32]` → `[8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            small: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
            image: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            encoder: &pyramid::Encoder<E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<8>), E, D>, D::Err> {
            let encoder_2: Value<(B, Const<8>), E, D> = encoder.apply(small, pass)?;
            let encoder_3: Value<(B, Const<8>), E, D> = encoder.apply_2(image, pass)?;
            let product: Value<(B, Const<8>), E, D> = layer::mul(
                &encoder_2,
                &encoder_3,
                pass,
            )?;
            pass.made(&product);
            Ok(product)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for pyramid::Merge<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for pyramid::Merge<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = pyramid::Merge<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (),
                    |()| pyramid::Merge {
                        marker: PhantomData,
                    },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Pyramid<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Pyramid<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                        Self::module("merge", |s| &s.merge, |s| &mut s.merge),
                    ),
                    |(encoder, merge)| Pyramid {
                        encoder,
                        merge,
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
    > BuildOnDevice<D2, E2> for Pyramid<E, D> {
        type Built = Pyramid<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Pyramid<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Pyramid";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Pyramid",
            values: &[
                structure::Value::input(0, "image", &[3, 32, 32]),
                structure::Value::made(
                    0,
                    "small",
                    "avg_pool2d(2)",
                    &[3, 16, 16],
                    &[0],
                    1,
                ),
                structure::Value::made(
                        3,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 16, 16],
                        &[1],
                        2,
                    )
                    .variables("conv2d", 224)
                    .biases(8)
                    .multiply_adds(55296),
                structure::Value::made(3, "relu", "relu", &[8, 16, 16], &[2], 3),
                structure::Value::made(
                        2,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 16, 16],
                        &[3],
                        4,
                    )
                    .variables("conv2d", 584)
                    .biases(8)
                    .multiply_adds(147456),
                structure::Value::made(
                    2,
                    "sum",
                    "wide + (wide -> conv2d(8, kernel = 3, padding = 1))",
                    &[8, 16, 16],
                    &[3, 4],
                    5,
                ),
                structure::Value::made(
                    2,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[8],
                    &[5],
                    6,
                ),
                structure::Value::made(
                        5,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 32, 32],
                        &[0],
                        2,
                    )
                    .variables("conv2d", 224)
                    .biases(8)
                    .multiply_adds(221184),
                structure::Value::made(5, "relu", "relu", &[8, 32, 32], &[7], 3),
                structure::Value::made(
                        4,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 32, 32],
                        &[8],
                        4,
                    )
                    .variables("conv2d", 584)
                    .biases(8)
                    .multiply_adds(589824),
                structure::Value::made(
                    4,
                    "sum",
                    "wide + (wide -> conv2d(8, kernel = 3, padding = 1))",
                    &[8, 32, 32],
                    &[8, 9],
                    5,
                ),
                structure::Value::made(
                    4,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[8],
                    &[10],
                    6,
                ),
                structure::Value::made(
                    1,
                    "product",
                    "(small -> encoder) * (image -> encoder)",
                    &[8],
                    &[6, 11],
                    12,
                ),
                structure::Value::made(
                        7,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 32, 32],
                        &[0],
                        2,
                    )
                    .variables("conv2d", 224)
                    .biases(8)
                    .multiply_adds(221184),
                structure::Value::made(7, "relu", "relu", &[8, 32, 32], &[13], 3),
                structure::Value::made(
                        6,
                        "conv2d",
                        "conv2d(8, kernel = 3, padding = 1)",
                        &[8, 32, 32],
                        &[14],
                        4,
                    )
                    .variables("conv2d", 584)
                    .biases(8)
                    .multiply_adds(589824),
                structure::Value::made(
                    6,
                    "sum",
                    "wide + (wide -> conv2d(8, kernel = 3, padding = 1))",
                    &[8, 32, 32],
                    &[14, 15],
                    5,
                ),
                structure::Value::made(
                    6,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[8],
                    &[16],
                    6,
                ),
                structure::Value::made(
                    0,
                    "sum",
                    "merged + encoder(image)",
                    &[8],
                    &[12, 17],
                    18,
                ),
            ],
            places: &[
                structure::Place {
                    name: "pyramid",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "merge",
                    path: "merge",
                    around: 0,
                    first: 1,
                    result: Option::Some(12),
                },
                structure::Place {
                    name: "encoder",
                    path: "encoder",
                    around: 0,
                    first: 2,
                    result: Option::Some(6),
                },
                structure::Place {
                    name: "stem",
                    path: "encoder.stem",
                    around: 2,
                    first: 3,
                    result: Option::Some(3),
                },
                structure::Place {
                    name: "encoder_2",
                    path: "encoder",
                    around: 0,
                    first: 2,
                    result: Option::Some(11),
                },
                structure::Place {
                    name: "stem",
                    path: "encoder.stem",
                    around: 4,
                    first: 3,
                    result: Option::Some(8),
                },
                structure::Place {
                    name: "encoder_3",
                    path: "encoder",
                    around: 0,
                    first: 2,
                    result: Option::Some(17),
                },
                structure::Place {
                    name: "stem",
                    path: "encoder.stem",
                    around: 6,
                    first: 3,
                    result: Option::Some(14),
                },
            ],
            outputs: &[("output", 18)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[3, 32, 32],
            },
            EndPointInfo {
                name: "small",
                shape: &[3, 16, 16],
            },
            EndPointInfo {
                name: "encoder/stem/conv2d",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/stem/relu",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/wide",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/stem",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/conv2d",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/sum",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "encoder/global_avg_pool",
                shape: &[8],
            },
            EndPointInfo {
                name: "encoder",
                shape: &[8],
            },
            EndPointInfo {
                name: "encoder_2/stem/conv2d",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/stem/relu",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/wide",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/stem",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/conv2d",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/sum",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_2/global_avg_pool",
                shape: &[8],
            },
            EndPointInfo {
                name: "encoder_2",
                shape: &[8],
            },
            EndPointInfo {
                name: "merge/product",
                shape: &[8],
            },
            EndPointInfo {
                name: "merged",
                shape: &[8],
            },
            EndPointInfo {
                name: "merge",
                shape: &[8],
            },
            EndPointInfo {
                name: "encoder_3/stem/conv2d",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/stem/relu",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/wide",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/stem",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/conv2d",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/sum",
                shape: &[8, 32, 32],
            },
            EndPointInfo {
                name: "encoder_3/global_avg_pool",
                shape: &[8],
            },
            EndPointInfo {
                name: "encoder_3",
                shape: &[8],
            },
            EndPointInfo {
                name: "sum",
                shape: &[8],
            },
        ];
        type Points = Pyramid;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 8, 8, 9, 10, 11, 11, 12, 12, 12, 13, 14,
            14, 14, 15, 16, 17, 17, 18,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<8>), E, D>,
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
    impl<E: Dtype, D: Device<E>> Deref for Pyramid<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Pyramid<E, D> {
        /// The scope `encoder`.
        pub const ENCODER: Scope<Self> = Scope::new("encoder");
        /// The scope `merge`.
        pub const MERGE: Scope<Self> = Scope::new("merge");
        /// The scope `encoder/stem`.
        pub const ENCODER_STEM: Scope<Self> = Scope::new("encoder.stem");
        /// The layer `encoder/conv2d`.
        pub const ENCODER_CONV2D: Scope<Self> = Scope::new("encoder.conv2d");
        /// The layer `encoder/stem/conv2d`.
        pub const ENCODER_STEM_CONV2D: Scope<Self> = Scope::new("encoder.stem.conv2d");
        /// What the layer `encoder/conv2d` adds.
        pub const ENCODER_CONV2D_BIAS: Scope<Self> = Scope::new("encoder.conv2d")
            .biases();
        /// What the layer `encoder/stem/conv2d` adds.
        pub const ENCODER_STEM_CONV2D_BIAS: Scope<Self> = Scope::new(
                "encoder.stem.conv2d",
            )
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
    impl Pyramid<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 19] = structure::receptive_fields(
        &[
            (structure::View::Image, &[]),
            (
                structure::View::Window(Pool {
                    kernel: [2, 2],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
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
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[3, 4]),
            (structure::View::Everything, &[5]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[0],
            ),
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
            (structure::View::Place, &[8, 9]),
            (structure::View::Everything, &[10]),
            (structure::View::Place, &[6, 11]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[0],
            ),
            (structure::View::Place, &[13]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[14],
            ),
            (structure::View::Place, &[14, 15]),
            (structure::View::Everything, &[16]),
            (structure::View::Place, &[12, 17]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::image {
        type Sample = (Const<3>, Const<32>, Const<32>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::small {
        type Sample = (Const<3>, Const<16>, Const<16>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder::stem::conv2d {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder::stem::relu {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder::conv2d {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder::sum {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder::global_avg_pool {
        type Sample = (Const<8>,);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_2::stem::conv2d {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_2::stem::relu {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_2::conv2d {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_2::sum {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_2::global_avg_pool {
        type Sample = (Const<8>,);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::merge::product {
        type Sample = (Const<8>,);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_3::stem::conv2d {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_3::stem::relu {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_3::conv2d {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 15;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_3::sum {
        type Sample = (Const<8>, Const<32>, Const<32>);
        const NUMBER: usize = 16;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::encoder_3::global_avg_pool {
        type Sample = (Const<8>,);
        const NUMBER: usize = 17;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Pyramid> for pyramid::end_point::sum {
        type Sample = (Const<8>,);
        const NUMBER: usize = 18;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Pyramid<E, D> {
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
        ) -> Tensor<ShapeIn<Pyramid<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Pyramid<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Pyramid<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Pyramid<E, D>, P>,
        {
            pyramid::Inference {
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
            pyramid::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::Inference<'_, Pyramid<E, D>> {
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
        ) -> Tensor<ShapeIn<Pyramid<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Pyramid<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Pyramid<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Pyramid<E, D>, P>,
        {
            let image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = image
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
            let image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = image
                .given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>> for Pyramid<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<3>, Const<32>, Const<32>), E, D>;
        fn batch(
            image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
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
