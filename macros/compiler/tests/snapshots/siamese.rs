/// # Shapes, per sample
/// * `left`: `[3, 32, 32]`
/// * `right`: `[3, 32, 32]`
/// * returns `[1]`
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Siamese<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `encoder`.
    pub encoder: siamese::Encoder<E, D>,
    /// `fc: linear(1)`, `[32]` → `[1]`.
    pub fc: ::netweave::expansion::layer::Linear<1, 32, E, D>,
}
/// What belongs to [`Siamese`]: its scopes.
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
}
#[allow(
    clippy::multiple_bound_locations,
    clippy::too_many_arguments,
    clippy::type_complexity
)]
const _: () = {
    use ::netweave::expansion::{
        BuildOnDevice, Const, Cpu, Device, DfdxDevice, DfdxDtype, Dim, Dtype, Error,
        Given, Module, ModuleMut, ModuleVisitor, Network, Ok, Option, OwnedTape, Pass,
        PutTape, Result, Scope, Summary, Tensor, TensorCollection, Window, layer, shape,
        structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`left` of `Siamese` takes a batch of [3, 32, 32] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [3, 32, 32], or not of the batch size of the others"
    )]
    pub trait InputLeft<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>> {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>>,
    > InputLeft<B, E, D> for G {}
    #[diagnostic::on_unimplemented(
        message = "`right` of `Siamese` takes a batch of [3, 32, 32] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [3, 32, 32], or not of the batch size of the others"
    )]
    pub trait InputRight<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>> {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>>,
    > InputRight<B, E, D> for G {}
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Siamese<E, D>,
        left: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        right: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<1>), E, D>, D::Err> {
        let l: Tensor<(B, Const<32>), E, D> = network.encoder.apply(left, pass)?;
        let r: Tensor<(B, Const<32>), E, D> = network.encoder.apply(right, pass)?;
        let difference: Tensor<(B, Const<32>), E, D> = layer::sub(&l, &r, pass)?;
        let abs: Tensor<(B, Const<32>), E, D> = layer::abs(&difference, pass)?;
        let fc: Tensor<(B, Const<1>), E, D> = network.fc.apply(&abs, pass)?;
        let sigmoid: Tensor<(B, Const<1>), E, D> = layer::sigmoid(&fc, pass)?;
        Ok(sigmoid)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Siamese<E, D> {
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// Inputs are batches of samples: tensors, or references to them.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_forward<B: Dim>(
            &self,
            left: impl InputLeft<B, E, D>,
            right: impl InputRight<B, E, D>,
        ) -> Result<Tensor<(B, Const<1>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            let left = Given::given(&left);
            let right = Given::given(&right);
            let mut pass = Pass::inference(left.device());
            let left = pass.input("left", left)?;
            let right = pass.input("right", right)?;
            let output = run(self, &left, &right, &mut pass).map_err(Error::device)?;
            Ok(output)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            left: impl InputLeft<B, E, D>,
            right: impl InputRight<B, E, D>,
        ) -> Tensor<(B, Const<1>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
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
            let mut pass = Pass::training(left.device());
            let left = pass.traced(left).map_err(Error::device)?;
            let right = pass.traced(right).map_err(Error::device)?;
            let output = run(self, &left, &right, &mut pass).map_err(Error::device)?;
            let (tape, updates) = pass.into_parts();
            updates.apply(self).map_err(Error::device)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<E: Dtype, D: Device<E>> siamese::Encoder<E, D> {
        /// Applies the scope: `image` `[3, 32, 32]` → `[32]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<32>), E, D>, D::Err> {
            let conv1: Tensor<(B, Const<16>, Const<16>, Const<16>), E, D> = self
                .conv1
                .window(Window {
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(image, pass)?;
            let conv2: Tensor<(B, Const<32>, Const<8>, Const<8>), E, D> = self
                .conv2
                .window(Window {
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(&conv1, pass)?;
            let global_avg_pool: Tensor<(B, Const<32>), E, D> = layer::global_avg_pool(
                &conv2,
                pass,
            )?;
            Ok(global_avg_pool)
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
                    |(encoder, fc)| Siamese { encoder, fc },
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
            outputs: &[15],
        };
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
        /// The layers as a table.
        pub fn summary() -> Summary {
            <Self as Network>::summary()
        }
    }
};
