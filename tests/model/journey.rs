//! Journeys whose legs do nothing but look whether they may be done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::Error;
use crate::kernels::List;
use crate::pipeline::Pipeline;
use crate::threads::{Journey, Leg, Threads};

/// What the journeys of one set of threads have done.
#[derive(Debug, Default)]
pub struct Log {
    /// By thread: the legs in the order in which they were done, as the journey and how many of its legs came before.
    orders: Mutex<Vec<Vec<(usize, usize)>>>,
    /// By thread: whether a leg is done there.
    at_work: Vec<AtomicUsize>,
}

impl Log {
    fn of(threads: usize) -> Arc<Self> {
        let at_work = (0..threads).map(|_| AtomicUsize::new(0)).collect();
        Arc::new(Self { orders: Mutex::new(vec![Vec::new(); threads]), at_work })
    }
}

/// A journey to these threads.
#[derive(Clone, Debug)]
pub struct Plan {
    pub threads: Vec<usize>,
    /// Who it meets between any two legs.
    pub group: Option<usize>,
    /// At most so many of its kind are on their way at a time, there and back, and hand on what they work in.
    pub pipeline: Option<usize>,
    /// The leg in which it panics.
    pub fails: Option<usize>,
}

impl Plan {
    /// One that meets nobody.
    pub fn to(threads: &[usize]) -> Self {
        Self { threads: threads.to_vec(), group: None, pipeline: None, fails: None }
    }
}

struct Route {
    plan: Plan,
    index: usize,
    at: usize,
    has_met: bool,
    memory: Option<usize>,
    log: Arc<Log>,
}

impl Journey for Route {
    fn next(&self) -> Option<usize> {
        self.plan.threads.get(self.at).copied()
    }

    fn go(&mut self) -> Result<(), Error> {
        let thread = self.plan.threads[self.at];
        assert!(self.plan.pipeline.is_none() || self.memory.is_some(), "it has no memory");
        assert_eq!(self.log.at_work[thread].fetch_add(1, Ordering::SeqCst), 0, "two legs are done by one thread");
        // Others may go on here.
        shuttle::thread::yield_now();
        self.log.orders.lock().unwrap()[thread].push((self.index, self.at));
        self.log.at_work[thread].fetch_sub(1, Ordering::SeqCst);
        if self.plan.fails == Some(self.at) {
            return Err(Error::Device(format!("journey {}", self.index)));
        }
        (self.at, self.has_met) = (self.at + 1, false);
        Ok(())
    }

    fn route(&self) -> List<Leg> {
        let Plan { threads, group, pipeline, .. } = &self.plan;
        let legs = threads.iter().enumerate().map(|(index, thread)| Leg {
            thread: *thread,
            meetings: group.map_or(0, |_| index),
            is_back: pipeline.is_some() && index >= threads.len() / 2,
        });
        legs.collect()
    }

    fn pipeline(&self) -> Option<Pipeline> {
        self.plan.pipeline.map(|most| Pipeline { number: 0, most })
    }

    fn inherit(&mut self, from: &mut Self) {
        let memory = from.memory.take();
        assert!(self.memory.is_none() && memory.is_some(), "what is handed on is there once");
        self.memory = memory;
    }

    fn group(&self) -> Option<usize> {
        self.plan.group
    }

    fn waits(&self) -> bool {
        self.plan.group.is_some() && (1..self.plan.threads.len()).contains(&self.at) && !self.has_met
    }

    fn meet(all: &mut [&mut Self]) -> Result<(), Error> {
        assert!(all.iter().all(|route| route.at == all[0].at), "they are apart");
        assert!(all.windows(2).all(|two| two[0].index < two[1].index), "they come in another order");
        all.iter_mut().for_each(|route| route.has_met = true);
        Ok(())
    }
}

/// By thread: the legs in the order in which they were done.
pub type Orders = Vec<Vec<(usize, usize)>>;

/// Does all journeys on so many threads, as often as that, by as many callers at the same time: what came of each, and in which
/// orders.
pub fn travel(
    threads: usize,
    plans: &[Plan],
    times: usize,
    callers: usize,
) -> Vec<(Vec<Result<usize, Error>>, Orders)> {
    let shared = Arc::new(Threads::new(threads, threads, |number| format!("thread {number}")).unwrap());
    let call = move |shared: &Threads, plans: &[Plan]| {
        let rounds = (0..times).map(|_| {
            let log = Log::of(threads);
            let routes = plans.iter().enumerate().map(|(index, plan)| {
                let memory = plan.pipeline.filter(|most| index < *most).map(|_| index);
                Route { plan: plan.clone(), index, at: 0, has_met: false, memory, log: Arc::clone(&log) }
            });
            let done = shared.travel(routes.collect()).into_iter().map(|done| done.map(|route| route.at)).collect();
            (done, log.orders.lock().unwrap().clone())
        });
        rounds.collect::<Vec<_>>()
    };
    let others: Vec<_> = (1..callers)
        .map(|_| {
            let (shared, plans) = (Arc::clone(&shared), plans.to_vec());
            shuttle::thread::spawn(move || call(&shared, &plans))
        })
        .collect();
    let mut found = call(&shared, plans);
    others.into_iter().for_each(|other| found.extend(other.join().unwrap()));
    found
}
