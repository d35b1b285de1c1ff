use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, check_lengths};
use super::{Conv2d, Geometry};

#[cfg(test)]
mod tests;

static SOURCE: Source =
    Source { folder: "conv2d", text: concat!(include_str!("kernel.cu"), include_str!("gradients.cu")) };

for_floats!(Conv2d for Cuda {
    fn forward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        bias: Option<Slice<'_, E>>,
        relu: bool,
        y: SliceMut<'_, E>,
    ) {
        correlate(self, g, Way::Forward, x, weight, Finish::Overwrite { bias, relu }, y);
    }

    fn backward_input(&self, g: &Geometry, weight: Slice<'_, E>, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        correlate(self, g, Way::Back, dy, weight, Finish::Add, dx);
    }

    fn backward_weight(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        dy: Slice<'_, E>,
        dweight: SliceMut<'_, E>,
        dbias: Option<SliceMut<'_, E>>,
    ) {
        weight_gradient(self, g, WeightPlan::new::<E>(g), x, dy, None, dweight, dbias);
    }

    fn backward(
        &self,
        g: &Geometry,
        x: Slice<'_, E>,
        weight: Slice<'_, E>,
        dy: Slice<'_, E>,
        adds: bool,
        dx: SliceMut<'_, E>,
        dweight: SliceMut<'_, E>,
        dbias: Option<SliceMut<'_, E>>,
    ) {
        if let Some(tile) = tile_of_both::<E>(g) {
            let plan = WeightPlan::by(g, Plan::Tiles(tile));
            return weight_gradient(self, g, plan, x, dy, Some((weight, adds, dx)), dweight, dbias);
        }
        Conv2d::backward_weight(self, g, x, dy, dweight, dbias);
        let finish = if adds { Finish::Add } else { Finish::Overwrite { bias: None, relu: false } };
        correlate(self, g, Way::Back, dy, weight, finish, dx);
    }
});

/// From the input of a convolution to its output, or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Way {
    Forward,
    Back,
}

/// What is done with a sum.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Finish<'a, E> {
    Overwrite { bias: Option<Slice<'a, E>>, relu: bool },
    Add,
}

/// A tile of a product of matrices, which is the work of a block.
#[derive(Debug)]
struct Tile {
    rows: usize,
    columns: usize,
    correlate: &'static str,
    weight_gradient: &'static str,
    /// Both gradients in one launch.
    gradients: &'static str,
}

macro_rules! tile {
    ($rows:literal x $columns:literal) => {
        Tile {
            rows: $rows,
            columns: $columns,
            correlate: concat!("correlate_", $rows, "x", $columns),
            weight_gradient: concat!("weight_gradient_", $rows, "x", $columns),
            gradients: concat!("gradients_", $rows, "x", $columns),
        }
    };
}

static TILES: [Tile; 4] = [tile!(64 x 64), tile!(128 x 32), tile!(32 x 128), tile!(16 x 256)];
/// It reads less for each product.
static LARGE: Tile = tile!(128 x 128);

impl Tile {
    /// For `count` products of so many rows and columns.
    fn choose<E>(size: [usize; 2], count: usize) -> &'static Self {
        // Of doubles it takes all the registers of a processor, and a device needs work for all its processors.
        let is_large = size_of::<E>() == 4 && size.iter().all(|&size| size > 64) && LARGE.blocks(size) * count >= 200;
        // All others have the same area.
        let smallest = || TILES.iter().min_by_key(|tile| tile.blocks(size));
        if is_large { &LARGE } else { smallest().unwrap_or(&LARGE) }
    }

    fn elements(&self) -> usize {
        self.rows * self.columns
    }

    /// How many cover a product.
    fn blocks(&self, [rows, columns]: [usize; 2]) -> usize {
        rows.div_ceil(self.rows) * columns.div_ceil(self.columns)
    }
}

/// How a product of matrices is shared out; it depends on the sizes alone.
#[derive(Clone, Copy, Debug)]
enum Plan {
    /// A thread or a block for each sum, for matrices that would not fill a tile.
    Each,
    Tiles(&'static Tile),
}

/// `target = weight ⋆ source` forward, or `weight ⋆ᵀ source` back, finished by `finish`.
pub(in super::super) fn correlate<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    way: Way,
    source: Slice<'_, E>,
    weight: Slice<'_, E>,
    finish: Finish<'_, E>,
    target: SliceMut<'_, E>,
) {
    correlate_by(cuda, g, way, correlation_plan::<E>(g, way), source, weight, finish, target);
}

