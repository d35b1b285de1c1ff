//! Who does a pass, and who works on which part of the batch.

use std::iter::zip;
use std::ops::Range;
use std::sync::Arc;

use super::{Circle, PipelineSchedule, Ranks, Reduce, Statistics, Threads};
use crate::Error;
use crate::given::Is;
use crate::kernels::List;

/// Towers, whatever they work on.
#[derive(Clone, Debug)]
pub struct Crew {
    pub(super) count: usize,
    /// How many devices each of them has for a placed network; 1 if it takes such a network for one that is not.
    pub(crate) places: usize,
    /// That of each device of each tower.
    pub(crate) threads: Arc<Threads>,
    /// The numbers of these devices, where they have some.
    pub(crate) devices: Option<Arc<[usize]>>,
    /// The same, where NCCL brings them together.
    pub(crate) circle: Option<Circle>,
    pub(crate) reduce: Reduce,
    pub(crate) statistics: Statistics,
    pub(crate) schedule: PipelineSchedule,
    /// The processes that they are spread over, if these are several.
    pub(crate) ranks: Option<Arc<Ranks>>,
}

/// Who does the pass of a network: [`Towers`](crate::Towers), or the devices of a [`Placement`](crate::Placement).
#[diagnostic::on_unimplemented(
    message = "a pass is done on `&Towers` or on a `&Placement`, not on `{Self}`",
    label = "neither towers nor a placement for networks on `{D}`",
    note = "make them once, and lend them to each pass: `let towers = Towers::cpu(2)?;` and `.on(&towers)`"
)]
pub trait Workers<D>: HasCrew {
    /// Nothing: see `Given`.
    #[doc(hidden)]
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<D, T: HasCrew<Device: Is<D>>> Workers<D> for T {
    type Itself = ();
}

/// Who does passes on any device.
#[doc(hidden)]
pub trait HasCrew {
    /// Where the networks are.
    type Device;

    /// Those who do it.
    fn crew(&self) -> &Crew;
}

impl Crew {
    pub(super) fn new(count: usize, places: usize, threads: Threads) -> Self {
        let (reduce, statistics, schedule) = Default::default();
        let (threads, devices, circle, ranks) = (Arc::new(threads), None, None, None);
        Self { count, places, threads, devices, circle, reduce, statistics, schedule, ranks }
    }

    /// The parts of a batch, in its order, each with the tower that works on it: so many for each tower that has samples.
    pub(crate) fn split(&self, batch: usize, micro_batches: usize) -> Vec<Part> {
        let towers = parts(0..batch, self.count).into_iter().enumerate();
        towers
            .flat_map(|(tower, samples)| parts(samples, micro_batches).into_iter().map(move |part| (tower, part)))
            .collect()
    }

    /// How many samples of these parts are on their way at a time.
    pub(crate) fn at_a_time(&self, parts: &[Part]) -> usize {
        let most = match self.schedule {
            PipelineSchedule::GPipe => usize::MAX,
            PipelineSchedule::OneForwardOneBackward => self.places,
        };
        zip(parts, turns_of(parts)).filter(|(_, turn)| *turn < most).map(|((_, samples), _)| samples.len()).sum()
    }

    /// By part of a batch: how many samples batch norm takes together, if those of other towers are among them. Those are
    /// the micro-batches that each tower works on at its same turn, of all ranks.
    pub(crate) fn together(&self, parts: &[Part], ranks: &[Vec<Part>]) -> List<Option<usize>> {
        let of_turn = |turn: usize| {
            let all = ranks.iter().flat_map(|parts| zip(parts, turns_of(parts)));
            all.filter(move |(_, other)| *other == turn).map(|((_, samples), _)| samples.len())
        };
        let synchronised = self.statistics == Statistics::Synchronised;
        let together = |turn| (synchronised && of_turn(turn).count() > 1).then(|| of_turn(turn).sum());
        turns_of(parts).map(together).collect()
    }

    /// Checks that there are as many devices as a network is placed on, if there are several.
    pub(crate) fn check(&self, devices: usize) -> Result<(), Error> {
        if self.places == 1 || devices <= self.places {
            return Ok(());
        }
        Err(Error::TooFewDevices { network: devices, placement: self.places })
    }

    /// The numbers of the devices of a tower, if they have some.
    pub(crate) fn devices_of(&self, tower: usize) -> Option<&[usize]> {
        self.devices.as_ref().map(|devices| &devices[tower * self.places..][..self.places])
    }

