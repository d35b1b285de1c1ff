//! Memory on other devices than that of the network: pools of it, and copies of what is read there.

use std::iter::zip;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::hand_out::HandOut;
use super::holding::Holding;
use super::pool::Pool;
use super::program::Entrance;
use super::run::Run;
use crate::kernels::peer::Peer;
use crate::memory::{Block, REACH};
use crate::storage::{Device, Dock, Dtype, Fault, Slice, SliceMut};

/// The pools of a network on other devices than its own.
pub(super) struct Others<E: Dtype, D: Device<E>> {
    /// The kernels of the network's own device.
    home: OnceLock<D::Kernels>,
    /// By the numbers of their devices.
    pools: Mutex<Vec<(Vec<usize>, Arc<Pool<E, D>>)>>,
}

impl<E: Dtype, D: Device<E>> Default for Others<E, D> {
    fn default() -> Self {
        Self { home: OnceLock::new(), pools: Mutex::default() }
    }
}

impl<E: Dtype, D: Device<E>> Others<E, D> {
    /// The pool on the devices of these numbers; `None` if it is the network's own one.
    pub(super) fn pool(&self, device: &D, numbers: &[usize]) -> Result<Option<Arc<Pool<E, D>>>, Fault<D::Err>> {
        let home = match self.home.get() {
            Some(home) => home,
            None => {
                let home = device.kernels().map_err(Fault::of)?;
                self.home.get_or_init(|| home)
            }
        };
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(known, _)| known == numbers) {
            return Ok(Some(Arc::clone(pool)));
        }
        let there = numbers.iter().map(|number| Ok(D::beside(home, *number)?.unwrap_or_else(|| home.clone())));
        let there = there.collect::<Result<Arc<[D::Kernels]>, _>>()?;
        if let [there] = &*there
            && there.is(home)
        {
            return Ok(None);
        }
        for (index, device) in there.iter().enumerate() {
            there[index + 1..].iter().for_each(|other| device.meet(other));
        }
        let pool = Arc::new(Pool::away(Away { home: home.clone(), there }));
        pools.push((numbers.to_vec(), Arc::clone(&pool)));
        Ok(Some(pool))
    }
}

/// Another device than the network's, or several.
pub(super) struct Away<E: Dtype, D: Device<E>> {
    /// The network's.
    pub(super) home: D::Kernels,
    pub(super) there: Arc<[D::Kernels]>,
}

impl<E: Dtype, D: Device<E>> Clone for Away<E, D> {
    fn clone(&self) -> Self {
        Self { home: self.home.clone(), there: Arc::clone(&self.there) }
    }
}

impl<E: Dtype, D: Device<E>> Away<E, D> {
    /// Has what is done there come after all that was started at home before.
    fn go(&self) {
        self.there.iter().for_each(|there| there.follow(&self.home));
    }

    /// Has what is done at home come after all that was started there before.
    fn come_home(&self) {
        self.there.iter().for_each(|there| self.home.follow(there));
    }

    /// Copies what is there.
    pub(super) fn fetch(&self, from: Slice<'_, E, D>, there: &D::Kernels, to: SliceMut<'_, E, D>) {
        self.home.follow(there);
        self.home.bring(from, there, to);
        // The memory there may be used for something else then.
        there.follow(&self.home);
    }

    /// Adds what is there.
    pub(super) fn fetch_and_add(&self, from: Slice<'_, E, D>, there: &D::Kernels, to: SliceMut<'_, E, D>) {
        self.home.follow(there);
        self.home.bring_and_add(from, there, to);
        there.follow(&self.home);
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
    variable: u64,
    /// On which of the devices the copy is.
    place: usize,
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
        (variable, len): (Slice<'_, E, D>, usize),
        (away, place): (&Away<E, D>, usize),
        moment: u64,
    ) -> Result<Arc<D::Block>, Fault<D::Err>> {
        let (copy, is_old) = self.find((variable, len), (away, place), moment)?;
        if is_old {
            // SAFETY: all of the block. The device reads it in work that was started before, or that is started by another
            // thread's pass of the same network, whose variables are borrowed by both passes and so the same.
            away.there[place].bring(variable, &away.home, unsafe { copy.write(0, len) });
        }
        Ok(copy)
    }

    /// Where the copy of a variable is, and whether it is that of a pass before. It is that of this moment from now on.
    pub(super) fn find(
        &self,
        (variable, len): (Slice<'_, E, D>, usize),
        (away, place): (&Away<E, D>, usize),
        moment: u64,
    ) -> Result<(Arc<D::Block>, bool), Fault<D::Err>> {
        let (address, there) = (D::place(variable), &away.there[place]);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found =
            known.iter().position(|known| (known.variable, known.place, known.copy.size()) == (address, place, len));
        let index = match found {
            Some(index) => index,
            None => {
                // What no pass knows any more is of variables that were given other memory.
                known.retain(|known| Arc::strong_count(&known.copy) > 1);
                let copy = Arc::new(D::block(&[(there, 0, len)])?);
                known.push(Known { variable: address, place, moment: moment.wrapping_sub(1), copy });
                known.len() - 1
            }
        };
        let Known { moment: copied, copy, .. } = &mut known[index];
        let is_old = std::mem::replace(copied, moment) != moment;
        Ok((Arc::clone(copy), is_old))
    }
}

impl<E: Dtype, D: Device<E>> Run<E, D> {
    /// Copies what has come in to where steps that are done together expect it. Of variables there are copies in a pool where
    /// the pass of this moment is done on another device than the network's.
    pub(super) fn dock(
        &mut self,
        holding: &Holding<E, D>,
        (pool, moment): (&Pool<E, D>, u64),
        hand_out: Option<&HandOut<E, D>>,
    ) -> Result<(), Fault<D::Err>> {
        let Self { program, docks, read, .. } = self;
        let home = holding.home();
        if let Some(away) = pool.is_away() {
            away.go();
            if let Some(hand_out) = hand_out {
                let variables = read.iter().flatten().filter_map(|entrance| {
                    let Entrance { node, address, .. } = &program.entrances[*entrance];
                    address.and(Some((holding.entered(program, *entrance)?, program.node(*node).len)))
                });
                hand_out.give(variables, moment)?;
            }
        }
        for (place, (dock, read)) in zip(docks, read).enumerate() {
            let kernels = holding.arena.kernels_at(place * REACH);
            dock.take_numbers(&kernels, &holding.numbers)?;
            for entrance in read.iter().copied() {
                let Some(entered) = holding.entered(program, entrance) else { continue };
                let Entrance { node, address, .. } = &program.entrances[entrance];
                match (address, pool.is_away()) {
                    (None, _) => dock.take(&kernels, entrance, entered, &home)?,
                    (Some(_), Some(away)) if !kernels.is(&home) => {
                        let variable = (entered, program.node(*node).len);
                        dock.lend(entrance, pool.copies().of(variable, (away, place), moment)?);
                    }
                    // Fields of the network are read where they are.
                    (Some(_), _) => {}
                }
            }
            let mut indices = holding.indices.iter().enumerate();
            indices.try_for_each(|(number, indices)| dock.take_indices(&kernels, number, indices, &home))?;
        }
        Ok(())
    }
}

/// A number that no other pass has.
pub(super) fn moment() -> u64 {
    static MOMENTS: AtomicU64 = AtomicU64::new(0);
    MOMENTS.fetch_add(1, Ordering::Relaxed)
}
