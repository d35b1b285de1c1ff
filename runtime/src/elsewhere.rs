//! What Keras and PyTorch call things, for who calls them that: methods that say what to write.
//!
//! A network, a pass and an optimizer deref to where these methods are. So they are found only where there is nothing else of that name:
//! no method of a user's, and no trait's. None can be called, for what they ask is never met; `Itself: Sized` keeps what rustc says of that
//! [short](crate::given).

use std::marker::PhantomData;
use std::ops::Deref;

use crate::optimizer::{Adam, AdamW, RmsProp, Sgd};
use crate::{Network, Outputs, TrainingPass};

/// For which there is none of the methods.
pub struct Here;

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

            $(
                #[diagnostic::on_unimplemented(message = $fact, label = $help)]
                #[doc = $fact]
                pub trait $bound {
                    /// Nothing.
                    type Itself;
                    /// Gives whatever is wanted, so that nothing is said about what is done with it.
                    fn never<R>() -> R;
                }
            )*
        )*
    };
}

words! {
    /// What a network has elsewhere.
    InNetworks {
        NetworkCompile compile(optimizer): "a network has no `compile`",
            "make an optimizer, and declare the loss in the block: `let mut adam = Adam::new(1e-3);`";
        NetworkCpu cpu(): "a network does not move", "build it on its device: `Net::<f32, Cpu>::build(&device)`";
        NetworkCuda cuda(): "a network does not move", "build it on its device: `let device = netweave::device()?;`";
        NetworkEval eval(): "a network has no modes", "leave it out: `net.forward(x)` is an inference, `net.training()` trains";
        NetworkEvaluate evaluate(x, labels): "a network has no `evaluate`",
            "run it, and compare: `let y = net.forward(x);`, with the metrics of `netweave::metric`";
        NetworkFit fit(x, labels): "a network has no `fit`",
            "write the step in a loop: `let pass = net.training().loss(&x, &labels)?;`, by the name of the loss";
        NetworkFreeze freeze(): "a network is not frozen as such", "write `net.training().freeze(Net::SCOPE)`";
        NetworkLoad load(path): "a network has no `load`", "write `net.load_safetensors(path)?`";
        NetworkLoadStateDict load_state_dict(state): "a network has no `load_state_dict`", "write `net.load_safetensors(path)?`";
        NetworkLoadWeights load_weights(path): "a network has no `load_weights`", "write `net.load_safetensors(path)?`";
        NetworkNamedParameters named_parameters(): "a network has no `named_parameters`", "write `net.trainable_variables(\"\")`";
        NetworkParameters parameters(): "a network has no `parameters`",
            "write `net.trainable_variables(\"\")`; an optimizer takes the rate alone: `Adam::new(1e-3)`";
        NetworkPredict predict(x): "a network has no `predict`", "write `net.forward(x)`";
        NetworkRequiresGrad requires_grad_(yes): "variables have no `requires_grad`", "write `net.training().freeze(Net::SCOPE)`";
        NetworkSave save(path): "a network has no `save`", "write `net.save_safetensors(path)?`";
        NetworkSaveWeights save_weights(path): "a network has no `save_weights`", "write `net.save_safetensors(path)?`";
        NetworkStateDict state_dict(): "a network has no `state_dict`",
            "write `net.save_safetensors(path)?`, or `net.variables(\"\")` to look at them";
        NetworkTo to(device): "a network does not move", "build it on its device: `let device = netweave::device()?;`";
        NetworkTrain train(): "a network has no modes", "leave it out: `net.training()` begins a training pass, `net.forward(x)` is an inference";
        NetworkTraining training(): "the network has no loss", "declare one in its block: `loss name(labels: [10]) = ..;`";
        NetworkZeroGrad zero_grad(): "a network holds no gradients", "leave it out: each pass has gradients of its own";
    }
    /// What a training pass has elsewhere.
    InPasses {
        PassBackward backward(): "a pass has no `backward`", "write `let gradients = adam.compute_gradients(pass)?;`";
        PassItem item(): "a pass has no `item`", "write `pass.value()`";
        PassStep step(): "a pass takes no step", "write `adam.apply_gradients(&mut net, gradients)?;`";
        PassZeroGrad zero_grad(): "gradients are not kept", "leave it out: each pass has gradients of its own";
    }
    /// What an optimizer has elsewhere.
    InOptimizers {
        OptimizerMinimize minimize(pass): "an optimizer has no `minimize`",
            "write `let gradients = adam.compute_gradients(pass)?;` and `adam.apply_gradients(&mut net, gradients)?;`";
        OptimizerStep step(): "an optimizer has no `step`", "write `adam.apply_gradients(&mut net, gradients)?;`";
        OptimizerZeroGrad zero_grad(): "an optimizer holds no gradients", "leave it out: each pass has gradients of its own";
    }
}

/// What a number has elsewhere. `impl` does not reach into other crates, so this is a trait.
pub trait InNumbers {
    /// write `let gradients = adam.compute_gradients(pass)?;`
    fn backward<R>(&self) -> R
    where
        Self: NumberBackward<Itself: Sized>,
    {
        <Self as NumberBackward>::never()
    }
}

/// a number has no `backward`
#[diagnostic::on_unimplemented(
    message = "a number has no `backward`",
    label = "write `let gradients = adam.compute_gradients(pass)?;` of the pass that it is the value of"
)]
pub trait NumberBackward {
    /// Nothing.
    type Itself;
    /// Gives whatever is wanted, so that nothing is said about what is done with it.
    fn never<R>() -> R;
}

impl InNumbers for f32 {}
impl InNumbers for f64 {}

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
impl<N: Network, O: Outputs<N::Dtype, N::Device>> Deref for TrainingPass<N, O> {
    type Target = InPasses;

    fn deref(&self) -> &InPasses {
        InPasses::HERE
    }
}
