//! Whoever comes first, journeys come to their end, each thread does its legs in one order, and nobody waits for who does not come.

use std::sync::{Arc, Mutex};

use netweave_tests_model::Error;
use netweave_tests_model::journey::{Orders, Plan, travel};

/// Whatever was found in an order is found in all.
fn always(plans: Vec<Plan>, times: usize, callers: usize, threads: usize, says: fn(&[Plan], &[Result<usize, Error>])) {
    let known: Arc<Mutex<Option<Orders>>> = Arc::default();
    let all_end_well = plans.iter().all(|plan| plan.fails.is_none());
    let check = move || {
        for (done, orders) in travel(threads, &plans, times, callers) {
            says(&plans, &done);
            if all_end_well {
                let mut known = known.lock().unwrap();
                assert_eq!(*known.get_or_insert_with(|| orders.clone()), orders, "the order is another one");
            }
        }
    };
    shuttle::check_random(check, 1000);
}

fn all_arrive(plans: &[Plan], done: &[Result<usize, Error>]) {
    for (plan, done) in plans.iter().zip(done) {
        assert_eq!(done.as_ref(), Ok(&plan.threads.len()));
    }
}

/// The first thousands of all orders of two journeys on two threads, which differ in what comes last.
#[test]
fn the_first_orders_of_few() {
    let plans = [Plan::to(&[0, 1]), Plan::to(&[1, 0])];
    shuttle::check_dfs(
        move || travel(2, &plans, 1, 1).iter().for_each(|(done, _)| all_arrive(&plans, done)),
        Some(5_000),
    );
}

#[test]
fn journeys_arrive() {
    let plans = vec![Plan::to(&[0, 1, 2, 1, 0]), Plan::to(&[2, 1]), Plan::to(&[1, 1, 0]), Plan::to(&[0, 2])];
    always(plans, 2, 1, 3, all_arrive);
}

#[test]
fn two_callers_at_a_time() {
    let plans = vec![Plan::to(&[0, 1, 0]), Plan::to(&[1, 0, 1])];
    always(plans, 1, 2, 2, all_arrive);
}

#[test]
fn those_of_a_group_meet() {
    let met = |threads: &[usize], group| Plan { group: Some(group), ..Plan::to(threads) };
    let plans = vec![met(&[0, 0, 0], 0), met(&[1, 1, 1], 0), met(&[2, 2], 1), met(&[1, 0], 1)];
    always(plans, 1, 1, 3, all_arrive);
}

#[test]
fn what_is_handed_on_has_one_owner() {
    let there_and_back = Plan { pipeline: Some(2), ..Plan::to(&[0, 1, 1, 0]) };
    always(vec![there_and_back; 5], 1, 1, 2, all_arrive);
}

/// Who meets one that has failed comes back as far as he has come; and what was to follow him does not begin.
#[test]
fn nobody_waits_for_one_that_has_failed() {
    for fails in 0..3 {
        let met = |fails| Plan { group: Some(0), fails, ..Plan::to(&[0, 1, 0]) };
        let mut plans = vec![met(None), met(Some(fails)), met(None), Plan::to(&[1, 0])];
        plans[2].threads = vec![1, 1, 1];
        always(plans, 1, 1, 2, |plans, done| {
            assert_eq!(done[1], Err(Error::Device("journey 1".to_owned())));
            assert_eq!(done[3], Ok(2));
            let fails = plans[1].fails.unwrap();
            assert!([0, 2].iter().all(|other| done[*other].as_ref().is_ok_and(|at| *at <= fails + 1)), "{done:?}");
        });
        let failing =
            |index| Plan { pipeline: Some(2), fails: (index == 1).then_some(fails), ..Plan::to(&[0, 1, 1, 0]) };
        always((0..4).map(failing).collect(), 1, 1, 2, |_, done| {
            assert_eq!(done[1], Err(Error::Device("journey 1".to_owned())));
        });
    }
}
