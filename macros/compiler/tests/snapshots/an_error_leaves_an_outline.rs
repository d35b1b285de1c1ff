::core::compile_error! {
    "`Digits` promises that `logits` is [10], but `image` is [1, WIDTH, 8]\nhelp: write `[1, WIDTH, 8]` if that is what it is to return"
}
::core::compile_error! {
    "`Digits` promises that `features` is [32], but `image` is [1, WIDTH, 8]\nhelp: write `[1, WIDTH, 8]` if that is what it is to return"
}
::core::compile_error! {
    "there is no value `nothing` here\nhelp: declare it if it is a target: `loss classification(nothing: [..])`"
}
/// Recognises.
///
/// # Shapes, per sample
/// * `image`: `[1, WIDTH, 8]`
/// * returns `logits`: `[10]`
/// * returns `features`: `[32]`
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Digits<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    #[doc(hidden)]
    pub marker: ::netweave::expansion::PhantomData<(E, D)>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Digits`]: its training passes, its outputs, its end points.
pub mod digits {
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
    /// The outputs of [`Digits`](super::Digits).
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
        /// `[10]`
        pub logits: ::netweave::expansion::Tensor<
            (B, ::netweave::expansion::Const<10>),
            E,
            D,
            T,
        >,
        /// `[32]`
        pub features: ::netweave::expansion::Tensor<
            (B, ::netweave::expansion::Const<32>),
            E,
            D,
            T,
        >,
    }
    #[allow(
        dead_code,
        non_camel_case_types,
        non_snake_case,
        non_upper_case_globals,
        unused_imports
    )]
    #[doc(hidden)]
    pub mod end_point {
        #[derive(
            ::netweave::expansion::Clone,
            ::netweave::expansion::Copy,
            ::netweave::expansion::Debug
        )]
        pub struct Unknown;
        impl Unknown {
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = ::netweave::expansion::Option::None;
        }
    }
}
#[allow(unused)]
#[allow(
    clippy::multiple_bound_locations,
    clippy::too_many_arguments,
    clippy::type_complexity
)]
const _: () = {
    use ::netweave::expansion::{
        Activation, Batched, BuildOnDevice, Const, Cpu, Default, Device, DfdxDevice,
        DfdxDtype, Dim, Dtype, EndPoint, EndPointInfo, Error, FnMut, Given, Graph,
        HasShape, Module, ModuleMut, ModuleVisitor, Network, Ok, Option, Outputs,
        OwnedTape, Pass, Passes, Points, Rehearsal, Result, Results, Scope, Summary,
        Takes, Tensor, TensorCollection, TrainingPass, Value, Workers, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Digits` takes a batch of [1, WIDTH, 8] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [1, WIDTH, 8], or not of the batch size of the others"
    )]
    pub trait InputImage<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>> {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>>,
    > InputImage<B, E, D> for G {}
    #[diagnostic::on_unimplemented(
        message = "`labels` of the loss `classification` of `Digits` takes a batch of [10] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [10], or not of the batch size of the others"
    )]
    pub trait TargetClassificationLabels<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<Tensor<(B, Const<10>), E, D>> {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<Tensor<(B, Const<10>), E, D>>,
    > TargetClassificationLabels<B, E, D> for G {}
    impl<E: DfdxDtype, D: DfdxDevice<E>> Digits<E, D> {
        /// Begins an inference that towers may do: `net.inference().on(&towers).forward(..)`.
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
            image: impl InputImage<B, E, D>,
        ) -> Result<digits::Outputs<B, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            ::netweave::expansion::unreachable_after_error()
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
        ) -> digits::Outputs<B, E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<E: Dtype, D: Device<E>> digits::Inference<'_, Digits<E, D>> {
        /// Has towers do the pass, each for a part of the batch, at the same time, or the devices that the network is placed on.
        ///
        /// What comes out is in the order of the batch.
        pub fn on(mut self, workers: impl Workers<D>) -> Self {
            self.settings.on(&workers);
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
            image: impl InputImage<B, E, D>,
        ) -> Result<digits::Outputs<B, E, D>, Error> {
            ::netweave::expansion::unreachable_after_error()
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
        ) -> digits::Outputs<B, E, D> {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>> for Digits<E, D> {
        type Output = digits::Outputs<B, E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>,
        ) -> Result<Self::Output, Self::Error> {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D, OwnedTape<E, D>>>
    for Digits<E, D> {
        type Output = digits::Outputs<B, E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<
                (B, Const<1>, Const<{ WIDTH }>, Const<8>),
                E,
                D,
                OwnedTape<E, D>,
            >,
        ) -> Result<Self::Output, Self::Error> {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<B: Dim, E: Dtype, D: Device<E>> Outputs<E, D> for digits::Outputs<B, E, D> {
        type Values = (Value<(B, Const<10>), E, D>, Value<(B, Const<32>), E, D>);
        fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
            Ok(digits::Outputs {
                logits: Outputs::<E, D>::leave(results)?,
                features: Outputs::<E, D>::leave(results)?,
            })
        }
        fn tensors(
            &self,
            visit: &mut dyn FnMut(Tensor<(usize,), E, D>),
        ) -> Result<(), D::Err> {
            Outputs::<E, D>::tensors(&self.logits, visit)?;
            Outputs::<E, D>::tensors(&self.features, visit)?;
            Ok(())
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
        pub fn freeze(mut self, scope: Scope<Digits<E, D>>) -> Self {
            self.settings.freeze(scope);
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
        pub fn on(mut self, workers: impl Workers<D>) -> Self {
            self.settings.on(&workers);
            self
        }
        /// Splits the batch into so many parts, or that of each tower, which the devices of a placed network work on as in a
        /// pipeline. Batch norm sees each part by itself.
        pub fn micro_batches(mut self, count: usize) -> Self {
            self.settings.micro_batches(count);
            self
        }
        /// The loss `classification`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `labels`: `[10]`
        ///
        /// # Errors
        /// If batch sizes differ, or the device fails.
        pub fn classification<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
            labels: impl TargetClassificationLabels<B, E, D>,
        ) -> Result<TrainingPass<Digits<E, D>, digits::Outputs<B, E, D>>, Error> {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Digits<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Digits<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            ::netweave::expansion::unreachable_after_error()
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
        const END_POINTS: &'static [EndPointInfo] = &[];
        const STRUCTURE: &'static structure::Structure = &structure::Structure::UNKNOWN;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            ::netweave::expansion::unreachable_after_error()
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    impl<E: Dtype, D: Device<E>> Digits<E, D> {
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
    impl<E: Dtype, D: Device<E>> EndPoint<Digits<E, D>> for digits::end_point::Unknown {
        type Shape<B: Dim> = (B,);
        type Within<B: Dim> = (B,);
        fn compute<B: Dim>(
            _: &mut Points<'_, Digits<E, D>, B>,
            _: &mut Pass<E, D>,
        ) -> Result<Value<(B,), E, D>, D::Err> {
            ::netweave::expansion::unreachable_after_error()
        }
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Digits<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P: EndPoint<Digits<E, D>>, B: Dim>(
            &self,
            point: P,
            image: impl InputImage<B, E, D>,
        ) -> Tensor<P::Shape<B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_end_point(point, image).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P: EndPoint<Digits<E, D>>, B: Dim>(
            &self,
            point: P,
            image: impl InputImage<B, E, D>,
        ) -> Result<Tensor<P::Shape<B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
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
            image: impl InputImage<B, E, D>,
        ) -> Result<Activation<E>, Error>
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
        pub fn end_point<P: EndPoint<Digits<E, D>>, B: Dim>(
            &self,
            point: P,
            image: impl InputImage<B, E, D>,
        ) -> Tensor<P::Shape<B>, E, D> {
            self.try_end_point(point, image).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P: EndPoint<Digits<E, D>>, B: Dim>(
            &self,
            point: P,
            image: impl InputImage<B, E, D>,
        ) -> Result<Tensor<P::Shape<B>, E, D>, Error> {
            let image = Given::given(&image);
            Takes::activation_by(self.network, &self.settings, point, image)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            image: impl InputImage<B, E, D>,
        ) -> Result<Activation<E>, Error> {
            match structure::find::<Digits<E, D>>(name)? {
                _ => unreachable!("`find` knows the end points of this list alone"),
            }
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>> for Digits<E, D> {
        type Batch = B;
        type Values = Value<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>;
        fn batch(
            image: &Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>,
        ) -> Result<B, Error> {
            Ok(Batched::batch(HasShape::shape(image)))
        }
        fn device(
            image: &Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>,
        ) -> &D {
            image.device()
        }
        fn enter(
            &self,
            image: &Tensor<(B, Const<1>, Const<{ WIDTH }>, Const<8>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<Points<'_, Self, usize>, D::Err> {
            let image = &pass.input("image", image)?;
            let mut points = Points::new(self, Batched::batch(image.shape()), pass);
            points.input(image, pass);
            Ok(points)
        }
        fn points(
            &self,
            image: &Self::Values,
            batch: B,
            pass: &mut Pass<E, D>,
        ) -> Points<'_, Self, B> {
            let mut points = Points::new(self, batch, pass);
            points.input(image, pass);
            points
        }
    }
};
