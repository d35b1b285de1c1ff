//! Work shared among threads and among the lanes of a vector register.
//!
//! The slices of a kernel are cut together into pieces of equal extent. The tree of cuts depends on the
//! sizes alone, never on the number of threads, so a sum over the pieces is the same on every machine.

use std::marker::PhantomData;
use std::ops::Range;

use super::arithmetic::{Arithmetic, dispatch};
use super::gemm::total;
use super::list::List;
use super::{Float, crew};

/// The elements of a piece: few enough to share the last pieces evenly, and enough to be worth handing out.
const GRAIN: usize = 16 * 1024;

/// The elements from which on other threads are asked for help; one that sleeps comes when about half of these are done.
const SHARED: usize = 128 * 1024;

/// The accumulators that a sum is spread over: enough to hide the latency of an addition.
pub(super) const LANES: usize = 32;

/// The most elements that are added up in the element type before the sum moves on to `f64`.
pub(super) const BLOCK: usize = 4 * 1024;

/// Things that can be cut in two at a unit, such as a slice at an index.
pub(super) trait Split: Sized + Send {
    /// The first `units` units, and the rest.
    fn split(self, units: usize) -> (Self, Self);
}

/// Calls `work` on pieces of `parts` that together hold all `units` units, in parallel where that pays.
///
/// A unit costs about as much as `cost` elements of a memory-bound loop. `work` is compiled for each
/// instruction set that is told apart at run time; mark its closure `#[inline(always)]`, and `move`: what it
/// held by reference, a loop would have to read again after each write.
#[inline(always)]
pub(super) fn for_each<S: Split>(units: usize, cost: usize, parts: S, work: impl Fn(S) + Copy + Send + Sync) {
    reduce(units, cost, parts, work, |(), ()| ());
}

/// [`for_each`] whose `work` is told how to multiply and add.
#[inline(always)]
pub(super) fn compute_each<S: Split>(
    units: usize,
    cost: usize,
    parts: S,
    work: impl Fn(Arithmetic, S) + Copy + Send + Sync,
) {
    compute(units, cost, parts, work, |(), ()| ());
}

/// [`for_each`] with results, which `combine` merges pairwise.
#[inline(always)]
pub(super) fn reduce<S: Split, R: Send>(
    units: usize,
    cost: usize,
    parts: S,
    work: impl Fn(S) -> R + Copy + Send + Sync,
    combine: impl Fn(R, R) -> R + Copy + Send + Sync,
) -> R {
    compute(
        units,
        cost,
        parts,
        #[inline(always)]
        move |_, parts| work(parts),
        combine,
    )
}

/// [`reduce`] whose `work` is told how to multiply and add.
#[inline(always)]
pub(super) fn compute<S: Split, R: Send>(
    units: usize,
    cost: usize,
    parts: S,
    work: impl Fn(Arithmetic, S) -> R + Copy + Send + Sync,
    combine: impl Fn(R, R) -> R + Copy + Send + Sync,
) -> R {
    compute_within(units, limit(units, cost), parts, work, combine)
}

/// [`compute`] in pieces of less than `limit` units.
#[inline(always)]
pub(super) fn compute_within<S: Split, R: Send>(
    units: usize,
    limit: usize,
    parts: S,
    work: impl Fn(Arithmetic, S) -> R + Copy + Send + Sync,
    combine: impl Fn(R, R) -> R + Copy + Send + Sync,
) -> R {
    let piece = move |parts| {
        dispatch(
            #[inline(always)]
            move |arithmetic| work(arithmetic, parts),
        )
    };
    if units < limit {
        return piece(parts);
    }
    let mut pieces = List::new();
    cut(units, limit, parts, &mut pieces);
    let mut results = crew::map(pieces, piece).into_iter();
    merge(units, limit, &mut || results.next().expect("a result for each piece"), combine)
}

/// [`reduce`] of several things, with their units, in one go: `take` gets the result of each, in order, which is the same as
/// that of [`reduce`] alone.
#[inline(always)]
pub(super) fn reduce_each<S: Split, R: Send>(
    things: impl Iterator<Item = (usize, S)> + Clone,
    cost: usize,
    work: impl Fn(S) -> R + Copy + Send + Sync,
    combine: impl Fn(R, R) -> R + Copy + Send + Sync,
    mut take: impl FnMut(R),
) {
    let piece = move |parts| {
        dispatch(
            #[inline(always)]
            move |_| work(parts),
        )
    };
    let units = || things.clone().map(|(units, _)| units);
    if units().sum::<usize>().saturating_mul(cost) < SHARED {
        return things.for_each(|(_, parts)| take(piece(parts)));
    }
    let mut pieces = List::new();
    for (units, parts) in things.clone() {
        cut(units, limit(units, cost), parts, &mut pieces);
    }
    let mut results = crew::map(pieces, piece).into_iter();
    let mut next = || results.next().expect("a result for each piece");
    units().for_each(|units| take(merge(units, limit(units, cost), &mut next, combine)));
}

