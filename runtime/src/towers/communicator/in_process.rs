//! Ranks that are threads of one process.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Communicator, Lost, Numbers};

/// One of several ranks in one process, each on a thread of its own.
#[derive(Debug)]
pub struct InProcess {
    rank: usize,
    table: Arc<Table>,
}

/// So many ranks.
pub fn in_process(size: usize) -> Vec<InProcess> {
    let table = Arc::new(Table { size, round: Mutex::default(), changed: Condvar::new() });
    (0..size).map(|rank| InProcess { rank, table: Arc::clone(&table) }).collect()
}

/// Where ranks meet.
#[derive(Debug)]
struct Table {
    size: usize,
    round: Mutex<Round>,
    changed: Condvar,
}

/// One call, which all ranks make.
#[derive(Debug, Default)]
struct Round {
    /// By rank, once it has come.
    brought: Vec<(usize, Brought)>,
    /// What all take away, and how many still have to.
    found: Option<(Brought, usize)>,
    is_lost: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Brought {
    Nothing,
    F32(Vec<f32>),
    F64(Vec<f64>),
    Bytes(Vec<u8>),
}

impl Table {
    fn round(&self) -> MutexGuard<'_, Round> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something that another rank does.
    fn wait<'a>(
        &'a self,
        round: MutexGuard<'a, Round>,
        end: Instant,
        is_done: impl Fn(&Round) -> bool,
    ) -> Result<MutexGuard<'a, Round>, Lost> {
        let left = end.saturating_duration_since(Instant::now());
        let waited = self.changed.wait_timeout_while(round, left, |round| !round.is_lost && !is_done(round));
        let (mut round, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if round.is_lost || !is_done(&round) {
            round.is_lost = true;
            self.changed.notify_all();
            return Err(Lost::Late);
        }
        Ok(round)
    }
}

impl InProcess {
    /// Brings something, and takes away what `combine` makes of what all have brought, by rank.
    fn meet(
        &self,
        brought: Brought,
        limit: Duration,
        combine: impl FnOnce(&mut Vec<(usize, Brought)>) -> Result<Brought, Lost>,
    ) -> Result<Brought, Lost> {
        let Table { size, changed, .. } = &*self.table;
        let end = Instant::now() + limit;
        // Those of the call before have to be gone.
        let mut round = self.table.wait(self.table.round(), end, |round| round.found.is_none())?;
        round.brought.push((self.rank, brought));
        if round.brought.len() == *size {
            round.brought.sort_by_key(|(rank, _)| *rank);
            let combined = combine(&mut round.brought);
            round.brought.clear();
            round.is_lost |= combined.is_err();
            round.found = combined.ok().map(|found| (found, *size));
            changed.notify_all();
        }
        let mut round = self.table.wait(round, end, |round| round.found.is_some())?;
        let Some((found, left)) = &mut round.found else { return Err(Lost::Late) };
        let found = found.clone();
        *left -= 1;
        if *left == 0 {
            round.found = None;
            changed.notify_all();
        }
        Ok(found)
    }
}

/// Adds what each rank has brought to what the first has.
fn sum(brought: &mut Vec<(usize, Brought)>) -> Result<Brought, Lost> {
    let mut all = brought.drain(..).map(|(_, brought)| brought);
    let first = all.next().ok_or(Lost::Late)?;
    all.try_fold(first, |mut sum, more| {
        match (&mut sum, &more) {
            (Brought::F32(sum), Brought::F32(more)) if sum.len() == more.len() => {
                sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
            (Brought::F64(sum), Brought::F64(more)) if sum.len() == more.len() => {
                sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
            // They have not made the same call.
            _ => return Err(Lost::Late),
        }
        Ok(sum)
    })
}

impl Communicator for InProcess {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.table.size
    }

    fn local_rank(&self) -> usize {
        self.rank
    }

    fn all_reduce(&mut self, values: Numbers<'_>, limit: Duration) -> Result<(), Lost> {
        let brought = match &values {
            Numbers::F32(values) => Brought::F32(values.to_vec()),
            Numbers::F64(values) => Brought::F64(values.to_vec()),
        };
        match (values, self.meet(brought, limit, sum)?) {
            (Numbers::F32(values), Brought::F32(found)) => values.copy_from_slice(&found),
            (Numbers::F64(values), Brought::F64(found)) => values.copy_from_slice(&found),
            _ => return Err(Lost::Late),
        }
        Ok(())
    }

    fn broadcast(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Lost> {
        let brought = Brought::Bytes(bytes.to_vec());
        match self.meet(brought, limit, |all| Ok(all.swap_remove(root).1))? {
            Brought::Bytes(found) if found.len() == bytes.len() => bytes.copy_from_slice(&found),
            _ => return Err(Lost::Late),
        }
        Ok(())
    }

    fn barrier(&mut self, limit: Duration) -> Result<(), Lost> {
        self.meet(Brought::Nothing, limit, |_| Ok(Brought::Nothing)).map(drop)
    }
}
