use std::mem::take;

use super::super::gemm::prefetch;
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

/// Elements from which on they are no longer in a cache, so that each is waited for.
const FAR: usize = 1 << 21;

/// Elements of a stretch of so many: at the start of each, the processor has to find out anew what is read next.
const LONG: usize = 128 * 1024;

/// Elements that are worked on at a time there, and how far ahead others are brought near meanwhile: from so many arrays, the
/// processor brings them too late by itself.
const BLOCK: usize = 64;
const AHEAD: usize = 512;

type CpuPiece<'a, E> = Piece<'a, E, Cpu>;

impl<E: Send + Sync + 'static> CpuPiece<'_, E> {
    fn len(&self) -> usize {
        self.gradient.len()
    }

    /// Calls `work` on one block after the other.
    #[inline(always)]
    fn for_each_block(mut self, work: impl Fn(Self)) {
        while self.len() > BLOCK {
            let (block, rest) = self.split(BLOCK);
            rest.prefetch();
            work(block);
            self = rest;
        }
        work(self);
    }

    /// Has the block that is so far ahead brought near. It may lie beyond the end, which does no harm.
    #[inline(always)]
    fn prefetch(&self) {
        let arrays = self.arrays.iter().flatten().map(|array| array.as_ptr());
        for start in [self.variable.as_ptr(), self.gradient.as_ptr()].into_iter().chain(arrays) {
            prefetch(start.wrapping_add(AHEAD - BLOCK), BLOCK);
        }
    }
}

impl<E: Send + Sync + 'static> Default for CpuPiece<'_, E> {
    fn default() -> Self {
        Piece { variable: &mut [], arrays: [const { None }; ARRAYS], gradient: &[], settings: 0 }
    }
}

impl<E: Send + Sync + 'static> Split for CpuPiece<'_, E> {
    #[inline(always)]
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
    let is_far = units >= FAR;
    parallel::compute_within(
        units,
        parallel::limit(units, cost).max(if is_far { LONG } else { 0 }),
        all,
        #[inline(always)]
        move |_, Stretch { first, whole, last }| {
            let mut known = None;
            let pieces = std::iter::once(first).chain(whole.iter_mut().map(take)).chain([last]);
            for piece in pieces.filter(|piece| piece.len() > 0) {
                let own = match known {
                    Some((number, own)) if number == piece.settings => own,
                    _ => settings(piece.settings),
                };
                known = Some((piece.settings, own));
                if is_far {
                    piece.for_each_block(
                        #[inline(always)]
                        |block| work(own, block),
                    );
                } else {
                    work(own, piece);
                }
            }
        },
        |(), ()| (),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_all_of_a_piece() {
        for len in [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK - 1] {
            let (mut variable, mut array, gradient) = (vec![0_u32; len], vec![0_u32; len], vec![1_u32; len]);
            let arrays = [None, Some(&mut array[..]), None];
            let piece: CpuPiece<'_, u32> =
                Piece { variable: &mut variable, arrays, gradient: &gradient, ..Piece::default() };
            piece.for_each_block(|Piece { variable, arrays: [_, array, _], gradient, .. }| {
                assert!(gradient.len() <= BLOCK);
                let array = array.expect("it was given");
                for ((element, kept), gradient) in variable.iter_mut().zip(array).zip(gradient) {
                    *element += gradient;
                    *kept += 2 * gradient;
                }
            });
            assert_eq!((variable, array), (vec![1; len], vec![2; len]));
        }
    }

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
