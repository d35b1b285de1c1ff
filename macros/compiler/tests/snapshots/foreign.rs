/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `flatten` | `flatten` | `[8]` |  |
/// | `fc` | `linear(4)` | `[4]` | 36 |
/// | `batch_norm` | `batch_norm` | `[4]` | 8 |
/// | | | | **44** |
///
/// # Shapes, per sample
/// * `image`: `[2, 4]`
/// * returns `[4]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 305 99\" style=\"max-width:305px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><path d=\"M74 16L74 27V38\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38L74 49V60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 60L74 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"250\" y=\"20\" fill-opacity=\".8\">[2, 4]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">flatten</text><text x=\"169\" y=\"42\" fill-opacity=\".8\">flatten</text><text x=\"250\" y=\"42\" fill-opacity=\".8\">[8]</text><circle cx=\"74\" cy=\"60\" r=\"3.5\"/><text x=\"84\" y=\"64\" font-weight=\"bold\">fc</text><text x=\"169\" y=\"64\" fill-opacity=\".8\">linear(4)</text><text x=\"250\" y=\"64\" fill-opacity=\".8\">[4]</text><circle cx=\"74\" cy=\"82\" r=\"3.5\"/><text x=\"84\" y=\"86\" font-weight=\"bold\">batch_norm</text><text x=\"169\" y=\"86\" fill-opacity=\".8\">batch_norm</text><text x=\"250\" y=\"86\" fill-opacity=\".8\">[4]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Encoder<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `fc: linear(4)`, `[8]` → `[4]`.
    pub fc: ::netweave::expansion::layer::Linear<4, 8, E, D>,
    /// `batch_norm`, `[4]` → `[4]`.
    pub batch_norm: ::netweave::expansion::layer::BatchNorm<4, E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Encoder`]: its end points.
mod encoder {
    /// An inference of [`Encoder`](super::Encoder), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Encoder`](super::Encoder): what `end_point` can be asked for.
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
        /// An input, `[2, 4]`.
        pub struct image;
        /// `flatten`, `[8]`.
        pub struct flatten;
        /// `linear(4)`, `[4]`.
        pub struct fc;
        /// `batch_norm`, `[4]`.
        pub struct batch_norm;
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
        Option, OwnedTape, Pass, Passes, PointIn, PointOf, Precision, PutTape,
        ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized, SplitTape, Summary,
        Takes, Tensor, TensorCollection, Told, Value, Workers, foreign, layer, shape,
        structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Encoder` takes a batch of [2, 4], but is given `{Self}`",
        label = "`image` is a batch of [2, 4]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<2>, Const<4>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Encoder<E, D>,
        image: &Value<(B, Const<2>, Const<4>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<4>), E, D>, D::Err> {
        pass.made(image);
        let flatten: Value<(B, Const<8>), E, D> = layer::flatten(image, pass)?;
        pass.made(&flatten);
        let fc: Value<(B, Const<4>), E, D> = network.fc.apply(&flatten, pass)?;
        pass.made(&fc);
        let batch_norm: Value<(B, Const<4>), E, D> = network
            .batch_norm
            .with(0.1, 1e-5)
            .apply(&fc, pass)?;
        pass.made(&batch_norm);
        Ok(batch_norm)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Encoder<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> encoder::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            encoder::Inference {
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
        ) -> Result<Tensor<(B, Const<4>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            encoder::Inference {
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
        ) -> Tensor<(B, Const<4>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> encoder::Inference<'_, Encoder<E, D>> {
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
        ) -> Result<Tensor<(B, Const<4>), E, D>, Error> {
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
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
        ) -> Tensor<(B, Const<4>), E, D> {
            self.try_forward(image).unwrap()
        }
    }
    impl<B: Dim, E: Dtype, D: Device<E>> Module<Tensor<(B, Const<2>, Const<4>), E, D>>
    for Encoder<E, D> {
        type Output = Tensor<(B, Const<4>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<2>, Const<4>), E, D>,
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
    > ModuleMut<Tensor<(B, Const<2>, Const<4>), E, D, OwnedTape<E, D>>>
    for Encoder<E, D> {
        type Output = Tensor<(B, Const<4>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<(B, Const<2>, Const<4>), E, D, OwnedTape<E, D>>,
        ) -> Result<Self::Output, Self::Error> {
            let (image, tape) = SplitTape::split_tape(image);
            let (output, tape, updates): (Tensor<(B, Const<4>), E, D>, _, _) = self
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
    > foreign::Nested<(&Value<(B, Const<2>, Const<4>), E, D>,), E, D> for Encoder<E, D> {
        type Shape = (B, Const<4>);
        fn nested(
            &self,
            (image,): (&Value<(B, Const<2>, Const<4>), E, D>,),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, pass) })
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Encoder<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Encoder<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                        Self::module(
                            "batch_norm",
                            |s| &s.batch_norm,
                            |s| &mut s.batch_norm,
                        ),
                    ),
                    |(fc, batch_norm)| Encoder {
                        fc,
                        batch_norm,
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
    > BuildOnDevice<D2, E2> for Encoder<E, D> {
        type Built = Encoder<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Encoder<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Encoder";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Encoder",
            values: &[
                structure::Value::input(0, "image", &[2, 4]),
                structure::Value::made(0, "flatten", "flatten", &[8], &[0], 1),
                structure::Value::made(0, "fc", "linear(4)", &[4], &[1], 2)
                    .variables("fc", 36)
                    .biases(4)
                    .multiply_adds(32),
                structure::Value::made(0, "batch_norm", "batch_norm", &[4], &[2], 3)
                    .variables("batch_norm", 8),
            ],
            places: &[
                structure::Place {
                    name: "encoder",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
            ],
            outputs: &[("output", 3)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[2, 4],
            },
            EndPointInfo {
                name: "flatten",
                shape: &[8],
            },
            EndPointInfo {
                name: "fc",
                shape: &[4],
            },
            EndPointInfo {
                name: "batch_norm",
                shape: &[4],
            },
        ];
        type Points = Encoder;
        const NUMBERS: &'static [usize] = &[0, 1, 2, 3];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<4>), E, D>,
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
    impl<E: Dtype, D: Device<E>> Deref for Encoder<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Encoder<E, D> {
        /// The layer `fc`.
        pub const FC: Scope<Self> = Scope::new("fc");
        /// The layer `batch_norm`.
        pub const BATCH_NORM: Scope<Self> = Scope::new("batch_norm");
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
    impl Encoder<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 4] = structure::receptive_fields(
        &[
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[0]),
            (structure::View::Everything, &[1]),
            (structure::View::Place, &[2]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Encoder> for encoder::end_point::image {
        type Sample = (Const<2>, Const<4>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Encoder> for encoder::end_point::flatten {
        type Sample = (Const<8>,);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Encoder> for encoder::end_point::fc {
        type Sample = (Const<4>,);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Encoder> for encoder::end_point::batch_norm {
        type Sample = (Const<4>,);
        const NUMBER: usize = 3;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Encoder<E, D> {
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
        ) -> Tensor<ShapeIn<Encoder<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Encoder<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Encoder<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Encoder<E, D>, P>,
        {
            encoder::Inference {
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
            encoder::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image)
        }
    }
    impl<E: Dtype, D: Device<E>> encoder::Inference<'_, Encoder<E, D>> {
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
        ) -> Tensor<ShapeIn<Encoder<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Encoder<E, D>, P>,
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
        ) -> Result<Tensor<ShapeIn<Encoder<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Encoder<E, D>, P>,
        {
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
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
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
            Takes::activation_by_name(self.network, &self.settings, name, image)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<B: Dim, E: Dtype, D: Device<E>> Takes<Tensor<(B, Const<2>, Const<4>), E, D>>
    for Encoder<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<2>, Const<4>), E, D>;
        fn batch(image: &Tensor<(B, Const<2>, Const<4>), E, D>) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(image: &Tensor<(B, Const<2>, Const<4>), E, D>) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<2>, Const<4>), E, D>,
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
/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `attn` | `module(MultiHeadAttention<4, 2>) -> [2, 4]` | `[2, 4]` | 0 |
/// | `encoder` | `Encoder` | `[4]` | `Encoder::PARAMETERS` |
/// | `code` | `apply(my::masked, mask) -> [4]` | `[4]` |  |
/// | `head/block` | `module((nn::Linear<4, 4, E, D>, Tanh)) -> […` | `[4]` | 0 |
/// | `head/head` | `vision::Head -> [3]` | `[3]` | `vision::Head::PARAMETERS` |
/// | | | | **`Encoder::PARAMETERS + vision::Head::PARAMETERS`** |
///
/// # Shapes, per sample
/// * `image`: `[2, 4]`
/// * `mask`: `[4] of usize`
/// * returns `[3]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 514 187\" style=\"max-width:514px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"117\" width=\"447\" height=\"62\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16C50 16 50 60 74 60\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38C45 38 45 104 74 104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 60L74 71V82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 82L74 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 104V137L88 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L88 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">image</text><text x=\"459\" y=\"20\" fill-opacity=\".8\">[2, 4]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">mask</text><text x=\"459\" y=\"42\" fill-opacity=\".8\">[4]</text><circle cx=\"74\" cy=\"60\" r=\"3.5\"/><text x=\"84\" y=\"64\" font-weight=\"bold\">attn</text><text x=\"150\" y=\"64\" fill-opacity=\".8\">module(MultiHeadAttention&lt;4, 2&gt;) -&gt; [2, 4]</text><text x=\"459\" y=\"64\" fill-opacity=\".8\">[2, 4]</text><circle cx=\"74\" cy=\"82\" r=\"3.5\"/><text x=\"84\" y=\"86\" font-weight=\"bold\">encoder</text><text x=\"150\" y=\"86\" fill-opacity=\".8\">Encoder</text><text x=\"459\" y=\"86\" fill-opacity=\".8\">[4]</text><circle cx=\"74\" cy=\"104\" r=\"3.5\"/><text x=\"84\" y=\"108\" font-weight=\"bold\">code</text><text x=\"150\" y=\"108\" fill-opacity=\".8\">apply(my::masked, mask) -&gt; [4]</text><text x=\"459\" y=\"108\" fill-opacity=\".8\">[4]</text><text x=\"84\" y=\"130\" font-weight=\"bold\">head</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">block</text><text x=\"150\" y=\"152\" fill-opacity=\".8\">module((nn::Linear&lt;4, 4, E, D&gt;, Tanh)) -&gt; […</text><text x=\"459\" y=\"152\" fill-opacity=\".8\">[4]</text><circle cx=\"88\" cy=\"170\" r=\"3.5\"/><text x=\"98\" y=\"174\" font-weight=\"bold\">head</text><text x=\"150\" y=\"174\" fill-opacity=\".8\">vision::Head -&gt; [3]</text><text x=\"459\" y=\"174\" fill-opacity=\".8\">[3]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Mixed<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `attn: module(MultiHeadAttention<4, 2>) -> [2, 4]`, `[2, 4]` → `[2, 4]`.
    pub attn: MultiHeadAttention<4, 2, E, D>,
    /// `encoder: Encoder`, `[2, 4]` → `[4]`.
    pub encoder: Encoder<E, D>,
    /// The scope `head`.
    pub head: mixed::Head<E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Mixed`]: its scopes, its end points.
mod mixed {
    /// The variables of the scope `head`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Head<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `block: module((nn::Linear<4, 4, E, D>, Tanh)) -> [4]`, `[4]` → `[4]`.
        pub block: foreign_types::head__block<E, D>,
        /// `vision::Head -> [3]`, `[4]` → `[3]`.
        pub head: foreign_types::head__head<E, D>,
    }
    #[doc(hidden)]
    #[allow(non_camel_case_types, unused_imports)]
    pub mod foreign_types {
        use super::super::*;
        pub type head__block<E, D> = (nn::Linear<4, 4, E, D>, Tanh);
        pub type head__head<E, D> = vision::Head<E, D>;
    }
    /// An inference of [`Mixed`](super::Mixed), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Mixed`](super::Mixed): what `end_point` can be asked for.
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
        /// An input, `[2, 4]`.
        pub struct image;
        /// `module(MultiHeadAttention<4, 2>) -> [2, 4]`, `[2, 4]`.
        pub struct attn;
        /// `module(MultiHeadAttention<4, 2>) -> [2, 4]`, `[2, 4]`.
        pub use self::attn as seen;
        /// `Encoder`, `[4]`.
        pub struct encoder;
        /// `apply(my::masked, mask) -> [4]`, `[4]`.
        pub struct code;
        /// `vision::Head -> [3]`, `[3]`.
        pub const head: self::head::head = self::head::head;
        /// The end points of the scope `head`.
        pub mod head {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::head as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `module((nn::Linear<4, 4, E, D>, Tanh)) -> [4]`, `[4]`.
            pub struct block;
            /// `vision::Head -> [3]`, `[3]`.
            pub struct head;
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
        OfDtype, Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf,
        Precision, PutTape, ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized,
        SplitTape, Summary, Takes, Tape, Tensor, TensorCollection, Told, Value, Workers,
        foreign, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Mixed` takes a batch of [2, 4], but is given `{Self}`",
        label = "`image` is a batch of [2, 4]"
    )]
    pub trait InputImage {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<2>, Const<4>)> + ?Sized> InputImage for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`mask` of `Mixed` takes a batch of [4], but is given `{Self}`",
        label = "`mask` is a batch of [4]"
    )]
    pub trait InputMask {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<4>,)> + ?Sized> InputMask for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Mixed<E, D>,
        image: &Value<(B, Const<2>, Const<4>), E, D>,
        mask: &Tensor<(B, Const<4>), usize, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<3>), E, D>, D::Err> {
        pass.made(image);
        let seen: Value<(B, Const<2>, Const<4>), E, D> = {
            let module = &network.attn;
            foreign::Layer::<
                (B, Const<2>, Const<4>),
                E,
                _,
                E,
                D,
            >::apply(module, image, pass)
                .map(|output| foreign::Stated::<
                    (B, Const<2>, Const<4>),
                >::stated(output, pass))
        }?;
        pass.made(&seen);
        let encoder: Value<(B, Const<4>), E, D> = {
            let network = &network.encoder;
            foreign::nested::<
                (&Value<(B, Const<2>, Const<4>), E, D>,),
                _,
                E,
                D,
            >(network, (&seen,), pass)
        }?;
        pass.made(&encoder);
        let code: Value<(B, Const<4>), E, D> = {
            fn applied<B: Dim, E: Dtype, D: Device<E>, T: Tape<E, D> + Merge<T>>(
                encoder: Tensor<(B, Const<4>), E, D, T>,
                mask: Tensor<(B, Const<4>), usize, D, T>,
            ) -> Result<Tensor<(B, Const<4>), E, D, T>, D::Err> {
                let function: fn(
                    Tensor<(B, Const<4>), E, D, T>,
                    Tensor<(B, Const<4>), usize, D, T>,
                ) -> _ = my::masked;
                let output = function(encoder, mask);
                foreign::Returned::<E, D, T>::returned(output)
                    .map(|output| foreign::Stated::<(B, Const<4>)>::tensor(output))
            }
            foreign::apply(
                pass,
                (&encoder, mask),
                |(encoder, mask)| applied(encoder, mask),
                |tape, (encoder, mask)| applied(
                    PutTape::put_tape(encoder, tape),
                    PutTape::put_tape(mask, OwnedTape::default()),
                ),
            )
        }?;
        pass.made(&code);
        let head: Value<(B, Const<3>), E, D> = network.head.apply(&code, pass)?;
        Ok(head)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Mixed<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> mixed::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            mixed::Inference {
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<3>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            mixed::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(image, mask)
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<3>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(image, mask).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> mixed::Inference<'_, Mixed<E, D>> {
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<3>), E, D>, Error> {
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
            let mask: &Tensor<(B, Const<4>), usize, D> = mask.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    image.device(),
                    shape::batch(image),
                    |pass| {
                        let image = pass.input("image", image)?;
                        let mask = pass.input_indices("mask", mask)?;
                        run(self.network, &image, &mask, pass)
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<3>), E, D> {
            self.try_forward(image, mask).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<(Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>)>
    for Mixed<E, D> {
        type Output = Tensor<(B, Const<3>), E, D>;
        type Error = Error;
        fn try_forward(
            &self,
            (
                image,
                mask,
            ): (Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>),
        ) -> Result<Self::Output, Self::Error> {
            self.try_forward(image, mask)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        (
            Tensor<(B, Const<2>, Const<4>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<4>), usize, D, OwnedTape<E, D>>,
        ),
    > for Mixed<E, D> {
        type Output = Tensor<(B, Const<3>), E, D, OwnedTape<E, D>>;
        type Error = Error;
        fn try_forward_mut(
            &mut self,
            (
                image,
                mask,
            ): (
                Tensor<(B, Const<2>, Const<4>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<4>), usize, D, OwnedTape<E, D>>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            shape::same_batch(
                &[("image", shape::batch(&image)), ("mask", shape::batch(&mask))],
            )?;
            let (image, tape) = SplitTape::split_tape(image);
            let (mask, other) = SplitTape::split_tape(mask);
            let tape = Merge::merge(tape, other);
            let (output, tape, updates): (Tensor<(B, Const<3>), E, D>, _, _) = self
                .passes
                .try_forward_mut(
                    &*self,
                    image.device(),
                    shape::batch(&image),
                    tape,
                    |pass| {
                        let image = pass.traced(&image)?;
                        let mask = pass.traced_indices(&mask)?;
                        run(self, &image, &mask, pass)
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
        (&Value<(B, Const<2>, Const<4>), E, D>, &Tensor<(B, Const<4>), usize, D>),
        E,
        D,
    > for Mixed<E, D> {
        type Shape = (B, Const<3>);
        fn nested(
            &self,
            (
                image,
                mask,
            ): (&Value<(B, Const<2>, Const<4>), E, D>, &Tensor<(B, Const<4>), usize, D>),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, image, mask, pass) })
        }
    }
    impl<E: Dtype, D: Device<E>> mixed::Head<E, D> {
        /// Applies the scope: `code` `[4]` → `[3]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            code: &Value<(B, Const<4>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Value<(B, Const<3>), E, D>, D::Err> {
            let block: Value<(B, Const<4>), E, D> = {
                let module = &self.block;
                foreign::Layer::<(B, Const<4>), E, _, E, D>::apply(module, code, pass)
                    .map(|output| foreign::Stated::<(B, Const<4>)>::stated(output, pass))
            }?;
            pass.made(&block);
            let head: Value<(B, Const<3>), E, D> = {
                let network = &self.head;
                foreign::nested::<
                    (&Value<(B, Const<4>), E, D>,),
                    _,
                    E,
                    D,
                >(network, (&block,), pass)
                    .map(|output| foreign::Stated::<(B, Const<3>)>::value(output))
            }?;
            pass.made(&head);
            Ok(head)
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for mixed::Head<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for mixed::Head<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = mixed::Head<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("block", |s| &s.block, |s| &mut s.block),
                        Self::module("head", |s| &s.head, |s| &mut s.head),
                    ),
                    |(block, head)| mixed::Head { block, head },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Mixed<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Mixed<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("attn", |s| &s.attn, |s| &mut s.attn),
                        Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                        Self::module("head", |s| &s.head, |s| &mut s.head),
                    ),
                    |(attn, encoder, head)| Mixed {
                        attn,
                        encoder,
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
    > BuildOnDevice<D2, E2> for Mixed<E, D> {
        type Built = Mixed<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Mixed<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Mixed";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Mixed",
            values: &[
                structure::Value::input(0, "image", &[2, 4]),
                structure::Value::input(1, "mask", &[4]),
                structure::Value::made(
                        0,
                        "attn",
                        "module(MultiHeadAttention<4, 2>) -> [2, 4]",
                        &[2, 4],
                        &[0],
                        2,
                    )
                    .variables("attn", 0),
                structure::Value::made(0, "encoder", "Encoder", &[4], &[2], 3)
                    .variables("encoder", shape::constant::<{ Encoder::PARAMETERS }>())
                    .network(<Encoder as Network>::STRUCTURE)
                    .multiply_adds(shape::constant::<{ Encoder::MULTIPLY_ADDS }>()),
                structure::Value::made(
                    0,
                    "code",
                    "apply(my::masked, mask) -> [4]",
                    &[4],
                    &[3, 1],
                    4,
                ),
                structure::Value::made(
                        1,
                        "block",
                        "module((nn::Linear<4, 4, E, D>, Tanh)) -> [4]",
                        &[4],
                        &[4],
                        5,
                    )
                    .variables("block", 0),
                structure::Value::made(1, "head", "vision::Head -> [3]", &[3], &[5], 6)
                    .variables("head", shape::constant::<{ vision::Head::PARAMETERS }>())
                    .network(<vision::Head as Network>::STRUCTURE)
                    .multiply_adds(shape::constant::<{ vision::Head::MULTIPLY_ADDS }>()),
            ],
            places: &[
                structure::Place {
                    name: "mixed",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "head",
                    path: "head",
                    around: 0,
                    first: 1,
                    result: Option::Some(6),
                },
            ],
            outputs: &[("output", 6)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "image",
                shape: &[2, 4],
            },
            EndPointInfo {
                name: "attn",
                shape: &[2, 4],
            },
            EndPointInfo {
                name: "seen",
                shape: &[2, 4],
            },
            EndPointInfo {
                name: "encoder",
                shape: &[4],
            },
            EndPointInfo {
                name: "code",
                shape: &[4],
            },
            EndPointInfo {
                name: "head/block",
                shape: &[4],
            },
            EndPointInfo {
                name: "head/head",
                shape: &[3],
            },
            EndPointInfo {
                name: "head",
                shape: &[3],
            },
        ];
        type Points = Mixed;
        const NUMBERS: &'static [usize] = &[0, 2, 2, 3, 4, 5, 6, 6];
        const CLOSED: &'static [usize] = &[1];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = &rehearsal.batch()?;
            let mask: &Tensor<(B, Const<4>), usize, D> = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<3>), E, D>,
                >(|pass| {
                    let image = pass.input("image", image)?;
                    let mask = pass.input_indices("mask", mask)?;
                    run(self, &image, &mask, pass)
                })?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Mixed<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Mixed<E, D> {
        /// The layer `attn`.
        pub const ATTN: Scope<Self> = Scope::new("attn");
        /// The layer `encoder`.
        pub const ENCODER: Scope<Self> = Scope::new("encoder");
        /// The scope `head`.
        pub const HEAD: Scope<Self> = Scope::new("head");
        /// The layer `head/block`.
        pub const HEAD_BLOCK: Scope<Self> = Scope::new("head.block");
        /// The layer `head/head`.
        pub const HEAD_HEAD: Scope<Self> = Scope::new("head.head");
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
    impl Mixed<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 7] = structure::receptive_fields(
        &[
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[0]),
            (structure::View::Everything, &[2]),
            (structure::View::Everything, &[3, 1]),
            (structure::View::Everything, &[4]),
            (structure::View::Everything, &[5]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::image {
        type Sample = (Const<2>, Const<4>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::attn {
        type Sample = (Const<2>, Const<4>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::encoder {
        type Sample = (Const<4>,);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::code {
        type Sample = (Const<4>,);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::head::block {
        type Sample = (Const<4>,);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Mixed> for mixed::end_point::head::head {
        type Sample = (Const<3>,);
        const NUMBER: usize = 6;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Mixed<E, D> {
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Mixed<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Mixed<E, D>, P>,
        {
            self.try_end_point(point, image, mask).unwrap()
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Mixed<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Mixed<E, D>, P>,
        {
            mixed::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, image, mask)
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            mixed::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, image, mask)
        }
    }
    impl<E: Dtype, D: Device<E>> mixed::Inference<'_, Mixed<E, D>> {
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Mixed<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Mixed<E, D>, P>,
        {
            self.try_end_point(point, image, mask).unwrap()
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Mixed<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Mixed<E, D>, P>,
        {
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
            let mask: &Tensor<(B, Const<4>), usize, D> = mask.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, &(Clone::clone(image), Clone::clone(mask)))
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
            mask: impl Given<
                Shape: InputMask<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<usize, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let image: &Tensor<(B, Const<2>, Const<4>), E, D> = image.given();
            let mask: &Tensor<(B, Const<4>), usize, D> = mask.given();
            Takes::activation_by_name(
                self.network,
                &self.settings,
                name,
                &(Clone::clone(image), Clone::clone(mask)),
            )
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<(Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>)>
    for Mixed<E, D> {
        type Batch = B;
        type Values = (
            Value<(B, Const<2>, Const<4>), E, D>,
            Tensor<(B, Const<4>), usize, D>,
        );
        fn batch(
            (
                image,
                mask,
            ): &(Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>),
        ) -> Result<B, Error> {
            shape::same_batch(
                &[("image", shape::batch(image)), ("mask", shape::batch(mask))],
            )?;
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(
            (
                image,
                ..,
            ): &(Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>),
        ) -> &D {
            image.device()
        }
        fn enter(
            &self,
            (
                image,
                mask,
            ): &(Tensor<(B, Const<2>, Const<4>), E, D>, Tensor<(B, Const<4>), usize, D>),
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let image = &pass.input("image", image)?;
            let mask = &pass.input_indices("mask", mask)?;
            run(self, image, mask, pass).map(|_| ())
        }
        fn look(
            &self,
            (image, mask): &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, image, mask, pass).map(|_| ())
        }
    }
};
