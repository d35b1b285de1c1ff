//! How the keys of a file become the names of variables.

mod counted;
mod hugging_face;
mod keras;
mod known;
mod mobilenet;
mod parametrized;
mod pattern;
mod recurrent;
mod resnet;
mod timm;
mod torchvision;
mod vgg19;

use std::fmt::{self, Debug, Formatter};
use std::path::Path;
use std::sync::Arc;

use safetensors::Dtype;

use super::archive::Archive;
use super::stored::{Layout, Stored};
use super::{Weights, variables};
use crate::{Error, Network};
use keras::AS_THEY_ARE;
pub(super) use known::suggested;
use pattern::{fill, fit};

/// How the keys of a file become the names of variables: renamings, what is ignored, and the order of dimensions.
///
/// Dots and slashes are one in keys and in what is given here. What is given is the beginning of a name, in whole parts, and
/// may be a pattern: a `*` stands for any letters of one part, and a part `**` for any number of parts, or none. The stars of
/// the new name stand for the same, in their order.
///
/// ```
/// use netweave::checkpoint::Keys;
///
/// let keys = Keys::torch().strip("module").then(
///     Keys::exact()
///         .rename("layer*.0", "stage*.first")
///         .rename("**.bn*", "**.norm*")
///         .ignore("head"),
/// );
/// assert_eq!(keys.name("module.layer3.0.conv1.weight").as_deref(), Some("stage3.first.conv1.weight"));
/// assert_eq!(keys.name("module.layer3.1.bn2.bias").as_deref(), Some("layer3.1.norm2.bias"));
/// assert_eq!(keys.name("module.head.weight"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The first that fits counts.
    rules: Vec<Rule>,
    /// Names, scopes, or the last parts of names.
    ignored: Vec<String>,
    /// From what to what, for the last part of a name.
    leaves: &'static [(&'static str, &'static str)],
    tensorflow: bool,
    torch: bool,
    transposed: Vec<String>,
    /// Linear layers behind an image of so many rows, columns and channels.
    flattened: Vec<(String, [usize; 3])>,
    then: Option<Box<Keys>>,
}

/// What becomes of a key that begins so.
#[derive(Clone)]
enum Rule {
    Rename(String, String),
    Compute(Arc<Renaming>),
    Split(String, Vec<String>),
    Merge(Vec<String>, String),
}

type Renaming = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What a key is of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) share: Share,
    pub(super) layout: Layout,
}

