use std::mem::take;

use super::super::parallel::{self, Split};
use super::super::{Cpu, Memory};

/// The most arrays that an optimizer keeps of a variable.
pub const ARRAYS: usize = 3;

/// A variable with what belongs to it, all of one length.
pub struct Piece<'a, E, M: Memory<E>> {
    /// What is changed.
    pub variable: M::SliceMut<'a>,
    /// What an optimizer keeps of it.
    pub arrays: [Option<M::SliceMut<'a>>; ARRAYS],
    /// What it is changed by: its gradient.
    pub gradient: M::Slice<'a>,
    /// The number of the settings that are its own.
    pub settings: usize,
}

type CpuPiece<'a, E> = Piece<'a, E, Cpu>;

impl<E: Send + Sync + 'static> CpuPiece<'_, E> {
    fn len(&self) -> usize {
        self.gradient.len()
    }
}

impl<E: Send + Sync + 'static> Default for CpuPiece<'_, E> {
    fn default() -> Self {
        Piece { variable: &mut [], arrays: [const { None }; ARRAYS], gradient: &[], settings: 0 }
    }
}

impl<E: Send + Sync + 'static> Split for CpuPiece<'_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        let Piece { variable, arrays: [first, second, third], gradient, settings } = self;
        let (first, second, third) = (first.split(units), second.split(units), third.split(units));
        let (variable, gradient) = (variable.split_at_mut(units), gradient.split_at(units));
        let piece = |variable, first, second, third, gradient| Piece {
            variable,
            arrays: [first, second, third],
            gradient,
            settings,
        };
        (
            piece(variable.0, first.0, second.0, third.0, gradient.0),
            piece(variable.1, first.1, second.1, third.1, gradient.1),
        )
    }
}

/// Some of the elements of a list of pieces, those that follow each other: it may begin and end in the middle of one.
struct Stretch<'l, 'a, E: Send + Sync + 'static> {
    first: CpuPiece<'a, E>,
    whole: &'l mut [CpuPiece<'a, E>],
    last: CpuPiece<'a, E>,
}

impl<E: Send + Sync + 'static> Split for Stretch<'_, '_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        let Stretch { first, whole, last } = self;
        let mut before = first.len();
        if units <= before {
            let (left, right) = first.split(units);
            let nothing = Stretch { first: left, whole: &mut [], last: Piece::default() };
            return (nothing, Stretch { first: right, whole, last });
        }
        let mut at = 0;
        while at < whole.len() && before + whole[at].len() < units {
            before += whole[at].len();
            at += 1;
        }
        let (left, right) = whole.split_at_mut(at);
        match right.split_first_mut() {
            Some((piece, right)) => {
                let (end, start) = take(piece).split(units - before);
                (Stretch { first, whole: left, last: end }, Stretch { first: start, whole: right, last })
            }
            None => {
                let (end, start) = last.split(units - before);
                let rest = Stretch { first: start, whole: &mut [], last: Piece::default() };
                (Stretch { first, whole: left, last: end }, rest)
            }
        }
    }
}

/// Calls `work` on the elements of all pieces, in parallel where that pays: they are shared out by elements, however long
/// the pieces are. What `settings` makes of the number of a piece's settings, `work` gets with it.
#[inline(always)]
pub(super) fn for_each_piece<E: Send + Sync + 'static, S: Copy>(
    cost: usize,
    pieces: &mut [CpuPiece<'_, E>],
    settings: impl Fn(usize) -> S + Copy + Send + Sync,
    work: impl Fn(S, CpuPiece<'_, E>) + Copy + Send + Sync,
) {
    let units = pieces.iter().map(Piece::len).sum();
    let all = Stretch { first: Piece::default(), whole: pieces, last: Piece::default() };
    parallel::for_each(
        units,
        cost,
        all,
        #[inline(always)]
        move |Stretch { first, whole, last }| {
            let mut known = None;
            let pieces = std::iter::once(first).chain(whole.iter_mut().map(take)).chain([last]);
            for piece in pieces.filter(|piece| piece.len() > 0) {
                let own = match known {
                    Some((number, own)) if number == piece.settings => own,
                    _ => settings(piece.settings),
                };
                known = Some((piece.settings, own));
                work(own, piece);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wherever a list is cut, each element is in one of the two stretches.
    #[test]
    fn a_list_is_cut_anywhere() {
        let lengths = [3, 0, 5, 1, 0, 4];
        let total: usize = lengths.iter().sum();
        for cut in 0..=total {
            for again in 0..=cut {
                let mut memory = lengths.map(|len| vec![0_u32; len]);
                let gradients = lengths.map(|len| vec![1_u32; len]);
                let mut pieces: Vec<CpuPiece<'_, u32>> = memory
                    .iter_mut()
                    .zip(&gradients)
                    .map(|(variable, gradient)| Piece {
                        variable: &mut variable[..],
                        gradient: &gradient[..],
                        ..Piece::default()
                    })
                    .collect();
                let all = Stretch { first: Piece::default(), whole: &mut pieces, last: Piece::default() };
                let (left, right) = all.split(cut);
                let (left, middle) = left.split(again);
                for (number, stretch, len) in [(1, left, again), (2, middle, cut - again), (3, right, total - cut)] {
                    let Stretch { first, whole, last } = stretch;
                    let parts = std::iter::once(first).chain(whole.iter_mut().map(take)).chain([last]);
                    let mut found = 0;
                    for part in parts {
                        assert_eq!(part.variable.len(), part.gradient.len());
                        found += part.variable.len();
                        part.variable.iter_mut().for_each(|element| *element += number);
                    }
                    assert_eq!(found, len);
                }
                let expected = [(1, again), (2, cut - again), (3, total - cut)];
                let expected: Vec<u32> =
                    expected.into_iter().flat_map(|(number, len)| std::iter::repeat_n(number, len)).collect();
                assert_eq!(memory.concat(), expected);
            }
        }
    }
}
