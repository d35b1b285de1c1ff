//! What a step is applied to: a network, or what has it inside and lends it.

use std::cell::RefMut;
use std::sync::{MutexGuard, RwLockWriteGuard};

use crate::given::SliceOf;
use crate::network::Network;

/// A [slice](crate::given::Sliced) of `M`, which an optimizer of the network `N` can change.
#[diagnostic::on_unimplemented(
    message = "this optimizer changes a `{N}`, but is given a `{M}`",
    label = "not the network that this optimizer and its gradients are of"
)]
pub trait NetworkOf<M, N> {
    /// See [`given`](crate::given).
    #[doc(hidden)]
    type Itself;

    /// The network.
    #[doc(hidden)]
    fn network(inside: &mut M) -> &mut N;
}

#[diagnostic::do_not_recommend]
impl<M: Lends<N>, N, T: SliceOf<M> + ?Sized> NetworkOf<M, N> for T {
    type Itself = ();

    fn network(inside: &mut M) -> &mut N {
        inside.lend()
    }
}

/// The same, without words for what does not.
pub trait Lends<N> {
    /// The network.
    fn lend(&mut self) -> &mut N;
}

impl<N: Network> Lends<N> for N {
    fn lend(&mut self) -> &mut N {
        self
    }
}

macro_rules! lends {
    ($($around:ty)*) => {
        $(
            impl<N: Network> Lends<N> for $around {
                fn lend(&mut self) -> &mut N {
                    self
                }
            }
        )*
    };
}

lends!(&mut N Box<N> MutexGuard<'_, N> RefMut<'_, N> RwLockWriteGuard<'_, N>);
