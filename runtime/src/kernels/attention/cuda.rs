use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::super::linear::Linear;
use super::{Attention, Geometry, Projection, Triple};

#[cfg(test)]
mod tests;

static SOURCE: Source = Source { folder: "attention", text: include_str!("kernel.cu") };

/// Places, and columns of a head, that a block works on.
const SIDE: usize = 64;

for_floats!(Attention for Cuda {
    fn project(&self, p: &Projection, x: Slice<'_, E>, weight: Slice<'_, E>, bias: Slice<'_, E>, y: SliceMut<'_, E>) {
        let [weight, bias] = [weight.part(p.range_of_weight()), bias.part(p.range_of_bias())];
        Linear::forward(self, &p.geometry(), x, weight, Some(bias), false, y);
    }

    fn project_backward_input(&self, p: &Projection, weight: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        Linear::backward_input(self, &p.geometry(), weight.part(p.range_of_weight()), dy, dx);
    }

    fn project_backward_weight(
        &self,
        p: &Projection,
        x: Slice<'_, E>,
        dy: Slice<'_, E>,
        mut dweight: SliceMut<'_, E>,
        mut dbias: SliceMut<'_, E>,
    ) {
        let (dweight, dbias) = (dweight.part(p.range_of_weight()), dbias.part(p.range_of_bias()));
        Linear::backward_weight(self, &p.geometry(), x, dy, dweight, Some(dbias));
    }

    fn attend(
        &self,
        g: &Geometry,
        inputs: Triple<Slice<'_, E>>,
        mask: Option<Slice<'_, E>>,
        probabilities: Option<SliceMut<'_, E>>,
        y: SliceMut<'_, E>,
    ) {
        let Triple { queries, keys, values } = inputs;
        let count = probabilities.as_ref().map_or(g.probabilities(), SliceMut::len);
        check_lengths([queries.len(), y.len(), keys.len(), values.len(), count], lengths(g));
        check_lengths([mask.map_or(g.batch * g.keys, |mask| mask.len())], [g.batch * g.keys]);
        // SAFETY: a block writes rows and columns of its own, the probabilities of rows by the block of their first
        // columns, and reads those of its head. Shared memory is filled and read with barriers in between.
        unsafe {
            let arguments: [&dyn Argument; 6] = [&queries, &keys, &values, &mask, &probabilities, &y];
            launch::<E>(self, g, "attend", [g.heads, g.queries], &arguments);
        }
    }

    fn attend_backward(
        &self,
        g: &Geometry,
        inputs: Triple<Slice<'_, E>>,
        probabilities: Slice<'_, E>,
        dy: Slice<'_, E>,
        gradients: Triple<SliceMut<'_, E>>,
    ) {
        let Triple { queries: q, keys: k, values: v } = inputs;
        let Triple { queries: dq, keys: dk, values: dv } = gradients;
        check_lengths([q.len(), dy.len(), k.len(), v.len(), probabilities.len()], lengths(g));
        check_lengths([dq.len(), dk.len(), dv.len()], [q.len(), k.len(), v.len()]);
        self.with_temporary::<E>(g.batch * g.heads * g.queries, |means| {
            // SAFETY: as above; a mean is written by the block of its row and the first columns.
            unsafe {
                let arguments: [&dyn Argument; 6] = [&k, &v, &probabilities, &dy, &means, &dq];
                launch::<E>(self, g, "backward_queries", [g.heads, g.queries], &arguments);
                let arguments: [&dyn Argument; 7] = [&q, &v, &probabilities, &dy, &means, &dk, &dv];
                launch::<E>(self, g, "backward_keys", [g.kv_heads, g.keys], &arguments);
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
    kernel: &'static str,
    [heads, places]: [usize; 2],
    slices: &[&dyn Argument],
) {
    let depth = g.depth();
    let scale = E::of(1.0 / (depth as f64).sqrt());
    let blocks = g.batch * heads * places.div_ceil(SIDE) * depth.div_ceil(SIDE);
    let sizes: [&dyn Argument; 7] = [&g.heads, &g.kv_heads, &g.queries, &g.keys, &depth, &g.causal, &scale];
    let arguments: Vec<&dyn Argument> = sizes.into_iter().chain(slices.iter().copied()).collect();
    // SAFETY: the caller's.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::blocks(blocks), &arguments) }
}

/// Of the queries and what is like them, of the keys and what is like them, and of the probabilities.
fn lengths(g: &Geometry) -> [usize; 5] {
    let [queries, keys] = [g.queries * g.width, g.keys * g.kv_width()].map(|elements| g.batch * elements);
    [queries, queries, keys, keys, g.probabilities()]
}
