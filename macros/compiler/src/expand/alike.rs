//! What sizes do in code that is the same but for them: those that differ become const parameters.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};

/// The size in one place of several pieces of code.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    /// The same in all of them.
    Number(usize),
    /// A const parameter, by its number.
    Parameter(usize),
}

impl ToTokens for Slot {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Number(number) => Literal::usize_unsuffixed(*number).to_tokens(tokens),
            Self::Parameter(number) => parameter(*number).to_tokens(tokens),
        }
    }
}

/// `N1` for the first, ..
pub(super) fn parameter(number: usize) -> Ident {
    format_ident!("N{}", number + 1, span = Span::call_site())
}

/// Whether it is the name of such a parameter.
pub(crate) fn is_parameter(name: &Ident) -> bool {
    let name = name.to_string();
    let digits = name.strip_prefix('N').filter(|digits| !digits.is_empty());
    digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// `const N1: usize, const N2: usize,`
pub(super) fn parameters(numbers: impl Iterator<Item = usize>) -> TokenStream {
    let names = numbers.map(parameter);
    quote!(#(const #names: usize,)*)
}

/// Which sizes are parameters, where each row is the sizes of one piece of code. Where several pieces have the same sizes as each other in
/// two places, the places have the same parameter: what has to be equal for the code to be right is equal in each of them.
pub(super) fn slots<'a>(rows: impl Iterator<Item = &'a [usize]> + Clone) -> Vec<Slot> {
    let mut known = BTreeMap::new();
    let places = rows.clone().next().map_or(0, <[usize]>::len);
    let slots = (0..places).map(|place| {
        let column = column(rows.clone(), place);
        match column.first() {
            Some(first) if column.iter().all(|size| size == first) => Slot::Number(*first),
            _ => {
                let next = known.len();
                Slot::Parameter(*known.entry(column).or_insert(next))
            }
        }
    });
    slots.collect()
}

/// The sizes in one place of all pieces.
pub(super) fn column<'a>(rows: impl Iterator<Item = &'a [usize]>, place: usize) -> Vec<usize> {
    rows.filter_map(|row| row.get(place).copied()).collect()
}

/// Code without its sizes.
#[derive(Default)]
pub(super) struct Pattern {
    /// The same for code that differs in sizes alone.
    pub(super) text: String,
    /// The sizes, in order of writing.
    pub(super) sizes: Vec<usize>,
}

impl Pattern {
    /// Adds some code.
    pub(super) fn read(&mut self, tokens: TokenStream) {
        let mut before = Before::default();
        for tree in tokens {
            let size = before.size(&tree);
            match &tree {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    self.text.push_str(open);
                    self.read(group.stream());
                    self.text.push_str(close);
                }
                TokenTree::Literal(literal) if size.is_none() => self.text.push_str(&literal.to_string()),
                TokenTree::Literal(_) => self.text.push('_'),
                TokenTree::Ident(word) => self.text.push_str(&word.to_string()),
                TokenTree::Punct(punct) => self.text.push(punct.as_char()),
            }
            self.text.push(' ');
            self.sizes.extend(size);
        }
    }
}

/// The same code with what its sizes are among others.
pub(super) fn written(tokens: TokenStream, slots: &mut impl Iterator<Item = Slot>) -> TokenStream {
    let mut before = Before::default();
    let written = tokens.into_iter().map(|tree| {
        let size = before.size(&tree);
        match tree {
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), written(group.stream(), slots));
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            tree => match size.and_then(|_| slots.next()) {
                Some(Slot::Parameter(number)) => TokenTree::Ident(parameter(number)),
                Some(Slot::Number(_)) | None => tree,
            },
        }
    });
    written.collect()
}

/// What stands in front of a token: the sizes that may differ are those of `Const<8>` and `groups: 8`. Others, as that of a window, nothing
/// tells at a call.
#[derive(Default)]
enum Before {
    #[default]
    Another,
    Name,
    Size,
}

impl Before {
    /// The size that a token is, after what was in front of it.
    fn size(&mut self, tree: &TokenTree) -> Option<usize> {
        let (size, next) = match (&self, tree) {
            (_, TokenTree::Ident(word)) if matches!(word.to_string().as_str(), "Const" | "groups") => {
                (None, Self::Name)
            }
            (Self::Name, TokenTree::Punct(punct)) if matches!(punct.as_char(), '<' | ':') => (None, Self::Size),
            (Self::Size, TokenTree::Literal(literal)) => (literal.to_string().parse().ok(), Self::Another),
            _ => (None, Self::Another),
        };
        *self = next;
        size
    }
}

/// Puts what has the same key together, in order of the first of each.
pub(super) fn grouped<K: Ord, T>(things: impl Iterator<Item = (K, T)>) -> Vec<Vec<T>> {
    let mut groups = BTreeMap::<K, (usize, Vec<T>)>::new();
    for (index, (key, thing)) in things.enumerate() {
        groups.entry(key).or_insert_with(|| (index, Vec::new())).1.push(thing);
    }
    let mut groups = groups.into_values().collect::<Vec<_>>();
    groups.sort_by_key(|(first, _)| *first);
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};

    use super::{Pattern, Slot, is_parameter, slots, written};

    fn shown(rows: &[&[usize]]) -> String {
        slots(rows.iter().copied()).iter().map(|slot| format!("{} ", slot.to_token_stream())).collect()
    }

    #[test]
    fn what_differs_is_a_parameter() {
        assert_eq!(shown(&[&[64, 3, 3], &[64, 3, 3]]), "64 3 3 ");
        assert_eq!(shown(&[&[64, 3, 64], &[96, 3, 96]]), "N1 3 N1 ");
        // Equal in one of them is not equal in all.
        assert_eq!(shown(&[&[64, 64], &[96, 64]]), "N1 64 ");
        assert_eq!(shown(&[&[64, 64], &[96, 32]]), "N1 N2 ");
    }

    #[test]
    fn sizes_are_those_that_a_call_can_tell() {
        let code = quote!(let y: Value<(B, Const<8>), E, D> = f(Window { stride: [2, 2], groups: 8 }, 0.5, x.0););
        let mut pattern = Pattern::default();
        pattern.read(code.clone());
        assert_eq!(pattern.sizes, [8, 8]);
        assert!(pattern.text.contains("[2 , 2 ]") && pattern.text.contains("0.5"), "{}", pattern.text);
        let mut slots = [Slot::Parameter(0), Slot::Number(8)].into_iter();
        let expected = quote!(let y: Value<(B, Const<N1>), E, D> = f(Window { stride: [2, 2], groups: 8 }, 0.5, x.0););
        assert_eq!(written(code, &mut slots).to_string(), expected.to_string());
    }

    #[test]
    fn parameters_have_names_of_their_own() {
        let named = |name| is_parameter(&quote::format_ident!("{name}"));
        assert_eq!(["N1", "N12", "N", "NET", "N1X", "M1"].map(named), [true, true, false, false, false, false]);
    }
}
