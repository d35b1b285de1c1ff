//! In which order each thread does its legs: an order that is known before any leg is done.

use std::iter::zip;

use super::{Journey, Leg, Pipeline};
use crate::kernels::List;

/// By thread: the journeys in the order of their legs there.
pub(super) fn of<J: Journey>(journeys: &[J], threads: usize) -> Vec<Vec<usize>> {
    let pipelines: List<Option<Pipeline>> = journeys.iter().map(J::pipeline).collect();
    if pipelines.iter().all(Option::is_none) {
        return one_way(journeys, threads);
    }
    let courses = zip(journeys, &pipelines).zip(befores(journeys)).map(|((journey, pipeline), before)| {
        let legs = journey.route();
        let forward = legs.iter().take_while(|leg| !leg.is_back).count();
        let (most, group) = (pipeline.map_or(usize::MAX, |pipeline| pipeline.most), journey.group());
        Course { legs, forward, most, before, group, done: 0, begun: 0 }
    });
    there_and_back(courses.collect(), threads)
}

/// By journey: the one that it takes over the memory of, if it has to wait for that.
pub(super) fn predecessors<J: Journey>(journeys: &[J]) -> Vec<Option<usize>> {
    let before: List<_> = befores(journeys).collect();
    let before_by = |index: usize, most: usize| (0..most).try_fold(index, |index, _| before[index]);
    let predecessor = |(index, journey): (usize, &J)| before_by(index, journey.pipeline()?.most);
    journeys.iter().enumerate().map(predecessor).collect()
}

/// By journey: the one in front of it in its pipeline.
fn befores<J: Journey>(journeys: &[J]) -> impl Iterator<Item = Option<usize>> {
    let number = |journey: &J| Some(journey.pipeline()?.number);
    journeys.iter().enumerate().map(move |(index, journey)| {
        let own = number(journey)?;
        journeys[..index].iter().rposition(|other| number(other) == Some(own))
    })
}

/// Legs come first that fewer meetings are in front of, and then those that have fewer legs in front of them. So nobody is
/// waited for who waits himself for what comes later, whatever the routes are.
fn one_way<J: Journey>(journeys: &[J], threads: usize) -> Vec<Vec<usize>> {
    let legs = journeys.iter().enumerate().flat_map(|(index, journey)| {
        let legs = List::into_iter(journey.route()).enumerate();
        legs.map(move |(number, leg)| (leg.thread, (leg.meetings, number, index)))
    });
    let mut legs: Vec<_> = legs.collect();
    legs.sort_unstable();
    let of_thread = |thread| legs.iter().filter(move |(own, _)| *own == thread).map(|(_, (.., index))| *index);
    (0..threads).map(|thread| of_thread(thread).collect()).collect()
}

/// A journey there and back, while an order is looked for.
struct Course {
    legs: List<Leg>,
    /// How many of the legs are on the way forward.
    forward: usize,
    /// How many of its pipeline may be on their way.
    most: usize,
    /// The one in front of it in its pipeline.
    before: Option<usize>,
    group: Option<usize>,
    done: usize,
    begun: usize,
}

impl Course {
    fn is_through(&self) -> bool {
        self.done == self.legs.len()
    }

    /// Whether it has begun the leg of this number of a way, or has none.
    fn has_begun(&self, number: usize, is_back: bool) -> bool {
        if is_back {
            let back = self.legs.len() - self.forward;
            self.begun >= self.forward + back.min(number + 1)
        } else {
            self.begun >= self.forward.min(number + 1)
        }
    }

    /// Whether it has come back to where it took its forward leg of this number.
    fn has_come_back(&self, number: usize) -> bool {
        self.done >= self.forward + (self.legs.len() - self.forward).saturating_sub(number)
    }
}

