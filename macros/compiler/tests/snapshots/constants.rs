/// # Shapes, per sample
/// * `image`: `[CHANNELS, HEIGHT, size::WIDTH]`
/// * returns `[CLASSES]`
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Wide<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `features`.
    pub features: wide::Features<E, D>,
    /// `fc1: linear(CLASSES)`, `[(FILTERS · 2) · (⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉) · (⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉)]` → `[CLASSES]`.
    pub fc1: ::netweave::expansion::layer::Linear<
        { CLASSES },
        {
            ::netweave::expansion::shape::product(
                &[
                    ::netweave::expansion::shape::product(&[FILTERS, 2]),
                    ::netweave::expansion::shape::quotient_rounded_up(
                        ::netweave::expansion::shape::positions(
                            ::netweave::expansion::shape::positions(HEIGHT, 3, 2, 2),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                    ::netweave::expansion::shape::quotient_rounded_up(
                        ::netweave::expansion::shape::positions(
                            ::netweave::expansion::shape::positions(
                                size::WIDTH,
                                3,
                                2,
                                2,
                            ),
                            2,
                            2,
                            0,
                        ),
                        2,
                    ),
                ],
            )
        },
        E,
        D,
    >,
    /// `fc2: linear(10)`, `[CHANNELS · HEIGHT · size::WIDTH]` → `[10]`.
    pub fc2: ::netweave::expansion::layer::Linear<
        10,
        { ::netweave::expansion::shape::product(&[CHANNELS, HEIGHT, size::WIDTH]) },
        E,
        D,
    >,
}
/// What belongs to [`Wide`]: its scopes, its training passes.
mod wide {
    use super::*;
    /// The variables of the scope `features`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Features<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `conv1: conv2d(FILTERS, kernel = 3, stride = 2, padding = 1)`, `[CHANNELS, HEIGHT, size::WIDTH]` → `[FILTERS, ⌊(HEIGHT + 2 − 3) / 2⌋ + 1, ⌊(size::WIDTH + 2 − 3) / 2⌋ + 1]`.
        pub conv1: ::netweave::expansion::layer::Conv2d<
            { FILTERS },
            { CHANNELS },
            3,
            3,
            E,
            D,
        >,
        /// `conv2: conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)`, `[FILTERS, ⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1, ⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1]` → `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
        pub conv2: ::netweave::expansion::layer::Conv2d<
            { ::netweave::expansion::shape::product(&[FILTERS, 2]) },
            { ::netweave::expansion::shape::quotient(FILTERS, GROUPS) },
            { KERNEL },
            { KERNEL },
            E,
            D,
        >,
    }
    /// A training pass of [`Wide`](super::Wide), one method for each loss.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Training<'n, N> {
        pub(super) network: &'n N,
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
        Pool, PutTape, Result, Scope, Summary, Tensor, TensorCollection, TrainingPass,
        Window, layer, loss, shape, structure,
    };
    const _: () = {
        shape::require(
            1 <= CHANNELS,
            &[
                shape::Part::Text("`CHANNELS` is "),
                shape::Part::Number(CHANNELS as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= HEIGHT,
            &[
                shape::Part::Text("`HEIGHT` is "),
                shape::Part::Number(HEIGHT as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= size::WIDTH,
            &[
                shape::Part::Text("`size::WIDTH` is "),
                shape::Part::Number(size::WIDTH as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= FILTERS,
            &[
                shape::Part::Text("`FILTERS` is "),
                shape::Part::Number(FILTERS as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            3 <= shape::sum(&[HEIGHT, 2]),
            &[
                shape::Part::Text("`conv1` slides a kernel 3 high over an image "),
                shape::Part::Number(shape::sum(&[HEIGHT, 2])),
                shape::Part::Text(
                    " high with its padding\nhelp: write a smaller kernel, or more padding",
                ),
            ],
        );
        shape::require(
            3 <= shape::sum(&[size::WIDTH, 2]),
            &[
                shape::Part::Text("`conv1` slides a kernel 3 wide over an image "),
                shape::Part::Number(shape::sum(&[size::WIDTH, 2])),
                shape::Part::Text(
                    " wide with its padding\nhelp: write a smaller kernel, or more padding",
                ),
            ],
        );
        shape::require(
            2 <= shape::positions(HEIGHT, 3, 2, 2),
            &[
                shape::Part::Text("`max_pool2d` slides a kernel 2 high over an image "),
                shape::Part::Number(shape::positions(HEIGHT, 3, 2, 2)),
                shape::Part::Text(" high\nhelp: write a smaller kernel, or more padding"),
            ],
        );
        shape::require(
            2 <= shape::positions(size::WIDTH, 3, 2, 2),
            &[
                shape::Part::Text("`max_pool2d` slides a kernel 2 wide over an image "),
                shape::Part::Number(shape::positions(size::WIDTH, 3, 2, 2)),
                shape::Part::Text(" wide\nhelp: write a smaller kernel, or more padding"),
            ],
        );
        shape::require(
            1 <= KERNEL,
            &[
                shape::Part::Text("`KERNEL` is "),
                shape::Part::Number(KERNEL as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            1 <= GROUPS,
            &[
                shape::Part::Text("`GROUPS` is "),
                shape::Part::Number(GROUPS as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            shape::divides(GROUPS, FILTERS),
            &[
                shape::Part::Text("`conv2` has "),
                shape::Part::Number(GROUPS as usize),
                shape::Part::Text(" groups, which do not divide its "),
                shape::Part::Number(FILTERS as usize),
                shape::Part::Text(
                    " input channels\nhelp: each group takes the same number of channels: `groups` must divide both numbers of channels",
                ),
            ],
        );
        shape::require(
            shape::divides(GROUPS, shape::product(&[FILTERS, 2])),
            &[
                shape::Part::Text("`conv2` has "),
                shape::Part::Number(GROUPS as usize),
                shape::Part::Text(" groups, which do not divide its "),
                shape::Part::Number(shape::product(&[FILTERS, 2])),
                shape::Part::Text(
                    " output channels\nhelp: each group takes the same number of channels: `groups` must divide both numbers of channels",
                ),
            ],
        );
        shape::require(
            RATE >= 0.0 && RATE < 1.0,
            &[
                shape::Part::Text(
                    "`p` of `dropout` is `RATE`, which is out of its range\nhelp: the probability to drop an element is at least 0 and less than 1",
                ),
            ],
        );
        shape::require(
            1 <= CLASSES,
            &[
                shape::Part::Text("`CLASSES` is "),
                shape::Part::Number(CLASSES as usize),
                shape::Part::Text("\nhelp: the smallest size that makes sense is 1"),
            ],
        );
        shape::require(
            CLASSES == 10,
            &[
                shape::Part::Text("`Wide` promises to return ["),
                shape::Part::Number(CLASSES as usize),
                shape::Part::Text(
                    "], but `shortcut` is [10]\nhelp: write `[10]` if that is what it is to return",
                ),
            ],
        );
        shape::require(
            CLASSES == 10,
            &[
                shape::Part::Text(
                    "`+` takes two values of one shape, but `logits` is [",
                ),
                shape::Part::Number(CLASSES as usize),
                shape::Part::Text(
                    "] and `shortcut` is [10]\nhelp: send one of them through a layer that gives it the other's shape",
                ),
            ],
        );
    };
    #[diagnostic::on_unimplemented(
        message = "`image` of `Wide` takes a batch of [CHANNELS, HEIGHT, size::WIDTH] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [CHANNELS, HEIGHT, size::WIDTH], or not of the batch size of the others"
    )]
    pub trait InputImage<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<
            Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        > {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<
                Tensor<
                    (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                    E,
                    D,
                >,
            >,
    > InputImage<B, E, D> for G {}
    #[diagnostic::on_unimplemented(
        message = "`labels` of the loss `classification` of `Wide` takes a batch of [CLASSES] of `{E}` on `{D}`, but is given `{Self}`",
        label = "not a batch of [CLASSES], or not of the batch size of the others"
    )]
    pub trait TargetClassificationLabels<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
    >: Given<Tensor<(B, Const<{ CLASSES }>), E, D>> {}
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: DfdxDtype,
        D: DfdxDevice<E>,
        G: Given<Tensor<(B, Const<{ CLASSES }>), E, D>>,
    > TargetClassificationLabels<B, E, D> for G {}
    /// Runs the body. Returns the outputs, then what losses need beside them.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Wide<E, D>,
        image: &Tensor<
            (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
            E,
            D,
        >,
        pass: &mut Pass<E, D>,
    ) -> Result<
        (
            Tensor<(B, Const<{ CLASSES }>), E, D>,
            Tensor<(B, Const<{ CLASSES }>), E, D>,
            Tensor<(B, Const<10>), E, D>,
        ),
        D::Err,
    > {
        let features: Tensor<
            (
                B,
                Const<{ shape::product(&[FILTERS, 2]) }>,
                Const<
                    {
                        shape::quotient_rounded_up(
                            shape::positions(shape::positions(HEIGHT, 3, 2, 2), 2, 2, 0),
                            2,
                        )
                    },
                >,
                Const<
                    {
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(size::WIDTH, 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            2,
                        )
                    },
                >,
            ),
            E,
            D,
        > = network.features.apply(image, pass)?;
        let flatten: Tensor<
            (
                B,
                Const<
                    {
                        shape::product(
                            &[
                                shape::product(&[FILTERS, 2]),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(HEIGHT, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(size::WIDTH, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        )
                    },
                >,
            ),
            E,
            D,
        > = layer::flatten(&features, pass)?;
        let logits: Tensor<(B, Const<{ CLASSES }>), E, D> = network
            .fc1
            .apply(&flatten, pass)?;
        let flatten_2: Tensor<
            (B, Const<{ shape::product(&[CHANNELS, HEIGHT, size::WIDTH]) }>),
            E,
            D,
        > = layer::flatten(image, pass)?;
        let shortcut: Tensor<(B, Const<10>), E, D> = network
            .fc2
            .apply(&flatten_2, pass)?;
        Ok((shape::assume(&shortcut), logits, shortcut))
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Wide<E, D> {
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// Inputs are batches of samples: tensors, or references to them.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_forward<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
        ) -> Result<Tensor<(B, Const<{ CLASSES }>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            let image = Given::given(&image);
            let mut pass = Pass::inference(image.device());
            let image = pass.input("image", image)?;
            let (output, _, _) = run(self, &image, &mut pass).map_err(Error::device)?;
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
        ) -> Tensor<(B, Const<{ CLASSES }>), E, D>
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
    > Module<
        Tensor<(B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>), E, D>,
    > for Wide<E, D> {
        type Output = Tensor<(B, Const<{ CLASSES }>), E, D>;
        type Error = D::Err;
        fn try_forward(
            &self,
            image: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
        ) -> Result<Self::Output, Self::Error> {
            let mut pass = Pass::inference(image.device());
            let image = pass.untraced(image)?;
            let (output, _, _) = run(self, &image, &mut pass)?;
            Ok(output)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        Tensor<
            (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
            E,
            D,
            OwnedTape<E, D>,
        >,
    > for Wide<E, D> {
        type Output = Tensor<(B, Const<{ CLASSES }>), E, D, OwnedTape<E, D>>;
        type Error = D::Err;
        fn try_forward_mut(
            &mut self,
            image: Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
                OwnedTape<E, D>,
            >,
        ) -> Result<Self::Output, Self::Error> {
            let mut pass = Pass::training(image.device());
            let image = pass.traced(image)?;
            let (output, _, _) = run(self, &image, &mut pass)?;
            let (tape, updates) = pass.into_parts();
            updates.apply(self)?;
            Ok(PutTape::put_tape(output, tape))
        }
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Wide<E, D> {
        /// Begins a training pass, which one of the losses completes.
        pub fn training(&self) -> wide::Training<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            wide::Training { network: self }
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Training<'_, Wide<E, D>> {
        /// The loss `classification`, its gradients and the outputs.
        ///
        /// # Targets
        /// * `labels`: `[CLASSES]`
        ///
        /// # Errors
        /// If batch sizes differ, or the device fails.
        pub fn classification<B: Dim>(
            &self,
            image: impl InputImage<B, E, D>,
            labels: impl TargetClassificationLabels<B, E, D>,
        ) -> Result<
            TrainingPass<Wide<E, D>, Tensor<(B, Const<{ CLASSES }>), E, D>>,
            Error,
        > {
            let image = Given::given(&image);
            let labels = Given::given(&labels);
            let mut pass = Pass::training(image.device());
            let image = pass.input("image", image)?;
            let labels = pass.input("labels", labels)?;
            let (shortcut, logits, shortcut_2) = run(self.network, &image, &mut pass)
                .map_err(Error::device)?;
            let sum: Tensor<(B, Const<{ CLASSES }>), E, D> = layer::add(
                    &logits,
                    &shape::assume(&shortcut_2),
                    &mut pass,
                )
                .map_err(Error::device)?;
            let loss: Tensor<(), E, D> = loss::softmax_cross_entropy(
                    &sum,
                    &labels,
                    &mut pass,
                )
                .map_err(Error::device)?;
            pass.finish(self.network, loss, shortcut)
        }
    }
    impl<E: Dtype, D: Device<E>> wide::Features<E, D> {
        /// Applies the scope: `image` `[CHANNELS, HEIGHT, size::WIDTH]` → `[FILTERS · 2, ⌈(⌊(⌊(HEIGHT + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉, ⌈(⌊(⌊(size::WIDTH + 2 − 3) / 2⌋ + 1 − 2) / 2⌋ + 1) / 2⌉]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            image: &Tensor<
                (B, Const<{ CHANNELS }>, Const<{ HEIGHT }>, Const<{ size::WIDTH }>),
                E,
                D,
            >,
            pass: &mut Pass<E, D>,
        ) -> Result<
            Tensor<
                (
                    B,
                    Const<{ shape::product(&[FILTERS, 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(HEIGHT, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(size::WIDTH, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            >,
            D::Err,
        > {
            let conv1: Tensor<
                (
                    B,
                    Const<{ FILTERS }>,
                    Const<{ shape::positions(HEIGHT, 3, 2, 2) }>,
                    Const<{ shape::positions(size::WIDTH, 3, 2, 2) }>,
                ),
                E,
                D,
            > = self
                .conv1
                .window(Window {
                    stride: [2, 2],
                    padding: [[1, 1], [1, 1]],
                    dilation: [1, 1],
                    groups: 1,
                })
                .relu()
                .apply(image, pass)?;
            let max_pool2d: Tensor<
                (
                    B,
                    Const<{ FILTERS }>,
                    Const<
                        { shape::positions(shape::positions(HEIGHT, 3, 2, 2), 2, 2, 0) },
                    >,
                    Const<
                        {
                            shape::positions(
                                shape::positions(size::WIDTH, 3, 2, 2),
                                2,
                                2,
                                0,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = layer::max_pool2d(
                &conv1,
                Pool {
                    kernel: [2, 2],
                    stride: [2, 2],
                    padding: [[0, 0], [0, 0]],
                    dilation: [1, 1],
                },
                pass,
            )?;
            let conv2: Tensor<
                (
                    B,
                    Const<{ shape::product(&[FILTERS, 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(HEIGHT, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(size::WIDTH, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = self
                .conv2
                .window(Window {
                    stride: [2, 2],
                    padding: [
                        shape::same_padding(
                            shape::positions(shape::positions(HEIGHT, 3, 2, 2), 2, 2, 0),
                            KERNEL,
                            2,
                        ),
                        shape::same_padding(
                            shape::positions(
                                shape::positions(size::WIDTH, 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            KERNEL,
                            2,
                        ),
                    ],
                    dilation: [1, 1],
                    groups: GROUPS,
                })
                .apply(&max_pool2d, pass)?;
            let dropout: Tensor<
                (
                    B,
                    Const<{ shape::product(&[FILTERS, 2]) }>,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(HEIGHT, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                    Const<
                        {
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(size::WIDTH, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            )
                        },
                    >,
                ),
                E,
                D,
            > = layer::dropout(&conv2, RATE, pass)?;
            Ok(dropout)
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for wide::Features<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = wide::Features<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("conv1", |s| &s.conv1, |s| &mut s.conv1),
                        Self::module("conv2", |s| &s.conv2, |s| &mut s.conv2),
                    ),
                    |(conv1, conv2)| wide::Features { conv1, conv2 },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Wide<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Wide<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    (
                        Self::module("features", |s| &s.features, |s| &mut s.features),
                        Self::module("fc1", |s| &s.fc1, |s| &mut s.fc1),
                        Self::module("fc2", |s| &s.fc2, |s| &mut s.fc2),
                    ),
                    |(features, fc1, fc2)| Wide { features, fc1, fc2 },
                )
        }
    }
    impl<
        E: DfdxDtype,
        D: DfdxDevice<E>,
        E2: Dtype,
        D2: DfdxDevice<E2>,
    > BuildOnDevice<D2, E2> for Wide<E, D> {
        type Built = Wide<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Wide<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Wide";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Wide",
            values: &[
                structure::Value::input(0, "image", &[CHANNELS, HEIGHT, size::WIDTH]),
                structure::Value::made(
                        1,
                        "conv1",
                        "conv2d(FILTERS, kernel = 3, stride = 2, padding = 1)",
                        &[
                            FILTERS,
                            shape::positions(HEIGHT, 3, 2, 2),
                            shape::positions(size::WIDTH, 3, 2, 2),
                        ],
                        &[0],
                        1,
                    )
                    .variables(
                        "conv1",
                        shape::sum(&[shape::product(&[FILTERS, CHANNELS, 9]), FILTERS]),
                    )
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(&[FILTERS, CHANNELS, 9]),
                                shape::positions(HEIGHT, 3, 2, 2),
                                shape::positions(size::WIDTH, 3, 2, 2),
                            ],
                        ),
                    ),
                structure::Value::made(
                    1,
                    "relu",
                    "relu",
                    &[
                        FILTERS,
                        shape::positions(HEIGHT, 3, 2, 2),
                        shape::positions(size::WIDTH, 3, 2, 2),
                    ],
                    &[1],
                    2,
                ),
                structure::Value::made(
                    1,
                    "max_pool2d",
                    "max_pool2d(2)",
                    &[
                        FILTERS,
                        shape::positions(shape::positions(HEIGHT, 3, 2, 2), 2, 2, 0),
                        shape::positions(shape::positions(size::WIDTH, 3, 2, 2), 2, 2, 0),
                    ],
                    &[2],
                    3,
                ),
                structure::Value::made(
                        1,
                        "conv2",
                        "conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)",
                        &[
                            shape::product(&[FILTERS, 2]),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(HEIGHT, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                            shape::quotient_rounded_up(
                                shape::positions(
                                    shape::positions(size::WIDTH, 3, 2, 2),
                                    2,
                                    2,
                                    0,
                                ),
                                2,
                            ),
                        ],
                        &[3],
                        4,
                    )
                    .variables(
                        "conv2",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        shape::product(&[FILTERS, 2]),
                                        shape::quotient(FILTERS, GROUPS),
                                        KERNEL,
                                        KERNEL,
                                    ],
                                ),
                                shape::product(&[FILTERS, 2]),
                            ],
                        ),
                    )
                    .multiply_adds(
                        shape::product(
                            &[
                                shape::product(
                                    &[
                                        shape::product(&[FILTERS, 2]),
                                        shape::quotient(FILTERS, GROUPS),
                                        KERNEL,
                                        KERNEL,
                                    ],
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(HEIGHT, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(size::WIDTH, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        ),
                    ),
                structure::Value::made(
                    1,
                    "dropout",
                    "dropout(RATE)",
                    &[
                        shape::product(&[FILTERS, 2]),
                        shape::quotient_rounded_up(
                            shape::positions(shape::positions(HEIGHT, 3, 2, 2), 2, 2, 0),
                            2,
                        ),
                        shape::quotient_rounded_up(
                            shape::positions(
                                shape::positions(size::WIDTH, 3, 2, 2),
                                2,
                                2,
                                0,
                            ),
                            2,
                        ),
                    ],
                    &[4],
                    5,
                ),
                structure::Value::made(
                    0,
                    "flatten",
                    "flatten",
                    &[
                        shape::product(
                            &[
                                shape::product(&[FILTERS, 2]),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(HEIGHT, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                                shape::quotient_rounded_up(
                                    shape::positions(
                                        shape::positions(size::WIDTH, 3, 2, 2),
                                        2,
                                        2,
                                        0,
                                    ),
                                    2,
                                ),
                            ],
                        ),
                    ],
                    &[5],
                    6,
                ),
                structure::Value::made(0, "fc1", "linear(CLASSES)", &[CLASSES], &[6], 7)
                    .variables(
                        "fc1",
                        shape::sum(
                            &[
                                shape::product(
                                    &[
                                        CLASSES,
                                        shape::product(
                                            &[
                                                shape::product(&[FILTERS, 2]),
                                                shape::quotient_rounded_up(
                                                    shape::positions(
                                                        shape::positions(HEIGHT, 3, 2, 2),
                                                        2,
                                                        2,
                                                        0,
                                                    ),
                                                    2,
                                                ),
                                                shape::quotient_rounded_up(
                                                    shape::positions(
                                                        shape::positions(size::WIDTH, 3, 2, 2),
                                                        2,
                                                        2,
                                                        0,
                                                    ),
                                                    2,
                                                ),
                                            ],
                                        ),
                                    ],
                                ),
                                CLASSES,
                            ],
                        ),
                    )
                    .multiply_adds(
                        shape::product(
                            &[
                                CLASSES,
                                shape::product(
                                    &[
                                        shape::product(&[FILTERS, 2]),
                                        shape::quotient_rounded_up(
                                            shape::positions(
                                                shape::positions(HEIGHT, 3, 2, 2),
                                                2,
                                                2,
                                                0,
                                            ),
                                            2,
                                        ),
                                        shape::quotient_rounded_up(
                                            shape::positions(
                                                shape::positions(size::WIDTH, 3, 2, 2),
                                                2,
                                                2,
                                                0,
                                            ),
                                            2,
                                        ),
                                    ],
                                ),
                            ],
                        ),
                    ),
                structure::Value::made(
                    0,
                    "flatten_2",
                    "flatten",
                    &[shape::product(&[CHANNELS, HEIGHT, size::WIDTH])],
                    &[0],
                    8,
                ),
                structure::Value::made(0, "fc2", "linear(10)", &[10], &[8], 9)
                    .variables(
                        "fc2",
                        shape::sum(
                            &[
                                shape::product(
                                    &[shape::product(&[CHANNELS, HEIGHT, size::WIDTH]), 10],
                                ),
                                10,
                            ],
                        ),
                    )
                    .multiply_adds(
                        shape::product(
                            &[shape::product(&[CHANNELS, HEIGHT, size::WIDTH]), 10],
                        ),
                    ),
            ],
            places: &[
                structure::Place {
                    name: "wide",
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
            outputs: &[9],
        };
    }
    impl<E: Dtype, D: Device<E>> Wide<E, D> {
        /// The scope `features`.
        pub const FEATURES: Scope<Self> = Scope::new("features");
        /// The layer `fc1`.
        pub const FC1: Scope<Self> = Scope::new("fc1");
        /// The layer `fc2`.
        pub const FC2: Scope<Self> = Scope::new("fc2");
        /// The layer `features/conv1`.
        pub const FEATURES_CONV1: Scope<Self> = Scope::new("features.conv1");
        /// The layer `features/conv2`.
        pub const FEATURES_CONV2: Scope<Self> = Scope::new("features.conv2");
    }
    impl Wide<f32, Cpu> {
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
