//! Schedules of learning rates, held against PyTorch's, and what optimizers make of them.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::Golden;
use crate::steps::{Small, follow};

/// Nothing is summed: what differs is the rounding of a power or of a cosine.
const FACTOR: f64 = 1e-12;

fn factors(schedule: &Schedule) -> Vec<f64> {
    (0..60).map(|steps| schedule.factor(steps)).collect()
}

#[test]
fn factors_are_those_of_pytorch() {
    let golden = Golden::open("schedules");
    let schedules: [(&str, Schedule); 9] = [
        ("step", Schedule::step(7, 0.5)),
        ("exponential", Schedule::exponential(0.9)),
        ("cosine", Schedule::cosine(60)),
        ("cosine_down_to", Schedule::cosine(60).down_to(0.1)),
        ("one_cycle", OneCycle::new(61).into()),
        ("one_cycle_settings", OneCycle::new(61).rise(0.5).start(0.1).end(1e-3).into()),
        ("warm_up_step", Schedule::step(20, 0.1).warm_up(5)),
        ("warm_up", Schedule::constant().warm_up(10)),
        ("function", Schedule::function(|steps| 1.0 / (1.0 + steps as f64).sqrt())),
    ];
    for (name, schedule) in schedules {
        golden.assert_close(name, &factors(&schedule), FACTOR);
    }
}

#[test]
fn plateaus_are_those_of_pytorch() {
    let golden = Golden::open("schedules");
    let plateaus = [
        ("plateau", Plateau::new(2)),
        ("plateau_settings", Plateau::new(1).maximize().factor(0.5).threshold(0.05).cooldown(3)),
    ];
    for (name, plateau) in plateaus {
        let mut schedule = Schedule::from(plateau);
        let told = golden.values("told").iter().enumerate();
        let factors: Vec<f64> = told
            .map(|(steps, &value)| {
                let factor = schedule.factor(steps as u64);
                schedule.observe(value);
                factor
            })
            .collect();
        golden.assert_close(name, &factors, FACTOR);
        assert!(factors[59] < 1.0, "{name} was never lowered");
    }
}

/// The groups keep the ratio of their rates, and AdamW's decay follows the rate.
#[test]
fn optimizers_follow_a_schedule() {
    follow(
        "optimizer_schedule",
        AdamW::new(1e-2)
            .schedule(Schedule::cosine(120).warm_up(9))
            .scope(Small::HIDDEN, |group| group.learning_rate(1e-3)),
        AdamW::new(1e-2)
            .scope(Small::HIDDEN, |group| group.learning_rate(1e-3))
            .schedule(Schedule::cosine(120).warm_up(9)),
    );
}

#[test]
fn schedules_stay_where_they_end() {
    assert_eq!(Schedule::cosine(60).factor(60), 0.0);
    assert_eq!(Schedule::cosine(60).factor(1000), 0.0);
    let cycle = Schedule::from(OneCycle::new(60).end(0.25));
    assert_eq!((cycle.factor(59), cycle.factor(1000)), (0.25, 0.25));
    // Shorter than its rise.
    for total in [1, 2, 3] {
        let cycle = Schedule::from(OneCycle::new(total).rise(0.5));
        assert!((0..5).all(|steps| (0.0..=1.0).contains(&cycle.factor(steps))), "{total}");
    }
}

/// Up to where the schedule behind begins, if that is below 1.
#[test]
fn a_warm_up_meets_the_schedule_behind_it() {
    let schedule = Schedule::from(OneCycle::new(10).start(0.5)).warm_up(1);
    assert_eq!((schedule.factor(0), schedule.factor(1)), (0.25, 0.5));
}

/// A loss that is NaN is no better, whether it is the first or a later one.
#[test]
fn what_is_not_finite_counts_as_no_better() {
    let mut schedule = Schedule::from(Plateau::new(1).factor(0.5));
    for value in [f64::NAN, 1.0, f64::NEG_INFINITY, 0.5, f64::NAN] {
        schedule.observe(value);
        assert_eq!(schedule.factor(0), 1.0, "{value}");
    }
    schedule.observe(f64::INFINITY);
    assert_eq!(schedule.factor(0), 0.5);
}

#[test]
fn the_learning_rate_is_that_of_the_next_step() {
    let (mut network, input, labels) = small();
    let mut sgd = Sgd::new(0.5).schedule(Schedule::step(1, 0.5));
    for rate in [0.5, 0.25, 0.125] {
        assert_eq!(sgd.learning_rate(), rate);
        let gradients = sgd.compute_gradients(network.training().classification(&input, &labels).unwrap()).unwrap();
        sgd.apply_gradients(&mut network, gradients).unwrap();
    }
    sgd.set_learning_rate(8.0);
    assert_eq!(sgd.learning_rate(), 1.0);

    let mut sgd: Sgd<Small<f64, Dev>> = Sgd::new(1.0).schedule(Plateau::new(0).factor(0.5));
    sgd.observe(1.0);
    sgd.observe(1.0);
    assert_eq!(sgd.learning_rate(), 0.5);
}

#[test]
fn settings_out_of_range_are_refused() {
    let finite = "a finite number, 0 or more";
    let fraction = "at least 0 and below 1";
    let refused: [(Schedule, &str, &str, &str); 15] = [
        (Schedule::step(0, 0.5), "every of the schedule", "0", "at least 1"),
        (Schedule::step(3, -0.5), "factor of the schedule", "-0.5", finite),
        (Schedule::exponential(f64::NAN), "factor of the schedule", "NaN", finite),
        (Schedule::cosine(0), "total of the schedule", "0", "at least 1"),
        (Schedule::cosine(9).down_to(1.5), "least factor of the schedule", "1.5", fraction),
        (OneCycle::new(0).into(), "total of the schedule", "0", "at least 1"),
        (OneCycle::new(9).rise(1.0).into(), "rise of the schedule", "1", fraction),
        (OneCycle::new(9).start(-1.0).into(), "start of the schedule", "-1", finite),
        (OneCycle::new(9).end(f64::INFINITY).into(), "end of the schedule", "inf", finite),
        (Plateau::new(9).factor(1.0).into(), "factor of the schedule", "1", fraction),
        (Plateau::new(9).factor(-0.5).into(), "factor of the schedule", "-0.5", fraction),
        (Plateau::new(9).threshold(1.0).into(), "threshold of the schedule", "1", fraction),
        (Plateau::new(9).maximize().threshold(-0.1).into(), "threshold of the schedule", "-0.1", fraction),
        (Schedule::function(|_| -1.0), "factor of the schedule after 0 steps", "-1", finite),
        (Schedule::function(|_| f64::NAN), "factor of the schedule after 0 steps", "NaN", finite),
    ];
    let (mut network, input, labels) = small();
    let before = network.fc.weight.array();
    for (schedule, setting, value, expected) in refused {
        let mut sgd = Sgd::new(0.1).schedule(schedule);
        let gradients = sgd.compute_gradients(network.training().classification(&input, &labels).unwrap()).unwrap();
        let error = sgd.apply_gradients(&mut network, gradients).unwrap_err();
        assert_eq!(error.to_string(), format!("`{setting}` is {value}, but must be {expected}"));
        assert_eq!(sgd.steps(), 0);
    }
    assert_eq!(network.fc.weight.array(), before);
}

type Batch<const C: usize> = Tensor<Rank2<8, C>, f64, Dev>;

fn small() -> (Small<f64, Dev>, Batch<5>, Batch<3>) {
    let device = Dev::seed_from_u64(15);
    (Small::build(&device), device.sample_normal(), device.sample_uniform().softmax::<dfdx::shapes::Axis<1>>())
}
