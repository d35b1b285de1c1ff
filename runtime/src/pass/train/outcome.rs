use crate::Error;
use crate::pass::ledger::Booking;
use crate::storage::{Device, Dtype, Fault};

/// What comes of a training pass.
pub(crate) struct Outcome<E: Dtype, D: Device<E>> {
    pub(crate) booking: Booking<E, D>,
    /// The loss, of a device that has to be waited for.
    pub(crate) loss: Option<E>,
    /// Whether all gradients are finite, of those variables too that are not trained.
    pub(crate) is_finite: bool,
}

impl<E: Dtype, D: Device<E>> Outcome<E, D> {
    /// That of several towers. All of them are at work when the loss is asked for.
    pub(super) fn of(
        mut booking: Booking<E, D>,
        scale: f64,
        loss: impl FnOnce() -> Result<Option<E>, Error>,
    ) -> Result<Self, Error> {
        booking.unscale(scale);
        booking.look_for_not_finite();
        let loss = loss()?;
        let told = D::scalars(&booking.kernels(), &[booking.answer()]).map_err(Fault::told)?;
        Ok(Self { is_finite: told[0] == E::zero(), booking, loss })
    }
}