/// Target channels of a group, places of the batch, and how many products of this size there are.
fn correlation_size(g: &Geometry, way: Way) -> ([usize; 2], usize) {
    match way {
        Way::Forward => ([g.out_channels_per_group(), g.batch * g.output[0] * g.output[1]], g.groups),
        // Each remainder by the stride is a product of its own; none has more places than the first.
        Way::Back => {
            let [height, width] = [0, 1].map(|axis| g.input[axis].div_ceil(g.stride[axis]));
            ([g.in_channels_per_group(), g.batch * height * width], g.groups * g.stride[0] * g.stride[1])
        }
    }
}

fn correlation_plan<E>(g: &Geometry, way: Way) -> Plan {
    let (size, count) = correlation_size(g, way);
    match size[0] <= 2 || g.groups > 1 && size[0] <= 8 {
        true => Plan::Each,
        false => Plan::Tiles(Tile::choose::<E>(size, count)),
    }
}

#[allow(clippy::too_many_arguments)]
fn correlate_by<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    way: Way,
    plan: Plan,
    source: Slice<'_, E>,
    weight: Slice<'_, E>,
    finish: Finish<'_, E>,
    target: SliceMut<'_, E>,
) {
    let [inputs, weights, outputs] = lengths(g);
    let (ends, channels) = match way {
        Way::Forward => ([inputs, outputs], g.out_channels),
        Way::Back => ([outputs, inputs], g.in_channels),
    };
    let (bias, relu, add) = match finish {
        Finish::Overwrite { bias, relu } => (bias, relu, false),
        Finish::Add => (None, false, true),
    };
    let biases = bias.map_or(channels, |bias| bias.len());
    check_lengths([source.len(), target.len(), weight.len(), biases], [ends[0], ends[1], weights, channels]);
    let (kernel, grid) = match plan {
        Plan::Each => ("correlate_each", Grid::over(target.len())),
        Plan::Tiles(tile) => {
            let (size, count) = correlation_size(g, way);
            (tile.correlate, Grid::blocks(tile.blocks(size) * count))
        }
    };
    // SAFETY: a thread writes the targets of its own index, or of its own places in the tile of its block, and reads what
    // the geometry says, which the lengths were compared with. A tile in shared memory is filled and read by a block with
    // barriers in between.
    unsafe { launch::<E>(cuda, g, way, kernel, grid, &[&source, &weight, &bias, &relu, &add, &target]) }
}

/// How the gradient of a weight is shared out.
#[derive(Clone, Copy, Debug)]
struct WeightPlan {
    plan: Plan,
    /// Into how many parts the places are cut.
    parts: usize,
}

/// The sums of parts hold this many elements at most.
const ELEMENTS: usize = 8 << 20;

impl WeightPlan {
    fn new<E>(g: &Geometry) -> Self {
        let plan = match g.out_channels_per_group().max(g.in_channels_per_group()) <= 8 && g.groups > 1 {
            true => Plan::Each,
            false => Plan::Tiles(Tile::choose::<E>(weight_size(g), g.groups)),
        };
        Self::by(g, plan)
    }

    fn by(g: &Geometry, plan: Plan) -> Self {
        let places = g.batch * g.output[0] * g.output[1];
        let [_, weights, _] = lengths(g);
        // So many blocks are enough, and a part should have so many places at least.
        let (enough, least) = (1024, 512);
        let fitting = ELEMENTS / (weights + g.out_channels).max(1);
        let parts = places.div_ceil(least).min(enough / weight_blocks(g, plan).max(1)).min(fitting).max(1);
        WeightPlan { plan, parts }
    }
}

/// Output channels of a group, and elements of the weight of one.
fn weight_size(g: &Geometry) -> [usize; 2] {
    [g.out_channels_per_group(), g.in_channels_per_group() * g.taps()]
}

/// The blocks that one part takes.
fn weight_blocks(g: &Geometry, plan: Plan) -> usize {
    match plan {
        Plan::Each => g.out_channels * g.in_channels_per_group(),
        Plan::Tiles(tile) => tile.blocks(weight_size(g)) * g.groups,
    }
}

/// The tile for both gradients in one launch, if that is no more work than a launch is worth.
fn tile_of_both<E>(g: &Geometry) -> Option<&'static Tile> {
    let (of_input, of_weight) = (correlation_plan::<E>(g, Way::Back), WeightPlan::new::<E>(g).plan);
    let (Plan::Tiles(of_input), Plan::Tiles(of_weight)) = (of_input, of_weight) else { return None };
    let (size, count) = correlation_size(g, Way::Back);
    let blocks = |tile: &'static Tile| [tile.blocks(size) * count, weight_blocks(g, Plan::Tiles(tile))];
    // What a block sums up for each element of its tile: the average of all remainders, and all places.
    let terms = g.out_channels_per_group() * g.taps() / (g.stride[0] * g.stride[1]);
    let places = g.batch * g.output[0] * g.output[1];
    let work = |input: &'static Tile, weight: &'static Tile| {
        blocks(input)[0] * terms * input.elements() + blocks(weight)[1] * places * weight.elements()
    };
    let tile = match [of_input, of_weight].map(|tile| tile.elements() == LARGE.elements()) {
        [true, true] => &LARGE,
        [false, false] => TILES.iter().min_by_key(|tile| work(tile, tile))?,
        _ => return None,
    };
    // So many blocks are done at the same time, however full they are.
    let are_few = blocks(tile).iter().sum::<usize>() <= 128;
    (are_few || 4 * work(tile, tile) <= 5 * work(of_input, of_weight)).then_some(tile)
}

