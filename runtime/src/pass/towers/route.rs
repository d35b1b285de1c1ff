//! Which way the work of a part of the batch takes, from device to device.

use super::Work;
use crate::Error;
use crate::kernels::List;
use crate::memory::{Block, REACH};
use crate::storage::{Device, Dtype, Fault};
use crate::towers::{Journey, Leg, Pipeline};

impl<E: Dtype, D: Device<E>> Journey for Work<E, D> {
    fn next(&self) -> Option<usize> {
        self.device().map(|device| self.tower.0 + device)
    }

    fn route(&self) -> List<Leg> {
        let steps = &self.run.program.steps;
        let forward = (0..steps.len()).filter(|step| self.run.plan.forward[*step]);
        let forward = forward.map(|step| (step, steps[step].device, false)).filter(|_| self.back.is_none());
        let back = (0..).map_while(|at| self.run.step_back(at)).map(|(step, device)| (step, device, true));
        let back = back.filter(|_| self.back.is_some() || self.then.is_some());
        let mut legs = List::new();
        let (mut meetings, mut last) = (0, None);
        for (step, device, is_back) in forward.chain(back) {
            if steps[step].meeting().is_some() {
                (meetings, last) = (meetings + 1, None);
                continue;
            }
            let thread = self.tower.0 + if self.tower.1 > 1 { device } else { 0 };
            if last.replace((thread, is_back)) != Some((thread, is_back)) {
                legs.push(Leg { thread, meetings, is_back });
            }
        }
        legs
    }

    fn pipeline(&self) -> Option<Pipeline> {
        self.pipeline
    }

    fn inherit(&mut self, from: &mut Self) {
        match from.holding.move_out() {
            Some(memory) => self.holding.move_in(memory),
            None => unreachable!("what is through has had memory"),
        }
    }

    fn group(&self) -> Option<usize> {
        self.run.key.settings.together.map(|_| self.turn)
    }

    fn waits(&self) -> bool {
        self.next_step().is_some_and(|(step, _)| self.run.program.steps[step].meeting().is_some())
    }

    fn meet(all: &mut [&mut Self]) -> Result<(), Error> {
        Self::do_together(all)
    }

    /// Does the next steps, as far as they are on one device, and nobody is waited for.
    fn go(&mut self) -> Result<(), Error> {
        let device = self.device();
        if D::IS_APART && self.tower.1 == 1 && !self.run.has_meetings() {
            self.at_once().map_err(Error::device)?;
        } else if let (0, Some((booking, gradient))) = (self.at, &self.back) {
            self.run.begin_at_loss((&self.holding, booking), *gradient);
        }
        while device.is_some() && self.device() == device && !self.waits() {
            self.step().map_err(Error::device)?;
        }
        self.turn_back();
        let mut places = 0..self.run.program.places();
        places.try_for_each(|place| D::check(&self.holding.arena.kernels_at(place * REACH))).map_err(Fault::told)
    }
}
