//! What a pass tells of its numbers: the device is waited for, and what it has noted on the way becomes an error.

use std::iter::zip;

use crate::Error;
use crate::kernels::List;
use crate::kernels::embedding::Embedding;
use crate::pass::ledger::Ledger;
use crate::pass::pool::Session;
use crate::pass::program::Id;
use crate::storage::{Device, Dtype, Fault};

/// A number of the whole batch, of those of its parts: each with its tower and its weight.
pub(super) fn of_batch<'s, E: Dtype, D: Device<E>>(
    numbers: impl Iterator<Item = (usize, &'s Session<E, D>, Id, f64)>,
    blame: impl Fn(usize, Error) -> Error,
) -> Result<E, Error> {
    let mut sum = 0.0;
    for (tower, session, id, weight) in numbers {
        let told = tell(session, &[id], None).map_err(|problem| blame(tower, problem))?;
        sum += weight * told[0].to_f64().unwrap_or(f64::NAN);
    }
    Ok(E::from_f64(sum).unwrap_or_else(num_traits::Float::nan))
}

/// The first elements of values, and what a ledger has to tell as the last; the device is waited for once.
///
/// # Errors
/// The problem of the first indices of the pass that are out of range, and [`Error::Device`].
pub(super) fn tell<E: Dtype, D: Device<E>>(
    session: &Session<E, D>,
    values: &[Id],
    ledger: Option<&Ledger<E, D>>,
) -> Result<List<E>, Error> {
    let (run, holding) = session.look();
    let checks = &run.program.checks;
    let ids: List<Id> = checks.iter().map(|check| check.value).chain(values.iter().copied()).collect();
    let mut told = run.tell(&ids, ledger, holding).map_err(Fault::told)?.into_iter();
    for (check, outside) in zip(checks, &mut told) {
        if outside != E::zero() {
            let indices = D::read_indices(&holding.indices[check.indices]);
            let index = Embedding::<E>::first_outside(&holding.home(), check.range, indices);
            return Err((check.problem)(index.unwrap_or(check.range.below), check.range.below));
        }
    }
    Ok(told.collect())
}
