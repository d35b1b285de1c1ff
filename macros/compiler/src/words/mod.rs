//! What Keras, TensorFlow and PyTorch call things, and what to write for that here.
//!
//! Names that mean one layer or loss of the language are in that layer's own file, as its `aliases`. Here is what means none, or
//! something that is no layer at all.

mod arguments;
mod layers;
mod members;

use std::borrow::Cow;

pub(crate) use arguments::argument;
pub(crate) use layers::{call, is_library, loss};
pub(crate) use members::{is_float, member, value};

use crate::layer::{KINDS, Kind};

/// Names that mean the same, and what to write for them.
type Word = (&'static [&'static str], &'static str);

/// What to write for a name, in whatever way it joins its words.
fn find(words: &[Word], name: &str) -> Option<&'static str> {
    let name = joined(name);
    words.iter().find(|(names, _)| names.contains(&&*name)).map(|(_, write)| *write)
}

/// The layer or loss that is meant by one of its names, in whatever way that joins its words.
pub(crate) fn kind(name: &str) -> Option<(&'static Kind, &'static str)> {
    let name = joined(name);
    KINDS.iter().find_map(|kind| {
        let meant = kind.names().find(|known| joined(known) == name)?;
        Some((kind, kind.instead_of(meant)))
    })
}

/// What to write for a layer of another library, wherever it stands.
pub(crate) fn layer(name: &str) -> Option<Cow<'static, str>> {
    match kind(name) {
        Some((kind, written)) if written == kind.name => Some(format!("write `{}`", kind.example).into()),
        Some((_, written)) => Some(format!("write `{written}`").into()),
        None => call(name).or_else(|| loss(name)).map(Cow::Borrowed),
    }
}

/// A name in small letters without `_`: `MaxPooling2D` and `max_pooling_2d` are one.
pub(crate) fn joined(name: &str) -> String {
    name.chars().filter(|character| *character != '_').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{kind, layers};

    /// What is a name of a layer never gets as far as these words.
    #[test]
    fn no_word_is_that_of_a_layer() {
        let words = layers::all().filter(|word| kind(word).is_some()).collect::<Vec<_>>();
        assert!(words.is_empty(), "{words:?}");
    }
}
