//! Arrays `[rows, bands, places]`, shared out by rows or, where places are many, by places.

use std::ops::Range;

use super::super::parallel::{Columns, ColumnsMut, Split};
use super::Geometry;

/// From so many places on, they are shared out, and rows before.
const MANY: usize = 2048;

/// The rows of a piece.
pub(super) struct Pieces {
    rows: Range<usize>,
    by_rows: bool,
}

impl Pieces {
    pub(super) fn new(g: &Geometry) -> Self {
        Pieces { rows: 0..g.rows, by_rows: g.places < MANY }
    }

    /// How many units there are to share out, and what one costs if a place costs so much.
    pub(super) fn units(&self, g: &Geometry, cost: usize) -> [usize; 2] {
        if self.by_rows { [g.rows, cost * g.places] } else { [g.places, cost * g.rows] }
    }

    /// The rows in a piece, counted from its first, and in the whole.
    #[inline(always)]
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        self.rows.clone().enumerate()
    }
}

impl Split for Pieces {
    fn split(self, units: usize) -> (Self, Self) {
        let Range { start, end } = self.rows;
        let middle = start + units;
        let [left, right] = if self.by_rows { [start..middle, middle..end] } else { [start..end, start..end] };
        (Pieces { rows: left, ..self }, Pieces { rows: right, ..self })
    }
}

/// What a piece holds of an array, to be read.
#[derive(Clone, Copy)]
pub(super) enum Bands<'a, E> {
    ByRows { slice: &'a [E], bands: usize, places: usize },
    ByPlaces(Columns<'a, E>),
}

impl<'a, E> Bands<'a, E> {
    pub(super) fn new(slice: &'a [E], bands: usize, g: &Geometry) -> Self {
        let places = g.places;
        if places < MANY {
            Self::ByRows { slice, bands, places }
        } else {
            Self::ByPlaces(Columns::new(slice, places, 1))
        }
    }

    /// A band, counted over all rows of the piece.
    #[inline(always)]
    pub(super) fn get(self, band: usize) -> &'a [E] {
        match self {
            Self::ByRows { slice, places, .. } => &slice[band * places..][..places],
            Self::ByPlaces(columns) => columns.row(band),
        }
    }

    /// The bands from one on, if each has one place.
    #[inline(always)]
    pub(super) fn thin(self, band: usize, bands: usize) -> Option<&'a [E]> {
        match self {
            Self::ByRows { slice, places: 1, .. } => Some(&slice[band..][..bands]),
            _ => None,
        }
    }
}

impl<E: Sync> Split for Bands<'_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        match self {
            Self::ByRows { slice, bands, places } => {
                let (left, right) = slice.split_at(units * bands * places);
                (Self::ByRows { slice: left, bands, places }, Self::ByRows { slice: right, bands, places })
            }
            Self::ByPlaces(columns) => {
                let (left, right) = columns.split(units);
                (Self::ByPlaces(left), Self::ByPlaces(right))
            }
        }
    }
}

/// [`Bands`] to be written.
pub(super) enum BandsMut<'a, E> {
    ByRows { slice: &'a mut [E], bands: usize, places: usize },
    ByPlaces(ColumnsMut<'a, E>),
}

impl<'a, E> BandsMut<'a, E> {
    pub(super) fn new(slice: &'a mut [E], bands: usize, g: &Geometry) -> Self {
        let places = g.places;
        if places < MANY {
            Self::ByRows { slice, bands, places }
        } else {
            Self::ByPlaces(ColumnsMut::new(slice, places, 1))
        }
    }

    /// As [`Bands::get`].
    #[inline(always)]
    pub(super) fn get(&mut self, band: usize) -> &mut [E] {
        match self {
            Self::ByRows { slice, places, .. } => &mut slice[band * *places..][..*places],
            Self::ByPlaces(columns) => columns.row_mut(band),
        }
    }

    /// As [`Bands::thin`].
    #[inline(always)]
    pub(super) fn thin(&mut self, band: usize, bands: usize) -> Option<&mut [E]> {
        match self {
            Self::ByRows { slice, places: 1, .. } => Some(&mut slice[band..][..bands]),
            _ => None,
        }
    }
}

impl<E: Send> Split for BandsMut<'_, E> {
    fn split(self, units: usize) -> (Self, Self) {
        match self {
            Self::ByRows { slice, bands, places } => {
                let (left, right) = slice.split_at_mut(units * bands * places);
                (Self::ByRows { slice: left, bands, places }, Self::ByRows { slice: right, bands, places })
            }
            Self::ByPlaces(columns) => {
                let (left, right) = columns.split(units);
                (Self::ByPlaces(left), Self::ByPlaces(right))
            }
        }
    }
}