/// How what is in a file and what is in a network belong together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Share {
    /// They are one and the same.
    Whole,
    /// The variable is one of the parts of what is in the file.
    Part { at: usize, of: Vec<String> },
    /// What is in the file is one of the pieces of the variable; these are the keys of all.
    Piece { at: usize, of: Vec<String> },
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

    /// The keys of a PyTorch `state_dict`. Layers call their variables as ours do, but for the layers within an LSTM, a GRU or an
    /// RNN: `weight_ih_l0` is our `weight_ih`, and `weight_ih_l1_reverse` our `upper.0.weight_ih_reverse`.
    /// What a weight is made of by `parametrizations` is called as in a layer with `norm = weight` or `norm = spectral`.
    /// `num_batches_tracked` is ignored.
    pub fn torch() -> Self {
        Self { torch: true, ..Self::default() }.ignore("num_batches_tracked")
    }

    /// The keys of TensorFlow and TF-slim, and of Keras in a safetensors file: `weights` or `kernel`, `biases`, `gamma`, `beta`, `moving_mean`,
    /// `moving_variance`. Weights of convolutions are turned from `[height, width, in, out]` to `[out, in, height,
    /// width]` and those of linear layers from `[in, out]` to `[out, in]`; optimizers' slots are ignored.
    ///
    /// TensorFlow flattens an image by rows, columns and channels, and we by channels, rows and columns: see
    /// [`Keys::flattened`].
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

    /// The keys of torchvision's ResNet-18 and ResNet-34 (`layer2.0.downsample.1.weight`), for a network whose stages are a
    /// first block and a repetition: `layer1.0` and `layer1.1`, then `layer2.first.downsample.bn`, `layer2.rest.0` and so on.
    pub fn torchvision_resnet18() -> Self {
        Self::torch().rename_with(|key| resnet::torchvision(key, 2))
    }

    /// The keys of torchvision's ResNet-50, -101 and -152, for a network like that of [`Keys::torchvision_resnet18`], whose
    /// first stage has a first block, too.
    pub fn torchvision_resnet50() -> Self {
        Self::torch().rename_with(|key| resnet::torchvision(key, 1))
    }

    /// The keys of torchvision's MobileNetV2 (`features.2.conv.1.0.weight`), for a network with `stem`, `depthwise` and `project`
    /// before its stages, `stage2.first.expand.conv`, `stage2.rest.0.body.expand.conv` and so on in them, and `head` and `fc`
    /// behind.
    pub fn torchvision_mobilenet_v2() -> Self {
        let outside = mobilenet::blocks().fold(Self::torch(), |keys, (from, to)| keys.rename(&from, &to));
        outside.then(Self::exact().renames(&mobilenet::LAYERS))
    }

    /// Renames a scope or a variable: `rename("features.0", "block1.conv1_1")`. An empty `to` takes the scope away, and
    /// an empty `from` puts all into a scope. Of several that fit, the first counts.
    pub fn rename(self, from: &str, to: &str) -> Self {
        self.rule(Rule::Rename(dotted(from), dotted(to)))
    }

    /// Takes away the scope that all is in: `strip("module")` for what PyTorch's `DataParallel` has saved.
    pub fn strip(self, scope: &str) -> Self {
        self.rename(scope, "")
    }

    /// Renames what `renamed` gives a new name, and leaves the rest to other renamings. The key has dots.
    pub fn rename_with(self, renamed: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.rule(Rule::Compute(Arc::new(renamed)))
    }

    /// Takes what is one in the file for several variables, one below the other along their first dimension:
    /// `split("**.in_proj_weight", ["**.query.weight", "**.key.weight", "**.value.weight"])`. Each takes as many rows as it
    /// has in the network.
    pub fn split<const N: usize>(self, from: &str, to: [&str; N]) -> Self {
        self.rule(Rule::Split(dotted(from), to.map(dotted).into()))
    }

    /// Takes several in the file for one variable, one below the other along its first dimension:
    /// `merge(["**.query.weight", "**.key.weight", "**.value.weight"], "**.in_proj_weight")`.
    pub fn merge<const N: usize>(self, from: [&str; N], to: &str) -> Self {
        self.rule(Rule::Merge(from.map(dotted).into(), dotted(to)))
    }

    /// Turns what the file has the other way round, `[in, out]` for a linear layer: `transpose("**.c_attn.weight")`. The key
    /// is the file's.
    pub fn transpose(mut self, key: &str) -> Self {
        self.transposed.push(dotted(key));
        self
    }

    /// Leaves out a scope, a variable, or all variables that are called so: `ignore("classifier")`.
    pub fn ignore(mut self, name: &str) -> Self {
        self.ignored.push(dotted(name));
        self
    }

    /// Takes the names for keys again: what a prefix was stripped of can be renamed, and what was renamed can be merged.
    pub fn then(mut self, next: Self) -> Self {
        self.then = Some(Box::new(match self.then {
            Some(then) => then.then(next),
            None => next,
        }));
        self
    }

    /// Compares what is in a file with the variables of a network, by keys and shapes alone. Neither need be there: a list of what a
    /// file holds tells before it is fetched whether it will fit.
    ///
    /// ```
    /// use netweave::checkpoint::Keys;
    /// use netweave::prelude::*;
    ///
    /// network! {
    ///     network Line(x: [3]) -> [1] {
    ///         x -> fc: linear(1)
    ///     }
    /// }
    ///
    /// let file = [("module.fc.weight".to_owned(), vec![1, 3]), ("module.fc.bias".to_owned(), vec![1])];
    /// Keys::torch().strip("module").check::<Line>("line.safetensors", file.clone())?;
    /// assert!(Keys::torch().check::<Line>("line.safetensors", file).is_err());
    /// # Ok::<(), netweave::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Mismatch`] with everything that is missing, unexpected, or of another shape; it has the `file`'s name.
    pub fn check<N: Network>(
        &self,
        file: impl AsRef<Path>,
        listed: impl IntoIterator<Item = (String, Vec<usize>)>,
    ) -> Result<(), Error> {
        let stored = |shape| Stored { kind: Dtype::F32, shape, bytes: Vec::new() };
        let tensors = listed.into_iter().map(|(key, shape)| (key, stored(shape))).collect();
        let weights = Weights::of(Archive { file: file.as_ref().to_owned(), tensors }).keys(self.clone());
        weights.compare(&variables::declared::<N>()).map(|_| ())
    }

    /// The name of the variable that a key is of, or nothing if it is ignored. Of one that is split, it is the first.
    pub fn name(&self, key: &str) -> Option<String> {
        self.targets(key).into_iter().next().map(|target| target.name)
    }

    /// What a key is of: one variable, several, or none if it is ignored.
    pub(super) fn targets(&self, key: &str) -> Vec<Target> {
        let key = dotted(key.strip_suffix(":0").unwrap_or(key));
        let ignored = |name: &String| fit(name, &key).is_some() || leaf(&key) == name;
        if self.ignored.iter().any(ignored) {
            return Vec::new();
        }
        let ruled = self.rules.iter().find_map(|rule| rule.targets(&key));
        let mut targets = ruled.unwrap_or_else(|| vec![(key.clone(), Share::Whole)]);
        for (name, share) in &mut targets {
            rename((name, share), |name| self.translated(name));
        }
        let layout = self.layout(&key);
        let targets = targets.into_iter().map(|(name, share)| Target { name, share, layout });
        match &self.then {
            Some(then) => targets.flat_map(|target| then.after(target)).collect(),
            None => targets.collect(),
        }
    }

    /// What a target of other keys is of by these.
    fn after(&self, target: Target) -> Vec<Target> {
        let Target { mut name, mut share, layout } = target;
        let mut targets = self.targets(&name);
        if share != Share::Whole {
            targets.truncate(1);
            rename((&mut name, &mut share), |name| self.name(name).unwrap_or_else(|| name.to_owned()));
        }
        for target in &mut targets {
            if share != Share::Whole {
                (target.name, target.share) = (name.clone(), share.clone());
            }
            if layout != Layout::OutFirst {
                target.layout = layout;
            }
        }
        targets
    }

    /// Renames these, from what to what.
    fn renames(self, renamings: &[(&str, &str)]) -> Self {
        renamings.iter().fold(self, |keys, (from, to)| keys.rename(from, to))
    }

    fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// A name whose last part is called as ours.
    fn translated(&self, name: &str) -> String {
        if self.torch
            && let Some(ours) = parametrized::torch(name)
        {
            return ours;
        }
        if self.torch
            && let Some(ours) = recurrent::torch(leaf(name))
        {
            return name[..name.len() - leaf(name).len()].to_owned() + &ours;
        }
        match self.leaves.iter().find(|(from, _)| leaf(name) == *from) {
            Some((from, to)) => name[..name.len() - from.len()].to_owned() + to,
            None => name.to_owned(),
        }
    }

    fn layout(&self, key: &str) -> Layout {
        if let Some((_, image)) = self.flattened.iter().find(|(layer, _)| fit(layer, key).is_some()) {
            return Layout::Flattened(*image);
        }
        match self.tensorflow {
            true if AS_THEY_ARE.contains(&leaf(key)) => Layout::OutFirst,
            true if key.contains("depthwise_") => Layout::Depthwise,
            true => Layout::OutLast,
            false if self.transposed.iter().any(|pattern| fit(pattern, key).is_some()) => Layout::OutLast,
            false => Layout::OutFirst,
        }
    }
}

