use std::iter::zip;

use super::super::arithmetic::dispatch;
use super::super::crew;
use super::super::dropout::Mask;
use super::super::gemm::{Disjoint, Scratch, Table, dot};
use super::super::linear::Linear;
use super::super::list::List;
use super::super::softmax::softmax;
use super::super::{Cpu, Float};
use super::packed::{Packed, Place};
use super::{Attention, Dropout, Geometry, Given, Gradients, Projection, Triple};

/// Queries whose scores are computed and used together, while they are in the cache.
const QUERIES: usize = 48;

for_floats!(Attention for Cpu {
    fn project(&self, p: &Projection, x: &[E], weight: &[E], bias: Option<&[E]>, y: &mut [E]) {
        let bias = bias.map(|bias| &bias[p.range_of_bias()]);
        Linear::forward(self, &p.geometry(), x, &weight[p.range_of_weight()], bias, false, y);
    }

    fn project_backward_input(&self, p: &Projection, weight: &[E], dy: &[E], dx: &mut [E]) {
        Linear::backward_input(self, &p.geometry(), &weight[p.range_of_weight()], dy, dx);
    }

    fn project_backward_weight(
        &self,
        p: &Projection,
        x: &[E],
        dy: &[E],
        dweight: &mut [E],
        dbias: Option<&mut [E]>,
    ) {
        let dbias = dbias.map(|dbias| &mut dbias[p.range_of_bias()]);
        Linear::backward_weight(self, &p.geometry(), x, dy, &mut dweight[p.range_of_weight()], dbias);
    }

    fn attend(
        &self,
        g: &Geometry,
        inputs: Triple<&[E]>,
        given: Given<&[E], &[usize]>,
        probabilities: Option<&mut [E]>,
        y: &mut [E],
    ) {
        if g.keys == 0 {
            return y.fill(E::zero());
        }
        let y = Disjoint::new(y);
        let heads: List<_> = match probabilities {
            Some(probabilities) => {
                probabilities.chunks_exact_mut((g.queries * g.keys).max(1)).map(Some).enumerate().collect()
            }
            None => (0..g.batch * g.heads).map(|head| (head, None)).collect(),
        };
        crew::for_each(heads, |(head, probabilities)| {
            // SAFETY: each head writes columns of its own.
            unsafe { attend(g, Head::new(g, head), inputs, given, probabilities, y) }
        });
    }

    fn attend_backward(
        &self,
        g: &Geometry,
        inputs: Triple<&[E]>,
        probabilities: &[E],
        dropout: Option<Dropout<&[usize]>>,
        dy: &[E],
        gradients: Gradients<&mut [E]>,
    ) {
        let Gradients { inputs: Triple { queries, keys, values }, bias } = gradients;
        let gradients = Gradients {
            inputs: Triple {
                queries: Disjoint::new(queries),
                keys: Disjoint::new(keys),
                values: Disjoint::new(values),
            },
            bias: bias.map(Disjoint::new),
        };
        let size = (g.queries * g.keys).max(1);
        let groups = probabilities.chunks_exact(g.group() * size).enumerate();
        crew::for_each(groups, |(group, probabilities)| {
            for (member, probabilities) in probabilities.chunks_exact(size).enumerate() {
                let head = Head::new(g, group * g.group() + member);
                // SAFETY: the heads of a group share columns of the keys and values, which no other group writes.
                unsafe { attend_backward(g, head, inputs, probabilities, dropout, dy, &gradients) };
            }
        });
    }
});

/// Where one head of one sample has its rows.
#[derive(Clone, Copy)]
struct Head {
    sample: usize,
    queries: Place,
    keys: Place,
    /// Those of its scores.
    scores: Place,
}

impl Head {
    fn new(g: &Geometry, task: usize) -> Self {
        let (sample, head) = (task / g.heads, task % g.heads);
        let place = |places: usize, head: usize, stride: usize| Place {
            start: sample * places * stride + head * g.depth(),
            stride,
        };
        Head {
            sample,
            queries: place(g.queries, head, g.width),
            keys: place(g.keys, head / g.group(), g.kv_width()),
            scores: Place { start: task * g.queries * g.keys, stride: g.keys },
        }
    }
}

/// Overwrites `kept` with the probabilities from `first` on that are not dropped, divided by the share of these.
fn drop_out<E: Float>(dropout: Dropout<&[usize]>, first: usize, likely: &[E], kept: &mut [E]) {
    let mask = Mask::new(dropout.seed[0], dropout.probability);
    for (index, (kept, &likely)) in zip(kept, likely).enumerate() {
        *kept = mask.apply(first + index, likely);
    }
}

