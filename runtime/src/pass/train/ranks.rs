//! What the ranks that make a training pass find together.

use super::{Outcome, Part, Performed, joined, way_back};
use crate::Error;
use crate::kernels::List;
use crate::pass::buckets::{Buckets, Sending};
use crate::storage::{Device, Dtype};
use crate::towers::{Crew, attempt};

impl<E: Dtype, D: Device<E>> Performed<E, D> {
    /// Tells the other ranks, if there are any, what the forward pass has found.
    pub(super) fn with_ranks(mut self) -> Result<Self, Error> {
        let Some(together) = &self.together else { return Ok(self) };
        let parts = &self.parts[0].session.run().program.parts;
        let loss = self.weighted(|part| part.loss);
        let losses = (0..parts.len()).map(|index| self.weighted(|part| part.session.run().program.parts[index].1));
        let numbers = std::iter::once(loss).chain(losses).map(|number| Ok(number?.to_f64().unwrap_or(f64::NAN)));
        let mut numbers = numbers.collect::<Result<Vec<f64>, Error>>()?;
        let losses = numbers.len();
        numbers.resize(losses + 2 * self.bookings[0].fields().len(), 0.0);
        for booking in &self.bookings {
            for (sum, own) in numbers[losses..].iter_mut().zip(booking.kept().flatten()) {
                *sum += own;
            }
        }
        self.found = Some(together.forward(numbers));
        Ok(self)
    }

    /// Runs the parts backward. Gradients go to the other ranks while the pass goes on; where a rank has several towers, or
    /// batch norm is synchronised, they go behind it.
    pub(super) fn backward_with_ranks(self, crew: &Crew) -> Result<Outcome<E, D>, Error> {
        let Self { mut parts, mut bookings, pool, together: Some(together), found: Some(found), .. } = self else {
            unreachable!("ranks have found something together");
        };
        let (scale, run) = (parts[0].scale, parts[0].session.run());
        let losses = 1 + run.program.parts.len();
        let buckets = Buckets::of(&bookings[0], run, &parts[0].foreign);
        let meets = run.has_meetings();
        let booking = if let ([part], [booking], false) = (&mut *parts, &mut *bookings, meets) {
            let mut sending = Sending::new(&together, buckets);
            let Part { session, foreign, weight, .. } = part;
            let gradient = *weight * scale;
            // SAFETY: `sending` is at its end before the ledger is used again, and gradients come to each part of it no more.
            let mut after = |at: usize, block: &D::Block| unsafe { sending.after::<E, D>(at, block) };
            let done = if part.is_empty {
                Ok(())
            } else {
                attempt(|| way_back(session, booking, foreign, gradient, &mut after).map_err(Error::device))
            };
            sending.finish::<E, D>(done, Some(booking.block()))?;
            List::into_iter(bookings).next()
        } else {
            let mut done = joined(parts, bookings, &pool, crew, Some(&together));
            if meets {
                // Others wait in the next step that they do together, and not for gradients.
                done = done.and_then(|done| together.backward().map(|()| done));
                if let Err(problem) = done {
                    together.fail();
                    return Err(problem);
                }
            }
            let (booking, done) = match done {
                Ok((booking, _)) => (Some(booking), Ok(())),
                Err(problem) => (None, Err(problem)),
            };
            let sending = Sending::new(&together, buckets);
            sending.finish::<E, D>(done, booking.as_ref().map(|booking| booking.block()))?;
            booking
        };
        let Some(mut booking) = booking else { unreachable!("a pass has a part") };
        let numbers = found.numbers()?;
        booking.keep(&numbers[losses..]);
        Outcome::of(booking, scale, || Ok(Some(E::of(numbers[0]))))
    }
}
