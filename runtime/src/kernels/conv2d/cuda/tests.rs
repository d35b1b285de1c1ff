use super::super::super::check;
use super::super::super::cuda::parity::{Held, device, parity};
use super::super::super::{Cpu, Float};
use super::*;

/// Small, for a sum of many that is near 0 has errors as large as those of its terms.
fn values<E: Float>(seed: u64, len: usize) -> Vec<E> {
    check::values::<E>(seed, len).into_iter().map(|value| value * E::of(0.125)).collect()
}

/// 5 to 7 channels, 3 × 3, stride 1.
const PLAIN: Geometry = Geometry {
    batch: 2,
    groups: 1,
    in_channels: 5,
    out_channels: 7,
    input: [6, 9],
    output: [6, 9],
    kernel: [3, 3],
    stride: [1, 1],
    padding: [[1, 1], [1, 1]],
    dilation: [1, 1],
};

/// With the output that the other sizes make.
fn sized(g: Geometry) -> Geometry {
    let output = [0, 1].map(|axis| {
        let span = g.input[axis] + g.padding[axis][0] + g.padding[axis][1];
        (span - g.dilation[axis] * (g.kernel[axis] - 1) - 1) / g.stride[axis] + 1
    });
    Geometry { output, ..g }
}

/// Every setting by itself and some together.
fn geometries() -> Vec<Geometry> {
    let depthwise = Geometry { groups: 6, in_channels: 6, out_channels: 6, ..PLAIN };
    let all = [
        PLAIN,
        Geometry { batch: 0, ..PLAIN },
        Geometry { batch: 1, in_channels: 1, out_channels: 1, input: [1, 1], ..PLAIN },
        Geometry { kernel: [1, 1], padding: [[0, 0], [0, 0]], ..PLAIN },
        Geometry { stride: [2, 3], padding: [[0, 2], [1, 0]], ..PLAIN },
        Geometry { dilation: [2, 3], padding: [[2, 1], [3, 4]], ..PLAIN },
        // Taps that some remainders never see, one way and the other.
        Geometry { dilation: [2, 3], stride: [4, 2], input: [11, 13], padding: [[3, 0], [0, 2]], ..PLAIN },
        Geometry { kernel: [1, 2], stride: [3, 3], ..PLAIN },
        Geometry { kernel: [5, 4], padding: [[7, 6], [0, 5]], ..PLAIN },
        // The padding takes away all that some inputs are read by.
        Geometry { input: [2, 3], kernel: [2, 2], padding: [[4, 4], [5, 0]], stride: [3, 2], ..PLAIN },
        Geometry { groups: 2, in_channels: 6, out_channels: 20, ..PLAIN },
        Geometry { groups: 3, in_channels: 6, out_channels: 9, stride: [2, 1], ..PLAIN },
        depthwise,
        Geometry { stride: [2, 2], dilation: [1, 2], padding: [[0, 1], [2, 1]], ..depthwise },
        Geometry { out_channels: 12, kernel: [2, 5], ..depthwise },
        Geometry { in_channels: 40, out_channels: 33, batch: 1, input: [3, 4], ..PLAIN },
        // Several blocks, and several parts of a gradient.
        Geometry { batch: 3, in_channels: 3, out_channels: 66, input: [17, 19], ..PLAIN },
        Geometry { batch: 3, input: [19, 17], ..depthwise },
    ];
    all.into_iter().map(sized).collect()
}

#[test]
fn there_are_plans_of_every_kind() {
    let geometries = geometries();
    let each = |g: &&Geometry| matches!(correlation_plan::<f32>(g, Way::Forward), Plan::Each);
    let plans: Vec<_> = geometries.iter().map(WeightPlan::new::<f32>).collect();
    assert!(geometries.iter().any(|g| each(&g)) && !geometries.iter().all(|g| each(&g)));
    for is_each in [true, false] {
        let parted = |plan: &WeightPlan| matches!(plan.plan, Plan::Each) == is_each && plan.parts > 1;
        assert!(plans.iter().any(parted), "each: {is_each}");
    }
    let large = Geometry { batch: 64, in_channels: 256, out_channels: 256, input: [56, 56], ..PLAIN };
    assert!(matches!(correlation_plan::<f32>(&sized(large), Way::Back), Plan::Tiles(tile) if tile.rows == 128));
}

