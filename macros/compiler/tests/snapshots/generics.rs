/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `noise/conv` | `conv2d(8, kernel = 3, padding = same)` | `[8, SIZE, SIZE]` | `(CHANNELS · 72) + 8` |
/// | `noise/relu` | `relu` | `[8, SIZE, SIZE]` |  |
/// | `noise/apply` | `apply(sine) -> [8, SIZE, SIZE]` | `[8, SIZE, SIZE]` |  |
/// | `noise/back` | `conv2d(CHANNELS, kernel = 1)` | `[CHANNELS, SIZE, SIZE]` | `(CHANNELS · 8) + CHANNELS` |
/// | `difference` | `noisy - noise` | `[CHANNELS, SIZE, SIZE]` |  |
/// | | | | **`((CHANNELS · 72) + 8) + ((CHANNELS · 8) + CHANNELS)`** |
///
/// # Shapes, per sample
/// * `noisy`: `[CHANNELS, SIZE, SIZE]`
/// * returns `[CHANNELS, SIZE, SIZE]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 593 165\" style=\"max-width:593px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"29\" width=\"526\" height=\"106\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16V49L88 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 16C30 16 30 148 74 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 60L88 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L74 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">noisy</text><text x=\"431\" y=\"20\" fill-opacity=\".8\">[CHANNELS, SIZE, SIZE]</text><text x=\"84\" y=\"42\" font-weight=\"bold\">noise</text><circle cx=\"88\" cy=\"60\" r=\"3.5\"/><text x=\"98\" y=\"64\" font-weight=\"bold\">conv</text><text x=\"169\" y=\"64\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = same)</text><text x=\"431\" y=\"64\" fill-opacity=\".8\">[8, SIZE, SIZE]</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">relu</text><text x=\"169\" y=\"86\" fill-opacity=\".8\">relu</text><text x=\"431\" y=\"86\" fill-opacity=\".8\">[8, SIZE, SIZE]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">apply</text><text x=\"169\" y=\"108\" fill-opacity=\".8\">apply(sine) -&gt; [8, SIZE, SIZE]</text><text x=\"431\" y=\"108\" fill-opacity=\".8\">[8, SIZE, SIZE]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">back</text><text x=\"169\" y=\"130\" fill-opacity=\".8\">conv2d(CHANNELS, kernel = 1)</text><text x=\"431\" y=\"130\" fill-opacity=\".8\">[CHANNELS, SIZE, SIZE]</text><circle cx=\"74\" cy=\"148\" r=\"3.5\"/><text x=\"84\" y=\"152\" font-weight=\"bold\">difference</text><text x=\"169\" y=\"152\" fill-opacity=\".8\">noisy - noise</text><text x=\"431\" y=\"152\" fill-opacity=\".8\">[CHANNELS, SIZE, SIZE]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Denoise<
    const CHANNELS: usize,
    const SIZE: usize,
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `noise`.
    pub noise: denoise::Noise<CHANNELS, SIZE, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Denoise`]: its scopes, its training passes, its end points.
pub mod denoise {
    /// The variables of the scope `noise`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Noise<
        const CHANNELS: usize,
        const SIZE: usize,
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv: conv2d(8, kernel = 3, padding = same)`, `[CHANNELS, SIZE, SIZE]` → `[8, SIZE, SIZE]`.
        pub conv: ::netweave::expansion::layer::Conv2d<8, { CHANNELS }, 3, 3, E, D>,
        /// `back: conv2d(CHANNELS, kernel = 1)`, `[8, SIZE, SIZE]` → `[CHANNELS, SIZE, SIZE]`.
        pub back: ::netweave::expansion::layer::Conv2d<{ CHANNELS }, 8, 1, 1, E, D>,
    }
    /// A training pass of [`Denoise`](super::Denoise), one method for each loss.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Training<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// An inference of [`Denoise`](super::Denoise), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Denoise`](super::Denoise): what `end_point` can be asked for.
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
        /// An input, `[CHANNELS, SIZE, SIZE]`.
        pub struct noisy;
        /// `conv2d(CHANNELS, kernel = 1)`, `[CHANNELS, SIZE, SIZE]`.
        pub const noise: self::noise::back = self::noise::back;
        /// `noisy - noise`, `[CHANNELS, SIZE, SIZE]`.
        pub struct difference;
        /// The end points of the scope `noise`.
        pub mod noise {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = self::back::RECEPTIVE_FIELD;
            /// `conv2d(8, kernel = 3, padding = same)`, `[8, SIZE, SIZE]`.
            pub struct conv;
            /// `relu`, `[8, SIZE, SIZE]`.
            pub struct relu;
            /// `apply(sine) -> [8, SIZE, SIZE]`, `[8, SIZE, SIZE]`.
            pub struct apply;
            /// `conv2d(CHANNELS, kernel = 1)`, `[CHANNELS, SIZE, SIZE]`.
            pub struct back;
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
        InScopes, InTrainings, Merge, Module, ModuleMut, ModuleVisitor, Network, OfBatch,
        OfDtype, Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Pool,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ScopeOf, ShapeIn,
        Sized, SplitTape, Summary, Takes, Tape, Tensor, TensorCollection, Told,
        TrainingPass, Value, Window, Workers, foreign, layer, loss, shape, structure,
    };
    struct Fits<const CHANNELS: usize, const SIZE: usize>;
    impl<const CHANNELS: usize, const SIZE: usize> Fits<CHANNELS, SIZE> {
        const ALL: () = {
            shape::require(
                1 <= shape::constant::<{ CHANNELS }>(),
                &[
                    shape::Part::Text("`CHANNELS` is "),
                    shape::Part::Number(shape::constant::<{ CHANNELS }>() as usize),
                    shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
                ],
            );
            shape::require(
                1 <= shape::constant::<{ SIZE }>(),
                &[
                    shape::Part::Text("`SIZE` is "),
                    shape::Part::Number(shape::constant::<{ SIZE }>() as usize),
                    shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
                ],
            );
            shape::require(
                1 <= shape::constant::<{ SIZE }>(),
                &[
                    shape::Part::Text("`back` slides a kernel 1 high over an image "),
                    shape::Part::Number(shape::constant::<{ SIZE }>() as usize),
                    shape::Part::Text(
                        " high\nhelp: write a smaller kernel, or more padding",
                    ),
                ],
            );
            shape::require(
                1 <= shape::constant::<{ SIZE }>(),
                &[
                    shape::Part::Text("`back` slides a kernel 1 wide over an image "),
                    shape::Part::Number(shape::constant::<{ SIZE }>() as usize),
                    shape::Part::Text(
                        " wide\nhelp: write a smaller kernel, or more padding",
                    ),
                ],
            );
        };
    }
    #[diagnostic::on_unimplemented(
        message = "`noisy` of `Denoise` takes a batch of [{CHANNELS}, {SIZE}, {SIZE}], but is given `{Self}`",
        label = "`noisy` is a batch of [{CHANNELS}, {SIZE}, {SIZE}]"
    )]
    pub trait InputNoisy<const CHANNELS: usize, const SIZE: usize> {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        T: BatchOf<(Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>)> + ?Sized,
    > InputNoisy<CHANNELS, SIZE> for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`label` of the loss `fit` of `Denoise` takes a batch of [{CHANNELS}], but is given `{Self}`",
        label = "`label` is a batch of [{CHANNELS}]"
    )]
    pub trait TargetFitLabel<const CHANNELS: usize, const SIZE: usize> {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        T: BatchOf<(Const<{ CHANNELS }>,)> + ?Sized,
    > TargetFitLabel<CHANNELS, SIZE> for T {
        type Batch = T::Batch;
    }
    /// Runs the body. Returns the outputs, then what losses need beside them.
    fn run<const CHANNELS: usize, const SIZE: usize, B: Dim, E: Dtype, D: Device<E>>(
        network: &Denoise<CHANNELS, SIZE, E, D>,
        noisy: &Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<
        (
            Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
        ),
        D::Err,
    > {
        pass.made(noisy);
        let noise: Value<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
        > = network.noise.apply(noisy, pass)?;
        let difference: Value<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
        > = layer::sub(noisy, &noise, pass)?;
        pass.made(&difference);
        Ok((difference, noise))
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    > Denoise<CHANNELS, SIZE, E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> denoise::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            denoise::Inference {
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
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<
            Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            Error,
        >
        where
            E: Dtype,
            D: Device<E>,
        {
            denoise::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(noisy)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(noisy).unwrap()
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: Device<E>,
    > denoise::Inference<'_, Denoise<CHANNELS, SIZE, E, D>> {
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
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<
            Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            Error,
        > {
            let noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = noisy.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    noisy.device(),
                    shape::batch(noisy),
                    |pass| {
                        let noisy = pass.input("noisy", noisy)?;
                        let (output, _) = run(self.network, &noisy, pass)?;
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
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D> {
            self.try_forward(noisy).unwrap()
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>>
    for Denoise<CHANNELS, SIZE, E, D> {
        type Output = Tensor<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
        >;
        type Error = D::Err;
        fn try_forward(
            &self,
            noisy: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            >,
        ) -> Result<Self::Output, Self::Error> {
            self.passes
                .forward(
                    noisy.device(),
                    shape::batch(&noisy),
                    |pass| {
                        let noisy = pass.untraced(&noisy)?;
                        let (output, _) = run(self, &noisy, pass)?;
                        Ok(output)
                    },
                )
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        Tensor<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
            OwnedTape<E, D>,
        >,
    > for Denoise<CHANNELS, SIZE, E, D> {
        type Output = Tensor<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
            OwnedTape<E, D>,
        >;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            noisy: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
                OwnedTape<E, D>,
            >,
        ) -> Result<Self::Output, Self::Error> {
            let (noisy, tape) = SplitTape::split_tape(noisy);
            let (
                output,
                tape,
                updates,
            ): (
                Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
                _,
                _,
            ) = self
                .passes
                .forward_mut(
                    &*self,
                    noisy.device(),
                    shape::batch(&noisy),
                    tape,
                    |pass| {
                        let noisy = pass.traced(&noisy)?;
                        let (output, _) = run(self, &noisy, pass)?;
                        Ok(output)
                    },
                )?;
            updates.apply(self)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > foreign::Nested<
        (&Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,),
        E,
        D,
    > for Denoise<CHANNELS, SIZE, E, D> {
        type Shape = (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>);
        fn nested(
            &self,
            (
                noisy,
            ): (
                &Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| {
                let (output, _) = run(self, noisy, pass)?;
                Ok(output)
            })
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    > Denoise<CHANNELS, SIZE, E, D> {
        /// Begins a training pass, which one of the losses completes.
        pub fn training(&self) -> denoise::Training<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            denoise::Training {
                network: self,
                settings: Default::default(),
            }
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: Device<E>,
    > denoise::Training<'_, Denoise<CHANNELS, SIZE, E, D>> {
        /// Freezes a scope for this pass: batch norm uses its running statistics in there, as inference does, and
        /// leaves them as they are.
        ///
        /// Gradients still reach the scope's variables and what comes before it, and dropout goes on. Variables stay
        /// as they are if the optimizer freezes them.
        pub fn freeze(
            mut self,
            scope: impl ScopeOf<Denoise<CHANNELS, SIZE, E, D>, Itself: Sized>,
        ) -> Self {
            self.settings.freeze::<Denoise<CHANNELS, SIZE, E, D>>(scope.itself());
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
        /// The loss `fit`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `label`: `[CHANNELS]`
        ///
        /// # Errors
        /// If batch sizes differ, or the device fails.
        pub fn fit<B: Dim>(
            &self,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            label: impl Given<
                Shape: TargetFitLabel<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<
            TrainingPass<
                Denoise<CHANNELS, SIZE, E, D>,
                Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            >,
            Error,
        > {
            let noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = noisy.given();
            let label: &Tensor<(B, Const<{ CHANNELS }>), E, D> = label.given();
            self.network
                .passes
                .train(
                    self.network,
                    "fit",
                    &self.settings,
                    noisy.device(),
                    shape::batch(noisy),
                    |pass| {
                        type B = usize;
                        let noisy = pass.input("noisy", noisy)?;
                        let label = pass.input("label", label)?;
                        let (output, noise) = run(self.network, &noisy, pass)?;
                        let global_avg_pool: Value<(B, Const<{ CHANNELS }>), E, D> = layer::global_avg_pool(
                            &noise,
                            pass,
                        )?;
                        let loss: Value<(), E, D> = loss::softmax_cross_entropy(
                            &global_avg_pool,
                            &label,
                            loss::classes(0),
                            loss::mean(),
                            pass,
                        )?;
                        pass.part("softmax_cross_entropy", &loss);
                        Ok((loss, output))
                    },
                )
        }
    }
    #[doc(hidden)]
    impl<N> Deref for denoise::Training<'_, N> {
        type Target = InTrainings;
        fn deref(&self) -> &InTrainings {
            InTrainings::HERE
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: Device<E>,
    > denoise::Noise<CHANNELS, SIZE, E, D> {
        /// Applies the scope: `noisy` `[CHANNELS, SIZE, SIZE]` → `[CHANNELS, SIZE, SIZE]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            noisy: &Value<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            >,
            pass: &mut Pass<E, D>,
        ) -> Result<
            Value<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>,
            D::Err,
        > {
            let conv: Value<(B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>), E, D> = self
                .conv
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(noisy, pass)?;
            pass.made(&conv);
            let apply: Value<(B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>), E, D> = {
                fn applied<
                    const CHANNELS: usize,
                    const SIZE: usize,
                    B: Dim,
                    E: Dtype,
                    D: Device<E>,
                    T: Tape<E, D> + Merge<T>,
                >(
                    relu: Tensor<
                        (B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>),
                        E,
                        D,
                        T,
                    >,
                ) -> Result<
                    Tensor<(B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>), E, D, T>,
                    D::Err,
                > {
                    let function: fn(
                        Tensor<(B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>), E, D, T>,
                    ) -> _ = sine;
                    let output = function(relu);
                    foreign::Returned::<E, D, T>::returned(output)
                        .map(|output| foreign::Stated::<
                            (B, Const<8>, Const<{ SIZE }>, Const<{ SIZE }>),
                        >::tensor(output))
                }
                foreign::apply(
                    pass,
                    (&conv,),
                    |(relu,)| applied::<CHANNELS, SIZE, _, _, _, _>(relu),
                    |tape, (relu,)| applied::<
                        CHANNELS,
                        SIZE,
                        _,
                        _,
                        _,
                        _,
                    >(PutTape::put_tape(relu, tape)),
                )
            }?;
            pass.made(&apply);
            let back: Value<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = self
                .back
                .window(Window {
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&apply, pass)?;
            pass.made(&back);
            Ok(back)
        }
    }
    #[doc(hidden)]
    impl<const CHANNELS: usize, const SIZE: usize, E: DfdxDtype, D: DfdxDevice<E>> Deref
    for denoise::Noise<CHANNELS, SIZE, E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: DfdxDevice<E>,
    > TensorCollection<E, D> for denoise::Noise<CHANNELS, SIZE, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = denoise::Noise<
            CHANNELS,
            SIZE,
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
                        Self::module("back", |s| &s.back, |s| &mut s.back),
                    ),
                    |(conv, back)| denoise::Noise { conv, back },
                )
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: DfdxDevice<E>,
    > TensorCollection<E, D> for Denoise<CHANNELS, SIZE, E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Denoise<CHANNELS, SIZE, E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            let () = Fits::<CHANNELS, SIZE>::ALL;
            visitor
                .visit_fields(
                    Self::module("noise", |s| &s.noise, |s| &mut s.noise),
                    |noise| Denoise {
                        noise,
                        passes: Default::default(),
                    },
                )
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        E2: Dtype,
        D2: DfdxDevice<E2>,
    > BuildOnDevice<D2, E2> for Denoise<CHANNELS, SIZE, E, D> {
        type Built = Denoise<CHANNELS, SIZE, E2, D2>;
    }
    impl<const CHANNELS: usize, const SIZE: usize, E: Dtype, D: Device<E>> Network
    for Denoise<CHANNELS, SIZE, E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Denoise";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Denoise",
            values: &[
                structure::Value::input(
                    0,
                    "noisy",
                    &[
                        shape::constant::<{ CHANNELS }>(),
                        shape::constant::<{ SIZE }>(),
                        shape::constant::<{ SIZE }>(),
                    ],
                ),
                structure::Value::made(
                        1,
                        "conv",
                        "conv2d(8, kernel = 3, padding = same)",
                        &[
                            8,
                            shape::constant::<{ SIZE }>(),
                            shape::constant::<{ SIZE }>(),
                        ],
                        &[0],
                        1,
                    )
                    .variables(
                        "conv",
                        shape::sum(
                            &[
                                shape::product(&[shape::constant::<{ CHANNELS }>(), 72]),
                                8,
                            ],
                        ),
                    )
                    .biases(8)
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(&[shape::constant::<{ CHANNELS }>(), 72]),
                                shape::constant::<{ SIZE }>(),
                                shape::constant::<{ SIZE }>(),
                            ],
                        ),
                    ),
                structure::Value::made(
                    1,
                    "relu",
                    "relu",
                    &[8, shape::constant::<{ SIZE }>(), shape::constant::<{ SIZE }>()],
                    &[1],
                    2,
                ),
                structure::Value::made(
                    1,
                    "apply",
                    "apply(sine) -> [8, SIZE, SIZE]",
                    &[8, shape::constant::<{ SIZE }>(), shape::constant::<{ SIZE }>()],
                    &[2],
                    3,
                ),
                structure::Value::made(
                        1,
                        "back",
                        "conv2d(CHANNELS, kernel = 1)",
                        &[
                            shape::constant::<{ CHANNELS }>(),
                            shape::constant::<{ SIZE }>(),
                            shape::constant::<{ SIZE }>(),
                        ],
                        &[3],
                        4,
                    )
                    .variables(
                        "back",
                        shape::sum(
                            &[
                                shape::product(&[shape::constant::<{ CHANNELS }>(), 8]),
                                shape::constant::<{ CHANNELS }>(),
                            ],
                        ),
                    )
                    .biases(shape::product(&[shape::constant::<{ CHANNELS }>()]))
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(&[shape::constant::<{ CHANNELS }>(), 8]),
                                shape::constant::<{ SIZE }>(),
                                shape::constant::<{ SIZE }>(),
                            ],
                        ),
                    ),
                structure::Value::made(
                    0,
                    "difference",
                    "noisy - noise",
                    &[
                        shape::constant::<{ CHANNELS }>(),
                        shape::constant::<{ SIZE }>(),
                        shape::constant::<{ SIZE }>(),
                    ],
                    &[0, 4],
                    5,
                ),
            ],
            places: &[
                structure::Place {
                    name: "denoise",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "noise",
                    path: "noise",
                    around: 0,
                    first: 1,
                    result: Option::Some(4),
                },
            ],
            outputs: &[("output", 5)],
            losses: &[("fit", &[4])],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "noisy",
                shape: &[
                    shape::constant::<{ CHANNELS }>(),
                    shape::constant::<{ SIZE }>(),
                    shape::constant::<{ SIZE }>(),
                ],
            },
            EndPointInfo {
                name: "noise/conv",
                shape: &[8, shape::constant::<{ SIZE }>(), shape::constant::<{ SIZE }>()],
            },
            EndPointInfo {
                name: "noise/relu",
                shape: &[8, shape::constant::<{ SIZE }>(), shape::constant::<{ SIZE }>()],
            },
            EndPointInfo {
                name: "noise/apply",
                shape: &[8, shape::constant::<{ SIZE }>(), shape::constant::<{ SIZE }>()],
            },
            EndPointInfo {
                name: "noise/back",
                shape: &[
                    shape::constant::<{ CHANNELS }>(),
                    shape::constant::<{ SIZE }>(),
                    shape::constant::<{ SIZE }>(),
                ],
            },
            EndPointInfo {
                name: "noise",
                shape: &[
                    shape::constant::<{ CHANNELS }>(),
                    shape::constant::<{ SIZE }>(),
                    shape::constant::<{ SIZE }>(),
                ],
            },
            EndPointInfo {
                name: "difference",
                shape: &[
                    shape::constant::<{ CHANNELS }>(),
                    shape::constant::<{ SIZE }>(),
                    shape::constant::<{ SIZE }>(),
                ],
            },
        ];
        type Points = Denoise<CHANNELS, SIZE>;
        const NUMBERS: &'static [usize] = &[0, 1, 2, 3, 4, 4, 5];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    Tensor<
                        (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                        E,
                        D,
                    >,
                >(|pass| {
                    let noisy = pass.input("noisy", noisy)?;
                    let (output, _) = run(self, &noisy, pass)?;
                    Ok(output)
                })?;
            let label: &Tensor<(B, Const<{ CHANNELS }>), E, D> = &rehearsal.batch()?;
            rehearsal
                .training("fit", self.training().memory_limit(0).fit(noisy, label))?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<const CHANNELS: usize, const SIZE: usize, E: Dtype, D: Device<E>> Deref
    for Denoise<CHANNELS, SIZE, E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: Device<E>,
    > Denoise<CHANNELS, SIZE, E, D> {
        /// The scope `noise`.
        pub const NOISE: Scope<Self> = Scope::new("noise");
        /// The layer `noise/conv`.
        pub const NOISE_CONV: Scope<Self> = Scope::new("noise.conv");
        /// The layer `noise/back`.
        pub const NOISE_BACK: Scope<Self> = Scope::new("noise.back");
        /// What the layer `noise/conv` adds.
        pub const NOISE_CONV_BIAS: Scope<Self> = Scope::new("noise.conv").biases();
        /// What the layer `noise/back` adds.
        pub const NOISE_BACK_BIAS: Scope<Self> = Scope::new("noise.back").biases();
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
    impl<const CHANNELS: usize, const SIZE: usize> Denoise<CHANNELS, SIZE, f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 6] = structure::receptive_fields(
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
            (structure::View::Everything, &[2]),
            (
                structure::View::Window(Pool {
                    kernel: [1, 1],
                    stride: [1, 1],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[0, 4]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::noisy {
        type Sample = (Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 0;
    }
    impl denoise::end_point::noisy {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[0];
    }
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::noise::conv {
        type Sample = (Const<8>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 1;
    }
    impl denoise::end_point::noise::conv {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[1];
    }
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::noise::relu {
        type Sample = (Const<8>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 2;
    }
    impl denoise::end_point::noise::relu {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[2];
    }
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::noise::apply {
        type Sample = (Const<8>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 3;
    }
    impl denoise::end_point::noise::apply {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[3];
    }
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::noise::back {
        type Sample = (Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 4;
    }
    impl denoise::end_point::noise::back {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[4];
    }
    #[diagnostic::do_not_recommend]
    impl<const CHANNELS: usize, const SIZE: usize> PointOf<Denoise<CHANNELS, SIZE>>
    for denoise::end_point::difference {
        type Sample = (Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>);
        const NUMBER: usize = 5;
    }
    impl denoise::end_point::difference {
        /// What one place of it depends on, if it is a part of the image.
        pub const RECEPTIVE_FIELD: Option<ReceptiveField> = RECEPTIVE_FIELDS[5];
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    > Denoise<CHANNELS, SIZE, E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Denoise<CHANNELS, SIZE, E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Denoise<CHANNELS, SIZE, E, D>, P>,
        {
            self.try_end_point(point, noisy).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Denoise<CHANNELS, SIZE, E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Denoise<CHANNELS, SIZE, E, D>, P>,
        {
            denoise::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, noisy)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            denoise::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, noisy)
        }
    }
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        E: Dtype,
        D: Device<E>,
    > denoise::Inference<'_, Denoise<CHANNELS, SIZE, E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Denoise<CHANNELS, SIZE, E, D>, P, B>, E, D>
        where
            [P]: PointIn<Denoise<CHANNELS, SIZE, E, D>, P>,
        {
            self.try_end_point(point, noisy).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Denoise<CHANNELS, SIZE, E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Denoise<CHANNELS, SIZE, E, D>, P>,
        {
            let noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = noisy.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, noisy)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            noisy: impl Given<
                Shape: InputNoisy<CHANNELS, SIZE, Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            > = noisy.given();
            Takes::activation_by_name(self.network, &self.settings, name, noisy)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        const CHANNELS: usize,
        const SIZE: usize,
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>), E, D>>
    for Denoise<CHANNELS, SIZE, E, D> {
        type Batch = B;
        type Values = Value<
            (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
            E,
            D,
        >;
        fn batch(
            noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            >,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(noisy)))
        }
        fn device(
            noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            >,
        ) -> &D {
            noisy.device()
        }
        fn enter(
            &self,
            noisy: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ SIZE }>, Const<{ SIZE }>),
                E,
                D,
            >,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let noisy = &pass.input("noisy", noisy)?;
            run(self, noisy, pass).map(|_| ())
        }
        fn look(
            &self,
            noisy: &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, noisy, pass).map(|_| ())
        }
    }
};
