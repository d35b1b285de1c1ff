use std::collections::BTreeMap;

use dfdx::tensor::UniqueId;
use dfdx::tensor_ops::Backward;

use super::groups::Groups;
use super::{check, check_size};
use crate::Error;
use crate::kernels::optimizer::Optimizer as Kernel;
use crate::network::{Identity, Network};
use crate::scope::{self, Scope};
use crate::storage::{self, Buffer, Device, Dtype};
use crate::training::{Trainable, TrainingPass};
use crate::updates::Updates;
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
    /// Of all trainable variables, in the order of the fields.
    variables: Vec<Gradient<N::Dtype, N::Device>>,
    updates: Updates<N::Dtype, N::Device>,
    network: Identity,
    /// The losses that they come from.
    losses: Vec<&'static str>,
    /// What could not be returned where it was found.
    problem: Option<Error>,
}

/// The gradient of a variable.
pub(super) struct Gradient<E: Dtype, D: Device<E>> {
    identity: UniqueId,
    pub(super) name: String,
    shape: Vec<usize>,
    device: D,
    /// Nothing, if the optimizer does not train the variable, or the loss does not depend on it.
    pub(super) values: Option<Buffer<E, D>>,
}

/// What `apply_gradients` needs of gradients: the updates, and the gradient of each variable by its identity.
type Ready<E, D> = (Updates<E, D>, BTreeMap<UniqueId, Gradient<E, D>>);

impl<N: Network> Gradients<N> {
    /// Runs the tape of a pass backward; `step` is the optimizer's next one.
    pub(super) fn of<O>(pass: TrainingPass<N, O>, groups: &Groups<N>, step: u64) -> Result<Self, Error> {
        let value = pass.value();
        if !num_traits::Float::is_finite(value) {
            let value = num_traits::ToPrimitive::to_f64(&value).unwrap_or(f64::NAN);
            return Err(Error::NotFinite { step, value });
        }
        let TrainingPass { loss, loss_name, updates, network, trainable, .. } = pass;
        let reached = N::STRUCTURE.reached(loss_name);
        let mut gradients = loss.try_backward().map_err(Error::device)?;
        let mut variables = Vec::with_capacity(trainable.len());
        for Trainable { identity, name, shape, device, take } in trainable {
            let mut values = None;
            if groups.trains(&name) && reached.contains(&name) {
                let gradient = take(&mut gradients).map_err(Error::device)?;
                if !device.kernels().is_finite(D::<N>::read_buffer(&gradient)) {
                    return Err(Error::NotFiniteGradient { variable: name.replace('.', "/"), step });
                }
                values = Some(gradient);
            }
            variables.push(Gradient { identity, name, shape, device, values });
        }
        Ok(Self { variables, updates, network, losses: vec![loss_name], problem: None })
    }

    /// Multiplies the gradients of a scope.
    pub fn scale(mut self, scope: Scope<N>, factor: f64) -> Self {
        if let Err(problem) = check("factor", factor, factor.is_finite(), "a finite number") {
            self.problem.get_or_insert(problem);
        }
        for (device, values) in self.values_mut(scope) {
            device.kernels().scale(factor, D::<N>::write_buffer(values));
        }
        self
    }

    /// Cuts every element to `−limit..limit`.
    pub fn clip_by_value(mut self, limit: f64) -> Self {
        self.check_limit("limit", limit);
        for (device, values) in self.values_mut(Scope::ALL) {
            device.kernels().clip(limit, D::<N>::write_buffer(values));
        }
        self
    }