parity!(outputs: Conv2d, |kernels, found| {
    for g in geometries() {
        let [inputs, weights, outputs] = lengths(&g);
        let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
        let bias = Held::new(kernels, &values(3, g.out_channels));
        for (biased, relu) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut y = Held::new(kernels, &vec![E::nan(); outputs]);
            kernels.forward(&g, x.read(), weight.read(), biased.then(|| bias.read()), relu, y.write());
            found.add(format!("{g:?}, bias: {biased}, relu: {relu}"), kernels, &y);
        }
    }
});

parity!(gradients_of_inputs: Conv2d, |kernels, found| {
    for g in geometries() {
        let [inputs, weights, outputs] = lengths(&g);
        let (dy, weight) = (Held::new(kernels, &values(1, outputs)), Held::new(kernels, &values(2, weights)));
        let mut dx = Held::new(kernels, &values(3, inputs));
        kernels.backward_input(&g, weight.read(), dy.read(), dx.write());
        found.add(format!("{g:?}"), kernels, &dx);
    }
});

parity!(gradients_of_weights: Conv2d, |kernels, found| {
    for g in geometries() {
        let [inputs, weights, outputs] = lengths(&g);
        let (x, dy) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, outputs)));
        for biased in [true, false] {
            let mut dweight = Held::new(kernels, &values(3, weights));
            let mut dbias = Held::new(kernels, &values(4, g.out_channels));
            let to_bias = biased.then(|| dbias.write());
            kernels.backward_weight(&g, x.read(), dy.read(), dweight.write(), to_bias);
            found.add(format!("of the weight, {g:?}"), kernels, &dweight);
            found.add(format!("of the bias, {g:?}"), kernels, &dbias);
        }
    }
});

parity!(gradients_of_both: Conv2d, |kernels, found| {
    for g in geometries() {
        let [inputs, weights, outputs] = lengths(&g);
        let (x, weight) = (Held::new(kernels, &values(1, inputs)), Held::new(kernels, &values(2, weights)));
        let dy = Held::new(kernels, &values(3, outputs));
        for (biased, adds) in [(true, false), (false, true)] {
            let mut dx = Held::new(kernels, &values(4, inputs));
            let (mut dweight, mut dbias) = (Held::new(kernels, &values(5, weights)), Held::new(kernels, &values(6, g.out_channels)));
            let to_bias = biased.then(|| dbias.write());
            kernels.backward(&g, x.read(), weight.read(), dy.read(), adds, dx.write(), dweight.write(), to_bias);
            for (what, held) in [("input", &dx), ("weight", &dweight), ("bias", &dbias)] {
                found.add(format!("of the {what}, {g:?}, adds: {adds}"), kernels, held);
            }
        }
    }
});

parity!(relu_keeps_what_is_not_a_number: Conv2d, |kernels, found| {
    let g = Geometry { batch: 1, ..PLAIN };
    let [inputs, weights, outputs] = lengths(&g);
    let (x, weight) = (Held::new(kernels, &vec![E::nan(); inputs]), Held::new(kernels, &values(1, weights)));
    let mut y = Held::new(kernels, &vec![E::zero(); outputs]);
    kernels.forward(&g, x.read(), weight.read(), None, true, y.write());
    found.add("of NaN".to_string(), kernels, &y);
});

/// Convolutions with a plan of the test's choice.
#[derive(Clone, Copy)]
struct Planned<'a> {
    cuda: &'a Cuda,
    plan: Plan,
    parts: usize,
}

