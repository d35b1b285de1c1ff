/// | name | layer | output | parameters |
/// |---|---|---|--:|
/// | `einsum` | `einsum("td,sd->ts", q, k)` | `[5, 7]` |  |
/// | `quotient` | `einsum("td,sd->ts", q, k) / 2` | `[5, 7]` |  |
/// | `comparison` | `seen < 0.5` | `[7]` |  |
/// | `scores` | `masked_fill(seen < 0.5, value = -1e9)` | `[5, 7]` |  |
/// | `stop_gradient` | `stop_gradient(scores)` | `[5, 7]` |  |
/// | `best` | `topk(stop_gradient(scores), 1, axis = 1)` | `[5, 1]` |  |
/// | `places` | `topk(stop_gradient(scores), 1, axis = 1)` | `[5, 1]` |  |
/// | `softmax` | `softmax` | `[5, 7]` |  |
/// | `matmul` | `matmul(scores -> softmax, v)` | `[5, 3]` |  |
/// | `gamma` | `scale(init = constant(0.1))` | `[5, 3]` | 3 |
/// | `constant` | `constant([3], SHIFT)` | `[3]` |  |
/// | `sum` | `mixed + constant([3], SHIFT)` | `[5, 3]` |  |
/// | `maximum` | `maximum(mixed + constant([3], SHIFT), best)` | `[5, 3]` |  |
/// | `constant_2` | `constant([5, 3], wave)` | `[5, 3]` |  |
/// | `product` | `places * constant([5, 3], wave)` | `[5, 3]` |  |
/// | `difference` | `maximum(mixed + constant([3], SHIFT), best)…` | `[5, 3]` |  |
/// | | | | **3** |
///
/// # Shapes, per sample
/// * `q`: `[5, 4]`
/// * `k`: `[7, 4]`
/// * `v`: `[7, 3]`
/// * `seen`: `[7]`
/// * returns `[5, 3]`
#[cfg_attr(
    doc,
    doc = "",
    doc = "# Picture",
    doc = " <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 554 451\" style=\"max-width:554px;width:100%\" font-family=\"monospace\" font-size=\"11\" fill=\"currentColor\" stroke=\"none\" role=\"img\"><path d=\"M74 16C40 16 40 104 74 104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 38C45 38 45 104 74 104\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 60C14 60 14 280 74 280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 82C45 82 45 148 74 148\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 104L74 115V126\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 126C50 126 50 170 74 170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 148L74 159V170\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170L74 181V192\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 170C40 170 40 258 74 258\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 192L74 203V214\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 192C50 192 50 236 74 236\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 214C25 214 25 368 74 368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 236C20 236 20 412 74 412\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 258L74 269V280\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 280L74 291V302\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 302C50 302 50 346 74 346\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 324L74 335V346\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 346L74 357V368\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 368C45 368 45 434 74 434\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 390L74 401V412\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><path d=\"M74 412L74 423V434\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".7\"/><circle cx=\"74\" cy=\"16\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"20\" font-weight=\"bold\">q</text><text x=\"499\" y=\"20\" fill-opacity=\".8\">[5, 4]</text><circle cx=\"74\" cy=\"38\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"42\" font-weight=\"bold\">k</text><text x=\"499\" y=\"42\" fill-opacity=\".8\">[7, 4]</text><circle cx=\"74\" cy=\"60\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"64\" font-weight=\"bold\">v</text><text x=\"499\" y=\"64\" fill-opacity=\".8\">[7, 3]</text><circle cx=\"74\" cy=\"82\" r=\"3.5\" fill-opacity=\"0\" stroke=\"currentColor\"/><text x=\"84\" y=\"86\" font-weight=\"bold\">seen</text><text x=\"499\" y=\"86\" fill-opacity=\".8\">[7]</text><circle cx=\"74\" cy=\"104\" r=\"3.5\"/><text x=\"84\" y=\"108\" font-weight=\"bold\">einsum</text><text x=\"190\" y=\"108\" fill-opacity=\".8\">einsum(\"td,sd-&gt;ts\", q, k)</text><text x=\"499\" y=\"108\" fill-opacity=\".8\">[5, 7]</text><circle cx=\"74\" cy=\"126\" r=\"3.5\"/><text x=\"84\" y=\"130\" font-weight=\"bold\">quotient</text><text x=\"190\" y=\"130\" fill-opacity=\".8\">einsum(\"td,sd-&gt;ts\", q, k) / 2</text><text x=\"499\" y=\"130\" fill-opacity=\".8\">[5, 7]</text><circle cx=\"74\" cy=\"148\" r=\"3.5\"/><text x=\"84\" y=\"152\" font-weight=\"bold\">comparison</text><text x=\"190\" y=\"152\" fill-opacity=\".8\">seen &lt; 0.5</text><text x=\"499\" y=\"152\" fill-opacity=\".8\">[7]</text><circle cx=\"74\" cy=\"170\" r=\"3.5\"/><text x=\"84\" y=\"174\" font-weight=\"bold\">scores</text><text x=\"190\" y=\"174\" fill-opacity=\".8\">masked_fill(seen &lt; 0.5, value = -1e9)</text><text x=\"499\" y=\"174\" fill-opacity=\".8\">[5, 7]</text><circle cx=\"74\" cy=\"192\" r=\"3.5\"/><text x=\"84\" y=\"196\" font-weight=\"bold\">stop_gradient</text><text x=\"190\" y=\"196\" fill-opacity=\".8\">stop_gradient(scores)</text><text x=\"499\" y=\"196\" fill-opacity=\".8\">[5, 7]</text><circle cx=\"74\" cy=\"214\" r=\"3.5\"/><text x=\"84\" y=\"218\" font-weight=\"bold\">best</text><text x=\"190\" y=\"218\" fill-opacity=\".8\">topk(stop_gradient(scores), 1, axis = 1)</text><text x=\"499\" y=\"218\" fill-opacity=\".8\">[5, 1]</text><circle cx=\"74\" cy=\"236\" r=\"3.5\"/><text x=\"84\" y=\"240\" font-weight=\"bold\">places</text><text x=\"190\" y=\"240\" fill-opacity=\".8\">topk(stop_gradient(scores), 1, axis = 1)</text><text x=\"499\" y=\"240\" fill-opacity=\".8\">[5, 1]</text><circle cx=\"74\" cy=\"258\" r=\"3.5\"/><text x=\"84\" y=\"262\" font-weight=\"bold\">softmax</text><text x=\"190\" y=\"262\" fill-opacity=\".8\">softmax</text><text x=\"499\" y=\"262\" fill-opacity=\".8\">[5, 7]</text><circle cx=\"74\" cy=\"280\" r=\"3.5\"/><text x=\"84\" y=\"284\" font-weight=\"bold\">matmul</text><text x=\"190\" y=\"284\" fill-opacity=\".8\">matmul(scores -&gt; softmax, v)</text><text x=\"499\" y=\"284\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"302\" r=\"3.5\"/><text x=\"84\" y=\"306\" font-weight=\"bold\">gamma</text><text x=\"190\" y=\"306\" fill-opacity=\".8\">scale(init = constant(0.1))</text><text x=\"499\" y=\"306\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"324\" r=\"3.5\"/><text x=\"84\" y=\"328\" font-weight=\"bold\">constant</text><text x=\"190\" y=\"328\" fill-opacity=\".8\">constant([3], SHIFT)</text><text x=\"499\" y=\"328\" fill-opacity=\".8\">[3]</text><circle cx=\"74\" cy=\"346\" r=\"3.5\"/><text x=\"84\" y=\"350\" font-weight=\"bold\">sum</text><text x=\"190\" y=\"350\" fill-opacity=\".8\">mixed + constant([3], SHIFT)</text><text x=\"499\" y=\"350\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"368\" r=\"3.5\"/><text x=\"84\" y=\"372\" font-weight=\"bold\">maximum</text><text x=\"190\" y=\"372\" fill-opacity=\".8\">maximum(mixed + constant([3], SHIFT), best)</text><text x=\"499\" y=\"372\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"390\" r=\"3.5\"/><text x=\"84\" y=\"394\" font-weight=\"bold\">constant_2</text><text x=\"190\" y=\"394\" fill-opacity=\".8\">constant([5, 3], wave)</text><text x=\"499\" y=\"394\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"412\" r=\"3.5\"/><text x=\"84\" y=\"416\" font-weight=\"bold\">product</text><text x=\"190\" y=\"416\" fill-opacity=\".8\">places * constant([5, 3], wave)</text><text x=\"499\" y=\"416\" fill-opacity=\".8\">[5, 3]</text><circle cx=\"74\" cy=\"434\" r=\"3.5\"/><text x=\"84\" y=\"438\" font-weight=\"bold\">difference</text><text x=\"190\" y=\"438\" fill-opacity=\".8\">maximum(mixed + constant([3], SHIFT), best)…</text><text x=\"499\" y=\"438\" fill-opacity=\".8\">[5, 3]</text></svg>"
)]
#[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
pub struct Attend<
    E: ::netweave::expansion::DfdxDtype = f32,
    D: ::netweave::expansion::DfdxDevice<E> = ::netweave::expansion::Cpu,
