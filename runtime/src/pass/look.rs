//! End points: which values of a network are asked for, and how far its body has come.
//!
//! The values of a network have numbers, in the order in which its body makes them. The body tells the pass of each; when all
//! that is asked for is there, the pass goes on without doing anything.

use dfdx::shapes::Shape;

use super::outputs::Leaving;
use super::program::Id;
use super::value::Value;
use super::{Cursor, Pass, Stage};
use crate::kernels::List;
use crate::storage::{Device, Dtype};

/// What is asked for of a network.
pub(super) struct Looking<E: Dtype, D: Device<E>> {
    /// The number of the value that is made next.
    next: usize,
    /// The numbers of values that nobody can ask for, of which the body does not tell.
    closed: &'static [usize],
    /// The numbers that are asked for, and what has them.
    asked: List<(usize, Option<Leaving>)>,
    /// Whether what runs has values without numbers.
    is_aside: bool,
    /// What the pass was at when all was there.
    rest: Option<(Stage<E, D>, Cursor)>,
}

impl<E: Dtype, D: Device<E>> Looking<E, D> {
    fn asks(&self) -> bool {
        self.asked.iter().any(|(number, _)| *number == self.next)
    }

    /// Takes the next value.
    fn take(&mut self, value: Leaving) {
        let next = self.next;
        self.asked.iter_mut().filter(|(number, _)| *number == next).for_each(|(_, found)| *found = Some(value));
        self.pass_over();
    }

    /// Goes on to the value after the next one.
    fn pass_over(&mut self) {
        self.next += 1;
        self.skip();
    }

    fn skip(&mut self) {
        while self.closed.contains(&self.next) {
            self.next += 1;
        }
    }
}

impl<E: Dtype, D: Device<E>> Pass<E, D> {
    /// Runs the body of a network as far as the values of these numbers, and gives them in this order.
    ///
    /// # Errors
    /// Those of the body.
    pub(crate) fn look(
        &mut self,
        closed: &'static [usize],
        numbers: impl Iterator<Item = usize>,
        body: impl FnOnce(&mut Self) -> Result<(), D::Err>,
    ) -> Result<List<Leaving>, D::Err> {
        let asked = numbers.map(|number| (number, None)).collect();
        let mut looking = Looking { next: 0, closed, asked, is_aside: false, rest: None };
        looking.skip();
        let device = self.said();
        let around = self.looking.replace(looking);
        let result = body(self);
        let looking = std::mem::replace(&mut self.looking, around);
        let Some(Looking { asked, rest, .. }) = looking else { unreachable!("it is put back by whoever takes it") };
        if let Some((stage, at)) = rest {
            (self.stage, self.at) = (stage, at);
            // The pass may have come to rest in a part of the body that is placed.
            self.place(device);
        }
        result?;
        let found = asked.into_iter().map(|(_, found)| {
            found.unwrap_or_else(|| unreachable!("the body makes the values in the order of their numbers"))
        });
        Ok(found.collect())
    }

    /// Tells that the next value of the body is there.
    pub fn made<S: Shape>(&mut self, value: &Value<S, E, D>) {
        let Some(looking) = self.looking.as_mut().filter(|looking| !looking.is_aside) else { return };
        looking.take(Leaving { id: value.id(), shape: value.shape().concrete().into_iter().collect() });
        if looking.rest.is_none() && looking.asked.iter().all(|(_, found)| found.is_some()) {
            looking.rest = Some((std::mem::replace(&mut self.stage, Stage::Diverged), self.at));
        }
    }

    /// Tells of the next value of the body, which has this shape and is done on the way to another one: `compute` makes it for
    /// whoever asks for it.
    ///
    /// # Errors
    /// Those of `compute`.
    pub(crate) fn on_the_way<S: Shape>(
        &mut self,
        shape: &S,
        compute: impl FnOnce(&mut Self) -> Result<Id, D::Err>,
    ) -> Result<(), D::Err> {
        let Some(looking) = self.looking.as_mut().filter(|looking| !looking.is_aside) else { return Ok(()) };
        if !looking.asks() {
            looking.pass_over();
            return Ok(());
        }
        let id = compute(self)?;
        if let Some(looking) = &mut self.looking {
            looking.take(Leaving { id, shape: shape.concrete().into_iter().collect() });
        }
        Ok(())
    }

    /// Runs a part of the body whose values have no numbers of their own: the steps of a scan, another network.
    pub fn aside<R>(&mut self, part: impl FnOnce(&mut Self) -> R) -> R {
        let around = self.set_aside(true);
        let result = part(self);
        self.set_aside(around);
        result
    }

    fn set_aside(&mut self, is_aside: bool) -> bool {
        self.looking.as_mut().is_some_and(|looking| std::mem::replace(&mut looking.is_aside, is_aside))
    }

    /// Whether all that is asked for is there.
    pub(super) fn is_resting(&self) -> bool {
        self.looking.as_ref().is_some_and(|looking| looking.rest.is_some())
    }

    /// Where the next steps are done, if it was said.
    fn said(&self) -> Option<usize> {
        match &self.stage {
            Stage::Describing(program) => program.device,
            Stage::Running(_) | Stage::Diverged => None,
        }
    }
}
