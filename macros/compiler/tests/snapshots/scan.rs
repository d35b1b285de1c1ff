/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `cell/concat` | `concat(word, h, axis = 0)` | `[14]` |  |
/// | `cell/fc` | `linear(6)` | `[6]` | 90 |
/// | `cell/h` | `tanh` | `[6]` |  |
/// | `cell/outputs` | `scan word over words` | `[126]` |  |
/// | `states` | `scan word over words` | `[20, 6]` |  |
/// | `last` | `scan word over words` | `[6]` |  |
/// | | | | **90** |
///
/// # Shapes, per sample
/// * `words`: `[20, 8]`
/// * `start`: `[6]`
/// * returns `states`: `[20, 6]`
/// * returns `last`: `[6]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 406 209\" style=\"max-width:406px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><rect x=\"65\" y=\"51\" width=\"339\" height=\"106\" rx=\"5\" fill=\"currentColor\" fill-opacity=\".05\" stroke=\"currentColor\" stroke-opacity=\".4\"/><path d=\"M74 16C31 16 45 82 88 82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 16C16 16 30 148 88 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38V71L88 82\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38C21 38 35 148 88 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 82L88 93V104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 104L88 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 126L88 137V148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148L74 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M88 148C50 148 36 192 74 192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">words</text><text x=\"345\" y=\"20\" fill-opacity=\".8\">[20, 8]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">start</text><text x=\"345\" y=\"42\" fill-opacity=\".8\">[6]</text><text x=\"84\" y=\"64\" font-weight=\"bold\">cell</text><text x=\"163\" y=\"64\" fill-opacity=\".8\">at each of 20 steps</text><circle cx=\"88\" cy=\"82\" r=\"3.5\"/><text x=\"98\" y=\"86\" font-weight=\"bold\">concat</text><text x=\"163\" y=\"86\" fill-opacity=\".8\">concat(word, h, axis = 0)</text><text x=\"345\" y=\"86\" fill-opacity=\".8\">[14]</text><circle cx=\"88\" cy=\"104\" r=\"3.5\"/><text x=\"98\" y=\"108\" font-weight=\"bold\">fc</text><text x=\"163\" y=\"108\" fill-opacity=\".8\">linear(6)</text><text x=\"345\" y=\"108\" fill-opacity=\".8\">[6]</text><circle cx=\"88\" cy=\"126\" r=\"3.5\"/><text x=\"98\" y=\"130\" font-weight=\"bold\">h</text><text x=\"163\" y=\"130\" fill-opacity=\".8\">tanh</text><text x=\"345\" y=\"130\" fill-opacity=\".8\">[6]</text><circle cx=\"88\" cy=\"148\" r=\"3.5\"/><text x=\"98\" y=\"152\" font-weight=\"bold\">outputs</text><text x=\"163\" y=\"152\" fill-opacity=\".8\">scan word over words</text><text x=\"345\" y=\"152\" fill-opacity=\".8\">[126]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">states</text><text x=\"163\" y=\"174\" fill-opacity=\".8\">scan word over words</text><text x=\"345\" y=\"174\" fill-opacity=\".8\">[20, 6]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">last</text><text x=\"163\" y=\"196\" fill-opacity=\".8\">scan word over words</text><text x=\"345\" y=\"196\" fill-opacity=\".8\">[6]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
struct Speller<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// The scope `cell`.
    pub cell: speller::Cell<E, D>,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Speller`]: its scopes, its outputs, its end points.
mod speller {
    /// The variables of the scope `cell`.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Cell<
        E: ::netweave::expansion::DfdxDtype,
        D: ::netweave::expansion::DfdxDevice<E>,
    > {
        /// `fc: linear(6)`, `[14]` → `[6]`.
        pub fc: ::netweave::expansion::layer::Linear<6, 14, E, D>,
    }
    /// An inference of [`Speller`](super::Speller), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The outputs of [`Speller`](super::Speller).
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
        /// `[20, 6]`
        pub states: ::netweave::expansion::Tensor<
            (B, ::netweave::expansion::Const<20>, ::netweave::expansion::Const<6>),
            E,
            D,
            T,
        >,
        /// `[6]`
        pub last: ::netweave::expansion::Tensor<
            (B, ::netweave::expansion::Const<6>),
            E,
            D,
            T,
        >,
    }
    /// The end points of [`Speller`](super::Speller): what `end_point` can be asked for.
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
        /// An input, `[20, 8]`.
        pub struct words;
        /// An input, `[6]`.
        pub struct start;
        /// `scan word over words`, `[126]`.
        pub const cell: self::cell::outputs = self::cell::outputs;
        /// `scan word over words`, `[20, 6]`.
        pub struct states;
        /// `scan word over words`, `[6]`.
        pub struct last;
        /// The end points of the scope `cell`.
        pub mod cell {
            /// That of what the scope gives.
            pub const RECEPTIVE_FIELD: ::netweave::expansion::Option<
                ::netweave::expansion::ReceptiveField,
            > = <self::outputs as ::netweave::expansion::PointOf<_>>::RECEPTIVE_FIELD;
            /// `scan word over words`, `[126]`.
            pub struct outputs;
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
        DfdxDevice, DfdxDtype, Dim, Dtype, EndPointInfo, Error, FnMut, Given, Graph,
        HasShape, InNetworks, InScopes, Merge, Module, ModuleMut, ModuleVisitor, Network,
        OfBatch, OfDtype, Ok, OnDevice, Option, Outputs, OwnedTape, Pass, Passes,
        PointIn, PointOf, Precision, PutTape, ReceptiveField, Rehearsal, Result, Results,
        Scope, ShapeIn, Sized, SplitTape, Summary, Takes, Tensor, TensorCollection, Told,
        Value, Workers, layer, shape, structure,
    };
    #[diagnostic::on_unimplemented(
        message = "`words` of `Speller` takes a batch of [20, 8], but is given `{Self}`",
        label = "`words` is a batch of [20, 8]"
    )]
    pub trait InputWords {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<20>, Const<8>)> + ?Sized> InputWords for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`start` of `Speller` takes a batch of [6], but is given `{Self}`",
        label = "`start` is a batch of [6]"
    )]
    pub trait InputStart {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<6>,)> + ?Sized> InputStart for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Speller<E, D>,
        words: &Value<(B, Const<20>, Const<8>), E, D>,
        start: &Value<(B, Const<6>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<
        (Value<(B, Const<20>, Const<6>), E, D>, Value<(B, Const<6>), E, D>),
        D::Err,
    > {
        pass.made(words);
        pass.made(start);
        let outputs: Value<(B, Const<126>), E, D> = layer::scan_in_parts(
            words,
            (*start,),
            |at, (state_1,), pass| {
                let step_1 = layer::step(words, at, pass)?;
                let (output_1, next) = network.cell.apply(&step_1, &state_1, pass)?;
                Ok(([layer::end(&output_1)], next))
            },
            |(state_1,)| [layer::end(&state_1)],
            pass,
        )?;
        pass.made(&outputs);
        let states: Value<(B, Const<20>, Const<6>), E, D> = layer::segment(
            &outputs,
            0,
            pass,
        )?;
        pass.made(&states);
        let last: Value<(B, Const<6>), E, D> = layer::segment(&outputs, 120, pass)?;
        pass.made(&last);
        Ok((states, last))
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Speller<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> speller::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            speller::Inference {
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
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<speller::Outputs<B, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            speller::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(words, start)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> speller::Outputs<B, E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(words, start).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> speller::Inference<'_, Speller<E, D>> {
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
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<speller::Outputs<B, E, D>, Error> {
            let words: &Tensor<(B, Const<20>, Const<8>), E, D> = words.given();
            let start: &Tensor<(B, Const<6>), E, D> = start.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    words.device(),
                    shape::batch(words),
                    |pass| {
                        let words = pass.input("words", words)?;
                        let start = pass.input("start", start)?;
                        run(self.network, &words, &start, pass)
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
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> speller::Outputs<B, E, D> {
            self.try_forward(words, start).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<(Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>)>
    for Speller<E, D> {
        type Output = speller::Outputs<B, E, D>;
        type Error = Error;
        fn try_forward(
            &self,
            (
                words,
                start,
            ): (Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>),
        ) -> Result<Self::Output, Self::Error> {
            self.try_forward(words, start)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        (
            Tensor<(B, Const<20>, Const<8>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<6>), E, D, OwnedTape<E, D>>,
        ),
    > for Speller<E, D> {
        type Output = speller::Outputs<B, E, D, OwnedTape<E, D>>;
        type Error = Error;
        fn try_forward_mut(
            &mut self,
            (
                words,
                start,
            ): (
                Tensor<(B, Const<20>, Const<8>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<6>), E, D, OwnedTape<E, D>>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            shape::same_batch(
                &[("words", shape::batch(&words)), ("start", shape::batch(&start))],
            )?;
            let (words, tape) = SplitTape::split_tape(words);
            let (start, other) = SplitTape::split_tape(start);
            let tape = Merge::merge(tape, other);
            let (
                speller::Outputs { states, last },
                tape,
                updates,
            ): (speller::Outputs<B, E, D>, _, _) = self
                .passes
                .try_forward_mut(
                    &*self,
                    words.device(),
                    shape::batch(&words),
                    tape,
                    |pass| {
                        let words = pass.traced(&words)?;
                        let start = pass.traced(&start)?;
                        run(self, &words, &start, pass)
                    },
                )?;
            updates.apply(self).map_err(Error::device)?;
            Ok(speller::Outputs {
                states: PutTape::put_tape(states, tape),
                last: PutTape::put_tape(last, OwnedTape::default()),
            })
        }
    }
    impl<B: Dim, E: Dtype, D: Device<E>> Outputs<E, D> for speller::Outputs<B, E, D> {
        type Values = (
            Value<(B, Const<20>, Const<6>), E, D>,
            Value<(B, Const<6>), E, D>,
        );
        fn leave(results: &mut Results<'_, E, D>) -> Result<Self, D::Err> {
            Ok(speller::Outputs {
                states: Outputs::<E, D>::leave(results)?,
                last: Outputs::<E, D>::leave(results)?,
            })
        }
        fn tensors(
            &self,
            visit: &mut dyn FnMut(Tensor<(usize,), E, D>),
        ) -> Result<(), D::Err> {
            Outputs::<E, D>::tensors(&self.states, visit)?;
            Outputs::<E, D>::tensors(&self.last, visit)?;
            Ok(())
        }
    }
    impl<E: Dtype, D: Device<E>> speller::Cell<E, D> {
        /// Applies the scope: `word` `[8]`, `h` `[6]` → `[6]`.
        ///
        /// # Errors
        /// The device's, mostly for want of memory.
        pub fn apply<B: Dim>(
            &self,
            word: &Value<(B, Const<8>), E, D>,
            h: &Value<(B, Const<6>), E, D>,
            pass: &mut Pass<E, D>,
        ) -> Result<
            (Value<(B, Const<6>), E, D>, (Value<(B, Const<6>), E, D>,)),
            D::Err,
        > {
            let concat: Value<(B, Const<14>), E, D> = layer::Concat::new(0)
                .with(word)
                .with(h)
                .apply(pass)?;
            pass.made(&concat);
            let fc: Value<(B, Const<6>), E, D> = self.fc.apply(&concat, pass)?;
            pass.made(&fc);
            let h_2: Value<(B, Const<6>), E, D> = layer::tanh(&fc, pass)?;
            pass.made(&h_2);
            Ok((h_2, (h_2,)))
        }
    }
    #[doc(hidden)]
    impl<E: DfdxDtype, D: DfdxDevice<E>> Deref for speller::Cell<E, D> {
        type Target = InScopes;
        fn deref(&self) -> &InScopes {
            InScopes::HERE
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for speller::Cell<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = speller::Cell<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("fc", |s| &s.fc, |s| &mut s.fc),
                    |fc| speller::Cell { fc },
                )
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Speller<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Speller<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("cell", |s| &s.cell, |s| &mut s.cell),
                    |cell| Speller {
                        cell,
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
    > BuildOnDevice<D2, E2> for Speller<E, D> {
        type Built = Speller<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Speller<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Speller";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Speller",
            values: &[
                structure::Value::input(0, "words", &[20, 8]),
                structure::Value::input(1, "start", &[6]),
                structure::Value::made(
                        1,
                        "concat",
                        "concat(word, h, axis = 0)",
                        &[14],
                        &[0, 1],
                        2,
                    )
                    .times(20),
                structure::Value::made(1, "fc", "linear(6)", &[6], &[2], 3)
                    .variables("fc", 90)
                    .biases(6)
                    .multiply_adds(84)
                    .times(20),
                structure::Value::made(1, "h", "tanh", &[6], &[3], 4).times(20),
                structure::Value::made(
                    1,
                    "outputs",
                    "scan word over words",
                    &[126],
                    &[4, 4, 0, 1],
                    5,
                ),
                structure::Value::made(
                    0,
                    "states",
                    "scan word over words",
                    &[20, 6],
                    &[5],
                    6,
                ),
                structure::Value::made(0, "last", "scan word over words", &[6], &[5], 7),
            ],
            places: &[
                structure::Place {
                    name: "speller",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
                structure::Place {
                    name: "cell",
                    path: "cell",
                    around: 0,
                    first: 1,
                    result: Option::Some(5),
                },
            ],
            outputs: &[("states", 6), ("last", 7)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "words",
                shape: &[20, 8],
            },
            EndPointInfo {
                name: "start",
                shape: &[6],
            },
            EndPointInfo {
                name: "cell/outputs",
                shape: &[126],
            },
            EndPointInfo {
                name: "cell",
                shape: &[126],
            },
            EndPointInfo {
                name: "states",
                shape: &[20, 6],
            },
            EndPointInfo {
                name: "last",
                shape: &[6],
            },
        ];
        type Points = Speller;
        const NUMBERS: &'static [usize] = &[0, 1, 5, 5, 6, 7];
        const CLOSED: &'static [usize] = &[2, 3, 4];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let words: &Tensor<(B, Const<20>, Const<8>), E, D> = &rehearsal.batch()?;
            let start: &Tensor<(B, Const<6>), E, D> = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    speller::Outputs<B, E, D>,
                >(|pass| {
                    let words = pass.input("words", words)?;
                    let start = pass.input("start", start)?;
                    run(self, &words, &start, pass)
                })?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Speller<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Speller<E, D> {
        /// The scope `cell`.
        pub const CELL: Scope<Self> = Scope::new("cell");
        /// The layer `cell/fc`.
        pub const CELL_FC: Scope<Self> = Scope::new("cell.fc");
        /// What the layer `cell/fc` adds.
        pub const CELL_FC_BIAS: Scope<Self> = Scope::new("cell.fc").biases();
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
    impl Speller<f32, Cpu> {
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
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[]),
            (structure::View::Place, &[0, 1]),
            (structure::View::Everything, &[2]),
            (structure::View::Place, &[3]),
            (structure::View::Everything, &[4, 4, 0, 1]),
            (structure::View::Everything, &[5]),
            (structure::View::Everything, &[5]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Speller> for speller::end_point::words {
        type Sample = (Const<20>, Const<8>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Speller> for speller::end_point::start {
        type Sample = (Const<6>,);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Speller> for speller::end_point::cell::outputs {
        type Sample = (Const<126>,);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Speller> for speller::end_point::states {
        type Sample = (Const<20>, Const<6>);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Speller> for speller::end_point::last {
        type Sample = (Const<6>,);
        const NUMBER: usize = 7;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Speller<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Speller<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Speller<E, D>, P>,
        {
            self.try_end_point(point, words, start).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Speller<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Speller<E, D>, P>,
        {
            speller::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, words, start)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            speller::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, words, start)
        }
    }
    impl<E: Dtype, D: Device<E>> speller::Inference<'_, Speller<E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Speller<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Speller<E, D>, P>,
        {
            self.try_end_point(point, words, start).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Speller<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Speller<E, D>, P>,
        {
            let words: &Tensor<(B, Const<20>, Const<8>), E, D> = words.given();
            let start: &Tensor<(B, Const<6>), E, D> = start.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(self.network, &self.settings, &(Clone::clone(words), Clone::clone(start)))
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            words: impl Given<
                Shape: InputWords<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            start: impl Given<
                Shape: InputStart<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let words: &Tensor<(B, Const<20>, Const<8>), E, D> = words.given();
            let start: &Tensor<(B, Const<6>), E, D> = start.given();
            Takes::activation_by_name(
                self.network,
                &self.settings,
                name,
                &(Clone::clone(words), Clone::clone(start)),
            )
        }
    }
    #[diagnostic::do_not_recommend]
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Takes<(Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>)>
    for Speller<E, D> {
        type Batch = B;
        type Values = (
            Value<(B, Const<20>, Const<8>), E, D>,
            Value<(B, Const<6>), E, D>,
        );
        fn batch(
            (
                words,
                start,
            ): &(Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>),
        ) -> Result<B, Error> {
            shape::same_batch(
                &[("words", shape::batch(words)), ("start", shape::batch(start))],
            )?;
            Ok(Batched::batch(HasShape::shape(words)))
        }
        fn device(
            (
                words,
                ..,
            ): &(Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>),
        ) -> &D {
            words.device()
        }
        fn enter(
            &self,
            (
                words,
                start,
            ): &(Tensor<(B, Const<20>, Const<8>), E, D>, Tensor<(B, Const<6>), E, D>),
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let words = &pass.input("words", words)?;
            let start = &pass.input("start", start)?;
            run(self, words, start, pass).map(|_| ())
        }
        fn look(
            &self,
            (words, start): &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, words, start, pass).map(|_| ())
        }
    }
};
