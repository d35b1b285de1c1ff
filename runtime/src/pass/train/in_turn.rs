//! Training passes whose micro-batches go there and back in turn: the way back is gone when the loss is there.

use super::{Outcome, Performed};
use crate::Error;
use crate::pass::ledger::Booking;
use crate::pass::towers::{Turn, there_and_back};
use crate::storage::{Device, Dtype};

impl<E: Dtype, D: Device<E>> Performed<E, D> {
    /// Has all parts go there and back, if they wait for that.
    pub(super) fn in_turn(mut self) -> Result<Self, Error> {
        let waits = self.parts.iter().all(|part| part.session.look().1.is_apart);
        let Some(crew) = self.crew.clone().filter(|_| waits) else { return Ok(self) };
        self.book();
        let turns = self.parts.iter_mut().map(|part| {
            let (tower, booking, gradient) = (part.tower, part.booking, part.weight * part.scale);
            Turn { tower, session: &mut part.session, booking, gradient }
        });
        let mut turns: Vec<_> = turns.collect();
        let (bookings, memory) = there_and_back(&crew, &mut turns, std::mem::take(&mut self.bookings))?;
        (self.bookings, self.turned_back) = (bookings, Some(memory));
        Ok(self)
    }

    /// What has come of such a pass.
    pub(super) fn brought_together(mut self) -> Result<Outcome<E, D>, Error> {
        let device = self.parts[0].session.look().1.device.clone();
        let circle = self.crew.as_ref().and_then(|crew| crew.circle.as_ref());
        let booking = Booking::together(std::mem::take(&mut self.bookings), &self.pool, &device, circle)?;
        Outcome::of(booking, 1.0, || D::IS_APART.then(|| self.loss()).transpose())
    }
}