/// # Safety
/// No other thread may use the columns of this head in `y`.
unsafe fn attend<E: Float>(
    g: &Geometry,
    head: Head,
    inputs: Triple<&[E]>,
    given: Given<&[E], &[usize]>,
    mut probabilities: Option<&mut [E]>,
    y: Disjoint<'_, E>,
) {
    let keys = Packed::columns([g.keys, g.depth()], inputs.keys, head.keys).scaled(E::of(g.scale));
    let values = Packed::terms([g.keys, g.depth()], inputs.values, head.keys);
    let (across_head, across_keys): (Table, Table) = ((0..g.depth()).collect(), (0..g.keys).collect());
    let mask = given.mask.map(|mask| &mask[head.sample * g.keys..][..g.keys]);
    let mut scores = Scratch::new(QUERIES * g.keys);
    let mut own = Scratch::new(if probabilities.is_some() { 0 } else { QUERIES * g.keys });
    let mut kept = Scratch::new(if given.dropout.is_some() { QUERIES * g.keys } else { 0 });
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
        let scores = &mut scores[..count * g.keys];
        if let Some(bias) = given.bias {
            let bias = &bias[head.scores.row(first)..][..scores.len()];
            zip(&mut *scores, bias).for_each(|(score, &bias)| *score += bias);
        }
        let likely = match &mut probabilities {
            Some(probabilities) => &mut probabilities[first * g.keys..(first + count) * g.keys],
            None => &mut own[..count * g.keys],
        };
        dispatch(
            #[inline(always)]
            |arithmetic| {
                if !g.causal && mask.is_none() {
                    return softmax(arithmetic, scores, likely, g.keys);
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
        let likely = match given.dropout {
            Some(dropout) => {
                let kept = &mut kept[..likely.len()];
                drop_out(dropout, head.scores.row(first), likely, kept);
                &*kept
            }
            None => &*likely,
        };
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
/// No other thread may use the columns of this head in the gradients, or its rows in that of the bias.
unsafe fn attend_backward<E: Float>(
    g: &Geometry,
    head: Head,
    inputs: Triple<&[E]>,
    probabilities: &[E],
    dropout: Option<Dropout<&[usize]>>,
    dy: &[E],
    gradients: &Gradients<Disjoint<'_, E>>,
) {
    let depth = g.depth();
    let scale = E::of(g.scale);
    let rows_of = |place: Place, count: usize| (0..count).map(|row| place.row(row)).collect::<List<usize>>();
    let add = |gradient: Disjoint<'_, E>, place: Place, row: usize, column: usize, sums: &[E]| {
        // SAFETY: within what is this head's, which is the caller's.
        let gradient = unsafe { gradient.part(place.row(row) + column, sums.len()) };
        zip(gradient, sums).for_each(|(gradient, &sum)| *gradient += sum);
    };
    let (across_head, across_keys): (Table, Table) = ((0..depth).collect(), (0..g.keys).collect());
    // Of a matrix `[query, key]`: a key's column, and the way down it.
    let down: Table = (0..g.queries).map(|query| query * g.keys).collect();
    let columns: List<usize> = (0..g.keys).collect();
    let mut kept = Scratch::new(if dropout.is_some() { probabilities.len() } else { 0 });
    let kept = match dropout {
        Some(dropout) => {
            drop_out(dropout, head.scores.start, probabilities, &mut kept);
            &*kept
        }
        None => probabilities,
    };

    let of_dy = Packed::terms([g.queries, depth], dy, head.queries);
    of_dy.multiply(kept, &columns, &down, |key, column, sums| {
        add(gradients.inputs.values, head.keys, key, column, sums);
    });

    let mut dscores = Scratch::new(g.queries * g.keys);
    let values = Packed::columns([g.keys, depth], inputs.values, head.keys);
    values.multiply(dy, &rows_of(head.queries, g.queries), &across_head, |query, column, sums| {
        dscores[query * g.keys + column..][..sums.len()].copy_from_slice(sums);
    });
    let rows = zip(probabilities.chunks_exact(g.keys), kept.chunks_exact(g.keys));
    for (query, (dscores, (likely, kept))) in zip(dscores.chunks_exact_mut(g.keys), rows).enumerate() {
        let mean = dot(kept, dscores);
        let places = zip(&mut *dscores, zip(likely, kept));
        places.for_each(|(dscore, (&likely, &kept))| *dscore = kept * *dscore - likely * mean);
        if let Some(bias) = gradients.bias {
            add(bias, head.scores, query, 0, dscores);
        }
        dscores.iter_mut().for_each(|dscore| *dscore *= scale);
    }

    let starts: List<usize> = (0..g.queries).map(|query| query * g.keys).collect();
    let keys = Packed::terms([g.keys, depth], inputs.keys, head.keys);
    keys.multiply(&dscores, &starts, &across_keys, |query, column, sums| {
        add(gradients.inputs.queries, head.queries, query, column, sums);
    });
    let queries = Packed::terms([g.queries, depth], inputs.queries, head.queries);
    queries.multiply(&dscores, &columns, &down, |key, column, sums| {
        add(gradients.inputs.keys, head.keys, key, column, sums);
    });
}
