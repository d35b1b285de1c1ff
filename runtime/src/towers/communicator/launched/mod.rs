//! Ranks that are processes which anything has started: `torchrun`, Slurm, or a loop of a shell. They meet where their environment
//! says, and tell each other words and single numbers. What is large goes another way.

mod door;
mod place;
mod wire;

use std::time::{Duration, Instant};

use super::{Communicator, Lost, Numbers};
use crate::Error;
pub use place::Place;
use wire::{Kind, Wire};

/// One of the ranks. The first is connected to all others, and what they say goes through it.
#[derive(Debug)]
pub struct Launched {
    rank: usize,
    size: usize,
    local_rank: usize,
    /// Those that this one speaks to, in their order; none when the ranks have lost each other.
    wires: Vec<Wire>,
    /// Why they have.
    lost: Option<Lost>,
}

impl Launched {
    /// Comes together with the other ranks.
    ///
    /// # Errors
    /// [`Error::Start`] if not all of them come in time, or one is no rank of these.
    pub fn new(place: &Place) -> Result<Self, Error> {
        let Place { rank, size, local_rank, .. } = *place;
        let wires = match rank {
            _ if size == 1 => Vec::new(),
            0 => door::open(place)?,
            _ => vec![door::enter(place)?],
        };
        Ok(Self { rank, size, local_rank, wires, lost: None })
    }

    /// Makes a call, after which the ranks are of use to each other if it was made well.
    fn call(
        &mut self,
        limit: Duration,
        call: impl FnOnce(&mut [Wire], Instant) -> Result<(), Lost>,
    ) -> Result<(), Lost> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let done = call(&mut self.wires, Instant::now() + limit);
        if let Err(lost) = &done {
            if self.rank == 0 {
                self.wires.iter_mut().for_each(|wire| wire.tell(lost));
            }
            self.wires.clear();
            self.lost = Some(lost.clone());
        }
        done
    }

    /// Has the first rank put together what all have, by `add`, and gives it to all.
    fn combine(
        &mut self,
        kind: Kind,
        own: &mut [u8],
        limit: Duration,
        add: impl Fn(&mut [u8], &[u8]),
    ) -> Result<(), Lost> {
        let is_first = self.rank == 0;
        self.call(limit, |wires, end| {
            if !is_first {
                wires.iter_mut().try_for_each(|wire| wire.send(kind, own, end))?;
                return wires.iter_mut().try_for_each(|wire| wire.receive(kind, own, end));
            }
            let mut other = vec![0; own.len()];
            for wire in &mut *wires {
                wire.receive(kind, &mut other, end)?;
                add(own, &other);
            }
            wires.iter_mut().try_for_each(|wire| wire.send(kind, own, end))
        })
    }
}

/// Adds up numbers of so many bytes, each in its place.
fn add<const BYTES: usize>(own: &mut [u8], other: &[u8], add: impl Fn([u8; BYTES], [u8; BYTES]) -> [u8; BYTES]) {
    for (own, other) in own.as_chunks_mut().0.iter_mut().zip(other.as_chunks().0) {
        *own = add(*own, *other);
    }
}

impl Communicator for Launched {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn local_rank(&self) -> usize {
        self.local_rank
    }

    fn all_reduce(&mut self, values: Numbers<'_>, limit: Duration) -> Result<(), Lost> {
        match values {
            Numbers::F32(values) => {
                let mut bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
                self.combine(Kind::Singles, &mut bytes, limit, |own, other| {
                    add(own, other, |a, b| (f32::from_le_bytes(a) + f32::from_le_bytes(b)).to_le_bytes());
                })?;
                let sums = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
                values.iter_mut().zip(sums).for_each(|(value, sum)| *value = sum);
            }
            Numbers::F64(values) => {
                let mut bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
                self.combine(Kind::Doubles, &mut bytes, limit, |own, other| {
                    add(own, other, |a, b| (f64::from_le_bytes(a) + f64::from_le_bytes(b)).to_le_bytes());
                })?;
                let sums = bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
                values.iter_mut().zip(sums).for_each(|(value, sum)| *value = sum);
            }
        }
        Ok(())
    }

    fn broadcast(&mut self, bytes: &mut [u8], root: usize, limit: Duration) -> Result<(), Lost> {
        let rank = self.rank;
        self.call(limit, |wires, end| {
            if rank != 0 {
                let mut first = wires.iter_mut();
                return match rank == root {
                    true => first.try_for_each(|wire| wire.send(Kind::Bytes, bytes, end)),
                    false => first.try_for_each(|wire| wire.receive(Kind::Bytes, bytes, end)),
                };
            }
            if root != 0 {
                wires[root - 1].receive(Kind::Bytes, bytes, end)?;
            }
            let mut others = wires.iter_mut().filter(|wire| wire.rank != root);
            others.try_for_each(|wire| wire.send(Kind::Bytes, bytes, end))
        })
    }

    fn barrier(&mut self, limit: Duration) -> Result<(), Lost> {
        self.combine(Kind::Barrier, &mut [], limit, |_, _| {})
    }
}
