use super::stored::Layout;
use super::vgg19;

/// How the keys of a file become the names of variables: renamings, what is ignored, and the order of dimensions.
///
/// Dots and slashes are one in keys and in what is given here.
///
/// ```
/// use netweave::checkpoint::Keys;
///
/// let keys = Keys::slim().rename("vgg_16/conv1", "block1").ignore("vgg_16/fc8");
/// assert_eq!(keys.name("vgg_16/conv1/conv1_1/weights").as_deref(), Some("block1.conv1_1.weight"));
/// assert_eq!(keys.name("vgg_16/fc8/biases"), None);
/// assert_eq!(keys.name("global_step"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// From what to what, for whole parts of a name at its start. The first that fits counts.
    renamed: Vec<(String, String)>,
    /// Names, scopes, or the last parts of names.
    ignored: Vec<String>,
    /// From what to what, for the last part of a name.
    leaves: &'static [(&'static str, &'static str)],
    tensorflow: bool,
}

/// What TensorFlow, TF-slim and Keras call the variables of a layer.
const TENSORFLOW: &[(&str, &str)] = &[
    ("weights", "weight"),
    ("depthwise_weights", "weight"),
    ("kernel", "weight"),
    ("depthwise_kernel", "weight"),
    ("biases", "bias"),
    ("gamma", "weight"),
    ("beta", "bias"),
    ("moving_mean", "running_mean"),
    ("moving_variance", "running_var"),
];

/// What TensorFlow saves beside the variables of a network.
const TENSORFLOW_IGNORES: &[&str] =
    &["global_step", "Adam", "Adam_1", "Momentum", "RMSProp", "ExponentialMovingAverage"];

impl Keys {
    /// Keys that are the names: those that [`save_weights`](super::save_weights) writes.
    pub fn exact() -> Self {
        Self::default()
    }

    /// The keys of a PyTorch `state_dict`. Layers call their variables as ours do; `num_batches_tracked` is ignored.
    pub fn torch() -> Self {
        Self::default().ignore("num_batches_tracked")
    }

    /// The keys of TensorFlow, TF-slim and Keras: `weights` or `kernel`, `biases`, `gamma`, `beta`, `moving_mean`,
    /// `moving_variance`. Weights of convolutions are turned from `[height, width, in, out]` to `[out, in, height,
    /// width]` and those of linear layers from `[in, out]` to `[out, in]`; optimizers' slots are ignored.
    ///
    /// TensorFlow flattens an image by rows, columns and channels, and we by channels, rows and columns. A linear layer
    /// behind a `flatten` does not fit, whatever its keys, unless it was saved as a convolution, as slim's VGG's are.
    pub fn slim() -> Self {
        let keys = Self { leaves: TENSORFLOW, tensorflow: true, ..Self::default() };
        TENSORFLOW_IGNORES.iter().fold(keys, |keys, name| keys.ignore(name))
    }

    /// The keys of torchvision's VGG-19 (`features.0.weight`), for a network with the scopes and names of the paper:
    /// `block1.conv1_1` to `block5.conv5_4`, then `fc6`, `fc7` and `fc8`.
    pub fn torchvision_vgg19() -> Self {
        vgg19::torchvision().fold(Self::torch(), |keys, (from, to)| keys.rename(&from, &to))
    }

    /// The keys of TF-slim's VGG-19 (`vgg_19/conv1/conv1_1/weights`), for the same network as
    /// [`Keys::torchvision_vgg19`].
    pub fn slim_vgg19() -> Self {
        vgg19::slim().fold(Self::slim(), |keys, (from, to)| keys.rename(&from, &to))
    }

    /// Renames a scope or a variable: `rename("features.0", "block1.conv1_1")`. An empty `to` takes the scope away, and
    /// an empty `from` puts all into a scope. Of several that fit, the first counts.
    pub fn rename(mut self, from: &str, to: &str) -> Self {
        self.renamed.push((dotted(from), dotted(to)));
        self
    }

    /// Leaves out a scope, a variable, or all variables that are called so: `ignore("classifier")`.
    pub fn ignore(mut self, name: &str) -> Self {
        self.ignored.push(dotted(name));
        self
    }

    /// The name of the variable that a key is of, or nothing if it is ignored.
    pub fn name(&self, key: &str) -> Option<String> {
        let key = dotted(key.strip_suffix(":0").unwrap_or(key));
        let ignored = |name: &String| rest(&key, name).is_some() || leaf(&key) == name;
        if self.ignored.iter().any(ignored) {
            return None;
        }
        let renamed = self.renamed.iter().find_map(|(from, to)| {
            let rest = if from.is_empty() { Some(key.as_str()) } else { rest(&key, from) };
            rest.map(|rest| joined(to, rest))
        });
        let name = renamed.unwrap_or(key);
        let known = self.leaves.iter().find(|(from, _)| leaf(&name) == *from);
        Some(match known {
            Some((from, to)) => name[..name.len() - from.len()].to_owned() + to,
            None => name,
        })
    }

    pub(super) fn layout(&self, key: &str) -> Layout {
        match self.tensorflow {
            true if key.contains("depthwise_") => Layout::Depthwise,
            true => Layout::OutLast,
            false => Layout::OutFirst,
        }
    }
}

/// A name with dots, whatever it was written with.
pub(super) fn dotted(name: &str) -> String {
    name.trim_matches('/').replace('/', ".")
}

/// What is left of a name behind a scope; nothing is left of the scope itself.
pub(super) fn rest<'a>(name: &'a str, scope: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(scope)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() || name.is_empty() { format!("{scope}{name}") } else { format!("{scope}.{name}") }
}

/// The last part of a name.
fn leaf(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
