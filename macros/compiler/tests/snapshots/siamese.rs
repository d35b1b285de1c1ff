/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `encoder/conv1` | `conv2d(16, kernel = 3, stride = 2, padding …` | `[16, 16, 16]` | 448 |
/// | `encoder/relu` | `relu` | `[16, 16, 16]` |  |
/// | `encoder/conv2` | `conv2d(32, kernel = 3, stride = 2, padding …` | `[32, 8, 8]` | 4,640 |
/// | `encoder/relu_2` | `relu` | `[32, 8, 8]` |  |
/// | `encoder/global_avg_pool` | `global_avg_pool` | `[32]` |  |
/// | `difference` | `l - r` | `[32]` |  |
/// | `abs` | `abs(l - r)` | `[32]` |  |
/// | `fc` | `linear(1)` | `[1]` | 33 |
/// | `sigmoid` | `sigmoid` | `[1]` |  |
/// | | | | **5,121** |
///
/// # Shapes, per sample
/// * `left`: `[3, 32, 32]`
/// * `right`: `[3, 32, 32]`
/// * returns `[1]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 621 275\" style=\"max-width:621px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"51\" width=\"554\" height=\"128\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16C31 16 45 82 88 82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38V71L88 82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L88 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 192L74 203V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 214L74 225V236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 236L74 247V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">left</text><text x=\"526\" y=\"20\" fill-opacity=\".8\">[3, 32, 32]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">right</text><text x=\"526\" y=\"42\" fill-opacity=\".8\">[3, 32, 32]</text><text x=\"84\" y=\"64\" font-weight=\"bold\">encoder</text><text x=\"217\" y=\"64\" fill-opacity=\".8\">applied 2 times</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">conv1</text><text x=\"217\" y=\"86\" fill-opacity=\".8\">conv2d(16, kernel = 3, stride = 2, padding …</text><text x=\"526\" y=\"86\" fill-opacity=\".8\">[16, 16, 16]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">relu</text><text x=\"217\" y=\"108\" fill-opacity=\".8\">relu</text><text x=\"526\" y=\"108\" fill-opacity=\".8\">[16, 16, 16]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">conv2</text><text x=\"217\" y=\"130\" fill-opacity=\".8\">conv2d(32, kernel = 3, stride = 2, padding …</text><text x=\"526\" y=\"130\" fill-opacity=\".8\">[32, 8, 8]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">relu_2</text><text x=\"217\" y=\"152\" fill-opacity=\".8\">relu</text><text x=\"526\" y=\"152\" fill-opacity=\".8\">[32, 8, 8]</text><circle cx=\"88\" cy=\"170\" r=\"3.5\"/><text x=\"98\" y=\"174\" font-weight=\"bold\">global_avg_pool</text><text x=\"217\" y=\"174\" fill-opacity=\".8\">global_avg_pool</text><text x=\"526\" y=\"174\" fill-opacity=\".8\">[32]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">difference</text><text x=\"217\" y=\"196\" fill-opacity=\".8\">l - r</text><text x=\"526\" y=\"196\" fill-opacity=\".8\">[32]</text><circle cx=\"74\" cy=\"214\" r=\"3.5\"/><text x=\"84\" y=\"218\" font-weight=\"bold\">abs</text><text x=\"217\" y=\"218\" fill-opacity=\".8\">abs(l - r)</text><text x=\"526\" y=\"218\" fill-opacity=\".8\">[32]</text><circle cx=\"74\" cy=\"236\" r=\"3.5\"/><text x=\"84\" y=\"240\" font-weight=\"bold\">fc</text><text x=\"217\" y=\"240\" fill-opacity=\".8\">linear(1)</text><text x=\"526\" y=\"240\" fill-opacity=\".8\">[1]</text><circle cx=\"74\" cy=\"258\" r=\"3.5\"/><text x=\"84\" y=\"262\" font-weight=\"bold\">sigmoid</text><text x=\"217\" y=\"262\" fill-opacity=\".8\">sigmoid</text><text x=\"526\" y=\"262\" fill-opacity=\".8\">[1]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Siamese<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `encoder`.
    pub encoder: siamese::Encoder<E, D>,
    /// `fc: linear(1)`, `[32]` → `[1]`.
    pub fc: ::netweave::expansion::layer::Linear<1, 32, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Siamese`]: its scopes, its end points.
pub mod siamese {
    /// The variables of the scope `encoder`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Encoder<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv1: conv2d(16, kernel = 3, stride = 2, padding = 1)`, `[3, 32, 32]` → `[16, 16, 16]`.
        pub conv1: ::netweave::expansion::layer::Conv2d<16, 3, 3, 3, E, D>,
        /// `conv2: conv2d(32, kernel = 3, stride = 2, padding = 1)`, `[16, 16, 16]` → `[32, 8, 8]`.
        pub conv2: ::netweave::expansion::layer::Conv2d<32, 16, 3, 3, E, D>,
    }
    /// An inference of [`Siamese`](super::Siamese), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Siamese`](super::Siamese): what `end_point` can be asked for.
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
        pub struct left;
        /// An input, `[3, 32, 32]`.
        pub struct right;
        /// `global_avg_pool`, `[32]`.
        pub use self::encoder::global_avg_pool as l;
        /// `global_avg_pool`, `[32]`.
        pub const encoder: self::encoder::global_avg_pool = self::encoder::global_avg_pool;
        /// `global_avg_pool`, `[32]`.
        pub use self::encoder_2::global_avg_pool as r;
        /// `global_avg_pool`, `[32]`.
        pub const encoder_2: self::encoder_2::global_avg_pool = self::encoder_2::global_avg_pool;
        /// `l - r`, `[32]`.
        pub struct difference;
        /// `abs(l - r)`, `[32]`.
        pub struct abs;
        /// `linear(1)`, `[1]`.
        pub struct fc;
        /// `sigmoid`, `[1]`.
        pub struct sigmoid;
        /// The end points of the scope `encoder`.
        pub mod encoder {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::global_avg_pool as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `conv2d(16, kernel = 3, stride = 2, padding = 1)`, `[16, 16, 16]`.
            pub struct conv1;
            /// `relu`, `[16, 16, 16]`.
            pub struct relu;
            /// `conv2d(32, kernel = 3, stride = 2, padding = 1)`, `[32, 8, 8]`.
            pub struct conv2;
            /// `relu`, `[32, 8, 8]`.
            pub struct relu_2;
            /// `global_avg_pool`, `[32]`.
            pub struct global_avg_pool;
        }
        /// The end points of the scope `encoder_2`.
        pub mod encoder_2 {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::global_avg_pool as ::netweave::expansion::PointOf<
                _,
            >>::RECEPTIVE_FIELD;
            /// `conv2d(16, kernel = 3, stride = 2, padding = 1)`, `[16, 16, 16]`.
            pub struct conv1;
            /// `relu`, `[16, 16, 16]`.
            pub struct relu;
            /// `conv2d(32, kernel = 3, stride = 2, padding = 1)`, `[32, 8, 8]`.
            pub struct conv2;
            /// `relu`, `[32, 8, 8]`.
            pub struct relu_2;
            /// `global_avg_pool`, `[32]`.
            pub struct global_avg_pool;
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
        BatchOf, Batched, BuildOnDevice, Clone, Const, Cpu, Default, Deref, Device,
        DfdxDevice, DfdxDtype, Dim, Dtype, EndPointInfo, Error, Given, Graph, HasShape,
        InNetworks, InScopes, Merge, Module, ModuleMut, ModuleVisitor, Network, OfBatch,
        OfDtype, Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized,
        SplitTape, Summary, Takes, Tensor, TensorCollection, Told, Value, Window,
        Workers, foreign, layer, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`left` of `Siamese` takes a batch of [3, 32, 32], but is given `{Self}`",
        label = "`left` is a batch of [3, 32, 32]"
    )]
    pub trait InputLeft {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<32>, Const<32>)> + ?Sized> InputLeft for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`right` of `Siamese` takes a batch of [3, 32, 32], but is given `{Self}`",
        label = "`right` is a batch of [3, 32, 32]"
    )]
    pub trait InputRight {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<32>, Const<32>)> + ?Sized> InputRight for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Siamese<E, D>,
        left: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
        right: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<1>), E, D>, D::Err> {
        pass.made(left);
        pass.made(right);
        let l: Value<(B, Const<32>), E, D> = network.encoder.apply(left, pass)?;
        let r: Value<(B, Const<32>), E, D> = network.encoder.apply(right, pass)?;
        let difference: Value<(B, Const<32>), E, D> = layer::sub(&l, &r, pass)?;
        pass.made(&difference);
        let abs: Value<(B, Const<32>), E, D> = layer::abs(&difference, pass)?;
        pass.made(&abs);
        let fc: Value<(B, Const<1>), E, D> = network.fc.apply(&abs, pass)?;
        pass.made(&fc);
        let sigmoid: Value<(B, Const<1>), E, D> = layer::sigmoid(&fc, pass)?;
        pass.made(&sigmoid);
        Ok(sigmoid)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Siamese<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> siamese::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            siamese::Inference {
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
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<1>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            siamese::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(left, right)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<1>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(left, right).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> siamese::Inference<'_, Siamese<E, D>> {
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
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<1>), E, D>, Error> {
            let left: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = left.given();
            let right: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = right
                .given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    left.device(),
                    shape::batch(left),
                    |pass| {
                        let left = pass.input("left", left)?;
                        let right = pass.input("right", right)?;
                        run(self.network, &left, &right, pass)
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
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<1>), E, D> {
            self.try_forward(left, right).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<
        (
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        ),
    > for Siamese<E, D> {
        type Output = Tensor<(B, Const<1>), E, D>;
        type Error = Error;
        fn try_forward(
            &self,
            (
                left,
                right,
            ): (
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            self.try_forward(left, right)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        (
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>,
        ),
    > for Siamese<E, D> {
        type Output = Tensor<(B, Const<1>), E, D, OwnedTape<E, D>>;
        type Error = Error;
        fn try_forward_mut(
            &mut self,
            (
                left,
                right,
            ): (
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D, OwnedTape<E, D>>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            shape::same_batch(
                &[("left", shape::batch(&left)), ("right", shape::batch(&right))],
            )?;
            let (left, tape) = SplitTape::split_tape(left);
            let (right, other) = SplitTape::split_tape(right);
            let tape = Merge::merge(tape, other);
            let (output, tape, updates): (Tensor<(B, Const<1>), E, D>, _, _) = self
                .passes
                .try_forward_mut(
                    &*self,
                    left.device(),
                    shape::batch(&left),
                    tape,
                    |pass| {
                        let left = pass.traced(&left)?;
                        let right = pass.traced(&right)?;
                        run(self, &left, &right, pass)
                    },
                )?;
            updates.apply(self).map_err(Error::device)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > foreign::Nested<
        (
            &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
        ),
        E,
        D,
    > for Siamese<E, D> {
        type Shape = (B, Const<1>);
        fn nested(
            &self,
            (
                left,
                right,
            ): (
                &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
                &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, left, right, pass) })
        }
    }
    impl<E: Dtype, D: Device<E>> siamese::Encoder<E, D> {
        /// Applies the scope: `image` `[3, 32, 32]` → `[32]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            image: &Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<32>), E, D>, D::Err> {
            let conv1: Value<(B, Const<16>, Const<16>, Const<16>), E, D> = self
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
            let conv2: Value<(B, Const<32>, Const<8>, Const<8>), E, D> = self
                .conv2
                .window(Window {
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(&conv1, pass)?;
            pass.made(&conv2);
            let global_avg_pool: Value<(B, Const<32>), E, D> = layer::global_avg_pool(
                &conv2,
                pass,
            )?;
            pass.made(&global_avg_pool);
            Ok(global_avg_pool)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for siamese::Encoder<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for siamese::Encoder<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = siamese::Encoder<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv1", |s| &s.conv1, |s| &mut s.conv1),
                        Self::module("conv2", |s| &s.conv2, |s| &mut s.conv2),
                    ),
                    |(conv1, conv2)| siamese::Encoder { conv1, conv2 },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Siamese<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Siamese<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                        Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                    ),
                    |(encoder, fc)| Siamese {
                        encoder,
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
    > BuildOnDevice<D2, E2> for Siamese<E, D> {
        type Built = Siamese<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Siamese<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Siamese";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Siamese",
            values: &[
                structure::Value::input(0, "left", &[3, 32, 32]),
                structure::Value::input(1, "right", &[3, 32, 32]),
                structure::Value::made(
                        1,
                        "conv1",
                        "conv2d(16, kernel = 3, stride = 2, padding = 1)",
                        &[16, 16, 16],
                        &[0],
                        2,
                    )
                    .variables("conv1", 448)
                    .biases(16)
                    .multiply_adds(110592),
                structure::Value::made(1, "relu", "relu", &[16, 16, 16], &[2], 3),
                structure::Value::made(
                        1,
                        "conv2",
                        "conv2d(32, kernel = 3, stride = 2, padding = 1)",
                        &[32, 8, 8],
                        &[3],
                        4,
                    )
                    .variables("conv2", 4640)
                    .biases(32)
                    .multiply_adds(294912),
                structure::Value::made(1, "relu_2", "relu", &[32, 8, 8], &[4], 5),
                structure::Value::made(
                    1,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[32],
                    &[5],
                    6,
                ),
                structure::Value::made(
                        2,
                        "conv1",
                        "conv2d(16, kernel = 3, stride = 2, padding = 1)",
                        &[16, 16, 16],
                        &[1],
                        2,
                    )
                    .variables("conv1", 448)
                    .biases(16)
                    .multiply_adds(110592),
                structure::Value::made(2, "relu", "relu", &[16, 16, 16], &[7], 3),
                structure::Value::made(
                        2,
                        "conv2",
                        "conv2d(32, kernel = 3, stride = 2, padding = 1)",
                        &[32, 8, 8],
                        &[8],
                        4,
                    )
                    .variables("conv2", 4640)
                    .biases(32)
                    .multiply_adds(294912),
                structure::Value::made(2, "relu_2", "relu", &[32, 8, 8], &[9], 5),
                structure::Value::made(
                    2,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[32],
                    &[10],
                    6,
                ),
                structure::Value::made(0, "difference", "l - r", &[32], &[6, 11], 12),
                structure::Value::made(0, "abs", "abs(l - r)", &[32], &[12], 13),
                structure::Value::made(0, "fc", "linear(1)", &[1], &[13], 14)
                    .variables("fc", 33)
                    .biases(1)
                    .multiply_adds(32),
                structure::Value::made(0, "sigmoid", "sigmoid", &[1], &[14], 15),
            ],
            places: &[
                structure::Place {
                    name: "siamese",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "encoder",
                    path: "encoder",
                    around: 0,
                    first: 1,
                    result: Option::Some(6),
                },
                structure::Place {
                    name: "encoder_2",
                    path: "encoder",
                    around: 0,
                    first: 1,
                    result: Option::Some(11),
                },
            ],
            outputs: &[("output", 15)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "left",
                shape: &[3, 32, 32],
            },
            EndPointInfo {
                name: "right",
                shape: &[3, 32, 32],
            },
            EndPointInfo {
                name: "encoder/conv1",
                shape: &[16, 16, 16],
            },
            EndPointInfo {
                name: "encoder/relu",
                shape: &[16, 16, 16],
            },
            EndPointInfo {
                name: "encoder/conv2",
                shape: &[32, 8, 8],
            },
            EndPointInfo {
                name: "encoder/relu_2",
                shape: &[32, 8, 8],
            },
            EndPointInfo {
                name: "encoder/global_avg_pool",
                shape: &[32],
            },
            EndPointInfo {
                name: "l",
                shape: &[32],
            },
            EndPointInfo {
                name: "encoder",
                shape: &[32],
            },
            EndPointInfo {
                name: "encoder_2/conv1",
                shape: &[16, 16, 16],
            },
            EndPointInfo {
                name: "encoder_2/relu",
                shape: &[16, 16, 16],
            },
            EndPointInfo {
                name: "encoder_2/conv2",
                shape: &[32, 8, 8],
            },
            EndPointInfo {
                name: "encoder_2/relu_2",
                shape: &[32, 8, 8],
            },
            EndPointInfo {
                name: "encoder_2/global_avg_pool",
                shape: &[32],
            },
            EndPointInfo {
                name: "r",
                shape: &[32],
            },
            EndPointInfo {
                name: "encoder_2",
                shape: &[32],
            },
            EndPointInfo {
                name: "difference",
                shape: &[32],
            },
            EndPointInfo {
                name: "abs",
                shape: &[32],
            },
            EndPointInfo {
                name: "fc",
                shape: &[1],
            },
            EndPointInfo {
                name: "sigmoid",
                shape: &[1],
            },
        ];
        type Points = Siamese;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 10, 11, 11, 11, 12, 13, 14, 15,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let left: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = &rehearsal
                .batch()?;
            let right: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<1>), E, D>,
                >(|pass| {
                    let left = pass.input("left", left)?;
                    let right = pass.input("right", right)?;
                    run(self, &left, &right, pass)
                })?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Siamese<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Siamese<E, D> {
        /// The scope `encoder`.
        pub const ENCODER: Scope<Self> = Scope::new("encoder");
        /// The layer `fc`.
        pub const FC: Scope<Self> = Scope::new("fc");
        /// The layer `encoder/conv1`.
        pub const ENCODER_CONV1: Scope<Self> = Scope::new("encoder.conv1");
        /// The layer `encoder/conv2`.
        pub const ENCODER_CONV2: Scope<Self> = Scope::new("encoder.conv2");
        /// What the layer `fc` adds.
        pub const FC_BIAS: Scope<Self> = Scope::new("fc").biases();
        /// What the layer `encoder/conv1` adds.
        pub const ENCODER_CONV1_BIAS: Scope<Self> = Scope::new("encoder.conv1").biases();
        /// What the layer `encoder/conv2` adds.
        pub const ENCODER_CONV2_BIAS: Scope<Self> = Scope::new("encoder.conv2").biases();
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
    impl Siamese<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 16] = structure::receptive_fields(
        &[
            (structure::View::Image, &[]),
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
            (structure::View::Place, &[2]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[4]),
            (structure::View::Everything, &[5]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[1],
            ),
            (structure::View::Place, &[7]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[8],
            ),
            (structure::View::Place, &[9]),
            (structure::View::Everything, &[10]),
            (structure::View::Place, &[6, 11]),
            (structure::View::Place, &[12]),
            (structure::View::Everything, &[13]),
            (structure::View::Place, &[14]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::left {
        type Sample = (Const<3>, Const<32>, Const<32>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::right {
        type Sample = (Const<3>, Const<32>, Const<32>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder::conv1 {
        type Sample = (Const<16>, Const<16>, Const<16>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder::relu {
        type Sample = (Const<16>, Const<16>, Const<16>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder::conv2 {
        type Sample = (Const<32>, Const<8>, Const<8>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder::relu_2 {
        type Sample = (Const<32>, Const<8>, Const<8>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder::global_avg_pool {
        type Sample = (Const<32>,);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder_2::conv1 {
        type Sample = (Const<16>, Const<16>, Const<16>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder_2::relu {
        type Sample = (Const<16>, Const<16>, Const<16>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder_2::conv2 {
        type Sample = (Const<32>, Const<8>, Const<8>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder_2::relu_2 {
        type Sample = (Const<32>, Const<8>, Const<8>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::encoder_2::global_avg_pool {
        type Sample = (Const<32>,);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::difference {
        type Sample = (Const<32>,);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::abs {
        type Sample = (Const<32>,);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::fc {
        type Sample = (Const<1>,);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Siamese> for siamese::end_point::sigmoid {
        type Sample = (Const<1>,);
        const NUMBER: usize = 15;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Siamese<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Siamese<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Siamese<E, D>, P>,
        {
            self.try_end_point(point, left, right).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Siamese<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Siamese<E, D>, P>,
        {
            siamese::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, left, right)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            siamese::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, left, right)
        }
    }
    impl<E: Dtype, D: Device<E>> siamese::Inference<'_, Siamese<E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Siamese<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Siamese<E, D>, P>,
        {
            self.try_end_point(point, left, right).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Siamese<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Siamese<E, D>, P>,
        {
            let left: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = left.given();
            let right: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = right
                .given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, &(Clone::clone(left), Clone::clone(right)))
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            left: impl Given<
                Shape: InputLeft<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            right: impl Given<
                Shape: InputRight<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let left: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = left.given();
            let right: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D> = right
                .given();
            Takes::activation_by_name(
                self.network,
                &self.settings,
                name,
                &(Clone::clone(left), Clone::clone(right)),
            )
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<
        (
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        ),
    > for Siamese<E, D> {
        type Batch = B;
        type Values = (
            Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
            Value<(B, Const<3>, Const<32>, Const<32>), E, D>,
        );
        fn batch(
            (
                left,
                right,
            ): &(
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            ),
        ) -> Result<B, Error> {
            shape::same_batch(
                &[("left", shape::batch(left)), ("right", shape::batch(right))],
            )?;
            Ok(Batched::batch(HasShape::shape(left)))
        }
        fn device(
            (
                left,
                ..,
            ): &(
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            ),
        ) -> &D {
            left.device()
        }
        fn enter(
            &self,
            (
                left,
                right,
            ): &(
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
                Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let left = &pass.input("left", left)?;
            let right = &pass.input("right", right)?;
            run(self, left, right, pass).map(|_| ())
        }
        fn look(
            &self,
            (left, right): &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, left, right, pass).map(|_| ())
        }
    }
};
