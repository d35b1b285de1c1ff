//! What goes from one device to another of its kind.

use super::optimizer::Optimizer;
use super::{Cpu, Memory};

/// Devices that give each other what is in their memory.
///
/// A device does what is started on it in order, but nothing orders that with what is started on another one, unless it is
/// told to [`follow`](Self::follow) it.
pub trait Peer<E>: Memory<E> {
    /// Whether both are one device.
    fn is(&self, other: &Self) -> bool;

    /// Has the two reach each other's memory, where they can.
    fn meet(&self, other: &Self);

    /// Has all that is started here from now on come after what was started there before.
    fn follow(&self, there: &Self);

    /// Copies from there. This device has to follow that one.
    fn bring(&self, from: Self::Slice<'_>, there: &Self, to: Self::SliceMut<'_>);

    /// Adds what is there. This device has to follow that one.
    fn bring_and_add(&self, from: Self::Slice<'_>, there: &Self, to: Self::SliceMut<'_>);
}

// There is one processor, and what was started on it is done.
for_floats!(Peer for Cpu {
    fn is(&self, _: &Self) -> bool {
        true
    }

    fn meet(&self, _: &Self) {}

    fn follow(&self, _: &Self) {}

    fn bring(&self, from: &[E], _: &Self, to: &mut [E]) {
        Optimizer::copy(self, from, to);
    }

    fn bring_and_add(&self, from: &[E], _: &Self, to: &mut [E]) {
        Optimizer::add(self, from, to);
    }
});
