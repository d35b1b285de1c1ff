//! What a network is made of, as `network!` knows it before anything is built.

mod devices;
mod graph;
mod kinds;
mod products;
mod summary;

pub use graph::Graph;
pub use kinds::Kinds;
pub use summary::Summary;
pub(crate) use summary::number;

pub use crate::end_point::Activation;
pub use crate::receptive_field::receptive_fields;

use std::collections::BTreeSet;

use crate::layer::Pool;
use crate::own::Held;

/// The values and scopes of a network, in program order.
#[derive(Clone, Copy, Debug)]
pub struct Structure {
    /// The name of the network.
    pub name: &'static str,
    /// The inputs, then what each operation makes.
    pub values: &'static [Value],
    /// The network, then each application of a scope.
    pub places: &'static [Place],
    /// The names of the outputs, and which values they are.
    pub outputs: &'static [(&'static str, usize)],
    /// The losses, and the values that each is made of.
    pub losses: &'static [(&'static str, &'static [usize])],
}

/// A value of one pass.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    /// Where it is made: an index among the places.
    pub(crate) place: usize,
    /// Its name in there.
    pub(crate) name: &'static str,
    /// What makes it, as it was written: `conv2d(16, kernel = 3)`; nothing for an input.
    pub(crate) kind: &'static str,
    /// Its shape, per sample. An axis whose size is known when the network runs counts as one of one element.
    pub(crate) shape: &'static [usize],
    /// The shape as it is written, where it has such axes.
    pub(crate) named: Option<&'static str>,
    /// Such axes, of an input.
    pub(crate) axes: &'static [&'static str],
    /// The values that it is made of.
    pub(crate) inputs: &'static [usize],
    /// The field that holds the variables of its layer, if it has any.
    pub(crate) field: Option<&'static str>,
    /// The number of trainable elements of these.
    pub(crate) parameters: usize,
    /// How many of them are biases.
    pub(crate) biases: usize,
    /// What the network is made of that makes it, if one does.
    pub(crate) network: Option<&'static Structure>,
    /// What the layer holds that makes it, if it is one of a user's.
    pub(crate) own: Option<&'static [Held]>,
    /// The multiplications with a weight that a sample takes, each time that it is made.
    pub(crate) multiply_adds: usize,
    /// How often it is made for a sample: once for each step of a scan.
    pub(crate) times: usize,
    /// All these multiplications, where axes whose size is known when the network runs say how many they are.
    pub(crate) per: Option<Per>,
    /// The same value at the first application of its scope: itself, or one before it.
    pub(crate) first: usize,
    /// The device that computes it; an input is where it is read first.
    pub(crate) device: usize,
    /// Whether it is no value, but a variable that a layer shares with that of the field.
    pub(crate) shared: bool,
    /// Whether no gradient goes back through it.
    pub(crate) stops: bool,
}

/// A number for each place of axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Per {
    pub(crate) number: usize,
    /// How many places there are, as it is written: `time`.
    pub(crate) places: &'static str,
}

/// What a value sees of those that it is made of.
#[derive(Clone, Copy, Debug)]
pub enum View {
    /// It is an input, and an image.
    Image,
    /// Any of it, or places that no stride leads to.
    Everything,
    /// The same place alone.
    Place,
    /// The place that is so many rows and columns further on.
    Shift([usize; 2]),
    /// What is under a window.
    Window(Pool),
}

/// The network, or an application of a scope.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its name in the place around it.
    pub name: &'static str,
    /// The path of the scope that is applied, joined by dots.
    pub path: &'static str,
    /// The place around it.
    pub around: usize,
    /// The first application of the same scope: itself, or one before it.
    pub first: usize,
    /// The value that it gives.
    pub result: Option<usize>,
}

impl Structure {
    /// The number of trainable elements of a scope or layer, by its path; of the network, if the path is empty.
    pub const fn parameters(&self, path: &str) -> usize {
        self.parameters_of(path, Kinds::ALL)
    }

    /// The multiplications with a weight of a scope or layer, over all of its applications.
    pub const fn multiply_adds(&self, path: &str) -> usize {
        let (mut sum, mut index) = (0, 0);
        while index < self.values.len() {
            let value = &self.values[index];
            if self.is_in(value, path) {
                sum += value.multiply_adds * value.times;
            }
            index += 1;
        }
        sum
    }

    /// The elements of all values that a scope or layer makes, over all of its applications.
    pub const fn activations(&self, path: &str) -> usize {
        let (mut sum, mut index) = (0, 0);
        while index < self.values.len() {
            let value = &self.values[index];
            if !value.is_input() && !value.shared && self.is_in(value, path) {
                sum += value.elements();
            }
            index += 1;
        }
        sum
    }

    /// The layers with variables that a loss depends on.
    pub(crate) fn reached(&self, loss: &str) -> Reached {
        let mut fields = BTreeSet::new();
        let mut pending: Vec<usize> =
            self.losses.iter().filter(|(name, _)| *name == loss).flat_map(|(_, values)| *values).copied().collect();
        let mut seen = vec![false; self.values.len()];
        while let Some(index) = pending.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let value = &self.values[index];
            if !value.stops {
                pending.extend(value.inputs);
            }
            if let Some(field) = value.field {
                let place = self.places[value.place].path;
                let dot = if place.is_empty() { "" } else { "." };
                fields.insert(format!("{place}{dot}{field}"));
            }
        }
        Reached(fields)
    }

    /// Whether a value is made by the scope or layer of this path.
    const fn is_in(&self, value: &Value, path: &str) -> bool {
        let place = self.places[value.place].path;
        if path.is_empty() || leads_to(path, place) {
            return true;
        }
        match value.field {
            Some(field) => is_joined(path, place, field),
            None => false,
        }
    }

    /// The name of a value from outside: `features/conv1`.
    pub fn path(&self, value: usize) -> String {
        let Value { place, name, .. } = self.values[value];
        self.path_in(place, name)
    }

    /// A name in a place from outside.
    pub(crate) fn path_in(&self, mut place: usize, name: &str) -> String {
        let mut path = name.to_owned();
        while place != 0 {
            path = format!("{}/{path}", self.places[place].name);
            place = self.places[place].around;
        }
        path
    }
}

