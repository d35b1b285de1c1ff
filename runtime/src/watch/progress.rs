use std::fmt::Write;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Towers;

/// A bar that shows how far a training is, how fast it goes, how long it will take, and what it says of itself.
///
/// It is drawn on the terminal of the standard error output, and not at all where that is no terminal.
///
/// ```
/// use netweave::watch::Progress;
///
/// let mut progress = Progress::new(2, 10);
/// for epoch in 0..2 {
///     for step in 0..10 {
///         progress.set("loss", 1.0 / (1 + step) as f64);
///         progress.step();
///     }
///     let line = progress.end_epoch();
///     if progress.is_hidden() {
///         println!("{line}"); // a log gets one line an epoch
///     }
/// }
/// ```
pub struct Progress {
    bar: ProgressBar,
    epochs: u64,
    steps: u64,
    epoch: u64,
    /// Names and values, in the order in which they came.
    values: Vec<(String, f64)>,
}

impl Progress {
    /// A training of so many epochs, each of so many steps.
    pub fn new(epochs: u64, steps: u64) -> Self {
        Self::drawn_on(ProgressDrawTarget::stderr(), epochs, steps)
    }

    fn drawn_on(target: ProgressDrawTarget, epochs: u64, steps: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(epochs.saturating_mul(steps)), target);
        let template = "{prefix} {bar:24} {pos}/{len} steps, {per_sec}, {eta} left  {msg}";
        // The template is ours and right, but its type does not say so.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress = Self { bar: bar.with_style(style), epochs, steps, epoch: 0, values: Vec::new() };
        progress.bar.set_prefix(progress.place());
        progress
    }

    /// Has the first rank of towers in several processes draw it, and no other.
    pub fn on<T>(self, towers: &Towers<T>) -> Self {
        if !towers.is_first() {
            self.bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        self
    }

    /// Begins at a step: a training that goes on from a checkpoint.
    pub fn starting_at(mut self, step: u64) -> Self {
        self.epoch = step.checked_div(self.steps).unwrap_or(0);
        self.bar.set_position(step);
        self.bar.reset_eta();
        self.bar.set_prefix(self.place());
        self
    }

    /// Shows a value from now on: the loss, or a metric.
    pub fn set(&mut self, name: &str, value: f64) {
        match self.values.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.values.push((name.to_owned(), value)),
        }
    }

    /// A step has been taken.
    pub fn step(&mut self) {
        if !self.is_hidden() {
            self.bar.set_message(self.line());
        }
        self.bar.inc(1);
    }

    /// An epoch has ended; gives what there is to say of it: `epoch 3/15  loss 0.0421  accuracy 0.9889`.
    pub fn end_epoch(&mut self) -> String {
        let line = format!("{}  {}", self.place(), self.line());
        self.epoch += 1;
        if self.epoch == self.epochs {
            self.bar.set_message(self.line());
            self.bar.abandon();
        } else {
            self.bar.set_prefix(self.place());
        }
        line
    }

    /// Whether there is no terminal to draw on.
    pub fn is_hidden(&self) -> bool {
        self.bar.is_hidden()
    }

    fn place(&self) -> String {
        format!("epoch {}/{}", (self.epoch + 1).min(self.epochs), self.epochs)
    }

    fn line(&self) -> String {
        let mut line = String::new();
        for (name, value) in &self.values {
            let gap = if line.is_empty() { "" } else { "  " };
            // Writing to a string does not fail.
            let _ = match value.abs() {
                size if size != 0.0 && size < 1e-3 => write!(line, "{gap}{name} {value:.2e}"),
                _ => write!(line, "{gap}{name} {value:.4}"),
            };
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use indicatif::{InMemoryTerm, ProgressDrawTarget};

    use super::Progress;

    #[test]
    fn the_bar_tells_place_rate_and_values() {
        let terminal = InMemoryTerm::new(10, 120);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let mut progress = Progress::drawn_on(target, 3, 4);
        assert!(!progress.is_hidden());
        for step in 0..4 {
            progress.set("loss", 0.5 / f64::from(step + 1));
            progress.set("rate", 1e-5);
            progress.step();
        }
        assert_eq!(progress.end_epoch(), "epoch 1/3  loss 0.1250  rate 1.00e-5");
        progress.bar.force_draw();
        let shown = terminal.contents();
        assert!(shown.starts_with("epoch 2/3 ████████"), "{shown}");
        assert!(shown.contains(" 4/12 steps, "), "{shown}");
        assert!(shown.contains("/s, "), "{shown}");
        assert!(shown.ends_with("left  loss 0.1250  rate 1.00e-5"), "{shown}");
    }

    #[test]
    fn it_begins_where_a_checkpoint_says() {
        let terminal = InMemoryTerm::new(10, 120);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let mut progress = Progress::drawn_on(target, 3, 4).starting_at(9);
        progress.step();
        progress.bar.force_draw();
        let shown = terminal.contents();
        assert!(shown.starts_with("epoch 3/3 "), "{shown}");
        assert!(shown.contains(" 10/12 steps, "), "{shown}");
    }

    #[test]
    fn nothing_is_drawn_without_a_terminal() {
        let mut progress = Progress::drawn_on(ProgressDrawTarget::hidden(), 1, 2);
        progress.set("loss", 0.25);
        progress.step();
        assert!(progress.is_hidden());
        assert_eq!(progress.end_epoch(), "epoch 1/1  loss 0.2500");
    }
}
