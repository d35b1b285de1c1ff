//! The wording of what does not fit, with dimensions that rustc alone may know.

use std::fmt::{Display, Formatter};

use super::dimension::{Dimension, Shape};

/// A text with dimensions in it, which rustc fills in where it alone knows them.
#[derive(Clone, Default)]
pub(crate) struct Message(pub(crate) Vec<Part>);

#[derive(Clone)]
pub(crate) enum Part {
    Text(String),
    Dimension(Dimension),
}

impl Message {
    pub(crate) fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Dimension(dimension) => dimension.fmt(f),
        })
    }
}

/// What [`message!`] can be made of.
pub(crate) trait Piece {
    fn write(&self, message: &mut Message);
}

impl Piece for Dimension {
    fn write(&self, message: &mut Message) {
        match self {
            Self::Number(number) => message.text(&number.to_string()),
            Self::Axis { name, .. } => message.text(&name.to_string()),
            Self::Constant(_) | Self::Computed(_) => message.0.push(Part::Dimension(self.clone())),
        }
    }
}

impl Piece for Shape {
    fn write(&self, message: &mut Message) {
        message.text("[");
        for (index, dimension) in self.dimensions().iter().enumerate() {
            if index > 0 {
                message.text(", ");
            }
            dimension.write(message);
        }
        message.text("]");
    }
}

macro_rules! display_pieces {
    ($($type:ty),*) => {
        $(impl Piece for $type {
            fn write(&self, message: &mut Message) {
                message.text(&self.to_string());
            }
        })*
    };
}

display_pieces!(str, String, usize, f64, proc_macro2::Ident);

impl Piece for Message {
    fn write(&self, message: &mut Message) {
        for part in &self.0 {
            match part {
                Part::Text(text) => message.text(text),
                Part::Dimension(dimension) => dimension.write(message),
            }
        }
    }
}

impl<P: Piece + ?Sized> Piece for &P {
    fn write(&self, message: &mut Message) {
        (**self).write(message);
    }
}

/// Joins pieces to a [`Message`].
macro_rules! message {
    ($($piece:expr),* $(,)?) => {{
        let mut message = $crate::shape::Message::default();
        $($crate::shape::Piece::write(&$piece, &mut message);)*
        message
    }};
}

pub(crate) use message;
