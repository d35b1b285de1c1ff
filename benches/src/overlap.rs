//! How much of an all-reduce is hidden behind the way back: a simulation of the schedule of buckets, for more ranks than there are
//! here.
//!
//! A bucket goes when it is complete and the one before is through. What is not through at the end of the way back is waited for.
//! All ranks are as fast as each other, and nobody else uses the network.

use std::fmt::{self, Display, Formatter};

/// A part of the gradients that goes at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// How many.
    pub bytes: f64,
    /// How many seconds after the beginning of the way back it is complete.
    pub complete: f64,
}

/// What a rank does in a step, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The way back.
    pub backward: f64,
    /// What comes before and after it: the forward pass and the step of the optimizer.
    pub rest: f64,
    /// In the order in which they go.
    pub buckets: Vec<Bucket>,
}

/// What ranks speak through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    /// Bytes a second that a rank sends, and as many that it receives.
    pub bandwidth: f64,
    /// Seconds that a message takes beside.
    pub latency: f64,
}

/// A step of several ranks, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// All of it.
    pub step: f64,
    /// All of the all-reduces.
    pub all_reduce: f64,
    /// What the step has waited for them.
    pub waited: f64,
}

impl Network {
    /// How long so many ranks take to add up so many bytes.
    ///
    /// In a ring each of n ranks sends 2 (n − 1) parts, an n-th of the bytes each. In a tree all bytes go up and down, and 2 log₂ n
    /// messages are waited for. What takes less is done, as NCCL and MPI choose.
    pub fn all_reduce(&self, bytes: f64, ranks: usize) -> f64 {
        let others = ranks.saturating_sub(1) as f64;
        if others == 0.0 {
            return 0.0;
        }
        let (ranks, seconds) = (ranks as f64, bytes / self.bandwidth);
        let ring = 2.0 * others * self.latency + 2.0 * others / ranks * seconds;
        let tree = 2.0 * ranks.log2().ceil() * self.latency + 2.0 * seconds;
        ring.min(tree)
    }
}

impl Step {
    /// The same on a device that computes so many times as fast.
    #[must_use]
    pub fn faster(&self, times: f64) -> Self {
        let Self { backward, rest, .. } = *self;
        let buckets = self.buckets.iter().map(|bucket| Bucket { complete: bucket.complete / times, ..*bucket });
        Self { backward: backward / times, rest: rest / times, buckets: buckets.collect() }
    }

    /// All gradients.
    pub fn bytes(&self) -> f64 {
        self.buckets.iter().map(|bucket| bucket.bytes).sum()
    }

    /// What a rank does in it, with nobody to wait for.
    pub fn alone(&self) -> f64 {
        self.backward + self.rest
    }

    /// What arithmetic says without a schedule: all gradients are added up beside the way back, as if they were there from its
    /// beginning.
    pub fn estimate(&self, ranks: usize, network: Network) -> f64 {
        self.rest + self.backward.max(network.all_reduce(self.bytes(), ranks))
    }

    /// The step of so many ranks.
    pub fn simulate(&self, ranks: usize, network: Network) -> Outcome {
        let (mut through, mut all_reduce) = (0.0_f64, 0.0);
        for bucket in &self.buckets {
            let time = network.all_reduce(bucket.bytes, ranks);
            all_reduce += time;
            through = through.max(bucket.complete) + time;
        }
        let waited = if ranks > 1 { (through - self.backward).max(0.0) } else { 0.0 };
        Outcome { step: self.alone() + waited, all_reduce, waited }
    }
}

impl Outcome {
    /// Which part of the all-reduces the way back has hidden; all of it where there are none.
    pub fn hidden(&self) -> f64 {
        if self.all_reduce > 0.0 { 1.0 - self.waited / self.all_reduce } else { 1.0 }
    }
}

/// A step of ResNet-18 on 8 images of 32×32, on one core of an AMD EPYC (Zen 5): `mpirun -n 1 ranks resnet18`. Bytes of the buckets, and
/// the milliseconds after which they were complete.
const RESNET18: [(f64, f64); 8] = [
    (38_400.0, 0.0),
    (9_461_800.0, 7.7),
    (9_441_280.0, 15.2),
    (9_441_280.0, 28.8),
    (4_722_688.0, 38.6),
    (5_251_072.0, 45.8),
    (4_267_008.0, 55.7),
    (2_110_720.0, 76.1),
];
const MILLISECONDS: f64 = 1e-3;

/// That step.
pub fn resnet18() -> Step {
    let buckets = RESNET18.map(|(bytes, complete)| Bucket { bytes, complete: complete * MILLISECONDS });
    Step { backward: 76.1 * MILLISECONDS, rest: 39.7 * MILLISECONDS, buckets: buckets.to_vec() }
}

