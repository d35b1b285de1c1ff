//! Steps that are done for several parts of a batch at once.

use std::iter::zip;

use super::Work;
use crate::Error;
use crate::kernels::List;
use crate::memory::Block;
use crate::pass::frame::Frame;
use crate::storage::{Device, Dtype, Fault};

impl<E: Dtype, D: Device<E>> Work<E, D> {
    /// Does the step that all of them have come to.
    pub(super) fn do_together(all: &mut [&mut Self]) -> Result<(), Error> {
        let step_of = |work: &Self| work.next_step().map(|(step, _)| step);
        let Some(step) = all.first().and_then(|work| step_of(work)) else { return Ok(()) };
        assert!(all.iter().all(|work| step_of(work) == Some(step)), "those who meet have come to the same step");
        let mut begun: List<Vec<bool>> = all.iter_mut().map(|work| std::mem::take(&mut work.run.begun)).collect();
        let frames = zip(&*all, &mut begun).map(|(work, begun)| {
            let Self { run, holding, back, .. } = &**work;
            let scene = match back {
                None => run.scene(holding),
                Some((booking, _)) => run.scene_back(holding, booking.block()),
            };
            (run.key.batch, Frame::new(scene.at(run.program.place(step)), step, begun))
        });
        let mut frames: List<_> = frames.collect();
        let Some(meeting) = all[0].run.program.steps[step].meeting() else {
            unreachable!("whoever waits has come to a meeting")
        };
        let Some(whole) = all[0].run.key.settings.together else {
            unreachable!("whoever meets others knows how many samples they have")
        };
        let sums = |sums: &mut [f64]| all[0].ranks.as_ref().map_or(Ok(()), |ranks| ranks.sums(sums));
        if all[0].back.is_none() {
            meeting.forward(&mut frames, whole, &sums)?;
        } else {
            meeting.backward(&mut frames, whole, &sums)?;
            frames.iter_mut().for_each(|(_, frame)| frame.complete());
        }
        drop(frames);
        for (work, begun) in zip(all, begun) {
            work.run.begun = begun;
            work.at = if work.back.is_none() { step } else { work.at } + 1;
            work.turn_back();
            D::check(&work.holding.arena.kernels()).map_err(Fault::told)?;
        }
        Ok(())
    }
}
