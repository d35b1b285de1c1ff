/// Recognises an 8×8 handwritten digit.
///
/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `features/conv1` | `conv2d(16, kernel = 3, padding = 1)` | `[16, 8, 8]` | 160 |
/// | `features/batch_norm` | `batch_norm` | `[16, 8, 8]` | 32 |
/// | `features/relu` | `relu` | `[16, 8, 8]` |  |
/// | `features/conv2` | `conv2d(32, kernel = 3, stride = 2, padding …` | `[32, 4, 4]` | 4,640 |
/// | `features/relu_2` | `relu` | `[32, 4, 4]` |  |
/// | `flatten` | `flatten` | `[512]` |  |
/// | `fc` | `linear(10)` | `[10]` | 5,130 |
/// | | | | **9,962** |
///
/// # Shapes, per sample
/// * `image`: `[1, 8, 8]`
/// * returns `[10]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 573 209\" style=\"max-width:573px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"29\" width=\"506\" height=\"128\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16V49L88 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 60L88 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L74 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"492\" y=\"20\" fill-opacity=\".8\">[1, 8, 8]</text><text x=\"84\" y=\"42\" font-weight=\"bold\">features</text><circle cx=\"88\" cy=\"60\" r=\"3.5\"/><text x=\"98\" y=\"64\" font-weight=\"bold\">conv1</text><text x=\"183\" y=\"64\" fill-opacity=\".8\">conv2d(16, kernel = 3, padding = 1)</text><text x=\"492\" y=\"64\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">batch_norm</text><text x=\"183\" y=\"86\" fill-opacity=\".8\">batch_norm</text><text x=\"492\" y=\"86\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">relu</text><text x=\"183\" y=\"108\" fill-opacity=\".8\">relu</text><text x=\"492\" y=\"108\" fill-opacity=\".8\">[16, 8, 8]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">conv2</text><text x=\"183\" y=\"130\" fill-opacity=\".8\">conv2d(32, kernel = 3, stride = 2, padding …</text><text x=\"492\" y=\"130\" fill-opacity=\".8\">[32, 4, 4]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">relu_2</text><text x=\"183\" y=\"152\" fill-opacity=\".8\">relu</text><text x=\"492\" y=\"152\" fill-opacity=\".8\">[32, 4, 4]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">flatten</text><text x=\"183\" y=\"174\" fill-opacity=\".8\">flatten</text><text x=\"492\" y=\"174\" fill-opacity=\".8\">[512]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">fc</text><text x=\"183\" y=\"196\" fill-opacity=\".8\">linear(10)</text><text x=\"492\" y=\"196\" fill-opacity=\".8\">[10]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Digits<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `features`.
    pub features: digits::Features<E, D>,
    /// `fc: linear(10)`, `[512]` → `[10]`.
    pub fc: ::netweave::expansion::layer::Linear<10, 512, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Digits`]: its scopes, its training passes, its end points.
pub mod digits {
    /// The variables of the scope `features`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Features<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv1: conv2d(16, kernel = 3, padding = 1)`, `[1, 8, 8]` → `[16, 8, 8]`.
        pub conv1: ::netweave::expansion::layer::Conv2d<16, 1, 3, 3, E, D>,
        /// `batch_norm`, `[16, 8, 8]` → `[16, 8, 8]`.
        pub batch_norm: ::netweave::expansion::layer::BatchNorm<16, E, D>,
        /// `conv2: conv2d(32, kernel = 3, stride = 2, padding = 1)`, `[16, 8, 8]` → `[32, 4, 4]`.
        pub conv2: ::netweave::expansion::layer::Conv2d<32, 16, 3, 3, E, D>,
    }
    /// A training pass of [`Digits`](super::Digits), one method for each loss.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Training<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// An inference of [`Digits`](super::Digits), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Digits`](super::Digits): what `end_point` can be asked for.
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
        /// An input, `[1, 8, 8]`.
        pub struct image;
        /// `relu`, `[32, 4, 4]`.
        pub const features: self::features::relu_2 = self::features::relu_2;
        /// `flatten`, `[512]`.
        pub struct flatten;
        /// `linear(10)`, `[10]`.
        pub struct fc;
        /// `linear(10)`, `[10]`.
        pub use self::fc as logits;
        /// The end points of the scope `features`.
        pub mod features {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::relu_2 as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `conv2d(16, kernel = 3, padding = 1)`, `[16, 8, 8]`.
            pub struct conv1;
            /// `batch_norm`, `[16, 8, 8]`.
            pub struct batch_norm;
            /// `relu`, `[16, 8, 8]`.
            pub struct relu;
            /// `conv2d(32, kernel = 3, stride = 2, padding = 1)`, `[32, 4, 4]`.
            pub struct conv2;
            /// `relu`, `[32, 4, 4]`.
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
        InScopes, InTrainings, Module, ModuleMut, ModuleVisitor, Network, OfBatch,
        OfDtype, Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ScopeOf, ShapeIn,
        Sized, SplitTape, Summary, Takes, Tensor, TensorCollection, Told, TrainingPass,
        Value, Window, Workers, foreign, layer, loss, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Digits` takes a batch of [1, 8, 8], but is given `{Self}`",
        label = "`image` is a batch of [1, 8, 8]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<1>, Const<8>, Const<8>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`labels` of the loss `classification` of `Digits` takes a batch of [10], but is given `{Self}`",
        label = "`labels` is a batch of [10]"
    )]
    pub trait TargetClassificationLabels {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<10>,)> + ?Sized> TargetClassificationLabels for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Digits<E, D>,
        image: &Value<(B, Const<1>, Const<8>, Const<8>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<10>), E, D>, D::Err> {
        pass.made(image);
        let features: Value<(B, Const<32>, Const<4>, Const<4>), E, D> = network
            .features
            .apply(image, pass)?;
        let flatten: Value<(B, Const<512>), E, D> = layer::flatten(&features, pass)?;
        pass.made(&flatten);
        let logits: Value<(B, Const<10>), E, D> = network.fc.apply(&flatten, pass)?;
        pass.made(&logits);
        Ok(logits)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Digits<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> digits::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            digits::Inference {
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
            digits::Inference {
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
    impl<E: Dtype, D: Device<E>> digits::Inference<'_, Digits<E, D>> {
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
            let image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D> = image.given();
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
    > Module<Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>> for Digits<E, D> {
        type Output = Tensor<(B, Const<10>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>,
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
    > ModuleMut<Tensor<(B, Const<1>, Const<8>, Const<8>), E, D, OwnedTape<E, D>>>
    for Digits<E, D> {
        type Output = Tensor<(B, Const<10>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<1>, Const<8>, Const<8>), E, D, OwnedTape<E, D>>,
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
    > foreign::Nested<(&Value<(B, Const<1>, Const<8>, Const<8>), E, D>,), E, D>
    for Digits<E, D> {
        type Shape = (B, Const<10>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<1>, Const<8>, Const<8>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Digits<E, D> {
        /// Begins a training pass, which one of the losses completes.
        pub fn training(&self) -> digits::Training<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            digits::Training {
                network: self,
                settings: Default::default(),
            }
        }
    }
    impl<E: Dtype, D: Device<E>> digits::Training<'_, Digits<E, D>> {
        /// Freezes a scope for this pass: batch norm uses its running statistics in there, as inference does, and
        /// leaves them as they are.
        ///
        /// Gradients still reach the scope's variables and what comes before it, and dropout goes on. Variables stay
        /// as they are if the optimizer freezes them.
        pub fn freeze(
            mut self,
            scope: impl ScopeOf<Digits<E, D>, Itself: Sized>,
        ) -> Self {
            self.settings.freeze::<Digits<E, D>>(scope.itself());
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
        /// Cross entropy with the digit that is written.
        ///
        /// The loss `classification`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `labels`: `[10]`
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
        ) -> Result<TrainingPass<Digits<E, D>, Tensor<(B, Const<10>), E, D>>, Error> {
            let image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D> = image.given();
            let labels: &Tensor<(B, Const<10>), E, D> = labels.given();
            self.network
                .passes
                .train(
                    self.network,
                    "classification",
                    &self.settings,
                    image.device(),
                    shape::batch(image),
                    |pass| {
                        let image = pass.input("image", image)?;
                        let labels = pass.input("labels", labels)?;
                        let logits = run(self.network, &image, pass)?;
                        let loss: Value<(), E, D> = loss::softmax_cross_entropy(
                            &logits,
                            &labels,
                            loss::classes(0),
                            loss::mean(),
                            pass,
                        )?;
                        pass.part("softmax_cross_entropy", &loss);
                        Ok((loss, logits))
                    },
                )
        }
    }
    #[doc(hidden)]
    impl<N> Deref for digits::Training<'_, N> {
        type Target = InTrainings;
        fn deref(&self) -> &InTrainings {
            InTrainings::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> digits::Features<E, D> {
        /// Applies the scope: `image` `[1, 8, 8]` → `[32, 4, 4]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            image: &Value<(B, Const<1>, Const<8>, Const<8>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<32>, Const<4>, Const<4>), E, D>, D::Err> {
            let conv1: Value<(B, Const<16>, Const<8>, Const<8>), E, D> = self
                .conv1
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .batch_norm(&self.batch_norm, 0.1, 1e-5)
                .relu()
                .apply(image, pass)?;
            pass.made(&conv1);
            let conv2: Value<(B, Const<32>, Const<4>, Const<4>), E, D> = self
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
            Ok(conv2)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for digits::Features<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for digits::Features<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = digits::Features<E2, D2>;
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
                    ),
                    |(conv1, batch_norm, conv2)| digits::Features {
                        conv1,
                        batch_norm,
                        conv2,
                    },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Digits<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Digits<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("features", |s| &s.features, |s| &mut s.features),
                        Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                    ),
                    |(features, fc)| Digits {
                        features,
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
    > BuildOnDevice<D2, E2> for Digits<E, D> {
        type Built = Digits<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Digits<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Digits";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Digits",
            values: &[
                structure::Value::input(0, "image", &[1, 8, 8]),
                structure::Value::made(
                        1,
                        "conv1",
                        "conv2d(16, kernel = 3, padding = 1)",
                        &[16, 8, 8],
                        &[0],
                        1,
                    )
                    .variables("conv1", 160)
                    .biases(16)
                    .multiply_adds(9216),
                structure::Value::made(
                        1,
                        "batch_norm",
                        "batch_norm",
                        &[16, 8, 8],
                        &[1],
                        2,
                    )
                    .variables("batch_norm", 32),
                structure::Value::made(1, "relu", "relu", &[16, 8, 8], &[2], 3),
                structure::Value::made(
                        1,
                        "conv2",
                        "conv2d(32, kernel = 3, stride = 2, padding = 1)",
                        &[32, 4, 4],
                        &[3],
                        4,
                    )
                    .variables("conv2", 4640)
                    .biases(32)
                    .multiply_adds(73728),
                structure::Value::made(1, "relu_2", "relu", &[32, 4, 4], &[4], 5),
                structure::Value::made(0, "flatten", "flatten", &[512], &[5], 6),
                structure::Value::made(0, "fc", "linear(10)", &[10], &[6], 7)
                    .variables("fc", 5130)
                    .biases(10)
                    .multiply_adds(5120),
            ],
            places: &[
                structure::Place {
                    name: "digits",
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
            outputs: &[("output", 7)],
            losses: &[("classification", &[7])],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[1, 8, 8],
            },
            EndPointInfo {
                name: "features/conv1",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "features/batch_norm",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "features/relu",
                shape: &[16, 8, 8],
            },
            EndPointInfo {
                name: "features/conv2",
                shape: &[32, 4, 4],
            },
            EndPointInfo {
                name: "features/relu_2",
                shape: &[32, 4, 4],
            },
            EndPointInfo {
                name: "features",
                shape: &[32, 4, 4],
            },
            EndPointInfo {
                name: "flatten",
                shape: &[512],
            },
            EndPointInfo {
                name: "fc",
                shape: &[10],
            },
            EndPointInfo {
                name: "logits",
                shape: &[10],
            },
        ];
        type Points = Digits;
        const NUMBERS: &'static [usize] = &[0, 1, 2, 3, 4, 5, 5, 6, 7, 7];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<10>), E, D>,
                >(|pass| {
                    let image = pass.input("image", image)?;
                    run(self, &image, pass)
                })?;
            let labels: &Tensor<(B, Const<10>), E, D> = &rehearsal.batch()?;
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
    impl<E: Dtype, D: Device<E>> Deref for Digits<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Digits<E, D> {
        /// The scope `features`.
        pub const FEATURES: Scope<Self> = Scope::new("features");
        /// The layer `fc`.
        pub const FC: Scope<Self> = Scope::new("fc");
        /// The layer `features/conv1`.
        pub const FEATURES_CONV1: Scope<Self> = Scope::new("features.conv1");
        /// The layer `features/batch_norm`.
        pub const FEATURES_BATCH_NORM: Scope<Self> = Scope::new("features.batch_norm");
        /// The layer `features/conv2`.
        pub const FEATURES_CONV2: Scope<Self> = Scope::new("features.conv2");
        /// What the layer `fc` adds.
        pub const FC_BIAS: Scope<Self> = Scope::new("fc").biases();
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
    impl Digits<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 8] = structure::receptive_fields(
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
            (structure::View::Everything, &[6]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::image {
        type Sample = (Const<1>, Const<8>, Const<8>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::features::conv1 {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::features::batch_norm {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::features::relu {
        type Sample = (Const<16>, Const<8>, Const<8>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::features::conv2 {
        type Sample = (Const<32>, Const<4>, Const<4>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::features::relu_2 {
        type Sample = (Const<32>, Const<4>, Const<4>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::flatten {
        type Sample = (Const<512>,);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Digits> for digits::end_point::fc {
        type Sample = (Const<10>,);
        const NUMBER: usize = 7;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Digits<E, D> {
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
        ) -> Tensor<ShapeIn<Digits<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Digits<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Digits<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Digits<E, D>, P>,
        {
            digits::Inference {
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
            digits::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> digits::Inference<'_, Digits<E, D>> {
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
        ) -> Tensor<ShapeIn<Digits<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Digits<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Digits<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Digits<E, D>, P>,
        {
            let image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D> = image.given();
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
            let image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D> = image.given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>> for Digits<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<1>, Const<8>, Const<8>), E, D>;
        fn batch(
            image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<1>, Const<8>, Const<8>), E, D>,
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
