//! Ledgers of networks that are placed on several devices: what belongs to a variable is on the device that uses it.

use std::iter::{once, zip};
use std::ops::Range;

use super::{Layout, Ledger};
use crate::kernels::List;
use crate::memory::Block;
use crate::storage::{Device, Dtype};

impl Layout {
    /// The parts of a block whose fields are in these places: the place, the first element, and how many there are.
    pub(in crate::pass) fn ranges(&self, places: &[usize]) -> Vec<(usize, usize, usize)> {
        let mut fields: Vec<(usize, usize)> =
            zip(&self.fields, places).map(|(field, place)| (field.start, *place)).collect();
        fields.sort_unstable();
        let mut ranges: Vec<(usize, usize, usize)> = Vec::new();
        for (start, place) in fields {
            if ranges.last().is_none_or(|(last, ..)| *last != place) {
                ranges.push((place, start, 0));
            }
        }
        let ends: Vec<usize> = ranges.iter().skip(1).map(|(_, start, _)| *start).chain(once(self.size)).collect();
        zip(&mut ranges, ends).for_each(|((_, start, len), end)| *len = end - *start);
        ranges
    }
}

impl<E: Dtype, D: Device<E>> Ledger<E, D> {
    /// On which of several devices its parts are, the first element of each, and how many there are; none on one device.
    pub(in crate::pass) fn ranges(&self) -> &[(usize, usize, usize)] {
        &self.ranges
    }

    /// What is on one device each.
    pub(super) fn parts(&self) -> List<Range<usize>> {
        match &*self.ranges {
            [] => once(0..self.layout.size).collect(),
            ranges => ranges.iter().map(|(_, start, len)| *start..start + len).collect(),
        }
    }

    /// The kernels of the device that some of its elements are on.
    pub(super) fn kernels_of(&self, range: &Range<usize>) -> D::Kernels {
        self.block.kernels_at(range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Field;
    use super::*;

    #[test]
    fn ranges_are_all_of_the_block() {
        let field = |start: usize| Field { name: String::new(), shape: vec![16], trainable: true, start };
        let layout = Layout { fields: [32, 0, 16, 48, 64].map(field).into(), size: 80 };
        assert_eq!(layout.ranges(&[1, 0, 0, 1, 2]), [(0, 0, 32), (1, 32, 32), (2, 64, 16)]);
        assert_eq!(layout.ranges(&[0, 1, 0, 1, 0]), [(1, 0, 16), (0, 16, 32), (1, 48, 16), (0, 64, 16)]);
        assert!(Layout::default().ranges(&[]).is_empty());
    }
}
