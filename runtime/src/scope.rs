use std::fmt::{Debug, Formatter, Result};
use std::marker::PhantomData;

use crate::network::Network;

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
pub struct Scope<N: Network> {
    path: &'static str,
    network: PhantomData<fn() -> N>,
}

impl<N: Network> Scope<N> {
    /// The whole network.
    pub const ALL: Self = Self::new("");

    /// The scope of this path.
    #[doc(hidden)]
    pub const fn new(path: &'static str) -> Self {
        Self { path, network: PhantomData }
    }

    /// The names of the scopes around it and its own, joined by dots: `features.conv1`; empty for [`ALL`](Self::ALL).
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The number of trainable elements of its variables.
    pub const fn parameters(&self) -> usize {
        N::STRUCTURE.parameters(self.path)
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
        holds(self.path, variable_name)
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
        self.path == other.path
    }
}

impl<N: Network> Eq for Scope<N> {}

impl<N: Network> Debug for Scope<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}::{}", N::NAME, self.path)
    }
}