/// A table of what a step costs on more and more ranks, as the book shows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table;

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let slow = Network { bandwidth: 1.25e9, latency: 50e-6 };
        let fast = Network { bandwidth: 12.5e9, latency: 5e-6 };
        let step = resnet18();
        let sites =
            [("as measured, 10 Gbit/s", 1.0, slow), ("20 ×, 10 Gbit/s", 20.0, slow), ("20 ×, 100 Gbit/s", 20.0, fast)];
        write!(f, "| ranks |")?;
        sites.iter().try_for_each(|(title, ..)| write!(f, " {title}: estimate, ms | simulated, ms | hidden |"))?;
        write!(f, "\n|---|{}", "---|".repeat(3 * sites.len()))?;
        for ranks in [1, 2, 8, 64, 256, 1024] {
            write!(f, "\n| {ranks} |")?;
            for (_, times, network) in sites {
                let step = step.faster(times);
                let [estimate, outcome] = [step.estimate(ranks, network), step.simulate(ranks, network).step]
                    .map(|seconds| seconds / MILLISECONDS);
                let hidden = 100.0 * step.simulate(ranks, network).hidden();
                write!(f, " {estimate:.1} | {outcome:.1} | {hidden:.0} % |")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
    }

    /// Half the gradients are there in the middle of the way back, the others at its end.
    fn halves(bytes: f64) -> Step {
        let bucket = |complete| Bucket { bytes: bytes / 2.0, complete };
        Step { backward: 2.0, rest: 1.5, buckets: vec![bucket(1.0), bucket(2.0)] }
    }

    const NETWORK: Network = Network { bandwidth: 10.0, latency: 0.01 };

    #[test]
    fn an_all_reduce_takes_what_the_formulas_say() {
        close(NETWORK.all_reduce(100.0, 1), 0.0);
        // Two messages of half of the bytes each; the tree would take 20.02.
        close(NETWORK.all_reduce(100.0, 2), 0.02 + 10.0);
        close(NETWORK.all_reduce(100.0, 4), 0.06 + 15.0);
        // A ring of 1,024 would wait for 2,046 messages.
        close(NETWORK.all_reduce(100.0, 1024), 0.2 + 20.0);
        let ring = Network { latency: 0.0, ..NETWORK };
        close(ring.all_reduce(100.0, 1024), 2.0 * 1023.0 / 1024.0 * 10.0);
    }

    #[test]
    fn what_is_hidden_and_what_is_not() {
        // Each half takes 0.52 s: the first is hidden, the second is not.
        let step = halves(10.0);
        let outcome = step.simulate(2, NETWORK);
        close(outcome.all_reduce, 1.04);
        close(outcome.waited, 0.52);
        close(outcome.hidden(), 0.5);
        close(outcome.step, 3.5 + 0.52);
        // The first is on its way when the second is there, which has to wait for it.
        let outcome = halves(40.0).simulate(2, NETWORK);
        close(outcome.waited, 1.0 + 2.0 * 2.02 - 2.0);
        // Arithmetic does not know when gradients are there.
        close(step.estimate(2, NETWORK), 3.5);
        close(halves(100.0).estimate(2, NETWORK), 1.0 + 10.02 + 0.5);
        let alone = step.simulate(1, NETWORK);
        assert_eq!((alone.step, alone.waited, alone.hidden()), (3.5, 0.0, 1.0));
    }

    /// The step is never shorter than arithmetic says, for it sends the same bytes, and never longer than if nothing were hidden.
    #[test]
    fn a_schedule_lies_between_all_and_nothing_hidden() {
        for ranks in 1..=1024 {
            for network in
                [NETWORK, Network { bandwidth: 1e9, latency: 5e-5 }, Network { bandwidth: 1e3, latency: 0.0 }]
            {
                for step in [halves(1e3), resnet18(), resnet18().faster(50.0)] {
                    let outcome = step.simulate(ranks, network);
                    let most = step.alone() + outcome.all_reduce;
                    assert!(outcome.step >= step.estimate(ranks, network) - 1e-9 && outcome.step <= most + 1e-9);
                    assert!((0.0..=1.0).contains(&outcome.hidden()));
                }
            }
        }
    }

    #[test]
    fn the_book_has_this_table() {
        let book = include_str!("../../book/src/towers.md");
        let table = Table.to_string();
        assert!(book.contains(&table), "`cargo run -p netweave-benches --bin overlap` writes it:\n{table}");
    }
}
