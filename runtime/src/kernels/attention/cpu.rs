use std::iter::zip;

use super::super::arithmetic::dispatch;
use super::super::crew;
use super::super::gemm::{Disjoint, Scratch, Table, dot};
use super::super::linear::Linear;
use super::super::list::List;
use super::super::softmax::softmax;
use super::super::{Cpu, Float};
use super::packed::{Packed, Place};
use super::{Attention, Geometry, Projection, Triple};

/// Queries whose scores are computed and used together, while they are in the cache.
const QUERIES: usize = 48;

for_floats!(Attention for Cpu {
    fn project(&self, p: &Projection, x: &[E], weight: &[E], bias: &[E], y: &mut [E]) {
        let (weight, bias) = (&weight[p.range_of_weight()], &bias[p.range_of_bias()]);
        Linear::forward(self, &p.geometry(), x, weight, Some(bias), false, y);
    }

    fn project_backward_input(&self, p: &Projection, weight: &[E], dy: &[E], dx: &mut [E]) {
        Linear::backward_input(self, &p.geometry(), &weight[p.range_of_weight()], dy, dx);
    }

    fn project_backward_weight(&self, p: &Projection, x: &[E], dy: &[E], dweight: &mut [E], dbias: &mut [E]) {
        let (dweight, dbias) = (&mut dweight[p.range_of_weight()], &mut dbias[p.range_of_bias()]);
        Linear::backward_weight(self, &p.geometry(), x, dy, dweight, Some(dbias));
    }

    fn attend(
        &self,
        g: &Geometry,
        inputs: Triple<&[E]>,
        mask: Option<&[E]>,
        probabilities: Option<&mut [E]>,
        y: &mut [E],
    ) {
        if g.keys == 0 {
            return y.fill(E::zero());
        }
        let y = Disjoint::new(y);
        let scale = E::of(1.0 / (g.depth() as f64).sqrt());
        let heads: List<_> = match probabilities {
            Some(probabilities) => {
                probabilities.chunks_exact_mut((g.queries * g.keys).max(1)).map(Some).enumerate().collect()
            }
            None => (0..g.batch * g.heads).map(|head| (head, None)).collect(),
        };
        crew::for_each(heads, |(head, probabilities)| {
            let mask = mask.map(|mask| &mask[head / g.heads * g.keys..][..g.keys]);
            // SAFETY: each head writes columns of its own.
            unsafe { attend(g, Head::new(g, head), scale, inputs, mask, probabilities, y) }
        });
    }

    fn attend_backward(
        &self,
        g: &Geometry,
        inputs: Triple<&[E]>,
        probabilities: &[E],
        dy: &[E],
        gradients: Triple<&mut [E]>,
    ) {
        let gradients = Triple {
            queries: Disjoint::new(gradients.queries),
            keys: Disjoint::new(gradients.keys),
            values: Disjoint::new(gradients.values),
        };
        let size = (g.queries * g.keys).max(1);
        let groups = probabilities.chunks_exact(g.group() * size).enumerate();
        crew::for_each(groups, |(group, probabilities)| {
            for (member, probabilities) in probabilities.chunks_exact(size).enumerate() {
                // SAFETY: the heads of a group share columns of the keys and values, which no other group writes.
                unsafe {
                    attend_backward(g, Head::new(g, group * g.group() + member), inputs, probabilities, dy, gradients);
                }
            }
        });
    }
});

/// Where one head of one sample has its rows.
#[derive(Clone, Copy)]
struct Head {
    queries: Place,
    keys: Place,
}

impl Head {
    fn new(g: &Geometry, task: usize) -> Self {
        let (sample, head) = (task / g.heads, task % g.heads);
        let place = |places: usize, head: usize, stride: usize| Place {
            start: sample * places * stride + head * g.depth(),
            stride,
        };
        Head { queries: place(g.queries, head, g.width), keys: place(g.keys, head / g.group(), g.kv_width()) }
    }
}