    /// Shortens the gradient of each variable to a norm: `g ← g · norm / ‖g‖`, where that is longer.
    pub fn clip_by_norm(mut self, norm: f64) -> Self {
        self.check_limit("norm", norm);
        for (device, values) in self.values_mut(Scope::ALL) {
            let found = device.kernels().sum_of_squares(D::<N>::read_buffer(values)).sqrt();
            if found > norm {
                device.kernels().scale(norm / found, D::<N>::write_buffer(values));
            }
        }
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
    pub fn norm(&self, scope: Scope<N>) -> f64 {
        let variables = self.variables.iter().filter(|variable| scope.contains(&variable.name));
        let squares = variables.filter_map(|variable| {
            let values = D::<N>::read_buffer(variable.values.as_ref()?);
            Some(variable.device.kernels().sum_of_squares(values))
        });
        squares.sum::<f64>().sqrt()
    }

    /// Adds the gradients of another pass of the same network; its updates come after these.
    ///
    /// # Errors
    /// [`Error::OtherNetwork`] if they are of another network of this type, and [`Error::Device`] if memory runs out.
    pub fn accumulate(mut self, other: Self) -> Result<Self, Error> {
        if !self.network.is_that_of(&other.network) {
            return Err(Error::OtherNetwork { network: N::NAME });
        }
        for (variable, other) in self.variables.iter_mut().zip(other.variables) {
            match (&mut variable.values, other.values) {
                (Some(values), Some(other)) => storage::accumulate(&variable.device, &other, values),
                (values @ None, other) => *values = other,
                (Some(_), None) => {}
            }
        }
        let other_updates = other.updates.moved(other.network.changes(&self.network));
        self.updates.append(other_updates).map_err(Error::device)?;
        let new: Vec<_> = other.losses.into_iter().filter(|loss| !self.losses.contains(loss)).collect();
        self.losses.extend(new);
        self.problem = self.problem.or(other.problem);
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
        let variables = self.variables.iter().filter(|variable| inside(&variable.name));
        variables.filter_map(|variable| variable.read().transpose()).collect()
    }

    /// The gradient of the variable of this name: `features/conv1/weight`. Dots may stand for the slashes.
    ///
    /// # Errors
    /// [`Error::NoVariable`] suggests the nearest name of a variable that has a gradient; [`Error::Device`] if memory
    /// runs out.
    pub fn variable(&self, name: &str) -> Result<Variable<N::Dtype>, Error> {
        let own = words(name).collect::<Vec<_>>().join(".");
        let found = self.variables.iter().find(|variable| variable.name == own);
        match found.map(Gradient::read).transpose()?.flatten() {
            Some(variable) => Ok(variable),
            None => {
                let all = self.variables.iter().filter(|variable| variable.values.is_some());
                Err(no_variable::<N>(name, all.map(|variable| variable.name.replace('.', "/"))))
            }
        }
    }

    /// Checks that these are for this network, and that every scope of the optimizer has some.
    pub(super) fn ready(self, network: &N, groups: &Groups<N>) -> Result<Ready<N::Dtype, N::Device>, Error> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let now = Identity::of(network);
        if !self.network.is_that_of(&now) {
            return Err(Error::OtherNetwork { network: N::NAME });
        }
        let without = |scope: &str| {
            let mut own = self.variables.iter().filter(|variable| scope::holds(scope, &variable.name));
            let mut trained = own.clone().filter(|variable| groups.trains(&variable.name));
            // A scope may be empty, or all that is in it frozen by name.
            let meant = if scope.is_empty() { own.next().is_some() } else { trained.clone().next().is_some() };
            meant && trained.all(|variable| variable.values.is_none())
        };
        if let Some(scope) = groups.trained().chain([""]).find(|scope| without(scope)) {
            let scope = scope.to_owned();
            return Err(Error::NoGradient { network: N::NAME, scope, losses: self.losses });
        }
        let changes: BTreeMap<_, _> = self.network.changes(&now).collect();
        let variables = self.variables.into_iter().map(|variable| {
            let identity = variable.identity;
            (changes.get(&identity).copied().unwrap_or(identity), variable)
        });
        Ok((self.updates.moved(self.network.changes(&now)), variables.collect()))
    }

    fn values_mut(&mut self, scope: Scope<N>) -> impl Iterator<Item = (&N::Device, &mut Buffer<N::Dtype, N::Device>)> {
        let variables = self.variables.iter_mut().filter(move |variable| scope.contains(&variable.name));
        variables.filter_map(|variable| Some((&variable.device, variable.values.as_mut()?)))
    }

    fn check_limit(&mut self, setting: &str, limit: f64) {
        if let Err(problem) = check_size(setting, limit) {
            self.problem.get_or_insert(problem);
        }
    }
}

/// The device of a network.
type D<N> = <N as Network>::Device;

impl<E: Dtype, D: Device<E>> Gradient<E, D> {
    fn read(&self) -> Result<Option<Variable<E>>, Error> {
        let Some(values) = &self.values else { return Ok(None) };
        let values = storage::values(&self.device, values, self.shape.iter().product()).map_err(Error::device)?;
        Ok(Some(Variable { name: self.name.replace('.', "/"), shape: self.shape.clone(), trainable: true, values }))
    }
}
