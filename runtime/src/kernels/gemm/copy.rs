use super::super::Float;

/// Copies a row of a panel, or what a tile has of a term, in registers if it is as long as these are: a call for so few
/// elements would take longer.
#[inline(always)]
pub(in super::super) fn copy<E: Float>(from: &[E], to: &mut [E]) {
    let is_done = whole::<E, 48>(from, to)
        || whole::<E, 32>(from, to)
        || whole::<E, 16>(from, to)
        || whole::<E, 12>(from, to)
        || whole::<E, 8>(from, to)
        || whole::<E, 6>(from, to);
    if !is_done {
        to.copy_from_slice(from);
    }
}

#[inline(always)]
fn whole<E: Float, const N: usize>(from: &[E], to: &mut [E]) -> bool {
    let (Ok(from), Ok(to)) = (<&[E; N]>::try_from(from), <&mut [E; N]>::try_from(to)) else { return false };
    *to = *from;
    true
}
