//! Memory on other devices than that of the network: pools of it, and copies of what is read there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::holding::Holding;
use super::pool::Pool;
use super::program::Entrance;
use super::run::Run;
use crate::kernels::peer::Peer;
use crate::memory::Block;
use crate::storage::{Device, Dock, Dtype, Fault, Slice, SliceMut};

/// The pools of a network on other devices than its own.
pub(super) struct Others<E: Dtype, D: Device<E>> {
    /// The kernels of the network's own device.
    home: OnceLock<D::Kernels>,
    /// By the numbers of their devices.
    pools: Mutex<Vec<(usize, Arc<Pool<E, D>>)>>,
}

impl<E: Dtype, D: Device<E>> Default for Others<E, D> {
    fn default() -> Self {
        Self { home: OnceLock::new(), pools: Mutex::default() }
    }
}

impl<E: Dtype, D: Device<E>> Others<E, D> {
    /// The pool on the device of this number; `None` if that is the network's own.
    pub(super) fn pool(&self, device: &D, number: usize) -> Result<Option<Arc<Pool<E, D>>>, Fault<D::Err>> {
        let home = match self.home.get() {
            Some(home) => home,
            None => {
                let home = device.kernels().map_err(Fault::of)?;
                self.home.get_or_init(|| home)
            }
        };
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(known, _)| *known == number) {
            return Ok(Some(Arc::clone(pool)));
        }
        let Some(there) = D::beside(home, number)? else { return Ok(None) };
        let pool = Arc::new(Pool::away(Away { home: home.clone(), there }));
        pools.push((number, Arc::clone(&pool)));
        Ok(Some(pool))
    }
}

/// A device that is not the network's.
pub(super) struct Away<E: Dtype, D: Device<E>> {
    /// The network's.
    pub(super) home: D::Kernels,
    pub(super) there: D::Kernels,
}

impl<E: Dtype, D: Device<E>> Clone for Away<E, D> {
    fn clone(&self) -> Self {
        Self { home: self.home.clone(), there: self.there.clone() }
    }
}

impl<E: Dtype, D: Device<E>> Away<E, D> {
    /// Has what is done there come after all that was started at home before.
    pub(super) fn go(&self) {
        self.there.follow(&self.home);
    }

    /// Has what is done at home come after all that was started there before.
    fn come_home(&self) {
        self.home.follow(&self.there);
    }

    /// Copies what is there.
    pub(super) fn fetch(&self, from: Slice<'_, E, D>, to: SliceMut<'_, E, D>) {
        self.come_home();
        self.home.bring(from, &self.there, to);
        // The memory there may be used for something else then.
        self.go();
    }

    /// Adds what is there.
    pub(super) fn fetch_and_add(&self, from: Slice<'_, E, D>, to: SliceMut<'_, E, D>) {
        self.come_home();
        self.home.bring_and_add(from, &self.there, to);
        self.go();
    }
}

/// Work on another device, which reads what is at home: nothing of that changes or is freed before the work is done.
pub(super) struct Visit<E: Dtype, D: Device<E>>(pub(super) Away<E, D>);

impl<E: Dtype, D: Device<E>> Drop for Visit<E, D> {
    fn drop(&mut self) {
        self.0.come_home();
    }
}

/// Copies of variables on a device, one for all passes there.
///
/// A variable may have been changed by anybody since it was copied, in the memory that it had. So it is copied again in each
/// pass, once.
pub(super) struct Copies<E: Dtype, D: Device<E>> {
    known: Mutex<Vec<Known<E, D>>>,
}

struct Known<E: Dtype, D: Device<E>> {
    /// Where the variable is.
    place: u64,
    /// In which pass it was copied.
    moment: u64,
    copy: Arc<D::Block>,
}

impl<E: Dtype, D: Device<E>> Default for Copies<E, D> {
    fn default() -> Self {
        Self { known: Mutex::default() }
    }
}

impl<E: Dtype, D: Device<E>> Copies<E, D> {
    /// The copy of a variable, as it is in the pass of this moment.
    pub(super) fn of(
        &self,
        variable: Slice<'_, E, D>,
        len: usize,
        away: &Away<E, D>,
        moment: u64,
    ) -> Result<Arc<D::Block>, Fault<D::Err>> {
        let place = D::place(variable);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().position(|known| known.place == place && known.copy.size() == len);
        let index = match found {
            Some(index) => index,
            None => {
                // What no pass knows any more is of variables that were given other memory.
                known.retain(|known| Arc::strong_count(&known.copy) > 1);
                let copy = Arc::new(D::block(&away.there, len)?);
                known.push(Known { place, moment: moment.wrapping_sub(1), copy });
                known.len() - 1
            }
        };
        let Known { moment: copied, copy, .. } = &mut known[index];
        if *copied != moment {
            // SAFETY: all of the block. The device reads it in work that was started before, or that is started by another
            // thread's pass of the same network, whose variables are borrowed by both passes and so the same.
            away.there.bring(variable, &away.home, unsafe { copy.write(0, len) });
            *copied = moment;
        }
        Ok(Arc::clone(copy))
    }
}

impl<E: Dtype, D: Device<E>> Run<E, D> {
    /// Copies what has come in to where steps that are done together expect it. Of variables there are copies in a pool where
    /// the pass of this moment is done on another device than the network's.
    pub(super) fn dock(
        &mut self,
        holding: &Holding<E, D>,
        (pool, moment): (&Pool<E, D>, u64),
    ) -> Result<(), Fault<D::Err>> {
        let Self { program, dock, .. } = self;
        let (kernels, home) = (holding.arena.kernels(), holding.home());
        if let Some(away) = pool.is_away() {
            away.go();
        }
        dock.take_numbers(&kernels, &holding.numbers)?;
        for entrance in 0..holding.tensors.len() {
            let Some(entered) = holding.entered(program, entrance) else { continue };
            let Entrance { node, address, .. } = &program.entrances[entrance];
            match (address, pool.is_away()) {
                (None, _) => dock.take(&kernels, entrance, entered, &home)?,
                (Some(_), Some(away)) => {
                    let len = program.node(*node).len;
                    dock.lend(entrance, pool.copies().of(entered, len, away, moment)?);
                }
                // Fields of the network are read where they are.
                (Some(_), None) => {}
            }
        }
        let mut indices = holding.indices.iter().enumerate();
        indices.try_for_each(|(number, indices)| dock.take_indices(&kernels, number, indices, &home))
    }
}

/// A number that no other pass has.
pub(super) fn moment() -> u64 {
    static MOMENTS: AtomicU64 = AtomicU64::new(0);
    MOMENTS.fetch_add(1, Ordering::Relaxed)
}