/// 1F1B: the order that comes of it if each leg takes as long, and a thread does that of the oldest micro-batch first.
///
/// The device of the forward leg `l` of `f` has `f − l` micro-batches on their way at most, so that it does the forward legs
/// that fill the pipeline, then one back and one forward in turn, and then the rest of the way back. Each can be done that comes
/// in this order, for it is one in which they were done; and the oldest that is not through can always go on.
fn there_and_back(mut all: List<Course>, threads: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = (0..threads).map(|_| Vec::new()).collect();
    while !all.iter().all(Course::is_through) {
        let mut next: List<Option<usize>> = (0..threads).map(|_| None).collect();
        for (index, course) in all.iter().enumerate() {
            let Some(leg) = course.legs.get(course.done) else { continue };
            if next[leg.thread].is_none() && may_go(&all, index) {
                next[leg.thread] = Some(index);
            }
        }
        let chosen: List<(usize, usize)> =
            next.iter().enumerate().filter_map(|(thread, chosen)| Some((thread, (*chosen)?))).collect();
        assert!(!chosen.is_empty(), "the oldest journey that is not through can go on");
        for (thread, index) in &chosen {
            orders[*thread].push(*index);
            all[*index].begun += 1;
        }
        for (_, index) in &chosen {
            all[*index].done += 1;
        }
    }
    orders
}

