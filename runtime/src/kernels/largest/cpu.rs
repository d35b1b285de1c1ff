use std::iter::zip;

use super::super::list::List;
use super::super::parallel::{Rows, for_each};
use super::super::{Cpu, Float};
use super::{Geometry, Largest};

for_floats!(Largest for Cpu {
    fn places(&self, g: &Geometry, x: &[E], y: &mut [E]) {
        let g = *g;
        if y.is_empty() {
            return;
        }
        for_each(
            g.rows,
            g.size,
            (Rows { slice: x, width: g.size }, Rows { slice: y, width: g.count }),
            #[inline(always)]
            move |(x, y)| {
                for (x, y) in zip(x.slice.chunks_exact(g.size), y.slice.chunks_exact_mut(g.count)) {
                    // The largest so far, in order.
                    let mut found: List<(E, usize)> = List::new();
                    for (place, &x) in x.iter().enumerate() {
                        if found.len() < g.count {
                            found.push((x, place));
                        } else if is_larger(x, found[g.count - 1].0) {
                            found[g.count - 1] = (x, place);
                        } else {
                            continue;
                        }
                        let mut at = found.len() - 1;
                        while at > 0 && is_larger(x, found[at - 1].0) {
                            found.swap(at - 1, at);
                            at -= 1;
                        }
                    }
                    zip(y, &*found).for_each(|(y, &(_, place))| *y = E::of(place as f64));
                }
            },
        );
    }
});

#[inline(always)]
fn is_larger<E: Float>(a: E, b: E) -> bool {
    a > b || a.is_nan() && !b.is_nan()
}