impl Planned<'_> {
    /// The output and the gradients of input, weight and bias.
    fn passes<E: Element>(self, g: &Geometry) -> [Vec<E>; 4] {
        let [inputs, weights, outputs] = lengths(g);
        let Planned { cuda, plan, parts } = self;
        let held = |seed: u64, len: usize| Held::<E, Cuda>::new(cuda, &values(seed, len));
        let (x, weight, bias, dy) = (held(1, inputs), held(2, weights), held(3, g.out_channels), held(4, outputs));
        let (mut y, mut dx) = (held(5, outputs), held(6, inputs));
        let (mut dweight, mut dbias) = (held(7, weights), held(8, g.out_channels));
        let finish = Finish::Overwrite { bias: Some(bias.read()), relu: true };
        correlate_by(cuda, g, Way::Forward, plan, x.read(), weight.read(), finish, y.write());
        correlate_by(cuda, g, Way::Back, plan, dy.read(), weight.read(), Finish::Add, dx.write());
        let plan = WeightPlan { plan, parts };
        weight_gradient(cuda, g, plan, x.read(), dy.read(), None, dweight.write(), Some(dbias.write()));
        [y, dx, dweight, dbias].map(|held| held.values(cuda))
    }
}

fn on_cpu(g: &Geometry) -> [Vec<f64>; 4] {
    let [inputs, weights, outputs] = lengths(g);
    let (x, weight, bias, dy) = (values(1, inputs), values(2, weights), values(3, g.out_channels), values(4, outputs));
    let (mut y, mut dx) = (values(5, outputs), values(6, inputs));
    let (mut dweight, mut dbias) = (values(7, weights), values(8, g.out_channels));
    Cpu.forward(g, &x, &weight, Some(&bias), true, &mut y);
    Cpu.backward_input(g, &weight, &dy, &mut dx);
    Cpu.backward_weight(g, &x, &dy, &mut dweight, Some(&mut dbias));
    [y, dx, dweight, dbias]
}

/// Every tile and every number of parts, whether it is the best or not.
#[test]
fn every_plan_computes_the_same() {
    fn check<E: Element>(cuda: &Cuda, g: &Geometry, tolerance: f64) {
        let expected = on_cpu(g);
        // A block for each pair of channels is much work for a test.
        let each = (g.in_channels * g.out_channels < 100).then_some(Plan::Each);
        for plan in TILES.iter().chain([&LARGE]).map(Plan::Tiles).chain(each) {
            for parts in [1, 3] {
                let found = Planned { cuda, plan, parts }.passes::<E>(g);
                for ((found, expected), what) in found.iter().zip(&expected).zip(["y", "dx", "dweight", "dbias"]) {
                    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                        let found = num_traits::ToPrimitive::to_f64(found).unwrap();
                        let near = (found - expected).abs() <= tolerance * expected.abs().max(1.0);
                        assert!(near, "{what}[{i}] is {found}, not {expected}: {plan:?}, {parts} parts, {g:?}");
                    }
                }
            }
        }
    }

    let Some(cuda) = device() else { return };
    let geometries = [
        PLAIN,
        Geometry { stride: [2, 2], dilation: [1, 3], padding: [[1, 2], [0, 3]], ..PLAIN },
        // More than one of the largest tile along each axis.
        Geometry { batch: 1, in_channels: 15, out_channels: 130, input: [11, 13], ..PLAIN },
        Geometry { batch: 1, in_channels: 130, out_channels: 3, input: [11, 13], ..PLAIN },
        Geometry { groups: 2, in_channels: 4, out_channels: 6, ..PLAIN },
    ];
    for g in geometries.map(sized) {
        check::<f32>(&cuda, &g, 2e-5);
        check::<f64>(&cuda, &g, 1e-12);
    }
    assert_eq!(cuda.take_fault(), None);
}

