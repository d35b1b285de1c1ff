use super::groups::Groups;
use super::{check, check_size};
use crate::Error;
use crate::given::Is;
use crate::kernels::optimizer::Optimizer as _;
use crate::kernels::round::Half;
use crate::network::Network;
use crate::pass::{Booking, Outcome};
use crate::scope::{self, Named, Scope, ScopeOf};
use crate::storage::{Device, Dtype, Fault};
use crate::training::TrainingPass;
use crate::variables::{Variable, no_variable, words};

/// The gradients of a network's variables, together with the updates that run before the step.
///
/// They are of the variables that the optimizer trains and the loss depends on.
///
/// ```
/// # use netweave::prelude::*;
/// # network! {
/// #     network Line(x: [1]) -> [2] {
/// #         let hidden = scope features { x -> fc: linear(4) -> tanh };
/// #         let y = hidden -> fc: linear(2);
/// #         loss fit(target: [2]) = softmax_cross_entropy(y, target);
/// #         y
/// #     }
/// # }
/// # let device = Cpu::default();
/// # let mut net = Line::<f32, Cpu>::build(&device);
/// # let (x, target) = (device.tensor([[1.0], [2.0]]), device.tensor([[1.0, 0.0], [0.0, 1.0]]));
/// let mut adam = Adam::new(1e-3);
/// let gradients = adam.compute_gradients(net.training().fit(&x, &target)?)?;
/// assert_eq!(gradients.variable("features/fc/weight")?.shape, [4, 1]);
///
/// // Two batches for one step.
/// let more = adam.compute_gradients(net.training().fit(&x, &target)?)?;
/// let gradients = gradients.accumulate(more)?.scale(Scope::ALL, 0.5);
///
/// let gradients = gradients.scale(Line::FEATURES, 0.1).clip_by_global_norm(0.01);
/// assert!(gradients.norm(Scope::ALL) <= 0.01 + 1e-6);
/// adam.apply_gradients(&mut net, gradients)?;
/// # Ok::<(), netweave::Error>(())
/// ```
#[must_use = "gradients and pending updates change nothing until `apply_gradients` consumes them"]
pub struct Gradients<N: Network> {
    /// Of the variables that the optimizer trains and the loss depends on, with the updates.
    pending: Booking<N::Dtype, N::Device>,
    /// What could not be returned where it was found.
    problem: Option<Error>,
    /// Whether they were scaled on their way.
    pub(super) are_scaled: bool,
    are_finite: bool,
}

/// The [`Gradients`] of the network `N`.
#[diagnostic::on_unimplemented(
    message = "the gradients of `{N}` go here, but `{Self}` is given",
    label = "not what `compute_gradients` gives: write `?` behind what may fail, and no `&`"
)]
pub trait GradientsOf<N: Network>: Is<Gradients<N>> {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<N: Network, T: Is<Gradients<N>>> GradientsOf<N> for T {
    type Itself = ();
}

fn check_loss<E: Dtype>(value: E, step: u64) -> Result<(), Error> {
    if num_traits::Float::is_finite(value) {
        return Ok(());
    }
    let value = num_traits::ToPrimitive::to_f64(&value).unwrap_or(f64::NAN);
    Err(Error::NotFinite { step, value })
}

impl<N: Network> Gradients<N> {
    /// Runs a pass backward; `step` is the optimizer's next one.
    pub(super) fn of(pass: TrainingPass<N, ()>, groups: &Groups<N>, step: u64) -> Result<Self, Error> {
        // A device that has to be waited for is asked once, when all is done.
        let scale = (pass.loss.half() == Some(Half::F16)).then_some(groups.loss_scale);
        let may_fall = scale.is_some_and(|scale| scale.can_fall());
        let mut checked = Ok(());
        if pass.loss.tells_at_once() || pass.is_read() {
            checked = check_loss(pass.try_value()?, step);
            if !may_fall {
                checked.clone()?;
            }
        }
        let TrainingPass { loss_name, loss, .. } = pass;
        let outcome = loss.backward(scale.map_or(1.0, |scale| scale.factor))?;
        let Outcome { booking: mut pending, loss, is_finite } = outcome;
        checked = checked.and(loss.map_or(Ok(()), |loss| check_loss(loss, step)));
        if !may_fall {
            checked.clone()?;
        }
        let is_finite = is_finite && checked.is_ok();
        for field in 0..pending.fields().len() {
            if !groups.trains(&pending.fields()[field].name) {
                pending.has_gradient[field] = false;
            }
        }
        let not_finite = if is_finite || may_fall { None } else { pending.not_finite() };
        // What a fault has left undone is not finite either.
        <N::Device as Device<_>>::check(&pending.kernels()).map_err(Fault::told)?;
        if let Some(field) = not_finite {
            let variable = pending.fields()[field].name.replace('.', "/");
            return Err(Error::NotFiniteGradient { variable, step });
        }
        pending.losses.push(loss_name);
        let are_finite = is_finite || !may_fall;
        Ok(Self { pending, problem: None, are_scaled: scale.is_some(), are_finite })
    }

    /// Whether they can be stepped by. Those of a pass in [`F16`](crate::F16) need not be finite while the
    /// [`loss_scale`](super::Optimizer::loss_scale) is too large; the step is left out then, and the scale halved.
    pub fn are_finite(&self) -> bool {
        self.are_finite
    }

    /// Multiplies the gradients of a scope.
    pub fn scale(mut self, scope: impl ScopeOf<N, Itself: Sized>, factor: f64) -> Self {
        let scope: Scope<N> = scope.itself();
        if let Err(problem) = check("factor", factor, factor.is_finite(), "a finite number") {
            self.problem.get_or_insert(problem);
        }
        self.pending.change(|field| scope.contains(&field.name), |kernels, gradient| kernels.scale(factor, gradient));
        self
    }