    /// Says in which tower something failed, if there are several.
    pub(crate) fn blame(&self, tower: usize, problem: Error) -> Error {
        if self.count > 1 { problem.of_tower(tower) } else { problem }
    }
}

/// Samples of a batch, and the tower that works on them.
pub(crate) type Part = (usize, Range<usize>);

fn turns_of(parts: &[Part]) -> impl Iterator<Item = usize> {
    turns(parts.iter().map(|(tower, _)| *tower))
}

/// The first of the ranks with these parts that has no samples at a turn where another one has some.
pub(crate) fn lacking(ranks: &[Vec<Part>]) -> Option<usize> {
    let count = |parts: &Vec<Part>| {
        let turns = zip(parts, turns_of(parts)).filter(|((_, samples), _)| !samples.is_empty());
        turns.map(|(_, turn)| turn + 1).max().unwrap_or(0)
    };
    let most = ranks.iter().map(count).max();
    ranks.iter().position(|parts| Some(count(parts)) != most)
}

/// Of parts in the order of their towers: which of its tower's each is.
pub(crate) fn turns(towers: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
    towers.scan((usize::MAX, 0), |(before, turn), tower| {
        *turn = if tower == *before { *turn + 1 } else { 0 };
        *before = tower;
        Some(*turn)
    })
}

/// Samples in parts: as many as possible in all of them, and one more in the first ones.
pub(crate) fn parts(samples: Range<usize>, count: usize) -> Vec<Range<usize>> {
    let count = count.min(samples.len()).max(1);
    let (each, rest) = (samples.len() / count, samples.len() % count);
    let start = |part: usize| samples.start + part * each + part.min(rest);
    (0..count).map(|part| start(part)..start(part + 1)).collect()
}

#[cfg(test)]
mod tests {
    use dfdx::tensor::Cpu;

    use super::*;
    use crate::Towers;

    #[test]
    fn parts_are_all_of_the_batch_and_differ_by_one_at_most() {
        for count in 1..7 {
            let towers = Towers::cpu(count).unwrap();
            for batch in 0..30 {
                let parts = towers.crew.split(batch, 1);
                assert!(parts.len() <= count && parts.iter().flat_map(|(_, part)| part.clone()).eq(0..batch));
                let sizes = || parts.iter().map(|(_, part)| part.len());
                assert!(sizes().max() <= sizes().min().map(|least| least + 1));
                assert!(batch == 0 || sizes().all(|size| size > 0));
            }
        }
        assert_eq!(Towers::cpu(3).unwrap().crew.split(7, 1), [(0, 0..3), (1, 3..5), (2, 5..7)]);
        assert_eq!(Towers::cpu(2).unwrap().crew.split(7, 2), [(0, 0..2), (0, 2..4), (1, 4..6), (1, 6..7)]);
        assert_eq!(Towers::cpu(2).unwrap().crew.split(1, 4), [(0, 0..1)]);
    }

    #[test]
    fn micro_batches_of_one_turn_are_normalised_together() {
        let towers = Towers::cpu(2).unwrap();
        let together = |towers: &Towers<Cpu>, batch, micro_batches| {
            let parts = towers.crew.split(batch, micro_batches);
            towers.crew.together(&parts, std::slice::from_ref(&parts)).to_vec()
        };
        assert_eq!(together(&towers, 7, 1), [None; 2]);
        let towers = towers.statistics(Statistics::Synchronised);
        assert_eq!(together(&towers, 7, 1), [Some(7); 2]);
        assert_eq!(together(&towers, 7, 2), [Some(4), Some(3), Some(4), Some(3)]);
        // The first tower has four micro-batches, the second three.
        let four = [Some(2), Some(2), Some(2), None, Some(2), Some(2), Some(2)];
        assert_eq!(together(&towers, 7, 9), four);
        assert_eq!(together(&towers, 1, 1), [None]);
        // Of two ranks, the second has three samples for its two towers.
        let ranks = [7, 3].map(|batch| towers.crew.split(batch, 2));
        assert_eq!(towers.crew.together(&ranks[1], &ranks).to_vec(), [Some(6), Some(4), Some(6)]);
        assert_eq!(lacking(&ranks), None);
        // One sample is no two micro-batches, and none is none.
        assert_eq!(lacking(&[7, 3, 1].map(|batch| towers.crew.split(batch, 2))), Some(2));
        assert_eq!(lacking(&[0, 3].map(|batch| towers.crew.split(batch, 1))), Some(0));
    }
}