/// How many units a piece has at least that is cut.
pub(super) fn limit(units: usize, cost: usize) -> usize {
    let cost = cost.max(1);
    if units.saturating_mul(cost) < SHARED { usize::MAX } else { (2 * GRAIN).div_ceil(cost).max(2) }
}

/// Cuts in halves until a piece has less than `limit` units.
fn cut<S: Split>(units: usize, limit: usize, parts: S, pieces: &mut List<S>) {
    if units < limit {
        return pieces.push(parts);
    }
    let middle = units / 2;
    let (left, right) = parts.split(middle);
    cut(middle, limit, left, pieces);
    cut(units - middle, limit, right, pieces);
}

/// Merges the results of the pieces that [`cut`] has made.
fn merge<R>(units: usize, limit: usize, next: &mut impl FnMut() -> R, combine: impl Fn(R, R) -> R + Copy) -> R {
    if units < limit {
        return next();
    }
    let middle = units / 2;
    let left = merge(middle, limit, next, combine);
    combine(left, merge(units - middle, limit, next, combine))
}

impl<E: Sync> Split for &[E] {
    fn split(self, units: usize) -> (Self, Self) {
        self.split_at(units)
    }
}

impl<E: Send> Split for &mut [E] {
    fn split(self, units: usize) -> (Self, Self) {
        self.split_at_mut(units)
    }
}

impl<P: Send> Split for List<P> {
    fn split(self, units: usize) -> (Self, Self) {
        let mut items = self.into_iter();
        let left = items.by_ref().take(units).collect();
        (left, items.collect())
    }
}

impl Split for Range<usize> {
    fn split(self, units: usize) -> (Self, Self) {
        let middle = self.start + units;
        (self.start..middle, middle..self.end)
    }
}

impl<S: Split> Split for Option<S> {
    fn split(self, units: usize) -> (Self, Self) {
        self.map(|part| part.split(units)).unzip()
    }
}

macro_rules! split_tuple {
    ($($part:ident)+) => {
        impl<$($part: Split),+> Split for ($($part,)+) {
            fn split(self, units: usize) -> (Self, Self) {
                #[expect(non_snake_case, reason = "a part goes by the name of its type")]
                let ($($part,)+) = self;
                $(#[expect(non_snake_case, reason = "as above")] let $part = $part.split(units);)+
                (($($part.0,)+), ($($part.1,)+))
            }
        }
    };
}

split_tuple!(A B);
split_tuple!(A B C);
split_tuple!(A B C D);
split_tuple!(A B C D F);

/// A slice that is cut between rows of a width.
pub(super) struct Rows<S> {
    pub(super) slice: S,
    pub(super) width: usize,
}

impl<S: Split> Split for Rows<S> {
    fn split(self, units: usize) -> (Self, Self) {
        let width = self.width;
        let (left, right) = self.slice.split(units * width);
        (Rows { slice: left, width }, Rows { slice: right, width })
    }
}

/// A band of whole columns of a matrix `[rows, units · width]`, to be read; it is cut between units.
///
/// It is how `[batch, channels, spatial]` is shared out by channels: a row for a sample, a unit for a channel.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a, E> {
    matrix: &'a [E],
    stride: usize,
    band: (usize, usize),
    width: usize,
}

impl<'a, E> Columns<'a, E> {
    pub(super) fn new(matrix: &'a [E], units: usize, width: usize) -> Self {
        let stride = units * width;
        Columns { matrix, stride, band: (0, stride), width }
    }

    /// What the band holds of a row.
    #[inline(always)]
    pub(super) fn row(self, row: usize) -> &'a [E] {
        let (start, end) = self.band;
        &self.matrix[row * self.stride..][start..end]
    }
}

impl<E: Sync> Split for Columns<'_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        let (start, end) = self.band;
        let middle = start + units * self.width;
        (Columns { band: (start, middle), ..self }, Columns { band: (middle, end), ..self })
    }
}

/// [`Columns`] to be written.
pub(super) struct ColumnsMut<'a, E> {
    /// The band's first element of the first row.
    start: *mut E,
    rows: usize,
    stride: usize,
    /// The elements of the band in a row.
    extent: usize,
    width: usize,
    matrix: PhantomData<&'a mut [E]>,
}

// SAFETY: a band is as good as the mutable borrow of its elements, which no other band holds.
unsafe impl<E: Send> Send for ColumnsMut<'_, E> {}