/// The gradients of a weight and a bias; and in the same launch that of the input, if it is asked for: given are the weight,
/// whether it is added, and to what.
#[allow(clippy::too_many_arguments)]
fn weight_gradient<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    WeightPlan { plan, parts }: WeightPlan,
    x: Slice<'_, E>,
    dy: Slice<'_, E>,
    input: Option<(Slice<'_, E>, bool, SliceMut<'_, E>)>,
    dweight: SliceMut<'_, E>,
    dbias: Option<SliceMut<'_, E>>,
) {
    let [inputs, weights, outputs] = lengths(g);
    let biases = dbias.as_ref().map_or(g.out_channels, SliceMut::len);
    check_lengths([x.len(), dy.len(), dweight.len(), biases], [inputs, outputs, weights, g.out_channels]);
    let blocks = weight_blocks(g, plan);
    let tickets = if parts > 1 { blocks } else { 0 };
    let of_weight = blocks * parts;
    cuda.with_parts(weights + g.out_channels, parts, |sums| {
        cuda.with_tickets(tickets, |tickets| {
            let mut arguments: Vec<&dyn Argument> = vec![&parts, &x, &dy, &sums, &tickets, &dweight, &dbias];
            let (kernel, blocks) = match (plan, &input) {
                (Plan::Each, _) => ("weight_gradient_each", of_weight),
                (Plan::Tiles(tile), None) => (tile.weight_gradient, of_weight),
                (Plan::Tiles(tile), Some((weight, adds, dx))) => {
                    check_lengths([weight.len(), dx.len()], [weights, inputs]);
                    arguments.extend([&of_weight as &dyn Argument, weight, adds, dx]);
                    let (size, count) = correlation_size(g, Way::Back);
                    (tile.gradients, of_weight + tile.blocks(size) * count)
                }
            };
            // SAFETY: as in `correlate_by`, of elements of the gradients, or of the sums of a part; the last block of all
            // parts, which counts with a ticket of their own, adds these up into its elements.
            unsafe { launch::<E>(cuda, g, Way::Back, kernel, Grid::blocks(blocks), &arguments) }
        });
    });
}

/// Layers of so many products of a sample have kernels that are compiled for their sizes: all others are done sooner than these are
/// compiled.
const WORTH_COMPILING: usize = 1 << 19;

/// Starts a kernel that takes the geometry and some other arguments.
///
/// # Safety
/// That of `Cuda::launch`.
unsafe fn launch<E: Element>(
    cuda: &Cuda,
    g: &Geometry,
    way: Way,
    kernel: &'static str,
    grid: Grid,
    others: &[&dyn Argument],
) {
    let before = [g.padding[0][0], g.padding[1][0]];
    let pairs = [g.input, g.output, g.kernel, g.stride, before, g.dilation];
    let back = way == Way::Back;
    // All but the batch, for the last one of an epoch is smaller.
    let constants = [g.groups, g.in_channels, g.out_channels].into_iter().chain(pairs.into_iter().flatten());
    let constants: Vec<usize> = constants.chain([usize::from(back)]).collect();
    let (sizes, _) = constants.split_at(constants.len() - 1);
    let mut arguments: Vec<&dyn Argument> = vec![&g.batch];
    arguments.extend(sizes.iter().map(|size| size as &dyn Argument));
    arguments.push(&back);
    arguments.extend(others);
    let is_image = g.output != [1; 2];
    let is_fixed = cuda.fixes(is_image && g.multiply_adds() / g.batch.max(1) >= WORTH_COMPILING);
    let fixed = if is_fixed { constants.as_slice() } else { &[] };
    // SAFETY: the caller's; the constants are the arguments.
    unsafe { cuda.launch_fixed::<E>(&SOURCE, kernel, fixed, grid, &arguments) }
}

/// Of the input, the weight and the output.
fn lengths(g: &Geometry) -> [usize; 3] {
    let inputs = g.batch * g.in_channels * g.input[0] * g.input[1];
    [inputs, g.out_channels * g.in_channels_per_group() * g.taps(), g.outputs()]
}
