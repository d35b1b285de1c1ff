//! How busy the threads of towers and of devices were.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// How busy the devices of a placed network were in its last pass: forward and, once its gradients are there, backward.
///
/// A pipeline is not full at its beginning and its end. That is its bubble: the part of their time in which devices wait. Where
/// all of `p` devices take as long for each of `m` micro-batches, it is `(p − 1) ÷ (m + p − 1)`.
///
/// ```
/// use netweave::prelude::*;
///
/// network! {
///     network Two(x: [64]) -> [2] {
///         let h = x -> low: linear(64) on device(0) -> relu;
///         let y = h -> high: linear(2) on device(1);
///         loss fit(target: [2]) = l2(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let net = Two::<f32, Cpu>::build(&device);
/// let (x, y) = (device.sample_normal::<Rank2<32, 64>>(), device.sample_normal::<Rank2<32, 2>>());
/// let devices = Placement::cpu(2)?;
/// let pass = net.training().on(&devices).micro_batches(4).fit(&x, &y)?;
/// let timeline = devices.timeline();
/// assert_eq!((timeline.devices().len(), timeline.even()), (2, 0.2));
/// assert!(timeline.bubble() > 0.0 && timeline.bubble() < 1.0);
/// println!("{timeline}");
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    busy: Vec<Duration>,
    whole: Duration,
    micro_batches: usize,
    /// How many of the devices are those of one tower.
    places: usize,
}

impl Timeline {
    /// Adds work of so many micro-batches that took `whole`, by towers of so many devices.
    pub(super) fn add(
        &mut self,
        busy: impl ExactSizeIterator<Item = Duration>,
        whole: Duration,
        micro_batches: usize,
        places: usize,
    ) {
        self.busy.resize(busy.len(), Duration::ZERO);
        self.busy.iter_mut().zip(busy).for_each(|(all, more)| *all += more);
        self.whole += whole;
        (self.micro_batches, self.places) = (micro_batches, places);
    }

    /// By device, those of one tower after those of another: how long it has worked.
    pub fn devices(&self) -> &[Duration] {
        &self.busy
    }

    /// How long all of it has taken.
    pub fn whole(&self) -> Duration {
        self.whole
    }

    /// The part of their time in which devices have waited, from 0 to 1.
    pub fn bubble(&self) -> f64 {
        let all = self.whole.as_secs_f64() * self.busy.len() as f64;
        let busy = self.busy.iter().map(Duration::as_secs_f64).sum::<f64>();
        if all > 0.0 { (1.0 - busy / all).max(0.0) } else { 0.0 }
    }

    /// The bubble of a tower whose devices all take as long, and nothing in between: `(p − 1) ÷ (m + p − 1)`.
    pub fn even(&self) -> f64 {
        let before = self.places.saturating_sub(1);
        if before == 0 {
            return 0.0;
        }
        let each = self.micro_batches as f64 * self.places as f64 / self.busy.len() as f64;
        before as f64 / (each + before as f64)
    }
}

impl Display for Timeline {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: &Duration| time.as_secs_f64() * 1e3;
        write!(f, "{} micro-batches in {:.2} ms", self.micro_batches, milliseconds(&self.whole))?;
        for (device, busy) in self.busy.iter().enumerate() {
            write!(f, ", device {device} busy {:.2} ms", milliseconds(busy))?;
        }
        let [bubble, even] = [self.bubble(), self.even()].map(|part| part * 100.0);
        write!(f, ": bubble {bubble:.1} %, of an even pipeline {even:.1} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bubble_is_the_time_in_which_devices_wait() {
        let ms = Duration::from_millis;
        let mut timeline = Timeline::default();
        assert_eq!((timeline.bubble(), timeline.even()), (0.0, 0.0));
        timeline.add([ms(30), ms(30)].into_iter(), ms(40), 3, 2);
        assert!((timeline.bubble() - 0.25).abs() < 1e-9 && (timeline.even() - 0.25).abs() < 1e-9);
        timeline.add([ms(60), ms(30)].into_iter(), ms(60), 3, 2);
        assert!((timeline.bubble() - 0.25).abs() < 1e-9);
        let printed = timeline.to_string();
        let expected = "3 micro-batches in 100.00 ms, device 0 busy 90.00 ms, device 1 busy 60.00 ms: bubble 25.0 %, of an even pipeline 25.0 %";
        assert_eq!(printed, expected);

        let mut hybrid = Timeline::default();
        hybrid.add([ms(30); 4].into_iter(), ms(40), 6, 2);
        assert_eq!((hybrid.bubble(), hybrid.even()), (0.25, 0.25));
    }
}
