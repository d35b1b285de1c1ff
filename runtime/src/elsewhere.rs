//! What Keras and PyTorch call things, for who calls them that: methods that say what to write.
//!
//! A network, a pass and an optimizer deref to where these methods are. So they are found only where there is nothing else of that name:
//! no method of a user's, and no trait's. None can be called, for what they ask is never met; `Itself: Sized` keeps what rustc says of that
//! [short](crate::given).

use std::marker::PhantomData;
use std::ops::Deref;

use dfdx::shapes::Shape;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;
use dfdx::tensor::{Cpu, Storage, Tensor};

use crate::optimizer::{Adam, AdamW, Gradients, RmsProp, Sgd};
use crate::{Network, Outputs, TrainingPass};

/// For which there is none of the methods.
pub struct Here;

/// A device, through which a network derefs to its words. So a network whose device is not known derefs to nothing that is known: of
/// `Digits::parameters()`, which is no call of a method, rustc would say in which type it has found the name after all.
pub trait Told {
    /// [`InNetworks`].
    type Words;
}

impl Told for Cpu {
    type Words = InNetworks;
}

#[cfg(feature = "cuda")]
impl Told for Cuda {
    type Words = InNetworks;
}

macro_rules! words {
    ($($(#[$doc:meta])* $of:ident { $($bound:tt $name:tt($($argument:ident),*): $fact:literal, $help:literal;)* })*) => {
        $(
            $(#[$doc])*
            pub struct $of<T = Here>(PhantomData<T>);

            impl $of {
                /// The only one.
                pub const HERE: &'static Self = &Self(PhantomData);
            }

            impl<T> $of<T> {
                $(
                    #[doc = $help]
                    pub fn $name<R>(&self $(, $argument: impl Sized)*) -> R
                    where
                        T: $bound<Itself: Sized>,
                    {
                        $(drop($argument);)*
                        T::never()
                    }
                )*
            }

            $(bound!($bound, $fact, $help);)*
        )*
    };
}

/// What is never met.
macro_rules! bound {
    ($bound:ident, $fact:literal, $help:literal) => {
        #[diagnostic::on_unimplemented(message = $fact, label = $help)]
        #[doc = $fact]
        pub trait $bound {
            /// Nothing.
            type Itself;
            /// Gives whatever is wanted, so that nothing is said about what is done with it.
            fn never<R>() -> R;
        }
    };
}

words! {
    /// What a network has elsewhere.
    InNetworks {
        NetworkCompile compile(optimizer): "a network has no `compile`",
            "make an optimizer, and declare the loss in the block: `let mut adam = Adam::new(1e-3);`";
        NetworkCountParams count_params(): "the number of parameters is a constant", "write `Net::PARAMETERS` with the name of the network";
        NetworkCpu cpu(): "a network does not move", "build it on its device: `Net::<f32, Cpu>::build(&device)`";
        NetworkCuda cuda(): "a network does not move", "build it on its device: `let device = netweave::device()?;`";
        NetworkEndPoint end_point(point, x): "which end points there are is known of one network, not of all",
            "ask for what it takes, `N: Takes<I>`, and write `net.activation(point, &x)?`";
        NetworkEval eval(): "a network has no modes", "leave it out: `net.forward(x)` is an inference, `net.training()` trains";
        NetworkEvaluate evaluate(x, labels): "a network has no `evaluate`",
            "run it, and compare: `let y = net.forward(x);`, with the metrics of `netweave::metric`";
        NetworkFit fit(x, labels): "a network has no `fit`",
            "write the step in a loop: `let pass = net.training().loss(&x, &labels)?;`, by the name of the loss";
        NetworkForward forward(x): "what a network takes is known of one network, not of all",
            "ask for it: `N: Network + Module<Tensor<..>>`, with the type of what it is given";
        NetworkFreeze freeze(scope): "a network is not frozen as such", "write `net.training().freeze(Net::SCOPE)`";
        NetworkGraph graph(): "`graph` is a function of the type", "write `Net::graph()` with the name of the network";
        NetworkLoad load(path): "a network has no `load`", "write `net.load_safetensors(path)?`";
        NetworkLoadStateDict load_state_dict(state): "a network has no `load_state_dict`", "write `net.load_safetensors(path)?`";
        NetworkLoadWeights load_weights(path): "a network has no `load_weights`", "write `net.load_safetensors(path)?`";
        NetworkNamedParameters named_parameters(): "a network has no `named_parameters`", "write `net.trainable_variables(\"\")`";
        NetworkNumParameters num_parameters(): "the number of parameters is a constant", "write `Net::PARAMETERS` with the name of the network";
        NetworkNumParams num_params(): "the number of parameters is a constant", "write `Net::PARAMETERS` with the name of the network";
        NetworkParameters parameters(): "a network has no `parameters`",
            "write `net.trainable_variables(\"\")`; an optimizer takes the rate alone: `Adam::new(1e-3)`";
        NetworkPredict predict(x): "a network has no `predict`", "write `net.forward(x)`";
        NetworkRequiresGrad requires_grad_(yes): "variables have no `requires_grad`", "write `net.training().freeze(Net::SCOPE)`";
        NetworkSave save(path): "a network has no `save`", "write `net.save_safetensors(path)?`";
        NetworkSaveWeights save_weights(path): "a network has no `save_weights`", "write `net.save_safetensors(path)?`";
        NetworkStateDict state_dict(): "a network has no `state_dict`",
            "write `net.save_safetensors(path)?`, or `net.variables(\"\")` to look at them";
        NetworkSummary summary(): "`summary` is a function of the type", "write `Net::summary()` with the name of the network";
        NetworkTo to(device): "a network does not move", "build it on its device: `let device = netweave::device()?;`";
        NetworkTrain train(): "a network has no modes", "leave it out: `net.training()` begins a training pass, `net.forward(x)` is an inference";
        NetworkTraining training(): "there is no loss to train by",
            "declare one in the block of the network: `loss name(labels: [10]) = ..;`; a function over all networks is given the pass";
        NetworkZeroGrad zero_grad(): "a network holds no gradients", "leave it out: each pass has gradients of its own";
    }
    /// What a scope has elsewhere.
    InScopes {
        ScopeForward forward(x): "a scope is run by its network", "write `net.forward(x)`; what the scope gives is an end point: `net.end_point(..)`";
        ScopeFreeze freeze(): "a scope is frozen for a pass", "write `net.training().freeze(Net::SCOPE)`";
        ScopeParameters parameters(): "a scope has no `parameters`", "write `net.trainable_variables(\"scope/\")`";
    }
    /// What a training pass has before its loss is named.
    InTrainings {
        TrainingBackward backward(): "no loss is named yet", "write `let pass = net.training().loss(&x, &labels)?;`, by the name of the loss";
        TrainingEndPoint end_point(point, x): "end points are those of an inference", "write `net.end_point(point, x)`";
        TrainingForward forward(x): "a training pass is made by a loss",
            "write `net.training().loss(&x, &labels)?`, by the name of the loss; `pass.output()` is what the network gives";
    }
    /// What a training pass has elsewhere.
    InPasses {
        PassBackward backward(): "a pass has no `backward`", "write `let gradients = adam.compute_gradients(pass)?;`";
        PassItem item(): "a pass has no `item`", "write `pass.value()`";
        PassStep step(): "a pass takes no step", "write `adam.apply_gradients(&mut net, gradients)?;`";
        PassZeroGrad zero_grad(): "gradients are not kept", "leave it out: each pass has gradients of its own";
    }
    /// What gradients have elsewhere.
    InGradients {
        GradientsClip clip(norm): "gradients are clipped by value or by norm",
            "write `gradients.clip_by_global_norm(1.0)`, `clip_by_norm(1.0)` or `clip_by_value(1.0)`";
        GradientsClipGradNorm clip_grad_norm(norm): "gradients have no `clip_grad_norm`", "write `gradients.clip_by_global_norm(1.0)`";
        GradientsClipGradNormInPlace clip_grad_norm_(norm): "gradients have no `clip_grad_norm_`", "write `gradients.clip_by_global_norm(1.0)`";
        GradientsClipGradValue clip_grad_value_(limit): "gradients have no `clip_grad_value_`", "write `gradients.clip_by_value(1.0)`";
        GradientsClipNorm clip_norm(norm): "gradients have no `clip_norm`",
            "write `gradients.clip_by_norm(1.0)` for each variable, or `clip_by_global_norm(1.0)` for all together";
        GradientsStep step(): "gradients take no step", "write `adam.apply_gradients(&mut net, gradients)?;`";
        GradientsZero zero_grad(): "gradients are not kept", "leave it out: each pass has gradients of its own";
    }
    /// What an optimizer has elsewhere.
    InOptimizers {
        OptimizerMinimize minimize(pass): "an optimizer has no `minimize`",
            "write `let gradients = adam.compute_gradients(pass)?;` and `adam.apply_gradients(&mut net, gradients)?;`";
        OptimizerStep step(): "an optimizer has no `step`", "write `adam.apply_gradients(&mut net, gradients)?;`";
        OptimizerZeroGrad zero_grad(): "an optimizer holds no gradients", "leave it out: each pass has gradients of its own";
    }
}

/// The same for types of other crates, which cannot deref: traits, whose methods take `&mut self`, for a method of a user's trait that takes
/// `&self` is found before.
macro_rules! traits {
    ($($(#[$doc:meta])* $of:ident { $($bound:tt $name:tt($($argument:ident),*): $fact:literal, $help:literal;)* })*) => {
        $(
            $(#[$doc])*
            pub trait $of {
                $(
                    #[doc = $help]
                    fn $name<R>(&mut self $(, $argument: impl Sized)*) -> R
                    where
                        Self: $bound<Itself: Sized>,
                    {
                        $(drop($argument);)*
                        <Self as $bound>::never()
                    }
                )*
            }

            $(bound!($bound, $fact, $help);)*
        )*
    };
}

traits! {
    /// What a number has elsewhere.
    InNumbers {
        NumberBackward backward(): "a number has no `backward`",
            "write `let gradients = adam.compute_gradients(pass)?;` of the pass that it is the value of";
    }
    /// What a tensor has elsewhere.
    InTensors {
        TensorCuda cuda(): "a tensor is made where it is used", "build it on the network's device: `device.tensor(..)`";
        TensorDetach detach(): "a tensor holds no gradient that leads back", "leave it out; in a network, write `stop_gradient(x)`";
        TensorItem item(): "a tensor has no `item`", "write `tensor.array()`, which is a number if the tensor has no axes";
        TensorNumpy numpy(): "a tensor has no `numpy`", "write `tensor.array()`, or `tensor.as_vec()` for a vector of all elements";
        TensorRequiresGrad requires_grad_(yes): "tensors have no `requires_grad`",
            "leave it out: a training pass finds the gradients of the network's variables";
        TensorToList tolist(): "a tensor has no `tolist`", "write `tensor.array()`, or `tensor.as_vec()` for a vector of all elements";
    }
}

impl InNumbers for f32 {}
impl InNumbers for f64 {}
impl<S: Shape, E, D: Storage<E>, T> InTensors for Tensor<S, E, D, T> {}

/// What is asked of a `Result` that has it inside: methods whose words are of [`Here`], for the type of such a `Result` is long.
macro_rules! results {
    ($($bound:tt $name:tt($($argument:ident),*): $fact:literal, $help:literal;)*) => {
        $(
            #[doc = $help]
            fn $name<R>(&mut self $(, $argument: impl Sized)*) -> R
            where
                Self::Words: $bound<Itself: Sized>,
            {
                $(drop($argument);)*
                <Self::Words as $bound>::never()
            }
        )*
    };
}

macro_rules! bounds {
    ($($bound:tt $name:tt($($argument:ident),*): $fact:literal, $help:literal;)*) => {
        $(bound!($bound, $fact, $help);)*
    };
}

macro_rules! of_results {
    ($($words:tt)*) => {
        /// A pass or gradients that may not be there.
        pub trait InResults {
            /// For which there is none of the methods.
            type Words;

            results!($($words)*);
        }

        bounds!($($words)*);
    };
}

of_results! {
    ResultClipByGlobalNorm clip_by_global_norm(norm): "gradients that may not be there are not clipped",
        "write `?` behind `compute_gradients(..)`";
    ResultClipByNorm clip_by_norm(norm): "gradients that may not be there are not clipped", "write `?` behind `compute_gradients(..)`";
    ResultClipByValue clip_by_value(limit): "gradients that may not be there are not clipped", "write `?` behind `compute_gradients(..)`";
    ResultValue value(): "a pass that may not be there has no value", "write `?` behind the call that makes the pass";
}

impl<N: Network, P> InResults for Result<Gradients<N>, P> {
    type Words = Here;
}

impl<N: Network, O: Outputs<N::Dtype, N::Device>, P> InResults for Result<TrainingPass<N, O>, P> {
    type Words = Here;
}

macro_rules! optimizers {
    ($($optimizer:ident)*) => {
        $(
            #[doc(hidden)]
            impl<N: Network> Deref for $optimizer<N> {
                type Target = InOptimizers;

                fn deref(&self) -> &InOptimizers {
                    InOptimizers::HERE
                }
            }
        )*
    };
}

optimizers!(Adam AdamW RmsProp Sgd);

#[doc(hidden)]
impl<N: Network> Deref for Gradients<N> {
    type Target = InGradients;

    fn deref(&self) -> &InGradients {
        InGradients::HERE
    }
}

#[doc(hidden)]
impl<N: Network, O: Outputs<N::Dtype, N::Device>> Deref for TrainingPass<N, O> {
    type Target = InPasses;

    fn deref(&self) -> &InPasses {
        InPasses::HERE
    }
}
