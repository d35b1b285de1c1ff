/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `first` | `conv2d(8, kernel = 3, padding = 1, bias = f…` | `[8, 6, 6]` | 576 |
/// | `bn1` | `batch_norm` | `[8, 6, 6]` | 16 |
/// | `relu` | `relu` | `[8, 6, 6]` |  |
/// | `second` | `conv2d(8, kernel = 3, padding = 1, bias = f…` | `[8, 6, 6]` | 576 |
/// | `bn2` | `batch_norm(momentum = 0.2)` | `[8, 6, 6]` | 16 |
/// | `sum_2` | `inner + x` | `[8, 6, 6]` |  |
/// | `sum` | `relu(inner + x)` | `[8, 6, 6]` |  |
/// | `negative` | `-sum` | `[8, 6, 6]` |  |
/// | `quotient` | `-sum / 2` | `[8, 6, 6]` |  |
/// | `difference` | `1 - sum` | `[8, 6, 6]` |  |
/// | `product` | `3 * (1 - sum)` | `[8, 6, 6]` |  |
/// | `sum_3` | `-sum / 2 + 3 * (1 - sum)` | `[8, 6, 6]` |  |
/// | `sum_4` | `sum + (2 + 1) / 4` | `[8, 6, 6]` |  |
/// | `quotient_2` | `1 / (sum + (2 + 1) / 4)` | `[8, 6, 6]` |  |
/// | `scaled` | `-sum / 2 + 3 * (1 - sum) - 1 / (sum + (2 + …` | `[8, 6, 6]` |  |
/// | `concat` | `concat(sum, scaled, axis = 0)` | `[16, 6, 6]` |  |
/// | `leaky_relu` | `leaky_relu(0.2)` | `[16, 6, 6]` |  |
/// | `max_pool2d` | `max_pool2d(3, stride = 1, padding = 1)` | `[16, 6, 6]` |  |
/// | | | | **1,184** |
///
/// # Shapes, per sample
/// * `x`: `[8, 6, 6]`
/// * returns `[16, 6, 6]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 559 429\" style=\"max-width:559px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><path d=\"M74 16L74 27V38\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 16C30 16 30 148 74 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38L74 49V60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 60L74 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 82L74 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 104L74 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 126L74 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 148L74 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170C45 170 45 236 74 236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170C30 170 30 302 74 302\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170C15 170 15 368 74 368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 192L74 203V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 214C45 214 45 280 74 280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 236L74 247V258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 258L74 269V280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 280C45 280 45 346 74 346\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 302L74 313V324\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 324L74 335V346\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 346L74 357V368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 368L74 379V390\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 390L74 401V412\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">x</text><text x=\"478\" y=\"20\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">first</text><text x=\"169\" y=\"42\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = 1, bias = f…</text><text x=\"478\" y=\"42\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"60\" r=\"3.5\"/><text x=\"84\" y=\"64\" font-weight=\"bold\">bn1</text><text x=\"169\" y=\"64\" fill-opacity=\".8\">batch_norm</text><text x=\"478\" y=\"64\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"82\" r=\"3.5\"/><text x=\"84\" y=\"86\" font-weight=\"bold\">relu</text><text x=\"169\" y=\"86\" fill-opacity=\".8\">relu</text><text x=\"478\" y=\"86\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"104\" r=\"3.5\"/><text x=\"84\" y=\"108\" font-weight=\"bold\">second</text><text x=\"169\" y=\"108\" fill-opacity=\".8\">conv2d(8, kernel = 3, padding = 1, bias = f…</text><text x=\"478\" y=\"108\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"126\" r=\"3.5\"/><text x=\"84\" y=\"130\" font-weight=\"bold\">bn2</text><text x=\"169\" y=\"130\" fill-opacity=\".8\">batch_norm(momentum = 0.2)</text><text x=\"478\" y=\"130\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"148\" r=\"3.5\"/><text x=\"84\" y=\"152\" font-weight=\"bold\">sum_2</text><text x=\"169\" y=\"152\" fill-opacity=\".8\">inner + x</text><text x=\"478\" y=\"152\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">sum</text><text x=\"169\" y=\"174\" fill-opacity=\".8\">relu(inner + x)</text><text x=\"478\" y=\"174\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">negative</text><text x=\"169\" y=\"196\" fill-opacity=\".8\">-sum</text><text x=\"478\" y=\"196\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"214\" r=\"3.5\"/><text x=\"84\" y=\"218\" font-weight=\"bold\">quotient</text><text x=\"169\" y=\"218\" fill-opacity=\".8\">-sum / 2</text><text x=\"478\" y=\"218\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"236\" r=\"3.5\"/><text x=\"84\" y=\"240\" font-weight=\"bold\">difference</text><text x=\"169\" y=\"240\" fill-opacity=\".8\">1 - sum</text><text x=\"478\" y=\"240\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"258\" r=\"3.5\"/><text x=\"84\" y=\"262\" font-weight=\"bold\">product</text><text x=\"169\" y=\"262\" fill-opacity=\".8\">3 * (1 - sum)</text><text x=\"478\" y=\"262\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"280\" r=\"3.5\"/><text x=\"84\" y=\"284\" font-weight=\"bold\">sum_3</text><text x=\"169\" y=\"284\" fill-opacity=\".8\">-sum / 2 + 3 * (1 - sum)</text><text x=\"478\" y=\"284\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"302\" r=\"3.5\"/><text x=\"84\" y=\"306\" font-weight=\"bold\">sum_4</text><text x=\"169\" y=\"306\" fill-opacity=\".8\">sum + (2 + 1) / 4</text><text x=\"478\" y=\"306\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"324\" r=\"3.5\"/><text x=\"84\" y=\"328\" font-weight=\"bold\">quotient_2</text><text x=\"169\" y=\"328\" fill-opacity=\".8\">1 / (sum + (2 + 1) / 4)</text><text x=\"478\" y=\"328\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"346\" r=\"3.5\"/><text x=\"84\" y=\"350\" font-weight=\"bold\">scaled</text><text x=\"169\" y=\"350\" fill-opacity=\".8\">-sum / 2 + 3 * (1 - sum) - 1 / (sum + (2 + …</text><text x=\"478\" y=\"350\" fill-opacity=\".8\">[8, 6, 6]</text><circle cx=\"74\" cy=\"368\" r=\"3.5\"/><text x=\"84\" y=\"372\" font-weight=\"bold\">concat</text><text x=\"169\" y=\"372\" fill-opacity=\".8\">concat(sum, scaled, axis = 0)</text><text x=\"478\" y=\"372\" fill-opacity=\".8\">[16, 6, 6]</text><circle cx=\"74\" cy=\"390\" r=\"3.5\"/><text x=\"84\" y=\"394\" font-weight=\"bold\">leaky_relu</text><text x=\"169\" y=\"394\" fill-opacity=\".8\">leaky_relu(0.2)</text><text x=\"478\" y=\"394\" fill-opacity=\".8\">[16, 6, 6]</text><circle cx=\"74\" cy=\"412\" r=\"3.5\"/><text x=\"84\" y=\"416\" font-weight=\"bold\">max_pool2d</text><text x=\"169\" y=\"416\" fill-opacity=\".8\">max_pool2d(3, stride = 1, padding = 1)</text><text x=\"478\" y=\"416\" fill-opacity=\".8\">[16, 6, 6]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Residual<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `first: conv2d(8, kernel = 3, padding = 1, bias = false)`, `[8, 6, 6]` → `[8, 6, 6]`.
    pub first: ::netweave::expansion::layer::UnbiasedConv2d<8, 8, 3, 3, E, D>,
    /// `bn1: batch_norm`, `[8, 6, 6]` → `[8, 6, 6]`.
    pub bn1: ::netweave::expansion::layer::BatchNorm<8, E, D>,
    /// `second: conv2d(8, kernel = 3, padding = 1, bias = false)`, `[8, 6, 6]` → `[8, 6, 6]`.
    pub second: ::netweave::expansion::layer::UnbiasedConv2d<8, 8, 3, 3, E, D>,
    /// `bn2: batch_norm(momentum = 0.2)`, `[8, 6, 6]` → `[8, 6, 6]`.
    pub bn2: ::netweave::expansion::layer::BatchNorm<8, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Residual`]: its end points.
mod residual {
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
        /// An input, `[8, 6, 6]`.
        pub struct x;
        /// `conv2d(8, kernel = 3, padding = 1, bias = false)`, `[8, 6, 6]`.
        pub struct first;
        /// `batch_norm`, `[8, 6, 6]`.
        pub struct bn1;
        /// `relu`, `[8, 6, 6]`.
        pub struct relu;
        /// `conv2d(8, kernel = 3, padding = 1, bias = false)`, `[8, 6, 6]`.
        pub struct second;
        /// `batch_norm(momentum = 0.2)`, `[8, 6, 6]`.
        pub struct bn2;
        /// `batch_norm(momentum = 0.2)`, `[8, 6, 6]`.
        pub use self::bn2 as inner;
        /// `inner + x`, `[8, 6, 6]`.
        pub struct sum_2;
        /// `relu(inner + x)`, `[8, 6, 6]`.
        pub struct sum;
        /// `-sum`, `[8, 6, 6]`.
        pub struct negative;
        /// `-sum / 2`, `[8, 6, 6]`.
        pub struct quotient;
        /// `1 - sum`, `[8, 6, 6]`.
        pub struct difference;
        /// `3 * (1 - sum)`, `[8, 6, 6]`.
        pub struct product;
        /// `-sum / 2 + 3 * (1 - sum)`, `[8, 6, 6]`.
        pub struct sum_3;
        /// `sum + (2 + 1) / 4`, `[8, 6, 6]`.
        pub struct sum_4;
        /// `1 / (sum + (2 + 1) / 4)`, `[8, 6, 6]`.
        pub struct quotient_2;
        /// `-sum / 2 + 3 * (1 - sum) - 1 / (sum + (2 + 1) / 4)`, `[8, 6, 6]`.
        pub struct scaled;
        /// `concat(sum, scaled, axis = 0)`, `[16, 6, 6]`.
        pub struct concat;
        /// `leaky_relu(0.2)`, `[16, 6, 6]`.
        pub struct leaky_relu;
        /// `max_pool2d(3, stride = 1, padding = 1)`, `[16, 6, 6]`.
        pub struct max_pool2d;
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
        message = "`x` of `Residual` takes a batch of [8, 6, 6], but is given `{Self}`",
        label = "`x` is a batch of [8, 6, 6]"
    )]
    pub trait InputX {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<8>, Const<6>, Const<6>)> + ?Sized> InputX for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Residual<E, D>,
        x: &Value<(B, Const<8>, Const<6>, Const<6>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<16>, Const<6>, Const<6>), E, D>, D::Err> {
        pass.made(x);
        let first: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = network
            .first
            .window(Window {
                stride: [1, 1],
                padding: [[1, 1], [1, 1]],
                dilation: [1, 1],
                groups: 1,
            })
            .batch_norm(&network.bn1, 0.1, 1e-5)
            .relu()
            .apply(x, pass)?;
        pass.made(&first);
        let inner: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = network
            .second
            .window(Window {
                stride: [1, 1],
                padding: [[1, 1], [1, 1]],
                dilation: [1, 1],
                groups: 1,
            })
            .batch_norm(&network.bn2, 0.2, 1e-5)
            .apply(&first, pass)?;
        pass.made(&inner);
        let sum_2: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::add(
            &inner,
            x,
            pass,
        )?;
        pass.made(&sum_2);
        let sum: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::relu(
            &sum_2,
            pass,
        )?;
        pass.made(&sum);
        let negative: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::negate(
            &sum,
            pass,
        )?;
        pass.made(&negative);
        let quotient: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::multiply_number(
            &negative,
            0.5,
            pass,
        )?;
        pass.made(&quotient);
        let difference: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::number_minus(
            1.0,
            &sum,
            pass,
        )?;
        pass.made(&difference);
        let product: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::multiply_number(
            &difference,
            3.0,
            pass,
        )?;
        pass.made(&product);
        let sum_3: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::add(
            &quotient,
            &product,
            pass,
        )?;
        pass.made(&sum_3);
        let sum_4: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::add_number(
            &sum,
            0.75,
            pass,
        )?;
        pass.made(&sum_4);
        let quotient_2: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::number_over(
            1.0,
            &sum_4,
            pass,
        )?;
        pass.made(&quotient_2);
        let scaled: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = layer::sub(
            &sum_3,
            &quotient_2,
            pass,
        )?;
        pass.made(&scaled);
        let concat: Value<(B, Const<16>, Const<6>, Const<6>), E, D> = layer::Concat::new(
                0,
            )
            .with(&sum)
            .with(&scaled)
            .apply(pass)?;
        pass.made(&concat);
        let leaky_relu: Value<(B, Const<16>, Const<6>, Const<6>), E, D> = layer::leaky_relu(
            &concat,
            0.2,
            pass,
        )?;
        pass.made(&leaky_relu);
        let max_pool2d: Value<(B, Const<16>, Const<6>, Const<6>), E, D> = layer::max_pool(
            &leaky_relu,
            Pool {
                kernel: [3, 3],
                stride: [1, 1],
                padding: [[1, 1], [1, 1]],
                dilation: [1, 1],
            },
            pass,
        )?;
        pass.made(&max_pool2d);
        Ok(max_pool2d)
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
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            residual::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(x)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(x).unwrap()
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
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>, Error> {
            let x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D> = x.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    x.device(),
                    shape::batch(x),
                    |pass| {
                        let x = pass.input("x", x)?;
                        run(self.network, &x, pass)
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
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<16>, Const<6>, Const<6>), E, D> {
            self.try_forward(x).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>> for Residual<E, D> {
        type Output = Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            x: Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>,
        ) -> Result<Self::Output, Self::Error> {
            self.passes
                .forward(
                    x.device(),
                    shape::batch(&x),
                    |pass| {
                        let x = pass.untraced(&x)?;
                        run(self, &x, pass)
                    },
                )
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<Tensor<(B, Const<8>, Const<6>, Const<6>), E, D, OwnedTape<E, D>>>
    for Residual<E, D> {
        type Output = Tensor<(B, Const<16>, Const<6>, Const<6>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            x: Tensor<(B, Const<8>, Const<6>, Const<6>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (x, tape) = SplitTape::split_tape(x);
            let (
                output,
                tape,
                updates,
            ): (Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>, _, _) = self
                .passes
                .forward_mut(
                    &*self,
                    x.device(),
                    shape::batch(&x),
                    tape,
                    |pass| {
                        let x = pass.traced(&x)?;
                        run(self, &x, pass)
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
    > foreign::Nested<(&Value<(B, Const<8>, Const<6>, Const<6>), E, D>,), E, D>
    for Residual<E, D> {
        type Shape = (B, Const<16>, Const<6>, Const<6>);
        fn nested(
            &self,
            (x,): (&Value<(B, Const<8>, Const<6>, Const<6>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, x, pass) })
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
                        Self::module("first", |s| &s.first, |s| &mut s.first),
                        Self::module("bn1", |s| &s.bn1, |s| &mut s.bn1),
                        Self::module("second", |s| &s.second, |s| &mut s.second),
                        Self::module("bn2", |s| &s.bn2, |s| &mut s.bn2),
                    ),
                    |(first, bn1, second, bn2)| Residual {
                        first,
                        bn1,
                        second,
                        bn2,
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
                structure::Value::input(0, "x", &[8, 6, 6]),
                structure::Value::made(
                        0,
                        "first",
                        "conv2d(8, kernel = 3, padding = 1, bias = false)",
                        &[8, 6, 6],
                        &[0],
                        1,
                    )
                    .variables("first", 576)
                    .multiply_adds(20736),
                structure::Value::made(0, "bn1", "batch_norm", &[8, 6, 6], &[1], 2)
                    .variables("bn1", 16),
                structure::Value::made(0, "relu", "relu", &[8, 6, 6], &[2], 3),
                structure::Value::made(
                        0,
                        "second",
                        "conv2d(8, kernel = 3, padding = 1, bias = false)",
                        &[8, 6, 6],
                        &[3],
                        4,
                    )
                    .variables("second", 576)
                    .multiply_adds(20736),
                structure::Value::made(
                        0,
                        "bn2",
                        "batch_norm(momentum = 0.2)",
                        &[8, 6, 6],
                        &[4],
                        5,
                    )
                    .variables("bn2", 16),
                structure::Value::made(0, "sum_2", "inner + x", &[8, 6, 6], &[5, 0], 6),
                structure::Value::made(0, "sum", "relu(inner + x)", &[8, 6, 6], &[6], 7),
                structure::Value::made(0, "negative", "-sum", &[8, 6, 6], &[7], 8),
                structure::Value::made(0, "quotient", "-sum / 2", &[8, 6, 6], &[8], 9),
                structure::Value::made(0, "difference", "1 - sum", &[8, 6, 6], &[7], 10),
                structure::Value::made(
                    0,
                    "product",
                    "3 * (1 - sum)",
                    &[8, 6, 6],
                    &[10],
                    11,
                ),
                structure::Value::made(
                    0,
                    "sum_3",
                    "-sum / 2 + 3 * (1 - sum)",
                    &[8, 6, 6],
                    &[9, 11],
                    12,
                ),
                structure::Value::made(
                    0,
                    "sum_4",
                    "sum + (2 + 1) / 4",
                    &[8, 6, 6],
                    &[7],
                    13,
                ),
                structure::Value::made(
                    0,
                    "quotient_2",
                    "1 / (sum + (2 + 1) / 4)",
                    &[8, 6, 6],
                    &[13],
                    14,
                ),
                structure::Value::made(
                    0,
                    "scaled",
                    "-sum / 2 + 3 * (1 - sum) - 1 / (sum + (2 + 1) / 4)",
                    &[8, 6, 6],
                    &[12, 14],
                    15,
                ),
                structure::Value::made(
                    0,
                    "concat",
                    "concat(sum, scaled, axis = 0)",
                    &[16, 6, 6],
                    &[7, 15],
                    16,
                ),
                structure::Value::made(
                    0,
                    "leaky_relu",
                    "leaky_relu(0.2)",
                    &[16, 6, 6],
                    &[16],
                    17,
                ),
                structure::Value::made(
                    0,
                    "max_pool2d",
                    "max_pool2d(3, stride = 1, padding = 1)",
                    &[16, 6, 6],
                    &[17],
                    18,
                ),
            ],
            places: &[
                structure::Place {
                    name: "residual",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
            ],
            outputs: &[("output", 18)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "x",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "first",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "bn1",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "relu",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "second",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "bn2",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "inner",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "sum_2",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "sum",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "negative",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "quotient",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "difference",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "product",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "sum_3",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "sum_4",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "quotient_2",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "scaled",
                shape: &[8, 6, 6],
            },
            EndPointInfo {
                name: "concat",
                shape: &[16, 6, 6],
            },
            EndPointInfo {
                name: "leaky_relu",
                shape: &[16, 6, 6],
            },
            EndPointInfo {
                name: "max_pool2d",
                shape: &[16, 6, 6],
            },
        ];
        type Points = Residual;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D> = &rehearsal
                .batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<16>, Const<6>, Const<6>), E, D>,
                >(|pass| {
                    let x = pass.input("x", x)?;
                    run(self, &x, pass)
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
        /// The layer `first`.
        pub const FIRST: Scope<Self> = Scope::new("first");
        /// The layer `bn1`.
        pub const BN1: Scope<Self> = Scope::new("bn1");
        /// The layer `second`.
        pub const SECOND: Scope<Self> = Scope::new("second");
        /// The layer `bn2`.
        pub const BN2: Scope<Self> = Scope::new("bn2");
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 19] = structure::receptive_fields(
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
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[3],
            ),
            (structure::View::Place, &[4]),
            (structure::View::Place, &[5, 0]),
            (structure::View::Place, &[6]),
            (structure::View::Place, &[7]),
            (structure::View::Place, &[8]),
            (structure::View::Place, &[7]),
            (structure::View::Place, &[10]),
            (structure::View::Place, &[9, 11]),
            (structure::View::Place, &[7]),
            (structure::View::Place, &[13]),
            (structure::View::Place, &[12, 14]),
            (structure::View::Place, &[7, 15]),
            (structure::View::Place, &[16]),
            (
                structure::View::Window(Pool {
                    kernel: [3, 3],
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                }),
                &[17],
            ),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::x {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::first {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::bn1 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::relu {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::second {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::bn2 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::sum_2 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::sum {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::negative {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::quotient {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::difference {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::product {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::sum_3 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::sum_4 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::quotient_2 {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::scaled {
        type Sample = (Const<8>, Const<6>, Const<6>);
        const NUMBER: usize = 15;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::concat {
        type Sample = (Const<16>, Const<6>, Const<6>);
        const NUMBER: usize = 16;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::leaky_relu {
        type Sample = (Const<16>, Const<6>, Const<6>);
        const NUMBER: usize = 17;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Residual> for residual::end_point::max_pool2d {
        type Sample = (Const<16>, Const<6>, Const<6>);
        const NUMBER: usize = 18;
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
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Residual<E, D>, P>,
        {
            self.try_end_point(point, x).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
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
                .try_end_point(point, x)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
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
                .end_point_by_name(name, x)
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
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Residual<E, D>, P>,
        {
            self.try_end_point(point, x).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Residual<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Residual<E, D>, P>,
        {
            let x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D> = x.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, x)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            x: impl Given<
                Shape: InputX<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D> = x.given();
            Takes::activation_by_name(self.network, &self.settings, name, x)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>> for Residual<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<8>, Const<6>, Const<6>), E, D>;
        fn batch(
            x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(x)))
        }
        fn device(x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>) -> &D {
            x.device()
        }
        fn enter(
            &self,
            x: &Tensor<(B, Const<8>, Const<6>, Const<6>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let x = &pass.input("x", x)?;
            run(self, x, pass).map(|_| ())
        }
        fn look(&self, x: &Self::Values, pass: &mut Pass<E, D>) -> Result<(), D::Err> {
            run(self, x, pass).map(|_| ())
        }
    }
};
