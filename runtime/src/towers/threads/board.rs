//! Who is where, and who is next.

use super::{Journey, Traveller, order};
use crate::kernels::List;

/// Who is where. A thread does the legs that come to it in an order of its own, and waits for the next of them though another
/// may be there: so gradients that it adds up have the same bits each time.
pub(super) struct Board<J> {
    /// By thread.
    stations: Vec<Station<J>>,
    /// By group.
    meetings: Vec<Meeting<J>>,
    /// By journey: whether it is over.
    is_over: Vec<bool>,
    /// By journey: the one that it takes over the memory of, if it has to wait for that.
    predecessors: Vec<Option<usize>>,
    /// Who has not begun, because a predecessor is not through.
    aside: Vec<Traveller<J>>,
}

/// A thread, and who waits for it.
struct Station<J> {
    /// The journeys in the order of their legs here.
    order: Vec<usize>,
    /// How many of the legs are done or begun.
    at: usize,
    is_busy: bool,
    waiting: Vec<Traveller<J>>,
}

/// Where those of a group wait for each other. No thread does: it goes on with what else there is.
struct Meeting<J> {
    /// How many they are.
    count: usize,
    waiting: Vec<Traveller<J>>,
    /// Whether one of them will not come, and so nobody is to wait.
    is_off: bool,
}

/// What can be done now.
pub(super) enum Next<J> {
    Nothing,
    /// Legs, each on its thread.
    Legs(List<(usize, Traveller<J>)>),
    /// What a group does together.
    Meeting(List<Traveller<J>>),
    /// Who came too late to meet anybody goes no further.
    Over(Box<Traveller<J>>),
}

impl<J: Journey> Board<J> {
    pub(super) fn new(journeys: &[J], threads: usize) -> Self {
        let orders = order::of(journeys, threads).into_iter();
        let station = |order| Station { order, at: 0, is_busy: false, waiting: Vec::new() };
        let groups = journeys.iter().filter_map(J::group).max().map_or(0, |last| last + 1);
        let meeting = |group| Meeting {
            count: journeys.iter().filter(|journey| journey.group() == Some(group)).count(),
            waiting: Vec::new(),
            is_off: false,
        };
        Self {
            stations: orders.map(station).collect(),
            meetings: (0..groups).map(meeting).collect(),
            is_over: vec![false; journeys.len()],
            predecessors: order::predecessors(journeys),
            aside: Vec::new(),
        }
    }

    /// Puts those aside who have to wait for a predecessor, and gives the others.
    pub(super) fn put_aside(&mut self, all: impl Iterator<Item = Traveller<J>>) -> Vec<Traveller<J>> {
        let (first, later) = all.partition(|traveller| self.predecessors[traveller.index].is_none());
        self.aside = later;
        first
    }

    /// Who can begin because this one is through.
    pub(super) fn successor(&mut self, index: usize) -> Option<Traveller<J>> {
        let waits = |traveller: &Traveller<J>| self.predecessors[traveller.index] == Some(index);
        let found = self.aside.iter().position(waits)?;
        Some(self.aside.swap_remove(found))
    }

    /// Takes in a journey that goes on.
    pub(super) fn take_in(&mut self, traveller: Traveller<J>) -> Next<J> {
        let journey = &traveller.journey;
        if let (true, Some(group)) = (journey.waits(), journey.group()) {
            let meeting = &mut self.meetings[group];
            if meeting.is_off {
                return Next::Over(Box::new(traveller));
            }
            meeting.waiting.push(traveller);
            if meeting.waiting.len() < meeting.count {
                return Next::Nothing;
            }
            let mut all: List<_> = meeting.waiting.drain(..).collect();
            all.sort_by_key(|traveller| traveller.index);
            return Next::Meeting(all);
        }
        let Some(thread) = journey.next() else { return Next::Nothing };
        self.stations[thread].waiting.push(traveller);
        self.begin([thread])
    }

    /// A thread has done a leg.
    pub(super) fn leave(&mut self, thread: usize) -> Next<J> {
        self.stations[thread].is_busy = false;
        self.begin([thread])
    }

    /// A journey is over: no thread waits for it, and those of its group, who would, come back. If it is not through, so do
    /// those who have not begun.
    pub(super) fn give_up(
        &mut self,
        index: usize,
        group: Option<usize>,
        is_through: bool,
    ) -> (Vec<Traveller<J>>, Next<J>) {
        self.is_over[index] = true;
        let waiting = group.map(|group| {
            let meeting = &mut self.meetings[group];
            meeting.is_off = true;
            std::mem::take(&mut meeting.waiting)
        });
        let mut waiting = waiting.unwrap_or_default();
        if !is_through {
            waiting.append(&mut self.aside);
        }
        (waiting, self.begin(0..self.stations.len()))
    }

    /// Begins the next legs of these threads, if who does them has come.
    fn begin(&mut self, threads: impl IntoIterator<Item = usize>) -> Next<J> {
        let mut legs = List::new();
        for thread in threads {
            let Station { order, at, is_busy, waiting } = &mut self.stations[thread];
            if *is_busy {
                continue;
            }
            while order.get(*at).is_some_and(|index| self.is_over[*index]) {
                *at += 1;
            }
            let next = order.get(*at).and_then(|next| waiting.iter().position(|traveller| traveller.index == *next));
            if let Some(next) = next {
                (*at, *is_busy) = (*at + 1, true);
                legs.push((thread, waiting.swap_remove(next)));
            }
        }
        if legs.is_empty() { Next::Nothing } else { Next::Legs(legs) }
    }
}
