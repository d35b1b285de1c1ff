use std::fmt::{Debug, Display, Formatter, Result};
use std::marker::PhantomData;

use crate::given::Is;
use crate::network::Network;
use crate::structure::{Kinds, Structure};

/// A scope or a layer of the network `N`, as a value.
///
/// `network!` declares a constant for each scope and for each layer that holds variables: `Digits::FEATURES`,
/// `Digits::FEATURES_CONV1`. Whoever takes a `Scope<N>` takes those of `N` alone.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Digits(image: [1, 8, 8]) -> [10] {
///         let features = scope features { image -> conv1: conv2d(16, kernel = 3) -> relu };
///         features -> flatten -> fc: linear(10)
///     }
/// }
///
/// let features: Scope<Digits> = Digits::FEATURES;
/// assert_eq!(features.path(), "features");
/// assert_eq!(Digits::<f32, Cpu>::FEATURES_CONV1.path(), "features.conv1");
/// assert!(features.contains("features.conv1.weight"));
/// assert!(!features.contains("fc.weight"));
/// assert!(Scope::<Digits>::ALL.contains("fc.weight"));
/// ```
///
/// There is one for each kind of variables, too, and for the biases of each layer: `Digits::BIASES`, `Digits::NORMS`,
/// `Digits::WEIGHTS`, `Digits::EMBEDDINGS` and `Digits::FC_BIAS`. A scope of yours that is called so comes first.
///
/// ```
/// # use netweave::prelude::*;
/// # network! {
/// #     network Digits(image: [1, 8, 8]) -> [10] {
/// #         let features = scope features { image -> conv1: conv2d(16, kernel = 3) -> batch_norm -> relu };
/// #         features -> flatten -> fc: linear(10)
/// #     }
/// # }
/// assert_eq!(Digits::<f32, Cpu>::BIASES.parameters(), 16 + 10);
/// assert_eq!(Digits::<f32, Cpu>::NORMS.parameters(), 2 * 16);
/// let biases: Scope<Digits> = Digits::FEATURES.biases();
/// assert!(biases.contains("features.conv1.bias"));
/// assert!(!biases.contains("features.batch_norm.bias"));
/// assert!(!biases.contains("fc.bias"));
/// ```
pub struct Scope<N: Network> {
    path: &'static str,
    kinds: Kinds,
    network: PhantomData<fn() -> N>,
}

/// A [`Scope`] of any network.
#[diagnostic::on_unimplemented(
    message = "a scope goes here, but `{Self}` is given",
    label = "not a scope: they are constants of the network, as `Net::FEATURES` is"
)]
pub trait GivenScope {
    /// It.
    type Scope;

    /// It.
    #[doc(hidden)]
    fn scope(self) -> Self::Scope;
}

#[diagnostic::do_not_recommend]
impl<T: AnyScope> GivenScope for T {
    type Scope = Scope<T::Network>;

    fn scope(self) -> Self::Scope {
        self.any()
    }
}

/// The same, without words for what is none.
pub trait AnyScope {
    /// What it is of.
    type Network: Network;

    /// It.
    fn any(self) -> Scope<Self::Network>;
}

impl<N: Network> AnyScope for Scope<N> {
    type Network = N;

    fn any(self) -> Self {
        self
    }
}

/// A [`Scope`] of the network `N`.
#[diagnostic::on_unimplemented(
    message = "a scope of `{N}` goes here, but `{Self}` is given",
    label = "not a scope of this network: they are its constants, as `Net::FEATURES` is"
)]
pub trait ScopeOf<N: Network>: Is<Scope<N>> {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<N: Network, T: Is<Scope<N>>> ScopeOf<N> for T {
    type Itself = ();
}

impl<N: Network> Scope<N> {
    /// The whole network.
    pub const ALL: Self = Self::new("");

    /// The scope of this path.
    #[doc(hidden)]
    pub const fn new(path: &'static str) -> Self {
        Self { path, kinds: Kinds::ALL, network: PhantomData }
    }

    const fn of(self, kinds: Kinds) -> Self {
        Self { kinds: self.kinds.and(kinds), ..self }
    }

    /// Of its variables, what layers multiply with: not the weights of norms, nor the tables of embeddings.
    pub const fn weights(self) -> Self {
        self.of(Kinds::WEIGHTS)
    }

