/// Estimates motion, and how sure it is.
///
/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `both` | `concat(first, second, axis = 0)` | `[6, 16, 16]` |  |
/// | `conv2d` | `conv2d(8, kernel = 5, padding = same)` | `[8, 16, 16]` | 1,208 |
/// | `batch_norm` | `batch_norm` | `[8, 16, 16]` | 16 |
/// | `trunk` | `relu` | `[8, 16, 16]` |  |
/// | `out` | `conv2d(2, kernel = 1)` | `[2, 16, 16]` | 18 |
/// | `global_avg_pool` | `global_avg_pool` | `[8]` |  |
/// | `head` | `linear(4)` | `[4]` | 36 |
/// | `confidence` | `softmax` | `[4]` |  |
/// | | | | **1,278** |
///
/// # Shapes, per sample
/// * `first`: `[3, 16, 16]`
/// * `second`: `[3, 16, 16]`
/// * returns `flow`: `[2, 16, 16]`
/// * returns `confidence`: `[4]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 553 231\" style=\"max-width:553px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><path d=\"M74 16C50 16 50 60 74 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38L74 49V60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 60L74 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 82L74 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 104L74 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 126L74 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 126C50 126 50 170 74 170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 192L74 203V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">first</text><text x=\"465\" y=\"20\" fill-opacity=\".8\">[3, 16, 16]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">second</text><text x=\"465\" y=\"42\" fill-opacity=\".8\">[3, 16, 16]</text><circle cx=\"74\" cy=\"60\" r=\"3.5\"/><text x=\"84\" y=\"64\" font-weight=\"bold\">both</text><text x=\"203\" y=\"64\" fill-opacity=\".8\">concat(first, second, axis = 0)</text><text x=\"465\" y=\"64\" fill-opacity=\".8\">[6, 16, 16]</text><circle cx=\"74\" cy=\"82\" r=\"3.5\"/><text x=\"84\" y=\"86\" font-weight=\"bold\">conv2d</text><text x=\"203\" y=\"86\" fill-opacity=\".8\">conv2d(8, kernel = 5, padding = same)</text><text x=\"465\" y=\"86\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"74\" cy=\"104\" r=\"3.5\"/><text x=\"84\" y=\"108\" font-weight=\"bold\">batch_norm</text><text x=\"203\" y=\"108\" fill-opacity=\".8\">batch_norm</text><text x=\"465\" y=\"108\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"74\" cy=\"126\" r=\"3.5\"/><text x=\"84\" y=\"130\" font-weight=\"bold\">trunk</text><text x=\"203\" y=\"130\" fill-opacity=\".8\">relu</text><text x=\"465\" y=\"130\" fill-opacity=\".8\">[8, 16, 16]</text><circle cx=\"74\" cy=\"148\" r=\"3.5\"/><text x=\"84\" y=\"152\" font-weight=\"bold\">out</text><text x=\"203\" y=\"152\" fill-opacity=\".8\">conv2d(2, kernel = 1)</text><text x=\"465\" y=\"152\" fill-opacity=\".8\">[2, 16, 16]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">global_avg_pool</text><text x=\"203\" y=\"174\" fill-opacity=\".8\">global_avg_pool</text><text x=\"465\" y=\"174\" fill-opacity=\".8\">[8]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">head</text><text x=\"203\" y=\"196\" fill-opacity=\".8\">linear(4)</text><text x=\"465\" y=\"196\" fill-opacity=\".8\">[4]</text><circle cx=\"74\" cy=\"214\" r=\"3.5\"/><text x=\"84\" y=\"218\" font-weight=\"bold\">confidence</text><text x=\"203\" y=\"218\" fill-opacity=\".8\">softmax</text><text x=\"465\" y=\"218\" fill-opacity=\".8\">[4]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub(crate) struct Motion<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `conv2d(8, kernel = 5, padding = same)`, `[6, 16, 16]` → `[8, 16, 16]`.
    pub conv2d: ::netweave::expansion::layer::Conv2d<8, 6, 5, 5, E, D>,
    /// `batch_norm`, `[8, 16, 16]` → `[8, 16, 16]`.
    pub batch_norm: ::netweave::expansion::layer::BatchNorm<8, E, D>,
    /// `out: conv2d(2, kernel = 1)`, `[8, 16, 16]` → `[2, 16, 16]`.
    pub out: ::netweave::expansion::layer::Conv2d<2, 8, 1, 1, E, D>,
    /// `head: linear(4)`, `[8]` → `[4]`.
    pub head: ::netweave::expansion::layer::Linear<4, 8, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Motion`]: its training passes, its outputs, its end points.
pub(crate) mod motion {
    /// A training pass of [`Motion`](super::Motion), one method for each loss.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Training<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// An inference of [`Motion`](super::Motion), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The outputs of [`Motion`](super::Motion).
    ///
    /// With dfdx's own way of training, the first of them carries the tape, and the tapes of the others
    /// are empty.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Outputs<
        B: ::netweave::expansion::Dim,
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
        T = ::netweave::expansion::NoneTape,
    > {
        /// `[2, 16, 16]`
        pub flow: ::netweave::expansion::Tensor<
            (
                B,
                ::netweave::expansion::Const<2>,
                ::netweave::expansion::Const<16>,
                ::netweave::expansion::Const<16>,
            ),
            E,
            D,
            T,
        >,
        /// `[4]`
        pub confidence: ::netweave::expansion::Tensor<
            (B, ::netweave::expansion::Const<4>),
            E,
            D,
            T,
        >,
    }
    /// The end points of [`Motion`](super::Motion): what `end_point` can be asked for.
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
        pub struct first;
        /// An input, `[3, 16, 16]`.
        pub struct second;
        /// `concat(first, second, axis = 0)`, `[6, 16, 16]`.
        pub struct both;
        /// `conv2d(8, kernel = 5, padding = same)`, `[8, 16, 16]`.
        pub struct conv2d;
        /// `batch_norm`, `[8, 16, 16]`.
        pub struct batch_norm;
        /// `relu`, `[8, 16, 16]`.
        pub struct trunk;
        /// `conv2d(2, kernel = 1)`, `[2, 16, 16]`.
        pub struct out;
        /// `conv2d(2, kernel = 1)`, `[2, 16, 16]`.
        pub use self::out as flow;
        /// `global_avg_pool`, `[8]`.
        pub struct global_avg_pool;
        /// `linear(4)`, `[4]`.
        pub struct head;
        /// `linear(4)`, `[4]`.
        pub use self::head as scores;
        /// `softmax`, `[4]`.
        pub struct confidence;
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
        DfdxDevice, DfdxDtype, Dim, Dtype, EndPointInfo, Error, FnMut, Given, Graph,
        HasShape, InNetworks, InTrainings, Merge, Module, ModuleMut, ModuleVisitor,
        Network, OfBatch, OfDtype, Ok, OnDevice, Option, Outputs, OwnedTape, Pass,
        Passes, PointIn, PointOf, Pool, Precision, PutTape, ReceptiveField, Rehearsal,
        Result, Results, Scope, ScopeOf, ShapeIn, Sized, SplitTape, Summary, Takes,
        Tensor, TensorCollection, Told, TrainingPass, Value, Window, Workers, layer,
        loss, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`first` of `Motion` takes a batch of [3, 16, 16], but is given `{Self}`",
        label = "`first` is a batch of [3, 16, 16]"
    )]
    pub trait InputFirst {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<16>, Const<16>)> + ?Sized> InputFirst for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`second` of `Motion` takes a batch of [3, 16, 16], but is given `{Self}`",
        label = "`second` is a batch of [3, 16, 16]"
    )]
    pub trait InputSecond {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<3>, Const<16>, Const<16>)> + ?Sized> InputSecond for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`labels` of the loss `quality` of `Motion` takes a batch of [4], but is given `{Self}`",
        label = "`labels` is a batch of [4]"
    )]
    pub trait TargetQualityLabels {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<4>,)> + ?Sized> TargetQualityLabels for T {
        type Batch = T::Batch;
    }
    /// Runs the body. Returns the outputs, then what losses need beside them.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Motion<E, D>,
        first: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
        second: &Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<
        (
            Value<(B, Const<2>, Const<16>, Const<16>), E, D>,
            Value<(B, Const<4>), E, D>,
            Value<(B, Const<4>), E, D>,
        ),
        D::Err,
    > {
        pass.made(first);
        pass.made(second);
        let both: Value<(B, Const<6>, Const<16>, Const<16>), E, D> = layer::Concat::new(
                0,
            )
            .with(first)
            .with(second)
            .apply(pass)?;
        pass.made(&both);
        let trunk: Value<(B, Const<8>, Const<16>, Const<16>), E, D> = network
            .conv2d
            .window(Window {
                stride: [1, 1],
                padding: [[2, 2], [2, 2]],
                dilation: [1, 1],
                groups: 1,
            })
            .batch_norm(&network.batch_norm, 0.1, 1e-5)
            .relu()
            .apply(&both, pass)?;
        pass.made(&trunk);
        let flow: Value<(B, Const<2>, Const<16>, Const<16>), E, D> = network
            .out
            .window(Window {
                stride: [1, 1],
                padding: [[0, 0], [0, 0]],
                dilation: [1, 1],
                groups: 1,
            })
            .apply(&trunk, pass)?;
        pass.made(&flow);
        let global_avg_pool: Value<(B, Const<8>), E, D> = layer::global_avg_pool(
            &trunk,
            pass,
        )?;
        pass.made(&global_avg_pool);
        let scores: Value<(B, Const<4>), E, D> = network
            .head
            .apply(&global_avg_pool, pass)?;
        pass.made(&scores);
        let confidence: Value<(B, Const<4>), E, D> = layer::softmax(&scores, pass)?;
        pass.made(&confidence);
        Ok((flow, confidence, scores))
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Motion<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> motion::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            motion::Inference {
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
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<motion::Outputs<B, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            motion::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(first, second)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> motion::Outputs<B, E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(first, second).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> motion::Inference<'_, Motion<E, D>> {
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
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<motion::Outputs<B, E, D>, Error> {
            let first: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = first
                .given();
            let second: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = second
                .given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    first.device(),
                    shape::batch(first),
                    |pass| {
                        let first = pass.input("first", first)?;
                        let second = pass.input("second", second)?;
                        let (flow, confidence, _) = run(
                            self.network,
                            &first,
                            &second,
                            pass,
                        )?;
                        Ok((flow, confidence))
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
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> motion::Outputs<B, E, D> {
            self.try_forward(first, second).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<
        (
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
        ),
    > for Motion<E, D> {
        type Output = motion::Outputs<B, E, D>;
        type Error = Error;
        fn try_forward(
            &self,
            (
                first,
                second,
            ): (
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            self.try_forward(first, second)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        (
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
        ),
    > for Motion<E, D> {
        type Output = motion::Outputs<B, E, D, OwnedTape<E, D>>;
        type Error = Error;
        fn try_forward_mut(
            &mut self,
            (
                first,
                second,
            ): (
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D, OwnedTape<E, D>>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            shape::same_batch(
                &[("first", shape::batch(&first)), ("second", shape::batch(&second))],
            )?;
            let (first, tape) = SplitTape::split_tape(first);
            let (second, other) = SplitTape::split_tape(second);
            let tape = Merge::merge(tape, other);
            let (
                motion::Outputs { flow, confidence },
                tape,
                updates,
            ): (motion::Outputs<B, E, D>, _, _) = self
                .passes
                .try_forward_mut(
                    &*self,
                    first.device(),
                    shape::batch(&first),
                    tape,
                    |pass| {
                        let first = pass.traced(&first)?;
                        let second = pass.traced(&second)?;
                        let (flow, confidence, _) = run(self, &first, &second, pass)?;
                        Ok((flow, confidence))
                    },
                )?;
            updates.apply(self).map_err(Error::device)?;
            Ok(motion::Outputs {
                flow: PutTape::put_tape(flow, tape),
                confidence: PutTape::put_tape(confidence, OwnedTape::default()),
            })
        }
    }
    impl<B: Dim, E: Dtype, D: Device<E>> Outputs<E, D> for motion::Outputs<B, E, D> {
        type Values = (
            Value<(B, Const<2>, Const<16>, Const<16>), E, D>,
            Value<(B, Const<4>), E, D>,
        );
        fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
            Ok(motion::Outputs {
                flow: Outputs::<E, D>::leave(results)?,
                confidence: Outputs::<E, D>::leave(results)?,
            })
        }
        fn tensors(
            &self,
            visit: &mut dyn FnMut(Tensor<(usize,), E, D>),
        ) -> Result<(), D::Err> {
            Outputs::<E, D>::tensors(&self.flow, visit)?;
            Outputs::<E, D>::tensors(&self.confidence, visit)?;
            Ok(())
        }
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Motion<E, D> {
        /// Begins a training pass, which one of the losses completes.
        pub fn training(&self) -> motion::Training<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            motion::Training {
                network: self,
                settings: Default::default(),
            }
        }
    }
    impl<E: Dtype, D: Device<E>> motion::Training<'_, Motion<E, D>> {
        /// Freezes a scope for this pass: batch norm uses its running statistics in there, as inference does, and
        /// leaves them as they are.
        ///
        /// Gradients still reach the scope's variables and what comes before it, and dropout goes on. Variables stay
        /// as they are if the optimizer freezes them.
        pub fn freeze(
            mut self,
            scope: impl ScopeOf<Motion<E, D>, Itself: Sized>,
        ) -> Self {
            self.settings.freeze::<Motion<E, D>>(scope.itself());
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
        /// The loss `quality`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `labels`: `[4]`
        ///
        /// # Errors
        /// If batch sizes differ, or the device fails.
        pub fn quality<B: Dim>(
            &self,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            labels: impl Given<
                Shape: TargetQualityLabels<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<TrainingPass<Motion<E, D>, motion::Outputs<B, E, D>>, Error> {
            let first: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = first
                .given();
            let second: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = second
                .given();
            let labels: &Tensor<(B, Const<4>), E, D> = labels.given();
            self.network
                .passes
                .train(
                    self.network,
                    "quality",
                    &self.settings,
                    first.device(),
                    shape::batch(first),
                    |pass| {
                        let first = pass.input("first", first)?;
                        let second = pass.input("second", second)?;
                        let labels = pass.input("labels", labels)?;
                        let (flow, confidence, scores) = run(
                            self.network,
                            &first,
                            &second,
                            pass,
                        )?;
                        let loss: Value<(), E, D> = loss::softmax_cross_entropy(
                            &scores,
                            &labels,
                            loss::classes(0),
                            loss::mean(),
                            pass,
                        )?;
                        let loss_2: Value<(), E, D> = layer::multiply_number(
                            &loss,
                            0.5,
                            pass,
                        )?;
                        let loss_3: Value<(), E, D> = layer::add_number(
                            &loss_2,
                            0.001,
                            pass,
                        )?;
                        pass.part("softmax_cross_entropy", &loss);
                        Ok((loss_3, (flow, confidence)))
                    },
                )
        }
    }
    #[doc(hidden)]
    impl<N> Deref for motion::Training<'_, N> {
        type Target = InTrainings;
        fn deref(&self) -> &InTrainings {
            InTrainings::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Motion<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Motion<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv2d", |s| &s.conv2d, |s| &mut s.conv2d),
                        Self::module(
                            "batch_norm",
                            |s| &s.batch_norm,
                            |s| &mut s.batch_norm,
                        ),
                        Self::module("out", |s| &s.out, |s| &mut s.out),
                        Self::module("head", |s| &s.head, |s| &mut s.head),
                    ),
                    |(conv2d, batch_norm, out, head)| Motion {
                        conv2d,
                        batch_norm,
                        out,
                        head,
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
    > BuildOnDevice<D2, E2> for Motion<E, D> {
        type Built = Motion<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Motion<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Motion";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Motion",
            values: &[
                structure::Value::input(0, "first", &[3, 16, 16]),
                structure::Value::input(1, "second", &[3, 16, 16]),
                structure::Value::made(
                    0,
                    "both",
                    "concat(first, second, axis = 0)",
                    &[6, 16, 16],
                    &[0, 1],
                    2,
                ),
                structure::Value::made(
                        0,
                        "conv2d",
                        "conv2d(8, kernel = 5, padding = same)",
                        &[8, 16, 16],
                        &[2],
                        3,
                    )
                    .variables("conv2d", 1208)
                    .biases(8)
                    .multiply_adds(307200),
                structure::Value::made(
                        0,
                        "batch_norm",
                        "batch_norm",
                        &[8, 16, 16],
                        &[3],
                        4,
                    )
                    .variables("batch_norm", 16),
                structure::Value::made(0, "trunk", "relu", &[8, 16, 16], &[4], 5),
                structure::Value::made(
                        0,
                        "out",
                        "conv2d(2, kernel = 1)",
                        &[2, 16, 16],
                        &[5],
                        6,
                    )
                    .variables("out", 18)
                    .biases(2)
                    .multiply_adds(4096),
                structure::Value::made(
                    0,
                    "global_avg_pool",
                    "global_avg_pool",
                    &[8],
                    &[5],
                    7,
                ),
                structure::Value::made(0, "head", "linear(4)", &[4], &[7], 8)
                    .variables("head", 36)
                    .biases(4)
                    .multiply_adds(32),
                structure::Value::made(0, "confidence", "softmax", &[4], &[8], 9),
            ],
            places: &[
                structure::Place {
                    name: "motion",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
            ],
            outputs: &[("flow", 6), ("confidence", 9)],
            losses: &[("quality", &[8])],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "first",
                shape: &[3, 16, 16],
            },
            EndPointInfo {
                name: "second",
                shape: &[3, 16, 16],
            },
            EndPointInfo {
                name: "both",
                shape: &[6, 16, 16],
            },
            EndPointInfo {
                name: "conv2d",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "batch_norm",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "trunk",
                shape: &[8, 16, 16],
            },
            EndPointInfo {
                name: "out",
                shape: &[2, 16, 16],
            },
            EndPointInfo {
                name: "flow",
                shape: &[2, 16, 16],
            },
            EndPointInfo {
                name: "global_avg_pool",
                shape: &[8],
            },
            EndPointInfo {
                name: "head",
                shape: &[4],
            },
            EndPointInfo {
                name: "scores",
                shape: &[4],
            },
            EndPointInfo {
                name: "confidence",
                shape: &[4],
            },
        ];
        type Points = Motion;
        const NUMBERS: &'static [usize] = &[0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 8, 9];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let first: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = &rehearsal
                .batch()?;
            let second: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    motion::Outputs<B, E, D>,
                >(|pass| {
                    let first = pass.input("first", first)?;
                    let second = pass.input("second", second)?;
                    let (flow, confidence, _) = run(self, &first, &second, pass)?;
                    Ok((flow, confidence))
                })?;
            let labels: &Tensor<(B, Const<4>), E, D> = &rehearsal.batch()?;
            rehearsal
                .training(
                    "quality",
                    self.training().memory_limit(0).quality(first, second, labels),
                )?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Motion<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Motion<E, D> {
        /// The layer `conv2d`.
        pub const CONV2D: Scope<Self> = Scope::new("conv2d");
        /// The layer `batch_norm`.
        pub const BATCH_NORM: Scope<Self> = Scope::new("batch_norm");
        /// The layer `out`.
        pub const OUT: Scope<Self> = Scope::new("out");
        /// The layer `head`.
        pub const HEAD: Scope<Self> = Scope::new("head");
        /// What the layer `conv2d` adds.
        pub const CONV2D_BIAS: Scope<Self> = Scope::new("conv2d").biases();
        /// What the layer `out` adds.
        pub const OUT_BIAS: Scope<Self> = Scope::new("out").biases();
        /// What the layer `head` adds.
        pub const HEAD_BIAS: Scope<Self> = Scope::new("head").biases();
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
    impl Motion<f32, Cpu> {
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
            (structure::View::Image, &[]),
            (structure::View::Place, &[0, 1]),
            (
                structure::View::Window(Pool {
                    kernel: [5, 5],
                    stride: [1, 1],
                    padding: [[2, 2], [2, 2]],
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
            (structure::View::Everything, &[5]),
            (structure::View::Everything, &[7]),
            (structure::View::Everything, &[8]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::first {
        type Sample = (Const<3>, Const<16>, Const<16>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::second {
        type Sample = (Const<3>, Const<16>, Const<16>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::both {
        type Sample = (Const<6>, Const<16>, Const<16>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::conv2d {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::batch_norm {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::trunk {
        type Sample = (Const<8>, Const<16>, Const<16>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::out {
        type Sample = (Const<2>, Const<16>, Const<16>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::global_avg_pool {
        type Sample = (Const<8>,);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::head {
        type Sample = (Const<4>,);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Motion> for motion::end_point::confidence {
        type Sample = (Const<4>,);
        const NUMBER: usize = 9;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Motion<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Motion<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Motion<E, D>, P>,
        {
            self.try_end_point(point, first, second).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Motion<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Motion<E, D>, P>,
        {
            motion::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, first, second)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            motion::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, first, second)
        }
    }
    impl<E: Dtype, D: Device<E>> motion::Inference<'_, Motion<E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Motion<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Motion<E, D>, P>,
        {
            self.try_end_point(point, first, second).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Motion<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Motion<E, D>, P>,
        {
            let first: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = first
                .given();
            let second: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = second
                .given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, &(Clone::clone(first), Clone::clone(second)))
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            first: impl Given<
                Shape: InputFirst<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            second: impl Given<
                Shape: InputSecond<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let first: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = first
                .given();
            let second: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = second
                .given();
            Takes::activation_by_name(
                self.network,
                &self.settings,
                name,
                &(Clone::clone(first), Clone::clone(second)),
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
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
        ),
    > for Motion<E, D> {
        type Batch = B;
        type Values = (
            Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
            Value<(B, Const<3>, Const<16>, Const<16>), E, D>,
        );
        fn batch(
            (
                first,
                second,
            ): &(
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            ),
        ) -> Result<B, Error> {
            shape::same_batch(
                &[("first", shape::batch(first)), ("second", shape::batch(second))],
            )?;
            Ok(Batched::batch(HasShape::shape(first)))
        }
        fn device(
            (
                first,
                ..,
            ): &(
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            ),
        ) -> &D {
            first.device()
        }
        fn enter(
            &self,
            (
                first,
                second,
            ): &(
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
                Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let first = &pass.input("first", first)?;
            let second = &pass.input("second", second)?;
            run(self, first, second, pass).map(|_| ())
        }
        fn look(
            &self,
            (first, second): &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, first, second, pass).map(|_| ())
        }
    }
};
