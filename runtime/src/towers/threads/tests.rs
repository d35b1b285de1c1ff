use super::*;

/// Goes to these threads, and does the same on each; in between it meets all others, if it is in a group.
struct Route<T> {
    threads: Vec<usize>,
    at: usize,
    work: T,
    each: fn(&mut T, usize),
    group: Option<usize>,
    has_met: bool,
    pipeline: Option<Pipeline>,
    memory: Option<usize>,
}

impl<T: Send + 'static> Journey for Route<T> {
    fn next(&self) -> Option<usize> {
        self.threads.get(self.at).copied()
    }

    fn go(&mut self) -> Result<(), Error> {
        let thread = self.threads[self.at];
        assert!(self.pipeline.is_none() || self.memory.is_some(), "it has no memory");
        self.at += 1;
        self.has_met = false;
        (self.each)(&mut self.work, thread);
        Ok(())
    }

    fn route(&self) -> List<Leg> {
        let legs = self.threads.iter().enumerate();
        let leg = |(index, thread): (usize, &usize)| Leg {
            thread: *thread,
            meetings: self.group.map_or(0, |_| index),
            is_back: self.pipeline.is_some() && index >= self.threads.len() / 2,
        };
        legs.map(leg).collect()
    }

    fn pipeline(&self) -> Option<Pipeline> {
        self.pipeline
    }

    fn inherit(&mut self, from: &mut Self) {
        let memory = from.memory.take();
        assert!(self.memory.is_none() && memory.is_some());
        self.memory = memory;
    }

    fn group(&self) -> Option<usize> {
        self.group
    }

    fn waits(&self) -> bool {
        self.group.is_some() && (1..self.threads.len()).contains(&self.at) && !self.has_met
    }

    fn meet(all: &mut [&mut Self]) -> Result<(), Error> {
        assert!(all.iter().all(|route| (route.at, route.group) == (all[0].at, all[0].group)), "they are apart");
        assert_ne!(all[0].at, 4, "nobody gets away from here");
        all.iter_mut().for_each(|route| route.has_met = true);
        Ok(())
    }
}

fn threads(count: usize) -> Threads {
    Threads::new(count, count, |number| format!("thread {number}")).unwrap()
}

fn routes<T: Clone>(all: &[&[usize]], work: T, each: fn(&mut T, usize)) -> Vec<Route<T>> {
    let route = |threads: &&[usize]| Route {
        threads: threads.to_vec(),
        at: 0,
        work: work.clone(),
        each,
        group: None,
        has_met: false,
        pipeline: None,
        memory: None,
    };
    all.iter().map(route).collect()
}

/// The same, in groups of so many.
fn groups<T: Clone>(count: usize, all: &[&[usize]], work: T, each: fn(&mut T, usize)) -> Vec<Route<T>> {
    let mut routes = routes(all, work, each);
    routes.iter_mut().enumerate().for_each(|(index, route)| route.group = Some(index / count));
    routes
}

#[test]
fn each_leg_is_done_on_its_thread() {
    let threads = threads(3);
    let note = |ids: &mut Vec<thread::ThreadId>, _| ids.push(thread::current().id());
    let ids = |threads: &Threads| -> Vec<Vec<thread::ThreadId>> {
        let routes = routes(&[&[0], &[1], &[2], &[2, 0, 1, 1]], Vec::new(), note);
        threads.travel(routes).into_iter().map(|done| done.unwrap().work).collect()
    };
    let found = ids(&threads);
    let [a, b, c] = [found[0][0], found[1][0], found[2][0]];
    assert!(a == thread::current().id() && a != b && b != c && a != c);
    assert_eq!(found[3], [c, a, b, b]);
    assert_eq!(ids(&threads), found);
}

