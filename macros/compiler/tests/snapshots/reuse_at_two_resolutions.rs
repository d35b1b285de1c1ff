/// # Shapes, per sample
/// * `image`: `[3, 32, 32]`
/// * returns `[8]`
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Pyramid<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `encoder`.
    pub encoder: pyramid::Encoder<E, D>,
    /// The scope `merge`.
    pub merge: pyramid::Merge<E, D>,
}
/// What belongs to [`Pyramid`]: its scopes.
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
        PhantomData, Pool, PutTape, Result, Scope, Summary, Tensor, TensorCollection,
        Window, layer, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Pyramid` takes a batch of [3, 32, 32] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [3, 32, 32]"
    )]
    pub trait InputImage<
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
    > InputImage<B, E, D> for G {}
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Pyramid<E, D>,
        image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Tensor<(B, Const<8>), E, D>, D::Err> {
        let small: Tensor<(B, Const<3>, Const<16>, Const<16>), E, D> = layer::avg_pool2d(
            image,
            Pool {
                kernel: [2, 2],
                stride: [2, 2],
                padding: [[0, 0], [0, 0]],
                dilation: [1, 1],
            },
            pass,
        )?;
        let merged: Tensor<(B, Const<8>), E, D> = network
            .merge
            .apply(&small, image, &network.encoder, pass)?;
        let encoder: Tensor<(B, Const<8>), E, D> = network.encoder.apply_2(image, pass)?;
        let sum: Tensor<(B, Const<8>), E, D> = layer::add(&merged, &encoder, pass)?;
        Ok(sum)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Pyramid<E, D> {
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// Inputs are batches of samples: tensors, or references to them.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_forward<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
        ) -> Result<Tensor<(B, Const<8>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            let image = Given::given(&image);
            let mut pass = Pass::inference(image.device());
            let image = pass.input("image", image)?;
            let output = run(self, &image, &mut pass).map_err(Error::device)?;
            Ok(output)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
        ) -> Tensor<(B, Const<8>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
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
            let mut pass = Pass::inference(image.device());
            let image = pass.untraced(image)?;
            let output = run(self, &image, &mut pass)?;
            Ok(output)
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
            let mut pass = Pass::training(image.device());
            let image = pass.traced(image)?;
            let output = run(self, &image, &mut pass)?;
            let (tape, updates) = pass.into_parts();
            updates.apply(self)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<E: Dtype, D: Device<E>> pyramid::encoder::Stem<E, D> {
        /// Applies the scope: `x` `[3, 16, 16]` → `[8, 16, 16]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            x: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<8>, Const<16>, Const<16>), E, D>, D::Err> {
            let conv2d: Tensor<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(x, pass)?;
            Ok(conv2d)
        }
        /// Applies the scope: `x` `[3, 32, 32]` → `[8, 32, 32]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<8>, Const<32>, Const<32>), E, D>, D::Err> {
            let conv2d: Tensor<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(x, pass)?;
            Ok(conv2d)
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
            x: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<8>), E, D>, D::Err> {
            let wide: Tensor<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .stem
                .apply(x, pass)?;
            let conv2d: Tensor<(B, Const<8>, Const<16>, Const<16>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&wide, pass)?;
            let sum: Tensor<(B, Const<8>, Const<16>, Const<16>), E, D> = layer::add(
                &wide,
                &conv2d,
                pass,
            )?;
            let global_avg_pool: Tensor<(B, Const<8>), E, D> = layer::global_avg_pool(
                &sum,
                pass,
            )?;
            Ok(global_avg_pool)
        }
        /// Applies the scope: `x` `[3, 32, 32]` → `[8]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply_2<B: Dim>(
            &self,
            x: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<8>), E, D>, D::Err> {
            let wide: Tensor<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .stem
                .apply_2(x, pass)?;
            let conv2d: Tensor<(B, Const<8>, Const<32>, Const<32>), E, D> = self
                .conv2d
                .window(Window {
                    stride: [1, 1],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .apply(&wide, pass)?;
            let sum: Tensor<(B, Const<8>, Const<32>, Const<32>), E, D> = layer::add(
                &wide,
                &conv2d,
                pass,
            )?;
            let global_avg_pool: Tensor<(B, Const<8>), E, D> = layer::global_avg_pool(
                &sum,
                pass,
            )?;
            Ok(global_avg_pool)
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
            small: &Tensor<(B, Const<3>, Const<16>, Const<16>), E, D>,
            image: &Tensor<(B, Const<3>, Const<32>, Const<32>), E, D>,
            encoder: &pyramid::Encoder<E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Tensor<(B, Const<8>), E, D>, D::Err> {
            let encoder_2: Tensor<(B, Const<8>), E, D> = encoder.apply(small, pass)?;
            let encoder_3: Tensor<(B, Const<8>), E, D> = encoder.apply_2(image, pass)?;
            let product: Tensor<(B, Const<8>), E, D> = layer::mul(
                &encoder_2,
                &encoder_3,
                pass,
            )?;
            Ok(product)
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
                    |(encoder, merge)| Pyramid { encoder, merge },
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
            outputs: &[18],
        };
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
        /// The layers as a table.
        pub fn summary() -> Summary {
            <Self as Network>::summary()
        }
    }
};