/// # Safety
/// No other thread may use the columns of this head in `y`.
unsafe fn attend<E: Float>(
    g: &Geometry,
    head: Head,
    scale: E,
    inputs: Triple<&[E]>,
    mask: Option<&[E]>,
    mut probabilities: Option<&mut [E]>,
    y: Disjoint<'_, E>,
) {
    let keys = Packed::columns([g.keys, g.depth()], inputs.keys, head.keys).scaled(scale);
    let values = Packed::terms([g.keys, g.depth()], inputs.values, head.keys);
    let (across_head, across_keys): (Table, Table) = ((0..g.depth()).collect(), (0..g.keys).collect());
    let mut scores = Scratch::new(QUERIES * g.keys);
    let mut own = Scratch::new(if probabilities.is_some() { 0 } else { QUERIES * g.keys });
    for first in (0..g.queries).step_by(QUERIES) {
        let count = QUERIES.min(g.queries - first);
        let rows: List<usize> = (first..first + count).map(|query| head.queries.row(query)).collect();
        keys.multiply(
            inputs.queries,
            &rows,
            &across_head,
            #[inline(always)]
            |row, column, sums| copy(sums, &mut scores[row * g.keys + column..][..sums.len()]),
        );
        let likely = match &mut probabilities {
            Some(probabilities) => &mut probabilities[first * g.keys..(first + count) * g.keys],
            None => &mut own[..count * g.keys],
        };
        dispatch(
            #[inline(always)]
            |arithmetic| {
                if !g.causal && mask.is_none() {
                    return softmax(arithmetic, &scores[..likely.len()], likely, g.keys);
                }
                let rows = zip(scores.chunks_exact_mut(g.keys), likely.chunks_exact_mut(g.keys));
                for (row, (scores, likely)) in rows.enumerate() {
                    let (seen, unseen) = likely.split_at_mut(g.visible(first + row));
                    unseen.fill(E::zero());
                    let scores = &mut scores[..seen.len()];
                    if hide(mask, scores) {
                        softmax(arithmetic, scores, seen, seen.len());
                    } else {
                        seen.fill(E::zero());
                    }
                }
            },
        );
        let starts: List<usize> = (0..count).map(|row| row * g.keys).collect();
        values.multiply(
            likely,
            &starts,
            &across_keys,
            #[inline(always)]
            |row, column, sums| {
                // SAFETY: within this head's columns, which are the caller's.
                copy(sums, unsafe { y.part(head.queries.row(first + row) + column, sums.len()) });
            },
        );
    }
}

/// Takes the scores of masked keys away. Whether any is left.
fn hide<E: Float>(mask: Option<&[E]>, scores: &mut [E]) -> bool {
    let Some(mask) = mask else { return true };
    let mut any = false;
    for (score, &mask) in zip(scores, mask) {
        if mask > E::zero() {
            any = true;
        } else {
            *score = E::neg_infinity();
        }
    }
    any
}

/// In the registers of the loop around it; `copy_from_slice` would be a call for every few elements.
#[inline(always)]
fn copy<E: Float>(from: &[E], to: &mut [E]) {
    zip(to, from).for_each(
        #[inline(always)]
        |(to, &from)| *to = from,
    );
}

/// # Safety
/// No other thread may use the columns of this head in the gradients.
unsafe fn attend_backward<E: Float>(
    g: &Geometry,
    head: Head,
    inputs: Triple<&[E]>,
    probabilities: &[E],
    dy: &[E],
    gradients: Triple<Disjoint<'_, E>>,
) {
    let depth = g.depth();
    let scale = E::of(1.0 / (depth as f64).sqrt());
    let rows_of = |place: Place, count: usize| (0..count).map(|row| place.row(row)).collect::<List<usize>>();
    let add = |gradient: Disjoint<'_, E>, place: Place, row: usize, column: usize, sums: &[E]| {
        // SAFETY: within this head's columns, which are the caller's.
        let gradient = unsafe { gradient.part(place.row(row) + column, sums.len()) };
        zip(gradient, sums).for_each(|(gradient, &sum)| *gradient += sum);
    };
    let (across_head, across_keys): (Table, Table) = ((0..depth).collect(), (0..g.keys).collect());
    // Of a matrix `[query, key]`: a key's column, and the way down it.
    let down: Table = (0..g.queries).map(|query| query * g.keys).collect();
    let columns: List<usize> = (0..g.keys).collect();

    let of_dy = Packed::terms([g.queries, depth], dy, head.queries);
    of_dy.multiply(probabilities, &columns, &down, |key, column, sums| {
        add(gradients.values, head.keys, key, column, sums);
    });

    let mut dscores = Scratch::new(g.queries * g.keys);
    let values = Packed::columns([g.keys, depth], inputs.values, head.keys);
    values.multiply(dy, &rows_of(head.queries, g.queries), &across_head, |query, column, sums| {
        dscores[query * g.keys + column..][..sums.len()].copy_from_slice(sums);
    });
    for (dscores, likely) in zip(dscores.chunks_exact_mut(g.keys), probabilities.chunks_exact(g.keys)) {
        let mean = dot(likely, dscores);
        zip(dscores, likely).for_each(|(dscore, &likely)| *dscore = likely * (*dscore - mean) * scale);
    }

    let starts: List<usize> = (0..g.queries).map(|query| query * g.keys).collect();
    let keys = Packed::terms([g.keys, depth], inputs.keys, head.keys);
    keys.multiply(&dscores, &starts, &across_keys, |query, column, sums| {
        add(gradients.queries, head.queries, query, column, sums);
    });
    let queries = Packed::terms([g.queries, depth], inputs.queries, head.queries);
    queries.multiply(&dscores, &columns, &down, |key, column, sums| {
        add(gradients.keys, head.keys, key, column, sums);
    });
}