/// The paths of layers that hold variables.
pub(crate) struct Reached(BTreeSet<String>);

impl Reached {
    /// Whether a variable is of one of them, by its name: `features.conv1.weight`.
    pub(crate) fn contains(&self, variable: &str) -> bool {
        variable.match_indices('.').any(|(end, _)| self.0.contains(&variable[..end]))
    }
}

impl Value {
    /// The input at this place among the values.
    pub const fn input(index: usize, name: &'static str, shape: &'static [usize]) -> Self {
        Self { place: 0, name, kind: "", shape, inputs: &[], first: index, ..Self::NOTHING }
    }

    /// What an operation without variables makes.
    pub const fn made(
        place: usize,
        name: &'static str,
        kind: &'static str,
        shape: &'static [usize],
        inputs: &'static [usize],
        first: usize,
    ) -> Self {
        Self { place, name, kind, shape, inputs, first, ..Self::NOTHING }
    }

    const NOTHING: Self = Self {
        place: 0,
        name: "",
        kind: "",
        shape: &[],
        named: None,
        axes: &[],
        inputs: &[],
        field: None,
        parameters: 0,
        biases: 0,
        network: None,
        own: None,
        multiply_adds: 0,
        times: 1,
        per: None,
        first: 0,
        device: 0,
        shared: false,
        stops: false,
    };

    /// Says that it is a variable of the layer of this path, in its place, that another layer shares.
    pub const fn shares(mut self, layer: &'static str) -> Self {
        self.field = Some(layer);
        self.shared = true;
        self
    }

    /// Says how its shape is written.
    pub const fn of_shape(mut self, named: &'static str) -> Self {
        self.named = Some(named);
        self
    }

    /// Says that no gradient goes back through it.
    pub const fn stops(mut self) -> Self {
        self.stops = true;
        self
    }

    /// Sets the variables of its layer.
    pub const fn variables(mut self, field: &'static str, parameters: usize) -> Self {
        self.field = Some(field);
        self.parameters = parameters;
        self
    }

    /// Sets how many of its trainable elements are biases.
    pub const fn biases(mut self, biases: usize) -> Self {
        self.biases = biases;
        self
    }

    /// Sets the network that makes it.
    pub const fn network(mut self, network: &'static Structure) -> Self {
        self.network = Some(network);
        self
    }

    /// Sets the layer of a user's that makes it, whose variables are in this field.
    pub const fn own(mut self, field: &'static str, held: &'static [Held]) -> Self {
        self.own = Some(held);
        self.variables(field, Held::elements(held, Kinds::ALL))
    }

    /// Sets what it costs.
    pub const fn multiply_adds(mut self, multiply_adds: usize) -> Self {
        self.multiply_adds = multiply_adds;
        self
    }

    /// Sets how often it is made for a sample.
    pub const fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// Says that it costs so many multiplications for each of these places.
    pub const fn per(mut self, number: usize, places: &'static str) -> Self {
        self.per = Some(Per { number, places });
        self
    }

    /// Says which axes whose size is known when the network runs an input has.
    pub const fn along(mut self, axes: &'static [&'static str]) -> Self {
        self.axes = axes;
        self
    }

    /// Sets the device that computes it.
    pub const fn on(mut self, device: usize) -> Self {
        self.device = device;
        self
    }

    /// Its shape in words.
    pub(crate) fn shown(&self) -> String {
        self.named.map_or_else(|| format!("{:?}", self.shape), str::to_owned)
    }

    const fn is_input(&self) -> bool {
        self.kind.is_empty()
    }

    /// The number of elements that are made for a sample.
    pub const fn elements(&self) -> usize {
        crate::shape::product(self.shape) * self.times
    }
}

/// Whether `inner` is `outer` or comes below it.
const fn leads_to(outer: &str, inner: &str) -> bool {
    let (outer, inner) = (outer.as_bytes(), inner.as_bytes());
    starts_with(inner, outer, 0) && (inner.len() == outer.len() || inner[outer.len()] == b'.')
}

/// Whether `path` is `place` and `name`, joined by a dot.
const fn is_joined(path: &str, place: &str, name: &str) -> bool {
    let (path, place, name) = (path.as_bytes(), place.as_bytes(), name.as_bytes());
    if place.is_empty() {
        return path.len() == name.len() && starts_with(path, name, 0);
    }
    path.len() == place.len() + 1 + name.len()
        && starts_with(path, place, 0)
        && path[place.len()] == b'.'
        && starts_with(path, name, place.len() + 1)
}

/// Whether `part` is in `text` from `start` on.
const fn starts_with(text: &[u8], part: &[u8], start: usize) -> bool {
    if text.len() < start + part.len() {
        return false;
    }
    let mut index = 0;
    while index < part.len() {
        if text[start + index] != part[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{is_joined, leads_to};

    #[test]
    fn paths_are_compared_by_whole_names() {
        assert!(leads_to("features", "features"));
        assert!(leads_to("features", "features.stem"));
        assert!(!leads_to("features", "features2"));
        assert!(!leads_to("features.stem", "features"));
        assert!(is_joined("features.conv1", "features", "conv1"));
        assert!(is_joined("fc", "", "fc"));
        assert!(!is_joined("features.conv1", "features", "conv"));
        assert!(!is_joined("features_conv1", "features", "conv1"));
    }
}