impl<'a, E> ColumnsMut<'a, E> {
    pub(super) fn new(matrix: &'a mut [E], units: usize, width: usize) -> Self {
        let stride = units * width;
        // Rows of no extent may be as many as asked for.
        let rows = matrix.len().checked_div(stride).unwrap_or(usize::MAX);
        ColumnsMut { start: matrix.as_mut_ptr(), rows, stride, extent: stride, width, matrix: PhantomData }
    }

    /// What the band holds of a row.
    #[inline(always)]
    pub(super) fn row(&self, row: usize) -> &[E] {
        // SAFETY: the elements are within the band (see `place`), and `&self` lends them to be read.
        unsafe { std::slice::from_raw_parts(self.place(row), self.extent) }
    }

    /// What the band holds of a row, to be written.
    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [E] {
        // SAFETY: the elements are within the band (see `place`), and `&mut self` lends one row at a time.
        unsafe { std::slice::from_raw_parts_mut(self.place(row), self.extent) }
    }

    /// Where the band's `extent` elements of a row start.
    ///
    /// They are within the matrix that `'a` borrows, for the band ends at or before the end of its row, and within no
    /// other band, for bands come from `split`.
    #[inline(always)]
    fn place(&self, row: usize) -> *mut E {
        assert!(row < self.rows, "row {row} of a matrix of {} rows", self.rows);
        self.start.wrapping_add(row * self.stride)
    }
}

impl<E: Send> Split for ColumnsMut<'_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        let left = units * self.width;
        assert!(left <= self.extent, "a cut beyond the band");
        // A matrix of no rows has nothing to point into, hence no `add`.
        let start = self.start.wrapping_add(left);
        let right = ColumnsMut { start, extent: self.extent - left, ..self };
        (ColumnsMut { extent: left, ..self }, right)
    }
}

/// Sums of `K` terms at once, each over [`LANES`] accumulators. What is left of a slice has one of its own: added to one of the
/// lanes, it would keep the compiler from holding them in whole registers.
pub(super) struct Sums<E, const K: usize> {
    lanes: [[E; LANES]; K],
    rest: [E; K],
}

impl<E: Float, const K: usize> Sums<E, K> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Sums { lanes: [[E::zero(); LANES]; K], rest: [E::zero(); K] }
    }

    /// Adds the terms of all pairs. Give at most about [`BLOCK`] pairs before [`Sums::total`].
    #[inline(always)]
    pub(super) fn add(&mut self, a: &[E], b: &[E], terms: impl Fn(E, E) -> [E; K]) {
        let (a, a_rest) = a.as_chunks::<LANES>();
        let (b, b_rest) = b.as_chunks::<LANES>();
        let mut lanes = self.lanes;
        for (a, b) in a.iter().zip(b) {
            for i in 0..LANES {
                let terms = terms(a[i], b[i]);
                for k in 0..K {
                    lanes[k][i] += terms[k];
                }
            }
        }
        for (&a, &b) in a_rest.iter().zip(b_rest) {
            for (rest, term) in self.rest.iter_mut().zip(terms(a, b)) {
                *rest += term;
            }
        }
        self.lanes = lanes;
    }

    /// The sums.
    #[inline(always)]
    pub(super) fn total(&self) -> [f64; K] {
        std::array::from_fn(|k| self.lanes[k].into_iter().chain([self.rest[k]]).map(wide).sum())
    }

    /// The sums, added up in the element type: for rows so short that [`Sums::total`] would take as long as they do.
    #[inline(always)]
    pub(super) fn merged(&self) -> [E; K] {
        std::array::from_fn(|k| total(&self.lanes[k]) + self.rest[k])
    }
}

/// Merges `start` and the terms of all pairs, in eight lanes and then those. For rows too short for [`Sums`].
#[inline(always)]
pub(super) fn fold<E: Float>(a: &[E], b: &[E], start: E, term: impl Fn(E, E) -> E, merge: impl Fn(E, E) -> E) -> E {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut lanes = [start; 8];
    for (a, b) in a.iter().zip(b) {
        for i in 0..8 {
            lanes[i] = merge(lanes[i], term(a[i], b[i]));
        }
    }
    let whole = lanes.into_iter().fold(start, &merge);
    a_rest.iter().zip(b_rest).fold(whole, |merged, (&a, &b)| merge(merged, term(a, b)))
}

/// The `N` elements of a row from `start` on.
///
/// Loops over short rows are best written over tiles: of a loop over elements the compiler makes steps of several
/// registers, and does what is left of a row one by one.
#[inline(always)]
pub(super) fn tile<T: Copy, const N: usize>(row: &[T], start: usize) -> [T; N] {
    let mut tile = [row[start]; N];
    tile.copy_from_slice(&row[start..start + N]);
    tile
}

/// `value` as an `f64`, without loss.
#[inline(always)]
pub(super) fn wide<E: Float>(value: E) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}