/// Whether the next leg of a journey can be begun.
fn may_go(all: &[Course], index: usize) -> bool {
    let course = &all[index];
    let leg = course.legs[course.done];
    let number = if leg.is_back { course.done - course.forward } else { course.done };
    // Gradients are added up in the order of the micro-batches.
    if course.before.is_some_and(|before| !all[before].has_begun(number, leg.is_back)) {
        return false;
    }
    let has_met = |other: &Course| other.legs.get(other.done).is_none_or(|next| next.meetings >= leg.meetings);
    if course.group.is_some() && !all.iter().all(|other| other.group != course.group || has_met(other)) {
        return false;
    }
    let room = if leg.is_back { usize::MAX } else { course.most.min(course.forward - number) };
    let mut before = course.before;
    let mut on_their_way = 0;
    while let Some(other) = before.filter(|_| room < usize::MAX) {
        on_their_way += usize::from(!all[other].has_come_back(number));
        before = all[other].before;
    }
    on_their_way < room
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Journeys through these threads and back, of so many pipelines with threads of their own.
    fn courses(count: usize, routes: &[(&[usize], &[usize])], most: usize, threads: usize) -> List<Course> {
        let pipelines = routes.len();
        (0..pipelines * count)
            .map(|index| {
                let (pipeline, place) = (index / count, index % count);
                let (there, back) = routes[pipeline];
                let leg = |thread: &usize, is_back| Leg { thread: pipeline * threads + thread, meetings: 0, is_back };
                let legs =
                    there.iter().map(|thread| leg(thread, false)).chain(back.iter().map(|thread| leg(thread, true)));
                let before = (place > 0).then(|| index - 1);
                Course { legs: legs.collect(), forward: there.len(), most, before, group: None, done: 0, begun: 0 }
            })
            .collect()
    }

    /// The order of the field: device `i` of `p` takes `p − i − 1` forward, then one forward and one back in turn.
    #[test]
    fn a_chain_is_done_as_in_the_papers() {
        for devices in 1..=6 {
            let there: Vec<usize> = (0..devices).collect();
            let back: Vec<usize> = there.iter().rev().copied().collect();
            for count in [1, 2, 3, 4, 5, 6, 7, 8, 13] {
                let orders = there_and_back(courses(count, &[(&there, &back)], devices, devices), devices);
                for (device, order) in orders.iter().enumerate() {
                    let first = (devices - device - 1).min(count);
                    let mut expected: Vec<usize> = (0..first).collect();
                    (first..count).for_each(|index| expected.extend([index, index - first]));
                    expected.extend(count - first..count);
                    assert_eq!(*order, expected, "device {device} of {devices}, {count} micro-batches");
                }
            }
        }
    }

    /// Does legs in these orders, a random thread at a time, as far as what they need is there.
    fn follow(all: &mut [Course], orders: &[Vec<usize>], draw: &mut dyn FnMut(usize) -> usize) {
        let mut at = vec![0; orders.len()];
        let mut left: usize = orders.iter().map(Vec::len).sum();
        assert_eq!(left, all.iter().map(|course| course.legs.len()).sum::<usize>(), "each leg is done once");
        while left > 0 {
            let can = |thread: &usize| {
                let Some(index) = orders[*thread].get(at[*thread]) else { return false };
                let course = &all[*index];
                let mut memory = Some(*index);
                (0..course.most).for_each(|_| memory = memory.and_then(|index| all[index].before));
                let Some(leg) = course.legs.get(course.done) else { return false };
                let met = |other: &Course| other.legs.get(other.done).is_none_or(|next| next.meetings >= leg.meetings);
                leg.thread == *thread
                    && (course.done > 0 || memory.is_none_or(|owner| all[owner].is_through()))
                    && all.iter().all(|other| course.group.is_none() || other.group != course.group || met(other))
            };
            let ready: Vec<usize> = (0..orders.len()).filter(can).collect();
            assert!(!ready.is_empty(), "they wait for each other");
            let thread = ready[draw(ready.len())];
            all[orders[thread][at[thread]]].done += 1;
            at[thread] += 1;
            left -= 1;
        }
    }

    #[test]
    fn nobody_waits_for_ever_whatever_the_routes_are() {
        let mut state = 1_u64;
        let mut draw = |end: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % end
        };
        for _ in 0..1000 {
            let (threads, pipelines, count) = (1 + draw(4), 1 + draw(3), 1 + draw(7));
            let route = |draw: &mut dyn FnMut(usize) -> usize| {
                let (there, back) = (1 + draw(6), draw(7));
                [there, back].map(|legs| (0..legs).map(|_| draw(threads)).collect::<Vec<usize>>())
            };
            let routes: Vec<[Vec<usize>; 2]> = (0..pipelines).map(|_| route(&mut draw)).collect();
            let routes: Vec<_> = routes.iter().map(|[there, back]| (&there[..], &back[..])).collect();
            let most = 1 + draw(threads);
            let mut all = courses(count, &routes, most, threads);
            // Those of a turn meet as often in each pipeline, behind any of their legs.
            if draw(2) == 0 {
                let meetings = draw(3);
                for (index, course) in all.iter_mut().enumerate() {
                    course.group = Some(index % count);
                    let len = course.legs.len();
                    let mut behind: Vec<usize> =
                        (0..meetings).map(|meeting| (meeting + 1 + index / count).min(len - 1)).collect();
                    behind.sort_unstable();
                    for (leg, own) in course.legs.iter_mut().enumerate() {
                        own.meetings = behind.iter().filter(|first| **first <= leg).count();
                    }
                }
                // What nobody has a leg behind is no meeting.
                let least =
                    all.iter().map(|course| course.legs.last().map_or(0, |leg| leg.meetings)).min().unwrap_or(0);
                all.iter_mut()
                    .flat_map(|course| &mut course.legs)
                    .for_each(|leg| leg.meetings = leg.meetings.min(least));
            }
            let fresh = |all: &List<Course>| -> List<Course> {
                let fresh = |course: &Course| Course { legs: course.legs.clone(), ..*course };
                all.iter().map(fresh).collect()
            };
            let orders = there_and_back(fresh(&all), threads * pipelines);
            follow(&mut all, &orders, &mut draw);

            // What one thread does of a pipeline's way back, it does in the order of the micro-batches.
            for order in &orders {
                let mut legs = vec![0; all.len()];
                let mut seen = std::collections::BTreeMap::new();
                for index in order {
                    let own: Vec<usize> = (0..all[*index].legs.len())
                        .filter(|leg| std::ptr::eq(order, &orders[all[*index].legs[*leg].thread]))
                        .collect();
                    let number = own[legs[*index]];
                    legs[*index] += 1;
                    let before = seen.insert((index / count, number), *index);
                    assert!(before.is_none_or(|before| before < *index), "{orders:?}");
                }
            }
        }
    }
}