/// The second leg of one is done while the first of the next is.
#[test]
fn journeys_follow_each_other() {
    let work = |_: &mut (), _| thread::sleep(Duration::from_millis(20));
    let threads = threads(2);
    threads.travel(routes(&[&[0, 1][..]; 4], (), work)).into_iter().for_each(|done| drop(done.unwrap()));
    let timeline = threads.timeline();
    // Five times 20 ms instead of eight; sleeping needs no processor.
    assert!(timeline.whole() < Duration::from_millis(150), "{timeline}");
    assert!(timeline.bubble() > 0.1 && timeline.bubble() < 0.45, "{timeline}");
}

#[test]
fn a_panic_is_the_error_of_its_journey() {
    let threads = threads(4);
    let work = |bad: &mut usize, thread: usize| assert_ne!(thread, *bad, "it is {bad}");
    for bad in 0..4 {
        let done = threads.travel(routes(&[&[0], &[1], &[2], &[3], &[0, 3]], bad, work));
        for (route, done) in [&[0][..], &[1], &[2], &[3], &[0, 3]].iter().zip(done) {
            match done {
                Ok(_) => assert!(!route.contains(&bad)),
                Err(Error::Panic(words)) => {
                    assert!(route.contains(&bad) && words.contains(&format!("it is {bad}")));
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}

/// Groups whose legs come to the same threads in any order, which no thread could wait for.
#[test]
fn those_of_a_group_meet_between_all_legs() {
    let threads = threads(3);
    let all: [&[usize]; 6] = [&[0, 0, 0], &[1, 2, 0], &[2, 1, 1], &[2, 2, 2], &[0, 1, 2], &[1, 0, 0]];
    for count in 1..=6 {
        let note = |legs: &mut usize, _| *legs += 1;
        let done = threads.travel(groups(count, &all, 0, note));
        assert!(done.into_iter().all(|done| done.unwrap().work == 3));
    }
}

/// Whoever comes first, a thread does legs in the order of its own.
#[test]
fn the_order_of_legs_is_the_same_each_time() {
    static DONE: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());
    let threads = threads(3);
    let all: [&[usize]; 4] = [&[0, 1, 2], &[1, 2, 1], &[0, 2, 1], &[2, 2, 1, 0]];
    let mut orders: Vec<[Vec<usize>; 3]> = Vec::new();
    for round in 0..20 {
        DONE.lock().unwrap().clear();
        let work = |(round, index): &mut (usize, usize), thread: usize| {
            thread::sleep(Duration::from_micros(((*round * 7 + *index * 13 + thread * 5) % 11 * 50) as u64));
            DONE.lock().unwrap().push((thread, *index));
        };
        let mut routes = routes(&all, (round, 0), work);
        routes.iter_mut().enumerate().for_each(|(index, route)| route.work.1 = index);
        threads.travel(routes).into_iter().for_each(|done| drop(done.unwrap()));
        let done = DONE.lock().unwrap();
        let of_thread = |thread| done.iter().filter(|(own, _)| *own == thread).map(|(_, index)| *index).collect();
        orders.push([0, 1, 2].map(of_thread));
    }
    let expected: [Vec<usize>; 3] = [vec![0, 2, 3], vec![1, 0, 1, 2, 3], vec![3, 1, 2, 3, 0]];
    assert!(orders.iter().all(|order| *order == expected), "{orders:?}");
}

#[test]
fn nobody_waits_for_whom_a_panic_has_taken() {
    let threads = threads(3);
    // The thread and the leg at which it comes.
    for (thread, leg) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2)] {
        let work = |(bad, legs): &mut ((usize, usize), usize), thread: usize| {
            *legs += 1;
            assert_ne!((thread, *legs - 1), *bad, "it ends here");
        };
        let all: [&[usize]; 6] = [&[0; 3], &[1; 3], &[2; 3], &[0; 3], &[1; 3], &[2; 3]];
        let mut routes = groups(3, &all, ((thread, leg), 0), work);
        // The other group goes on.
        routes[3..].iter_mut().for_each(|route| route.work.0 = (9, 9));
        let done = threads.travel(routes);
        for (index, done) in done.into_iter().enumerate() {
            match done {
                Ok(route) if index < 3 => assert_eq!(route.work.1, leg + 1, "the others have met as long as all came"),
                Ok(route) => assert_eq!(route.work.1, 3),
                Err(problem) => {
                    assert_eq!(index, thread);
                    assert!(problem.to_string().contains("it ends here"), "{problem}");
                }
            }
        }
    }
    // The meeting itself.
    let done = threads.travel(groups(2, &[&[0; 6], &[1; 6]], (), |_, _| ()));
    assert!(done.iter().all(|done| done.as_ref().is_err_and(|problem| problem.to_string().contains("gets away"))));
}

#[test]
fn kernels_have_a_part_of_the_threads() {
    let count = |found: &mut usize, _| *found = kernels::threads();
    let found = |threads: usize, towers: usize| -> usize {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let all = (0..towers).map(|tower| vec![tower]).collect::<Vec<_>>();
        let all = all.iter().map(Vec::as_slice).collect::<Vec<_>>();
        let done = pool.install(|| self::threads(towers).travel(routes(&all, 0, count)));
        done.into_iter().map(|done| done.unwrap().work).next().unwrap()
    };
    // The first works on a thread of the pool, the others beside it.
    assert_eq!((found(2, 2), found(4, 2), found(5, 2), found(2, 4)), (1, 2, 3, 1));
}

/// Journeys of two pipelines there and back, of which so many are on their way at a time.
fn pipelines<T: Clone>(most: usize, count: usize, work: T, each: fn(&mut T, usize)) -> Vec<Route<T>> {
    let all: Vec<&[usize]> = (0..2 * count).map(|index| [&[0, 1, 1, 0][..], &[2, 3, 3, 2]][index / count]).collect();
    let mut routes = routes(&all, work, each);
    for (index, route) in routes.iter_mut().enumerate() {
        route.pipeline = Some(Pipeline { number: index / count, most });
        route.memory = (index % count < most).then_some(index);
    }
    routes
}

#[test]
fn the_next_takes_over_the_memory_of_one_that_is_through() {
    static ON_THEIR_WAY: Mutex<[(usize, usize); 2]> = Mutex::new([(0, 0); 2]);
    let threads = threads(4);
    for (most, count) in [(1, 1), (1, 5), (2, 1), (2, 2), (2, 9), (3, 7)] {
        *ON_THEIR_WAY.lock().unwrap() = [(0, 0); 2];
        let work = |legs: &mut usize, thread: usize| {
            let (now, at_most) = &mut ON_THEIR_WAY.lock().unwrap()[thread / 2];
            *now += usize::from(*legs == 0);
            *at_most = (*at_most).max(*now);
            *legs += 1;
            *now -= usize::from(*legs == 4);
        };
        let done = threads.travel(pipelines(most, count, 0, work));
        let memory = done.into_iter().filter(|done| done.as_ref().unwrap().memory.is_some()).count();
        let at_most = most.min(count).min(2);
        assert_eq!((memory, *ON_THEIR_WAY.lock().unwrap()), (2 * most.min(count), [(0, at_most); 2]));
    }
}

#[test]
fn who_has_not_begun_stays_at_home_when_one_fails() {
    let threads = threads(4);
    let work = |(bad, legs): &mut (usize, usize), _: usize| {
        assert_ne!(*legs, *bad, "it ends here");
        *legs += 1;
    };
    for (failing, leg) in (0..12).flat_map(|index| (0..4).map(move |leg| (index, leg))) {
        let mut routes = pipelines(2, 6, (9, 0), work);
        routes[failing].work.0 = leg;
        let done = threads.travel(routes);
        for (index, done) in done.into_iter().enumerate() {
            match done {
                Ok(route) => assert!(index != failing && [0, 4].contains(&route.work.1)),
                Err(problem) => assert!(index == failing && problem.to_string().contains("it ends here")),
            }
        }
    }
}