impl Rule {
    /// What a key is of, if this says so.
    fn targets(&self, key: &str) -> Option<Vec<(String, Share)>> {
        let whole = |name: String| vec![(name, Share::Whole)];
        match self {
            Self::Rename(from, to) => fit(from, key).map(|(stars, rest)| whole(joined(&fill(to, &stars), &rest))),
            Self::Compute(renamed) => renamed(key).map(whole),
            Self::Split(from, to) => {
                let (stars, rest) = fit(from, key)?;
                let names: Vec<String> = to.iter().map(|to| joined(&fill(to, &stars), &rest)).collect();
                let part = |(at, name): (usize, &String)| (name.clone(), Share::Part { at, of: names.clone() });
                Some(names.iter().enumerate().map(part).collect())
            }
            Self::Merge(from, to) => {
                let fitting = from.iter().enumerate().find_map(|(at, from)| Some((at, fit(from, key)?)));
                let (at, (stars, rest)) = fitting?;
                let of = from.iter().map(|from| joined(&fill(from, &stars), &rest)).collect();
                Some(vec![(joined(&fill(to, &stars), &rest), Share::Piece { at, of })])
            }
        }
    }
}

impl Debug for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rename(from, to) => write!(f, "{from} → {to}"),
            Self::Compute(_) => write!(f, "a function"),
            Self::Split(from, to) => write!(f, "{from} → {to:?}"),
            Self::Merge(from, to) => write!(f, "{from:?} → {to}"),
        }
    }
}

/// Renames a variable, and those beside it that are made of the same.
fn rename((name, share): (&mut String, &mut Share), renamed: impl Fn(&str) -> String) {
    *name = renamed(name);
    if let Share::Part { of, .. } = share {
        of.iter_mut().for_each(|name| *name = renamed(name));
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