/// Sums have the same order on every run.
#[test]
fn the_same_values_have_the_same_bits() {
    let Some(cuda) = device() else { return };
    let g = sized(Geometry { batch: 3, input: [17, 19], ..PLAIN });
    for plan in [Plan::Each, Plan::Tiles(&TILES[0])] {
        let planned = Planned { cuda: &cuda, plan, parts: 3 };
        assert_eq!(planned.passes::<f32>(&g), planned.passes::<f32>(&g));
    }
}

/// Of some everything is known when a kernel is compiled but the batch.
#[test]
fn kernels_for_some_sizes_have_the_bits_of_those_for_all() {
    let Some(cuda) = device() else { return };
    let geometries = [
        (PLAIN, Plan::Tiles(&TILES[0])),
        (Geometry { stride: [2, 1], dilation: [1, 2], padding: [[1, 0], [2, 3]], ..PLAIN }, Plan::Tiles(&TILES[1])),
        (Geometry { groups: 2, in_channels: 4, out_channels: 6, kernel: [1, 2], ..PLAIN }, Plan::Tiles(&LARGE)),
        (Geometry { groups: 6, in_channels: 6, out_channels: 6, stride: [2, 2], ..PLAIN }, Plan::Each),
    ];
    for (g, plan) in geometries {
        for batch in [2, 3] {
            let g = sized(Geometry { batch, ..g });
            let passes = |fixing| Planned { cuda: &cuda.fixing(fixing), plan, parts: 2 }.passes::<f32>(&g);
            assert!(passes(true) == passes(false), "{plan:?}, {g:?}");
        }
    }
    assert_eq!(cuda.take_fault(), None);
}

#[test]
fn gradients_in_one_launch_have_the_bits_of_those_apart() {
    let Some(cuda) = device() else { return };
    let g = sized(Geometry { batch: 3, in_channels: 40, stride: [2, 1], ..PLAIN });
    let [inputs, weights, outputs] = lengths(&g);
    let held = |seed: u64, len: usize| Held::<f32, Cuda>::new(&cuda, &values(seed, len));
    for (cuda, tile) in [(cuda.fixing(false), &TILES[2]), (cuda.fixing(true), &TILES[0])] {
        let passes = |at_once: bool| {
            let (x, weight, dy) = (held(1, inputs), held(2, weights), held(3, outputs));
            let (mut dx, mut dweight, mut dbias) = (held(4, inputs), held(5, weights), held(6, g.out_channels));
            let plan = WeightPlan { plan: Plan::Tiles(tile), parts: 2 };
            if !at_once {
                correlate_by(&cuda, &g, Way::Back, plan.plan, dy.read(), weight.read(), Finish::Add, dx.write());
            }
            let input = at_once.then(|| (weight.read(), true, dx.write()));
            weight_gradient(&cuda, &g, plan, x.read(), dy.read(), input, dweight.write(), Some(dbias.write()));
            [dx, dweight, dbias].map(|held| held.values(&cuda))
        };
        assert!(passes(true) == passes(false), "{tile:?}");
    }
    assert_eq!(cuda.take_fault(), None);
}

#[test]
fn both_gradients_are_found_at_once_where_that_is_no_waste() {
    let of = |g: Geometry| tile_of_both::<f32>(&sized(g)).map(|tile| [tile.rows, tile.columns]);
    let square = Geometry { batch: 32, in_channels: 64, out_channels: 128, input: [16, 16], ..PLAIN };
    assert_eq!(of(square), Some([64, 64]));
    let large = Geometry { batch: 64, in_channels: 1024, out_channels: 1024, input: [14, 14], ..PLAIN };
    assert_eq!(of(large), Some([128, 128]));
    // The gradient of the input is a product for the large tile, that of the weight is not.
    assert_eq!(of(Geometry { in_channels: 256, out_channels: 256, input: [56, 56], ..large }), None);
    assert_eq!(of(Geometry { groups: 6, in_channels: 6, out_channels: 6, ..PLAIN }), None);
}
