use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::super::dropout::Mask;
use super::super::linear::Linear;
use super::super::optimizer::Optimizer;
use super::super::round::Half;
use super::{Attention, Dropout, Geometry, Given, Gradients, Projection, Triple};

#[cfg(test)]
mod tests;

static SOURCE: Source = Source { folder: "attention", text: include_str!("kernel.cu") };

/// Places, and columns of a head, that a block works on.
const SIDE: usize = 64;

for_floats!(Attention for Cuda {
    fn project(
        &self,
        p: &Projection,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        y: SliceMut<'_, E>,
    ) {
        let bias = bias.map(|bias| bias.part(p.range_of_bias()));
        Linear::forward(self, &p.geometry(), x, weight.part(p.range_of_weight()), bias, false, y);
    }

    fn project_backward_input(
        &self,
        p: &Projection,
        weight: Slice<'_, E>,
        dy: Slice<'_, E>,
        adds: bool,
        dx: SliceMut<'_, E>,
    ) {
        Linear::backward_input(self, &p.geometry(), weight.part(p.range_of_weight()), dy, adds, dx);
    }

    fn project_backward_weight(
        &self,
        p: &Projection,
        x: Slice<'_, E>,
        dy: Slice<'_, E>,
        mut dweight: SliceMut<'_, E>,
        mut dbias: Option<SliceMut<'_, E>>,
    ) {
        let dbias = dbias.as_mut().map(|dbias| dbias.part(p.range_of_bias()));
        Linear::backward_weight(self, &p.geometry(), x, dy, dweight.part(p.range_of_weight()), dbias);
    }

    fn attend(
        &self,
        g: &Geometry,
        inputs: Triple<Slice<'_, E>>,
        given: Given<Slice<'_, E>, Slice<'_, usize>>,
        probabilities: Option<SliceMut<'_, E>>,
        y: SliceMut<'_, E>,
    ) {
        let Triple { queries, keys, values } = inputs;
        let Given { mask, bias, dropout } = given;
        let count = probabilities.as_ref().map_or(g.probabilities(), SliceMut::len);
        check_lengths([queries.len(), y.len(), keys.len(), values.len(), count], lengths(g));
        check_lengths([mask.map_or(g.batch * g.keys, |mask| mask.len())], [g.batch * g.keys]);
        check_lengths([bias.map_or(g.probabilities(), |bias| bias.len())], [g.probabilities()]);
        // SAFETY: a block writes rows and columns of its own, the probabilities of rows by the block of their first
        // columns, and reads those of its head. Shared memory is filled and read with barriers in between.
        unsafe {
            let arguments: [&dyn Argument; 7] = [&queries, &keys, &values, &mask, &bias, &probabilities, &y];
            launch::<E>(self, g, dropout, "attend", [g.heads, g.queries], &arguments);
        }
    }

    fn attend_backward(
        &self,
        g: &Geometry,
        inputs: Triple<Slice<'_, E>>,
        probabilities: Slice<'_, E>,
        dropout: Option<Dropout<Slice<'_, usize>>>,
        dy: Slice<'_, E>,
        adds: Triple<bool>,
        gradients: Gradients<SliceMut<'_, E>>,
    ) {
        let Triple { queries: q, keys: k, values: v } = inputs;
        let Gradients { inputs: Triple { queries: mut dq, keys: mut dk, values: mut dv }, bias: dbias } = gradients;
        check_lengths([q.len(), dy.len(), k.len(), v.len(), probabilities.len()], lengths(g));
        check_lengths([dq.len(), dk.len(), dv.len()], [q.len(), k.len(), v.len()]);
        check_lengths([dbias.as_ref().map_or(g.probabilities(), SliceMut::len)], [g.probabilities()]);
        for (adds, gradient) in [(adds.queries, &mut dq), (adds.keys, &mut dk), (adds.values, &mut dv)] {
            if !adds {
                self.fill(0.0, gradient.write());
            }
        }
        self.with_temporary::<E>(g.batch * g.heads * g.queries, |means| {
            // SAFETY: as above; a mean and the bias of a row are written by the block of that row and the first columns.
            unsafe {
                let arguments: [&dyn Argument; 7] = [&k, &v, &probabilities, &dy, &means, &dq, &dbias];
                launch::<E>(self, g, dropout, "backward_queries", [g.heads, g.queries], &arguments);
                let arguments: [&dyn Argument; 7] = [&q, &v, &probabilities, &dy, &means, &dk, &dv];
                launch::<E>(self, g, dropout, "backward_keys", [g.kv_heads, g.keys], &arguments);
            }
        });
    }
});

/// Starts a kernel with blocks for each of so many heads, and all of so many places of it.
///
/// # Safety
/// That of `Cuda::launch`.
unsafe fn launch<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    dropout: Option<Dropout<Slice<'_, usize>>>,
    kernel: &'static str,
    [heads, places]: [usize; 2],
    slices: &[&dyn Argument],
) {
    let depth = g.depth();
    let scale = E::of(g.scale);
    // Whatever the seed, as many are dropped.
    let Mask { dropped, scale: share, .. } = Mask::<E>::new(0, dropout.map_or(0.0, |dropout| dropout.probability));
    let seed = dropout.map(|dropout| dropout.seed);
    check_lengths([seed.map_or(1, |seed| seed.len())], [1]);
    let blocks = g.batch * heads * places.div_ceil(SIDE) * depth.div_ceil(SIDE);
    let half = Half::number(g.half);
    let sizes: [&dyn Argument; 11] =
        [&g.heads, &g.kv_heads, &g.queries, &g.keys, &depth, &g.causal, &scale, &half, &seed, &dropped, &share];
    let arguments: Vec<&dyn Argument> = sizes.into_iter().chain(slices.iter().copied()).collect();
    // SAFETY: the caller's.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::blocks(blocks), &arguments) }
}

/// Of the queries and what is like them, of the keys and what is like them, and of the probabilities.
fn lengths(g: &Geometry) -> [usize; 5] {
    let [queries, keys] = [g.queries * g.width, g.keys * g.kv_width()].map(|elements| g.batch * elements);
    [queries, queries, keys, keys, g.probabilities()]
}
