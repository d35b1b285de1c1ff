//! One ledger out of those of several towers. This is all that they tell each other in a step.

use std::sync::Arc;

use super::{Booking, Ledger};
use crate::Error;
use crate::kernels::List;
use crate::kernels::optimizer::Optimizer;
use crate::pass::beside::Away;
use crate::pass::pool::Pool;
use crate::storage::{Device, Dtype, Fault};
use crate::towers::Circle;

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// Adds what another tower has found in the same step, on another device if it was there.
    fn join(&mut self, other: &Self, away: Option<&Away<E, D>>) {
        self.join_kept(other);
        // As much of the block at once as is on one device: what belongs to no gradient and no update is not looked at.
        let kernels = self.kernels();
        for range in other.parts() {
            let (from, to) = (other.read_range(range.clone()), self.write_range(range.clone()));
            match away {
                None => Optimizer::add(&kernels, from, to),
                Some(away) => away.fetch_and_add(from, &other.kernels_of(&range), to),
            }
        }
    }

    fn join_kept(&mut self, other: &Self) {
        for (kept, other) in self.kept.iter_mut().zip(&other.kept) {
            *kept = kept.zip(*other).map(|(kept, other)| kept + other);
        }
    }

    /// Becomes what a tower has found on another device.
    fn take_over(&mut self, other: &mut Self, away: &Away<E, D>) {
        std::mem::swap(&mut self.has_gradient, &mut other.has_gradient);
        std::mem::swap(&mut self.kept, &mut other.kept);
        std::mem::swap(&mut self.network, &mut other.network);
        for range in other.parts() {
            let there = other.kernels_of(&range);
            away.fetch(other.read_range(range.clone()), &there, self.write_range(range));
        }
    }
}

impl<E: Dtype, D: Device<E>> Booking<E, D> {
    /// One ledger of those of all towers, in their order, in the network's pool.
    pub(in crate::pass) fn together(
        all: List<Self>,
        home: &Arc<Pool<E, D>>,
        device: &D,
        circle: Option<&Circle>,
    ) -> Result<Self, Error> {
        if let Some(circle) = circle.filter(|circle| have_seats(&all, circle)) {
            return Self::reduced(all, circle);
        }
        let mut all = List::into_iter(all);
        let Some(mut together) = all.next() else { unreachable!("a pass has a part") };
        if let Some(away) = Arc::clone(&together.pool).is_away() {
            let mut here = Self::new(home, device, &together.layout, &[]).map_err(Fault::told)?;
            here.take_over(&mut together, away);
            together = here;
        }
        for more in all {
            let pool = Arc::clone(&more.pool);
            together.join(&more, pool.is_away());
        }
        Ok(together)
    }

    /// The same, added up by the devices, each of which has one of the ledgers; the network's has the sums.
    fn reduced(all: List<Self>, circle: &Circle) -> Result<Self, Error> {
        let mut all: Vec<_> = List::into_iter(all).collect();
        let Some(home) = all.iter().position(|booking| booking.pool.is_away().is_none()) else {
            unreachable!("a tower is on the network's device")
        };
        let elements = all.iter_mut().map(|booking| {
            let range = 0..booking.layout.size;
            booking.write_range(range)
        });
        D::reduce(circle, elements.collect(), home)?;
        let mut together = all.swap_remove(home);
        all.iter().for_each(|other| together.join_kept(other));
        Ok(together)
    }
}

/// Whether these are the ledgers of all devices that NCCL brings together, in their order. Where a tower has no samples, its device
/// has none.
fn have_seats<E: Dtype, D: Device<E>>(all: &[Booking<E, D>], circle: &Circle) -> bool {
    let seats = all.iter().map(|booking| D::seat(circle, &booking.kernels()));
    seats.eq((0..D::seats(circle)).map(Some))
}