    /// Cuts every element to `−limit..limit`.
    pub fn clip_by_value(mut self, limit: f64) -> Self {
        self.check_limit("limit", limit);
        self.pending.change(|_| true, |kernels, gradient| kernels.clip(limit, gradient));
        self
    }

    /// Shortens the gradient of each variable to a norm: `g ← g · norm / ‖g‖`, where that is longer.
    pub fn clip_by_norm(mut self, norm: f64) -> Self {
        self.check_limit("norm", norm);
        self.pending.shorten(norm);
        self
    }

    /// Shortens all gradients together to a norm: `g ← g · norm / ‖all gradients‖`, where that is longer
    /// ([Pascanu et al. 2013](https://arxiv.org/abs/1211.5063)).
    pub fn clip_by_global_norm(mut self, norm: f64) -> Self {
        self.check_limit("norm", norm);
        let found = self.norm(Scope::ALL);
        if found > norm { self.scale(Scope::ALL, norm / found) } else { self }
    }

    /// The norm of the gradients of a scope, as of one vector: `√Σ g²`.
    pub fn norm(&self, scope: impl ScopeOf<N, Itself: Sized>) -> f64 {
        let scope: Scope<N> = scope.itself();
        self.pending.sum_of_squares(|field| scope.contains(&field.name)).sqrt()
    }

    /// Adds the gradients of another pass of the same network; its updates come after these.
    ///
    /// # Errors
    /// [`Error::OtherNetwork`] if they are of another network of this type, and [`Error::Device`] if memory runs out.
    pub fn accumulate(mut self, other: Self) -> Result<Self, Error> {
        if !self.pending.network.is_that_of(&other.pending.network) {
            return Err(Error::OtherNetwork { network: N::NAME });
        }
        self.pending.accumulate(&other.pending);
        self.problem = self.problem.or(other.problem);
        self.are_scaled |= other.are_scaled;
        self.are_finite &= other.are_finite;
        Ok(self)
    }

    /// The gradients of the variables of a scope or layer by its path, such as `features/`; all of them if the path is
    /// empty. Variables that have none are left out.
    ///
    /// # Errors
    /// [`Error::Device`] if memory runs out.
    pub fn variables(&self, path: &str) -> Result<Vec<Variable<N::Dtype>>, Error> {
        let path = words(path).collect::<Vec<_>>().join(".");
        let inside = |name: &str| scope::holds(&path, name) || name == path;
        let fields = self.pending.fields().iter().enumerate().filter(|(_, field)| inside(&field.name));
        fields.filter_map(|(index, _)| self.read(index).transpose()).collect()
    }

    /// The gradient of the variable of this name: `features/conv1/weight`. Dots may stand for the slashes.
    ///
    /// # Errors
    /// [`Error::NoVariable`] suggests the nearest name of a variable that has a gradient; [`Error::Device`] if memory
    /// runs out.
    pub fn variable(&self, name: &str) -> Result<Variable<N::Dtype>, Error> {
        let own = words(name).collect::<Vec<_>>().join(".");
        let found = self.pending.fields().iter().position(|field| field.name == own);
        match found.map(|index| self.read(index)).transpose()?.flatten() {
            Some(variable) => Ok(variable),
            None => {
                let all = self.pending.fields().iter().enumerate();
                let all = all.filter(|(index, _)| self.pending.has_gradient[*index]);
                Err(no_variable::<N>(name, all.map(|(_, field)| field.name.replace('.', "/"))))
            }
        }
    }

    /// Checks that these are for this network, and that every scope of the optimizer has some.
    pub(super) fn ready(mut self, network: &N, groups: &Groups<N>) -> Result<Booking<N::Dtype, N::Device>, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        if !self.pending.network.is_of(network) {
            return Err(Error::OtherNetwork { network: N::NAME });
        }
        let without = |scope: &Named| {
            let fields = self.pending.fields().iter().zip(&self.pending.has_gradient);
            let mut own = fields.filter(|(field, _)| field.trainable && scope.contains::<N>(&field.name));
            let mut trained = own.clone().filter(|(field, _)| groups.trains(&field.name));
            // A scope may be empty, or all that is in it frozen by name.
            let meant = if scope.is_everything() { own.next().is_some() } else { trained.clone().next().is_some() };
            meant && trained.all(|(_, has_gradient)| !has_gradient)
        };
        let everything = Named::from(Scope::<N>::ALL);
        if let Some(scope) = groups.trained().chain([&everything]).find(|scope| without(scope)) {
            let scope = scope.to_string();
            let losses = self.pending.losses.clone();
            return Err(Error::NoGradient { network: N::NAME, scope, losses });
        }
        Ok(self.pending)
    }

    /// The gradient of a field, out of the device.
    fn read(&self, index: usize) -> Result<Option<Variable<N::Dtype>>, Error> {
        let Some(gradient) = self.pending.gradient(index) else { return Ok(None) };
        let field = &self.pending.fields()[index];
        let values = <N::Device as Device<_>>::download(&self.pending.kernels(), gradient);
        let values = values.map_err(Fault::told)?;
        Ok(Some(Variable { name: field.name.replace('.', "/"), shape: field.shape.clone(), trainable: true, values }))
    }

    fn check_limit(&mut self, setting: &str, limit: f64) {
        if let Err(problem) = check_size(setting, limit) {
            self.problem.get_or_insert(problem);
        }
    }
}