    /// Of its variables, what layers add to what their weights make: not the biases of norms.
    pub const fn biases(self) -> Self {
        self.of(Kinds::BIASES)
    }

    /// Of its variables, those of norms, with their running statistics.
    pub const fn norms(self) -> Self {
        self.of(Kinds::NORMS)
    }

    /// Of its variables, the tables of embeddings.
    pub const fn embeddings(self) -> Self {
        self.of(Kinds::EMBEDDINGS)
    }

    /// Which kinds of its variables it has.
    #[doc(hidden)]
    pub const fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// The names of the scopes around it and its own, joined by dots: `features.conv1`; empty for [`ALL`](Self::ALL).
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The number of trainable elements of its variables.
    pub const fn parameters(&self) -> usize {
        N::STRUCTURE.parameters_of(self.path, self.kinds)
    }

    /// The multiplications with a weight that a sample takes, over all applications of the scope; see
    /// [`Network::MULTIPLY_ADDS`].
    pub const fn multiply_adds(&self) -> usize {
        N::STRUCTURE.multiply_adds(self.path)
    }

    /// The elements of what its layers give for a sample, over all of its applications; see
    /// [`Network::ACTIVATIONS`].
    pub const fn activations(&self) -> usize {
        N::STRUCTURE.activations(self.path)
    }

    /// Whether a variable belongs to it, by the variable's name: `features.conv1.weight` or
    /// `features/conv1/weight`.
    pub fn contains(&self, variable_name: &str) -> bool {
        holds(self.path, variable_name) && is_one(N::STRUCTURE, self.kinds, variable_name)
    }
}

/// Whether a variable is of one of these kinds, by its name.
fn is_one(structure: &Structure, kinds: Kinds, variable_name: &str) -> bool {
    kinds.is_all() || kinds.has(structure.kind(variable_name))
}

/// A scope as a checkpoint and errors name it: `features`, `features[biases]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    path: String,
    kinds: Kinds,
}

impl Named {
    pub(crate) fn parse(written: &str) -> Option<Self> {
        let (path, kinds) = match written.strip_suffix(']').and_then(|written| written.rsplit_once('[')) {
            Some((path, kinds)) => (path, Kinds::parse(kinds)?),
            None => (written, Kinds::ALL),
        };
        Some(Self { path: path.to_owned(), kinds })
    }

    /// Whether it is the whole network.
    pub(crate) fn is_everything(&self) -> bool {
        self.path.is_empty() && self.kinds.is_all()
    }

    pub(crate) fn contains<N: Network>(&self, variable_name: &str) -> bool {
        holds(&self.path, variable_name) && is_one(N::STRUCTURE, self.kinds, variable_name)
    }

    /// Whether all of its variables are another one's, and not the other way round.
    pub(crate) fn is_narrower(&self, other: &Self) -> bool {
        let is_in = |inner: &Self, outer: &Self| {
            let path = inner.path == outer.path || holds(&outer.path, &inner.path);
            path && outer.kinds.has(inner.kinds)
        };
        is_in(self, other) && self != other
    }
}

impl Display for Named {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.path)?;
        if self.kinds.is_all() { Ok(()) } else { write!(f, "[{}]", self.kinds) }
    }
}

impl<N: Network> From<Scope<N>> for Named {
    fn from(scope: Scope<N>) -> Self {
        Self { path: scope.path.to_owned(), kinds: scope.kinds }
    }
}

/// Whether a variable belongs to the scope of this path, by the variable's name.
pub(crate) fn holds(path: &str, variable_name: &str) -> bool {
    let mut names = variable_name.split(['.', '/']);
    let mut own = path.split('.').filter(|name| !name.is_empty());
    own.all(|own| names.next() == Some(own)) && names.next().is_some()
}

impl<N: Network> Clone for Scope<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: Network> Copy for Scope<N> {}

impl<N: Network> PartialEq for Scope<N> {
    fn eq(&self, other: &Self) -> bool {
        (self.path, self.kinds) == (other.path, other.kinds)
    }
}

impl<N: Network> Eq for Scope<N> {}

impl<N: Network> Debug for Scope<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}::{}", N::NAME, Named::from(*self))
    }
}
