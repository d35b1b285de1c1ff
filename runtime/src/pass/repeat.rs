//! Work that is the same from pass to pass, and is recorded for that.

use crate::storage::{Device, Dtype};

/// For how many places of its memory work is recorded: gradients may be kept while others are made, and a variable assigned.
const MOST: usize = 4;

/// How often it is recorded in vain, for each time that it is done again, before it is given up.
const PATIENCE: usize = 16;

/// What is known of work that repeats.
pub(super) struct Repeated<E: Dtype, D: Device<E>> {
    /// Whether it has been done with these settings: then all kernels are compiled, and there is memory for what they need.
    is_known: bool,
    /// By the places of its memory; what was used last comes last.
    recordings: Vec<(Vec<u64>, D::Recording)>,
    /// What may still be recorded in vain.
    patience: usize,
}

impl<E: Dtype, D: Device<E>> Default for Repeated<E, D> {
    fn default() -> Self {
        Self { is_known: false, recordings: Vec::new(), patience: PATIENCE }
    }
}

impl<E: Dtype, D: Device<E>> Repeated<E, D> {
    /// Settings have changed.
    pub(super) fn forget(&mut self) {
        self.is_known = false;
        self.recordings.clear();
    }

    /// Does the work: what was recorded of it, if that was in the same places.
    pub(super) fn perform(&mut self, kernels: &D::Kernels, places: Vec<u64>, work: &mut dyn FnMut()) {
        if let Some(found) = self.recordings.iter().position(|(recorded, _)| *recorded == places) {
            self.recordings[found..].rotate_left(1);
            self.patience = PATIENCE;
            if let Some((_, recording)) = self.recordings.last() {
                D::replay(kernels, recording);
            }
        } else if !D::IS_APART || !self.is_known || self.patience == 0 {
            self.is_known = true;
            work();
        } else {
            self.patience -= 1;
            match D::record(kernels, work) {
                Some(recording) => {
                    if self.recordings.len() == MOST {
                        self.recordings.remove(0);
                    }
                    self.recordings.push((places, recording));
                }
                None => self.patience = 0,
            }
        }
    }
}
