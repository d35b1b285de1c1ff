use std::iter::zip;

use super::super::arithmetic::dispatch;
use super::super::crew;
use super::super::dropout::Mask;
use super::super::gemm::{Disjoint, Scratch, Table, dot};
use super::super::linear::Linear;
use super::super::list::List;
use super::super::round::Half;
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

    fn project_backward_input(&self, p: &Projection, weight: &[E], dy: &[E], adds: bool, dx: &mut [E]) {
        Linear::backward_input(self, &p.geometry(), &weight[p.range_of_weight()], dy, adds, dx);
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
        adds: Triple<bool>,
        gradients: Gradients<&mut [E]>,
    ) {
        let Gradients { inputs: Triple { queries, keys, values }, bias } = gradients;
        if probabilities.is_empty() {
            let all = [(adds.queries, queries), (adds.keys, keys), (adds.values, values)];
            return all.into_iter().filter(|(adds, _)| !adds).for_each(|(_, gradient)| gradient.fill(E::zero()));
        }
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
                // The first of a group may be the first to write what the others add to.
                let [keys, values] = [adds.keys, adds.values].map(|adds| adds || member > 0);
                let adds = Triple { keys, values, ..adds };
                // SAFETY: the heads of a group share columns of the keys and values, which no other group writes.
                unsafe { attend_backward(g, head, inputs, probabilities, dropout, dy, adds, &gradients) };
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
    let mut rounded = Scratch::new(if g.half.is_some() { QUERIES * g.keys } else { 0 });
    for first in (0..g.queries).step_by(QUERIES) {
        let count = QUERIES.min(g.queries - first);
        let rows: List<usize> = (first..first + count).map(|query| head.queries.row(query)).collect();
        let block = (Disjoint::new(&mut scores), Place { start: 0, stride: g.keys });
        // SAFETY: the block is this thread's alone.
        unsafe { keys.multiply(inputs.queries, &rows, &across_head, block, false) };
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
        let room = if g.half.is_some() { likely.len() } else { 0 };
        let likely = Half::factor(g.half, likely, &mut rounded[..room]);
        let starts: List<usize> = (0..count).map(|row| row * g.keys).collect();
        let place = Place { start: head.queries.row(first), ..head.queries };
        // SAFETY: within this head's columns, which are the caller's.
        unsafe { values.multiply(likely, &starts, &across_keys, (y, place), false) };
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

/// # Safety
/// No other thread may use the columns of this head in the gradients, or its rows in that of the bias.
#[allow(clippy::too_many_arguments)]
unsafe fn attend_backward<E: Float>(
    g: &Geometry,
    head: Head,
    inputs: Triple<&[E]>,
    probabilities: &[E],
    dropout: Option<Dropout<&[usize]>>,
    dy: &[E],
    adds: Triple<bool>,
    gradients: &Gradients<Disjoint<'_, E>>,
) {
    let depth = g.depth();
    let scale = E::of(g.scale);
    let rows_of = |place: Place, count: usize| (0..count).map(|row| place.row(row)).collect::<List<usize>>();
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

    let mut rounded = Scratch::new(if g.half.is_some() { kept.len() } else { 0 });
    let factor = Half::factor(g.half, kept, &mut rounded);
    let of_dy = Packed::terms([g.queries, depth], dy, head.queries);
    // SAFETY: within the columns of this head, which are the caller's.
    unsafe { of_dy.multiply(factor, &columns, &down, (gradients.inputs.values, head.keys), adds.values) };

    let mut dscores = Scratch::new(g.queries * g.keys);
    let values = Packed::columns([g.keys, depth], inputs.values, head.keys);
    let whole = (Disjoint::new(&mut dscores), Place { start: 0, stride: g.keys });
    // SAFETY: the matrix is this thread's alone.
    unsafe { values.multiply(dy, &rows_of(head.queries, g.queries), &across_head, whole, false) };
    // SAFETY: the rows of this head, which are the caller's.
    let dbias = gradients.bias.map(|bias| unsafe { bias.part(head.scores.start, dscores.len()) });
    through_softmax([probabilities, kept], g.keys, &mut dscores, dbias);
    dispatch(
        #[inline(always)]
        |_| dscores.iter_mut().for_each(|dscore| *dscore *= scale),
    );
    Half::make_factor(g.half, &mut dscores);

    let starts: List<usize> = (0..g.queries).map(|query| query * g.keys).collect();
    let keys = Packed::terms([g.keys, depth], inputs.keys, head.keys);
    // SAFETY: as above.
    unsafe { keys.multiply(&dscores, &starts, &across_keys, (gradients.inputs.queries, head.queries), adds.queries) };
    let queries = Packed::terms([g.queries, depth], inputs.queries, head.queries);
    // SAFETY: as above.
    unsafe { queries.multiply(&dscores, &columns, &down, (gradients.inputs.keys, head.keys), adds.keys) };
}

/// The gradients of scores in the place of those of what was kept of the probabilities; they are added to those of the bias.
fn through_softmax<E: Float>(
    [probabilities, kept]: [&[E]; 2],
    keys: usize,
    dscores: &mut [E],
    dbias: Option<&mut [E]>,
) {
    let rows = zip(probabilities.chunks_exact(keys), kept.chunks_exact(keys));
    for (dscores, (likely, kept)) in zip(dscores.chunks_exact_mut(keys), rows) {
        let mean = dot(kept, dscores);
        dispatch(
            #[inline(always)]
            |_| {
                let places = zip(&mut *dscores, zip(likely, kept));
                places.for_each(|(dscore, (&likely, &kept))| *dscore = kept * *dscore - likely * mean);
            },
        );
    }
    if let Some(dbias) = dbias {
        zip(dbias, &*dscores).for_each(|(dbias, &dscore)| *dbias += dscore);
    }
}
