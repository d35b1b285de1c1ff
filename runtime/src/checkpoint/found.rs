//! What a file has for the variables of a network.

use std::collections::BTreeMap;

use super::archive::Archive;
use super::keys::{Keys, Share, Target};
use super::mismatch::Difference;
use super::stored::{Layout, Stored};
use crate::storage::Dtype;

/// What a file has for a variable.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// All of what a key is of, or a part of it.
    One { entry: Entry<'a>, part: Option<(usize, Vec<String>)> },
    /// The pieces, each with the key that it has or should have.
    Pieces(Vec<(String, Option<Entry<'a>>)>),
}

/// A tensor of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    stored: &'a Stored,
    layout: Layout,
}

/// What the file has, by the names of variables, as far as `covers` wants them.
pub(super) fn find<'a>(
    archive: &'a Archive,
    keys: &Keys,
    covers: impl Fn(&str) -> bool,
    differences: &mut Vec<Difference>,
) -> BTreeMap<String, Found<'a>> {
    let mut all = BTreeMap::<String, Found<'a>>::new();
    for (key, stored) in &archive.tensors {
        for Target { name, share, layout } in keys.targets(key).into_iter().filter(|target| covers(&target.name)) {
            let entry = Entry { key, stored, layout };
            let before = match (share, all.get_mut(&name)) {
                (Share::Piece { at, .. }, Some(Found::Pieces(pieces))) => {
                    pieces.get_mut(at).and_then(|(_, piece)| piece.replace(entry))
                }
                (_, Some(found)) => found.entries().next(),
                (Share::Whole, None) => {
                    all.insert(name.clone(), Found::One { entry, part: None });
                    None
                }
                (Share::Part { at, of }, None) => {
                    all.insert(name.clone(), Found::One { entry, part: Some((at, of)) });
                    None
                }
                (Share::Piece { at, of }, None) => {
                    let piece = |(other, key)| (key, (other == at).then_some(entry));
                    all.insert(name.clone(), Found::Pieces(of.into_iter().enumerate().map(piece).collect()));
                    None
                }
            };
            if let Some(Entry { key: first, .. }) = before {
                differences.push(Difference::Twice { name, keys: [first.to_owned(), key.to_owned()] });
            }
        }
    }
    all
}

impl<'a> Found<'a> {
    /// What it is made of.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        let (one, pieces) = match self {
            Self::One { entry, .. } => (Some(*entry), None),
            Self::Pieces(pieces) => (None, Some(pieces)),
        };
        one.into_iter().chain(pieces.into_iter().flatten().filter_map(|(_, piece)| *piece))
    }

    /// A key that it is of.
    pub(super) fn key(&self) -> &'a str {
        self.entries().next().map_or("", |entry| entry.key)
    }

    /// The keys of pieces that the file does not have.
    pub(super) fn missing(&self) -> Vec<String> {
        let Self::Pieces(pieces) = self else { return Vec::new() };
        pieces.iter().filter(|(_, piece)| piece.is_none()).map(|(key, _)| key.clone()).collect()
    }

    /// What its elements are, if a network cannot have them.
    pub(super) fn wrong_type(&self) -> Option<String> {
        self.entries().find(|entry| !entry.stored.is_floating()).map(|entry| entry.stored.kind.to_string())
    }

    /// Whether the file is of a library that keeps linear layers as convolutions of the whole image.
    pub(super) fn may_be_flattened(&self) -> bool {
        matches!(self, Self::One { entry, .. } if entry.layout != Layout::OutFirst)
    }

    /// Takes a kernel for that of a depthwise convolution, if only so it has the shape that is expected: Keras calls both alike.
    pub(super) fn settle(&mut self, expected: &[usize]) {
        if let Self::One { entry, .. } = self
            && entry.layout == Layout::OutLast
            && entry.stored.shape.len() == 4
            && entry.shape() != expected
            && entry.stored.shape(Layout::Depthwise) == expected
        {
            entry.layout = Layout::Depthwise;
        }
    }

    /// The shape, in our order of dimensions. `rows` are those that variables have in the network.
    pub(super) fn shape(&self, rows: impl Fn(&str) -> Option<usize>) -> Vec<usize> {
        match self {
            Self::One { entry, part: None } => entry.shape(),
            Self::One { entry, part: Some((at, of)) } => {
                let mut shape = entry.shape();
                if let Some((_, own)) = part_rows(&shape, *at, of, rows) {
                    shape[0] = own;
                }
                shape
            }
            Self::Pieces(_) => {
                let mut shapes = self.entries().map(Entry::shape);
                let mut shape = shapes.next().unwrap_or_default();
                for next in shapes {
                    if next.get(1..) != shape.get(1..) {
                        return next;
                    }
                    shape.iter_mut().zip(next).take(1).for_each(|(rows, more)| *rows = rows.saturating_add(more));
                }
                shape
            }
        }
    }

    /// The elements, in our order of dimensions.
    pub(super) fn values<E: Dtype>(&self, rows: impl Fn(&str) -> Option<usize>) -> Vec<E> {
        let mut values: Vec<E> = self.entries().flat_map(|entry| entry.stored.values(entry.layout)).collect();
        if let Self::One { entry, part: Some((at, of)) } = self {
            let shape = entry.shape();
            if let Some((start, own)) = part_rows(&shape, *at, of, rows) {
                let width: usize = shape[1..].iter().product();
                values = values[start * width..(start + own) * width].to_vec();
            }
        }
        values
    }
}

impl Entry<'_> {
    fn shape(self) -> Vec<usize> {
        self.stored.shape(self.layout)
    }
}

/// The first row of a part, and how many it has: as many as in the network if these are all, and otherwise as many as the
/// others.
fn part_rows(
    shape: &[usize],
    at: usize,
    of: &[String],
    rows: impl Fn(&str) -> Option<usize>,
) -> Option<(usize, usize)> {
    let all = *shape.first()?;
    let known = of.iter().map(|name| rows(name)).collect::<Option<Vec<usize>>>();
    match known {
        Some(known) if known.iter().try_fold(0_usize, |sum, rows| sum.checked_add(*rows)) == Some(all) => {
            Some((known[..at].iter().sum(), known[at]))
        }
        _ if all % of.len() == 0 => Some((at * (all / of.len()), all / of.len())),
        _ => None,
    }
}