> {
    /// `gamma: scale(init = constant(0.1))`, `[5, 3]` → `[5, 3]`.
    pub gamma: ::netweave::expansion::layer::Scale<
        3,
        E,
        D,
        ::netweave::expansion::init::Constant<
            ::netweave::expansion::init::Decimal<1, -1>,
        >,
    >,
    #[doc(hidden)]
    passes: ::netweave::expansion::Passes,
}
/// What belongs to [`Attend`]: its end points.
pub mod attend {
    /// An inference of [`Attend`](super::Attend), which towers may do.
    #[derive(::netweave::expansion::Clone, ::netweave::expansion::Debug)]
    pub struct Inference<'n, N> {
        pub(super) network: &'n N,
        pub(super) settings: ::netweave::expansion::Settings,
    }
    /// The end points of [`Attend`](super::Attend): what `end_point` can be asked for.
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
        /// An input, `[5, 4]`.
        pub struct q;
        /// An input, `[7, 4]`.
        pub struct k;
        /// An input, `[7, 3]`.
        pub struct v;
        /// An input, `[7]`.
        pub struct seen;
        /// `einsum("td,sd->ts", q, k)`, `[5, 7]`.
        pub struct einsum;
        /// `einsum("td,sd->ts", q, k) / 2`, `[5, 7]`.
        pub struct quotient;
        /// `seen < 0.5`, `[7]`.
        pub struct comparison;
        /// `masked_fill(seen < 0.5, value = -1e9)`, `[5, 7]`.
        pub struct scores;
        /// `stop_gradient(scores)`, `[5, 7]`.
        pub struct stop_gradient;
        /// `topk(stop_gradient(scores), 1, axis = 1)`, `[5, 1]`.
        pub struct best;
        /// `topk(stop_gradient(scores), 1, axis = 1)`, `[5, 1]`.
        pub struct places;
        /// `softmax`, `[5, 7]`.
        pub struct softmax;
        /// `matmul(scores -> softmax, v)`, `[5, 3]`.
        pub struct matmul;
        /// `scale(init = constant(0.1))`, `[5, 3]`.
        pub struct gamma;
        /// `scale(init = constant(0.1))`, `[5, 3]`.
        pub use self::gamma as mixed;
        /// `constant([3], SHIFT)`, `[3]`.
        pub struct constant;
        /// `mixed + constant([3], SHIFT)`, `[5, 3]`.
        pub struct sum;
        /// `maximum(mixed + constant([3], SHIFT), best)`, `[5, 3]`.
        pub struct maximum;
        /// `constant([5, 3], wave)`, `[5, 3]`.
        pub struct constant_2;
        /// `places * constant([5, 3], wave)`, `[5, 3]`.
        pub struct product;
        /// `maximum(mixed + constant([3], SHIFT), best) - places * constant([5, 3], wave)`, `[5, 3]`.
        pub struct difference;
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
        InNetworks, Merge, Module, ModuleMut, ModuleVisitor, Network, OfBatch, OfDtype,
        Ok, OnDevice, Option, OwnedTape, Pass, Passes, PointIn, PointOf, Precision,
        PutTape, ReceptiveField, Rehearsal, Result, Scope, ShapeIn, Sized, SplitTape,
        Summary, Takes, Tensor, TensorCollection, Told, Value, Workers, foreign, layer,
        shape, structure,
    };
    const _: () = {
        shape::require(
            layer::has_shape(&SHIFT, &[3]),
            &[
                shape::Part::Text(
                    "`constant` is written as [3], but `SHIFT` is of another shape\nhelp: a constant of the shape [4, 64] is an array `[[f64; 64]; 4]`",
                ),
            ],
        );
    };
    #[diagnostic::on_unimplemented(
        message = "`q` of `Attend` takes a batch of [5, 4], but is given `{Self}`",
        label = "`q` is a batch of [5, 4]"
    )]
    pub trait InputQ {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<5>, Const<4>)> + ?Sized> InputQ for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`k` of `Attend` takes a batch of [7, 4], but is given `{Self}`",
        label = "`k` is a batch of [7, 4]"
    )]
    pub trait InputK {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<7>, Const<4>)> + ?Sized> InputK for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`v` of `Attend` takes a batch of [7, 3], but is given `{Self}`",
        label = "`v` is a batch of [7, 3]"
    )]
    pub trait InputV {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<7>, Const<3>)> + ?Sized> InputV for T {
        type Batch = T::Batch;
    }
    #[diagnostic::on_unimplemented(
        message = "`seen` of `Attend` takes a batch of [7], but is given `{Self}`",
        label = "`seen` is a batch of [7]"
    )]
    pub trait InputSeen {
        type Batch: ?Sized;
    }
    #[diagnostic::do_not_recommend]
    impl<T: BatchOf<(Const<7>,)> + ?Sized> InputSeen for T {
        type Batch = T::Batch;
    }
    /// Runs the body.
    fn run<B: Dim, E: Dtype, D: Device<E>>(
        network: &Attend<E, D>,
        q: &Value<(B, Const<5>, Const<4>), E, D>,
        k: &Value<(B, Const<7>, Const<4>), E, D>,
        v: &Value<(B, Const<7>, Const<3>), E, D>,
        seen: &Value<(B, Const<7>), E, D>,
        pass: &mut Pass<E, D>,
    ) -> Result<Value<(B, Const<5>, Const<3>), E, D>, D::Err> {
        pass.made(q);
        pass.made(k);
        pass.made(v);
        pass.made(seen);
        let einsum: Value<(B, Const<5>, Const<7>), E, D> = layer::Einsum::new(
                "td,sd->ts",
            )
            .with(q)
            .with(k)
            .apply(pass)?;
        pass.made(&einsum);
        let quotient: Value<(B, Const<5>, Const<7>), E, D> = layer::multiply_number(
            &einsum,
            0.5,
            pass,
        )?;
        pass.made(&quotient);
        let comparison: Value<(B, Const<7>), E, D> = layer::compare_number(
            layer::Comparison::Less,
            seen,
            0.5,
            pass,
        )?;
        pass.made(&comparison);
        let scores: Value<(B, Const<5>, Const<7>), E, D> = layer::masked_fill(
            &quotient,
            &comparison,
            -1000000000.0,
            pass,
        )?;
        pass.made(&scores);
        let stop_gradient: Value<(B, Const<5>, Const<7>), E, D> = layer::stop_gradient(
            &scores,
            pass,
        )?;
        pass.made(&stop_gradient);
        let best: Value<(B, Const<5>, Const<1>), E, D> = layer::topk(
            &stop_gradient,
            1,
            pass,
        )?;
        pass.made(&best);
        let places: Value<(B, Const<5>, Const<1>), E, D> = layer::topk_indices(
            &stop_gradient,
            1,
            pass,
        )?;
        pass.made(&places);
        let softmax: Value<(B, Const<5>, Const<7>), E, D> = layer::softmax(
            &scores,
            pass,
        )?;
        pass.made(&softmax);
        let matmul: Value<(B, Const<5>, Const<3>), E, D> = layer::matmul(
            &softmax,
            v,
            pass,
        )?;
        pass.made(&matmul);
        let mixed: Value<(B, Const<5>, Const<3>), E, D> = network
            .gamma
            .along(1)
            .apply(&matmul, pass)?;
        pass.made(&mixed);
        let constant: Value<(B, Const<3>), E, D> = layer::constant(&SHIFT, pass)?;
        pass.made(&constant);
        let sum: Value<(B, Const<5>, Const<3>), E, D> = layer::broadcast_add(
            &mixed,
            &constant,
            pass,
        )?;
        pass.made(&sum);
        let maximum: Value<(B, Const<5>, Const<3>), E, D> = layer::broadcast_maximum(
            &sum,
            &best,
            pass,
        )?;
        pass.made(&maximum);
        let constant_2: Value<(B, Const<5>, Const<3>), E, D> = layer::constant_of::<
            2,
            _,
            _,
            _,
        >(wave, pass)?;
        pass.made(&constant_2);
        let product: Value<(B, Const<5>, Const<3>), E, D> = layer::broadcast_mul(
            &places,
            &constant_2,
            pass,
        )?;
        pass.made(&product);
        let difference: Value<(B, Const<5>, Const<3>), E, D> = layer::sub(
            &maximum,
            &product,
            pass,
        )?;
        pass.made(&difference);
        Ok(difference)
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Attend<E, D> {
        /// Begins an inference that towers may do, `net.inference().on(&towers).forward(..)`, or one in mixed precision.
        pub fn inference(&self) -> attend::Inference<'_, Self>
        where
            E: Dtype,
            D: Device<E>,
        {
            attend::Inference {
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
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<5>, Const<3>), E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            attend::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_forward(q, k, v, seen)
        }
        /// Runs the network as it is: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_forward`] gives an error.
        #[track_caller]
        pub fn forward<B: Dim>(
            &self,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<5>, Const<3>), E, D>
        where
            E: Dtype,
            D: Device<E>,
        {
            self.try_forward(q, k, v, seen).unwrap()
        }
    }
    impl<E: Dtype, D: Device<E>> attend::Inference<'_, Attend<E, D>> {
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
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<(B, Const<5>, Const<3>), E, D>, Error> {
            let q: &Tensor<(B, Const<5>, Const<4>), E, D> = q.given();
            let k: &Tensor<(B, Const<7>, Const<4>), E, D> = k.given();
            let v: &Tensor<(B, Const<7>, Const<3>), E, D> = v.given();
            let seen: &Tensor<(B, Const<7>), E, D> = seen.given();
            self.network
                .passes
                .inference(
                    &self.settings,
                    q.device(),
                    shape::batch(q),
                    |pass| {
                        let q = pass.input("q", q)?;
                        let k = pass.input("k", k)?;
                        let v = pass.input("v", v)?;
                        let seen = pass.input("seen", seen)?;
                        run(self.network, &q, &k, &v, &seen, pass)
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
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<(B, Const<5>, Const<3>), E, D> {
            self.try_forward(q, k, v, seen).unwrap()
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > Module<
        (
            Tensor<(B, Const<5>, Const<4>), E, D>,
            Tensor<(B, Const<7>, Const<4>), E, D>,
            Tensor<(B, Const<7>, Const<3>), E, D>,
            Tensor<(B, Const<7>), E, D>,
        ),
    > for Attend<E, D> {
        type Output = Tensor<(B, Const<5>, Const<3>), E, D>;
        type Error = Error;
        fn try_forward(
            &self,
            (
                q,
                k,
                v,
                seen,
            ): (
                Tensor<(B, Const<5>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<3>), E, D>,
                Tensor<(B, Const<7>), E, D>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            self.try_forward(q, k, v, seen)
        }
    }
    impl<
        B: Dim,
        E: Dtype,
        D: Device<E>,
    > ModuleMut<
        (
            Tensor<(B, Const<5>, Const<4>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<7>, Const<4>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<7>, Const<3>), E, D, OwnedTape<E, D>>,
            Tensor<(B, Const<7>), E, D, OwnedTape<E, D>>,
        ),
    > for Attend<E, D> {
        type Output = Tensor<(B, Const<5>, Const<3>), E, D, OwnedTape<E, D>>;
        type Error = Error;
        fn try_forward_mut(
            &mut self,
            (
                q,
                k,
                v,
                seen,
            ): (
                Tensor<(B, Const<5>, Const<4>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<7>, Const<4>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<7>, Const<3>), E, D, OwnedTape<E, D>>,
                Tensor<(B, Const<7>), E, D, OwnedTape<E, D>>,
            ),
        ) -> Result<Self::Output, Self::Error> {
            shape::same_batch(
                &[
                    ("q", shape::batch(&q)),
                    ("k", shape::batch(&k)),
                    ("v", shape::batch(&v)),
                    ("seen", shape::batch(&seen)),
                ],
            )?;
            let (q, tape) = SplitTape::split_tape(q);
            let (k, other) = SplitTape::split_tape(k);
            let tape = Merge::merge(tape, other);
            let (v, other) = SplitTape::split_tape(v);
            let tape = Merge::merge(tape, other);
            let (seen, other) = SplitTape::split_tape(seen);
            let tape = Merge::merge(tape, other);
            let (output, tape, updates): (Tensor<(B, Const<5>, Const<3>), E, D>, _, _) = self
                .passes
                .try_forward_mut(
                    &*self,
                    q.device(),
                    shape::batch(&q),
                    tape,
                    |pass| {
                        let q = pass.traced(&q)?;
                        let k = pass.traced(&k)?;
                        let v = pass.traced(&v)?;
                        let seen = pass.traced(&seen)?;
                        run(self, &q, &k, &v, &seen, pass)
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
        (
            &Value<(B, Const<5>, Const<4>), E, D>,
            &Value<(B, Const<7>, Const<4>), E, D>,
            &Value<(B, Const<7>, Const<3>), E, D>,
            &Value<(B, Const<7>), E, D>,
        ),
        E,
        D,
    > for Attend<E, D> {
        type Shape = (B, Const<5>, Const<3>);
        fn nested(
            &self,
            (
                q,
                k,
                v,
                seen,
            ): (
                &Value<(B, Const<5>, Const<4>), E, D>,
                &Value<(B, Const<7>, Const<4>), E, D>,
                &Value<(B, Const<7>, Const<3>), E, D>,
                &Value<(B, Const<7>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<Value<Self::Shape, E, D>, D::Err> {
            pass.aside(|pass| { run(self, q, k, v, seen, pass) })
        }
    }
    impl<E: Dtype, D: DfdxDevice<E>> TensorCollection<E, D> for Attend<E, D> {
        type To<E2: DfdxDtype, D2: DfdxDevice<E2>> = Attend<E2, D2>;
        fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
            visitor: &mut V,
        ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
            visitor
                .visit_fields(
                    Self::module("gamma", |s| &s.gamma, |s| &mut s.gamma),
                    |gamma| Attend {
                        gamma,
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
    > BuildOnDevice<D2, E2> for Attend<E, D> {
        type Built = Attend<E2, D2>;
    }
    impl<E: Dtype, D: Device<E>> Network for Attend<E, D> {
        type Dtype = E;
        type Device = D;
        const NAME: &'static str = "Attend";
        const STRUCTURE: &'static structure::Structure = &structure::Structure {
            name: "Attend",
            values: &[
                structure::Value::input(0, "q", &[5, 4]),
                structure::Value::input(1, "k", &[7, 4]),
                structure::Value::input(2, "v", &[7, 3]),
                structure::Value::input(3, "seen", &[7]),
                structure::Value::made(
                        0,
                        "einsum",
                        "einsum(\"td,sd->ts\", q, k)",
                        &[5, 7],
                        &[0, 1],
                        4,
                    )
                    .multiply_adds(140),
                structure::Value::made(
                    0,
                    "quotient",
                    "einsum(\"td,sd->ts\", q, k) / 2",
                    &[5, 7],
                    &[4],
                    5,
                ),
                structure::Value::made(0, "comparison", "seen < 0.5", &[7], &[3], 6)
                    .stops(),
                structure::Value::made(
                    0,
                    "scores",
                    "masked_fill(seen < 0.5, value = -1e9)",
                    &[5, 7],
                    &[5, 6],
                    7,
                ),
                structure::Value::made(
                        0,
                        "stop_gradient",
                        "stop_gradient(scores)",
                        &[5, 7],
                        &[7],
                        8,
                    )
                    .stops(),
                structure::Value::made(
                    0,
                    "best",
                    "topk(stop_gradient(scores), 1, axis = 1)",
                    &[5, 1],
                    &[8],
                    9,
                ),
                structure::Value::made(
                        0,
                        "places",
                        "topk(stop_gradient(scores), 1, axis = 1)",
                        &[5, 1],
                        &[8],
                        10,
                    )
                    .stops(),
                structure::Value::made(0, "softmax", "softmax", &[5, 7], &[7], 11),
                structure::Value::made(
                        0,
                        "matmul",
                        "matmul(scores -> softmax, v)",
                        &[5, 3],
                        &[11, 2],
                        12,
                    )
                    .multiply_adds(105),
                structure::Value::made(
                        0,
                        "gamma",
                        "scale(init = constant(0.1))",
                        &[5, 3],
                        &[12],
                        13,
                    )
                    .variables("gamma", 3),
                structure::Value::made(
                    0,
                    "constant",
                    "constant([3], SHIFT)",
                    &[3],
                    &[],
                    14,
                ),
                structure::Value::made(
                    0,
                    "sum",
                    "mixed + constant([3], SHIFT)",
                    &[5, 3],
                    &[13, 14],
                    15,
                ),
                structure::Value::made(
                    0,
                    "maximum",
                    "maximum(mixed + constant([3], SHIFT), best)",
                    &[5, 3],
                    &[15, 9],
                    16,
                ),
                structure::Value::made(
                    0,
                    "constant_2",
                    "constant([5, 3], wave)",
                    &[5, 3],
                    &[],
                    17,
                ),
                structure::Value::made(
                    0,
                    "product",
                    "places * constant([5, 3], wave)",
                    &[5, 3],
                    &[10, 17],
                    18,
                ),
                structure::Value::made(
                    0,
                    "difference",
                    "maximum(mixed + constant([3], SHIFT), best) - places * constant([5, 3], wave)",
                    &[5, 3],
                    &[16, 18],
                    19,
                ),
            ],
            places: &[
                structure::Place {
                    name: "attend",
                    path: "",
                    around: 0,
                    first: 0,
                    result: Option::None,
                },
            ],
            outputs: &[("output", 19)],
            losses: &[],
        };
        const END_POINTS: &'static [EndPointInfo] = &[
            EndPointInfo {
                name: "q",
                shape: &[5, 4],
            },
            EndPointInfo {
                name: "k",
                shape: &[7, 4],
            },
            EndPointInfo {
                name: "v",
                shape: &[7, 3],
            },
            EndPointInfo {
                name: "seen",
                shape: &[7],
            },
            EndPointInfo {
                name: "einsum",
                shape: &[5, 7],
            },
            EndPointInfo {
                name: "quotient",
                shape: &[5, 7],
            },
            EndPointInfo {
                name: "comparison",
                shape: &[7],
            },
            EndPointInfo {
                name: "scores",
                shape: &[5, 7],
            },
            EndPointInfo {
                name: "stop_gradient",
                shape: &[5, 7],
            },
            EndPointInfo {
                name: "best",
                shape: &[5, 1],
            },
            EndPointInfo {
                name: "places",
                shape: &[5, 1],
            },
            EndPointInfo {
                name: "softmax",
                shape: &[5, 7],
            },
            EndPointInfo {
                name: "matmul",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "gamma",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "mixed",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "constant",
                shape: &[3],
            },
            EndPointInfo {
                name: "sum",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "maximum",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "constant_2",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "product",
                shape: &[5, 3],
            },
            EndPointInfo {
                name: "difference",
                shape: &[5, 3],
            },
        ];
        type Points = Attend;
        const NUMBERS: &'static [usize] = &[
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13, 14, 15, 16, 17, 18, 19,
        ];
        const CLOSED: &'static [usize] = &[];
        const RECEPTIVE_FIELDS: &'static [Option<ReceptiveField>] = &RECEPTIVE_FIELDS;
        fn rehearse(&self, rehearsal: &mut Rehearsal<'_, Self>) -> Result<(), Error> {
            type B = usize;
            let q: &Tensor<(B, Const<5>, Const<4>), E, D> = &rehearsal.batch()?;
            let k: &Tensor<(B, Const<7>, Const<4>), E, D> = &rehearsal.batch()?;
            let v: &Tensor<(B, Const<7>, Const<3>), E, D> = &rehearsal.batch()?;
            let seen: &Tensor<(B, Const<7>), E, D> = &rehearsal.batch()?;
            rehearsal
                .inference::<
                    Tensor<(B, Const<5>, Const<3>), E, D>,
                >(|pass| {
                    let q = pass.input("q", q)?;
                    let k = pass.input("k", k)?;
                    let v = pass.input("v", v)?;
                    let seen = pass.input("seen", seen)?;
                    run(self, &q, &k, &v, &seen, pass)
                })?;
            Ok(())
        }
        fn passes(&self) -> &Passes {
            &self.passes
        }
    }
    #[doc(hidden)]
    impl<E: Dtype, D: Device<E>> Deref for Attend<E, D> {
        type Target = <D as Told>::Words;
        fn deref(&self) -> &InNetworks {
            InNetworks::HERE
        }
    }
    impl<E: Dtype, D: Device<E>> Attend<E, D> {
        /// The layer `gamma`.
        pub const GAMMA: Scope<Self> = Scope::new("gamma");
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
    impl Attend<f32, Cpu> {
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
    const RECEPTIVE_FIELDS: [Option<ReceptiveField>; 20] = structure::receptive_fields(
        &[
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[0, 1]),
            (structure::View::Place, &[4]),
            (structure::View::Place, &[3]),
            (structure::View::Everything, &[5, 6]),
            (structure::View::Place, &[7]),
            (structure::View::Everything, &[8]),
            (structure::View::Everything, &[8]),
            (structure::View::Everything, &[7]),
            (structure::View::Everything, &[11, 2]),
            (structure::View::Place, &[12]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[13, 14]),
            (structure::View::Everything, &[15, 9]),
            (structure::View::Everything, &[]),
            (structure::View::Everything, &[10, 17]),
            (structure::View::Place, &[16, 18]),
        ],
    );
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::q {
        type Sample = (Const<5>, Const<4>);
        const NUMBER: usize = 0;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::k {
        type Sample = (Const<7>, Const<4>);
        const NUMBER: usize = 1;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::v {
        type Sample = (Const<7>, Const<3>);
        const NUMBER: usize = 2;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::seen {
        type Sample = (Const<7>,);
        const NUMBER: usize = 3;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::einsum {
        type Sample = (Const<5>, Const<7>);
        const NUMBER: usize = 4;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::quotient {
        type Sample = (Const<5>, Const<7>);
        const NUMBER: usize = 5;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::comparison {
        type Sample = (Const<7>,);
        const NUMBER: usize = 6;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::scores {
        type Sample = (Const<5>, Const<7>);
        const NUMBER: usize = 7;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::stop_gradient {
        type Sample = (Const<5>, Const<7>);
        const NUMBER: usize = 8;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::best {
        type Sample = (Const<5>, Const<1>);
        const NUMBER: usize = 9;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::places {
        type Sample = (Const<5>, Const<1>);
        const NUMBER: usize = 10;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::softmax {
        type Sample = (Const<5>, Const<7>);
        const NUMBER: usize = 11;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::matmul {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 12;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::gamma {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 13;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::constant {
        type Sample = (Const<3>,);
        const NUMBER: usize = 14;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::sum {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 15;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::maximum {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 16;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::constant_2 {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 17;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::product {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 18;
    }
    #[diagnostic::do_not_recommend]
    impl PointOf<Attend> for attend::end_point::difference {
        type Sample = (Const<5>, Const<3>);
        const NUMBER: usize = 19;
    }
    impl<E: DfdxDtype, D: DfdxDevice<E>> Attend<E, D> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Attend<E, D>, P, B>, E, D>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Attend<E, D>, P>,
        {
            self.try_end_point(point, q, k, v, seen).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Attend<E, D>, P, B>, E, D>, Error>
        where
            E: Dtype,
            D: Device<E>,
            [P]: PointIn<Attend<E, D>, P>,
        {
            attend::Inference {
                network: self,
                settings: Default::default(),
            }
                .try_end_point(point, q, k, v, seen)
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error>
        where
            E: Dtype,
            D: Device<E>,
        {
            attend::Inference {
                network: self,
                settings: Default::default(),
            }
                .end_point_by_name(name, q, k, v, seen)
        }
    }
    impl<E: Dtype, D: Device<E>> attend::Inference<'_, Attend<E, D>> {
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Panics
        /// Where [`Self::try_end_point`] gives an error.
        #[track_caller]
        pub fn end_point<P, B: Dim>(
            &self,
            point: P,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Tensor<ShapeIn<Attend<E, D>, P, B>, E, D>
        where
            [P]: PointIn<Attend<E, D>, P>,
        {
            self.try_end_point(point, q, k, v, seen).unwrap()
        }
        /// Runs the network as far as an end point needs it: running statistics, no dropout, nothing recorded.
        ///
        /// # Errors
        /// If the inputs' batch sizes differ, or the device fails.
        pub fn try_end_point<P, B: Dim>(
            &self,
            point: P,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<Tensor<ShapeIn<Attend<E, D>, P, B>, E, D>, Error>
        where
            [P]: PointIn<Attend<E, D>, P>,
        {
            let q: &Tensor<(B, Const<5>, Const<4>), E, D> = q.given();
            let k: &Tensor<(B, Const<7>, Const<4>), E, D> = k.given();
            let v: &Tensor<(B, Const<7>, Const<3>), E, D> = v.given();
            let seen: &Tensor<(B, Const<7>), E, D> = seen.given();
            Takes::activation_by::<
                <[P] as PointIn<_, P>>::Point,
            >(
                self.network,
                &self.settings,
                &(Clone::clone(q), Clone::clone(k), Clone::clone(v), Clone::clone(seen)),
            )
        }
        /// The same by name, as in `features/conv1`: its shape and its elements.
        ///
        /// # Errors
        /// If there is no such end point, the inputs' batch sizes differ, or the device fails.
        pub fn end_point_by_name<B: Dim>(
            &self,
            name: &str,
            q: impl Given<
                Shape: InputQ<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            k: impl Given<
                Shape: InputK<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            v: impl Given<
                Shape: InputV<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
            seen: impl Given<
                Shape: InputSeen<Batch: OfBatch<B, Itself: Sized>>,
                Dtype: OfDtype<E, Itself: Sized>,
                Device: OnDevice<D, Itself: Sized>,
            >,
        ) -> Result<structure::Activation<E>, Error> {
            let q: &Tensor<(B, Const<5>, Const<4>), E, D> = q.given();
            let k: &Tensor<(B, Const<7>, Const<4>), E, D> = k.given();
            let v: &Tensor<(B, Const<7>, Const<3>), E, D> = v.given();
            let seen: &Tensor<(B, Const<7>), E, D> = seen.given();
            Takes::activation_by_name(
                self.network,
                &self.settings,
                name,
                &(Clone::clone(q), Clone::clone(k), Clone::clone(v), Clone::clone(seen)),
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
            Tensor<(B, Const<5>, Const<4>), E, D>,
            Tensor<(B, Const<7>, Const<4>), E, D>,
            Tensor<(B, Const<7>, Const<3>), E, D>,
            Tensor<(B, Const<7>), E, D>,
        ),
    > for Attend<E, D> {
        type Batch = B;
        type Values = (
            Value<(B, Const<5>, Const<4>), E, D>,
            Value<(B, Const<7>, Const<4>), E, D>,
            Value<(B, Const<7>, Const<3>), E, D>,
            Value<(B, Const<7>), E, D>,
        );
        fn batch(
            (
                q,
                k,
                v,
                seen,
            ): &(
                Tensor<(B, Const<5>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<3>), E, D>,
                Tensor<(B, Const<7>), E, D>,
            ),
        ) -> Result<B, Error> {
            shape::same_batch(
                &[
                    ("q", shape::batch(q)),
                    ("k", shape::batch(k)),
                    ("v", shape::batch(v)),
                    ("seen", shape::batch(seen)),
                ],
            )?;
            Ok(Batched::batch(HasShape::shape(q)))
        }
        fn device(
            (
                q,
                ..,
            ): &(
                Tensor<(B, Const<5>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<3>), E, D>,
                Tensor<(B, Const<7>), E, D>,
            ),
        ) -> &D {
            q.device()
        }
        fn enter(
            &self,
            (
                q,
                k,
                v,
                seen,
            ): &(
                Tensor<(B, Const<5>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<4>), E, D>,
                Tensor<(B, Const<7>, Const<3>), E, D>,
                Tensor<(B, Const<7>), E, D>,
            ),
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            let q = &pass.input("q", q)?;
            let k = &pass.input("k", k)?;
            let v = &pass.input("v", v)?;
            let seen = &pass.input("seen", seen)?;
            run(self, q, k, v, seen, pass).map(|_| ())
        }
        fn look(
            &self,
            (q, k, v, seen): &Self::Values,
            pass: &mut Pass<E, D>,
        ) -> Result<(), D::Err> {
            run(self, q, k, v, seen, pass).map(|_| ())
        }
    }
};
