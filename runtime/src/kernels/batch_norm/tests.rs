use super::super::check::{added, assert_close, differences, dot, values};
use super::super::{Cpu, Float};
use super::{Affine, BatchNorm, Blend, Geometry, Statistics};

/// Sizes for loops along planes and across channels, for one thread and for several, in whole vectors and not.
const SIZES: [[usize; 3]; 9] =
    [[2, 3, 20], [3, 2, 37], [1, 1, 64], [4, 3, 1], [3, 2, 4], [70, 5, 15], [2, 3, 5000], [40, 64, 64], [1100, 130, 1]];

fn geometry([batch, channels, spatial]: [usize; 3], relu: bool) -> Geometry {
    Geometry { batch, channels, spatial, epsilon: 1e-3, relu }
}

fn all_geometries() -> impl Iterator<Item = Geometry> {
    SIZES.into_iter().flat_map(|sizes| [geometry(sizes, false), geometry(sizes, true)])
}

/// Those that finite differences are quick for.
fn small_geometries() -> impl Iterator<Item = Geometry> {
    all_geometries().filter(|g| g.batch * g.channels * g.spatial < 150)
}

impl Geometry {
    fn len(&self) -> usize {
        self.batch * self.channels * self.spatial
    }

    /// The elements of a channel.
    fn channel<E: Float>(&self, x: &[E], channel: usize) -> Vec<f64> {
        let runs = x.chunks(self.spatial).skip(channel).step_by(self.channels);
        runs.flatten().map(|x| x.to_f64().unwrap()).collect()
    }

    /// What `f` makes of the elements, given their channels.
    fn by_channel(&self, x: &[f64], mut f: impl FnMut(usize, f64) -> f64) -> Vec<f64> {
        x.iter().enumerate().map(|(i, &x)| f(i / self.spatial % self.channels, x)).collect()
    }
}

#[derive(Clone, Debug)]
struct Example<E> {
    x: Vec<E>,
    weight: Vec<E>,
    bias: Vec<E>,
    mean: Vec<E>,
    variance: Vec<E>,
}

impl<E: Float> Example<E>
where
    Cpu: for<'a> BatchNorm<E, Slice<'a> = &'a [E], SliceMut<'a> = &'a mut [E]>,
{
    fn new(g: &Geometry) -> Self {
        Example {
            x: values(1, g.len()),
            weight: values(2, g.channels),
            bias: values(3, g.channels),
            mean: values(4, g.channels),
            variance: values(5, g.channels).into_iter().map(|v: E| v * v).collect(),
        }
    }

    fn affine(&self) -> Affine<&[E]> {
        Affine { weight: &self.weight, bias: &self.bias }
    }

    fn statistics(&self) -> Statistics<&[E]> {
        Statistics { mean: &self.mean, variance: &self.variance }
    }

    /// The result, with the statistics left in `self`.
    fn train(&mut self, g: &Geometry) -> Vec<E> {
        let mut y = vec![E::nan(); g.len()];
        let affine = Affine { weight: &self.weight[..], bias: &self.bias[..] };
        let statistics = Statistics { mean: &mut self.mean[..], variance: &mut self.variance[..] };
        Cpu.forward_training(g, &self.x, affine, &mut y, statistics);
        y
    }

    fn infer(&self, g: &Geometry) -> Vec<E> {
        let mut y = vec![E::nan(); g.len()];
        Cpu.forward_inference(g, &self.x, self.affine(), self.statistics(), &mut y);
        y
    }
}

fn moments(x: &[f64]) -> (f64, f64) {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    (mean, x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / x.len() as f64)
}

/// The formula with the statistics of `example`.
fn formula(g: &Geometry, example: &Example<f64>) -> Vec<f64> {
    g.by_channel(&example.x, |c, x| {
        let y = (x - example.mean[c]) / (example.variance[c] + g.epsilon).sqrt() * example.weight[c] + example.bias[c];
        if g.relu { y.max(0.0) } else { y }
    })
}

#[test]
fn training_normalises_by_the_statistics_of_the_batch() {
    for g in all_geometries() {
        let mut example = Example::<f64>::new(&g);
        let y = example.train(&g);
        for c in 0..g.channels {
            let (mean, variance) = moments(&g.channel(&example.x, c));
            assert_close(&[example.mean[c], example.variance[c]], &[mean, variance], 1e-12);
        }
        assert_close(&y, &formula(&g, &example), 1e-11);
    }
}

#[test]
fn inference_normalises_by_the_running_statistics() {
    for g in all_geometries() {
        let example = Example::<f64>::new(&g);
        assert_close(&example.infer(&g), &formula(&g, &example), 1e-12);
    }
}

#[test]
fn gradients_of_training() {
    for g in small_geometries() {
        let example = Example::<f64>::new(&g);
        let dy: Vec<f64> = values(6, g.len());
        let loss = |change: &dyn Fn(&mut Example<f64>)| {
            let mut example = example.clone();
            change(&mut example);
            dot(&example.train(&g), &dy)
        };
        let to_x = differences(&example.x, |x| loss(&|example| example.x = x.to_vec()));
        let to_weight = differences(&example.weight, |w| loss(&|example| example.weight = w.to_vec()));
        let to_bias = differences(&example.bias, |b| loss(&|example| example.bias = b.to_vec()));

        let mut example = example.clone();
        example.train(&g);
        let before: Vec<f64> = values(7, g.channels);
        let (mut dx, mut dweight, mut dbias) = (dy.clone(), before.clone(), before.clone());
        let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
        Cpu.backward_training(&g, &example.x, example.affine(), example.statistics(), &mut dx, gradients);
        assert_close(&dx, &to_x, 1e-6);
        assert_close(&dweight, &added(&before, &to_weight), 1e-6);
        assert_close(&dbias, &added(&before, &to_bias), 1e-6);
    }
}

#[test]
fn gradients_of_inference() {
    for g in small_geometries() {
        let example = Example::<f64>::new(&g);
        let dy: Vec<f64> = values(6, g.len());
        let loss = |change: &dyn Fn(&mut Example<f64>)| {
            let mut example = example.clone();
            change(&mut example);
            dot(&example.infer(&g), &dy)
        };
        let to_x = differences(&example.x, |x| loss(&|example| example.x = x.to_vec()));
        let to_weight = differences(&example.weight, |w| loss(&|example| example.weight = w.to_vec()));
        let to_bias = differences(&example.bias, |b| loss(&|example| example.bias = b.to_vec()));

        let before: Vec<f64> = values(7, g.channels);
        let (mut dx, mut dweight, mut dbias) = (dy.clone(), before.clone(), before.clone());
        let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
        Cpu.backward_inference(&g, &example.x, example.affine(), example.statistics(), &mut dx, gradients, None);
        assert_close(&dx, &to_x, 1e-6);
        assert_close(&dweight, &added(&before, &to_weight), 1e-6);
        assert_close(&dbias, &added(&before, &to_bias), 1e-6);
    }
}

#[test]
fn gradients_of_moments() {
    for g in small_geometries() {
        let mut example = Example::<f64>::new(&g);
        example.variance.iter_mut().for_each(|variance| *variance += 0.5);
        let (dy, gradient) = (values::<f64>(6, g.len()), values::<f64>(7, 2 * g.channels));
        let moments = |x: &[f64]| {
            let mut moments = vec![f64::NAN; 2 * g.channels];
            Cpu.moments(&g, x, &mut moments);
            moments
        };
        let to_x = differences(&example.x, |x| dot(&moments(x), &gradient));
        let given = [&example.mean[..], &example.variance].concat();
        let to_given = differences(&given, |moments| {
            let (mean, variance) = moments.split_at(g.channels);
            dot(&Example { mean: mean.to_vec(), variance: variance.to_vec(), ..example.clone() }.infer(&g), &dy)
        });

        let before: Vec<f64> = values(8, g.len());
        let mut dx = before.clone();
        Cpu.backward_moments(&g, &example.x, &moments(&example.x), &gradient, &mut dx);
        assert_close(&dx, &added(&before, &to_x), 1e-6);
        let (mut dx, mut dweight, mut dbias) = (dy, vec![0.0; g.channels], vec![0.0; g.channels]);
        let (affine, mut of_given) = (Affine { weight: &mut dweight[..], bias: &mut dbias[..] }, gradient.clone());
        let statistics = example.statistics();
        Cpu.backward_inference(&g, &example.x, example.affine(), statistics, &mut dx, affine, Some(&mut of_given));
        assert_close(&of_given, &added(&gradient, &to_given), 1e-6);
    }
}

/// Moments, what is normalised with them, and both on the way back.
#[test]
fn training_is_its_three_steps() {
    for g in all_geometries() {
        let mut example = Example::<f64>::new(&g);
        let dy: Vec<f64> = values(6, g.len());
        let [mut whole, mut parts] = [0; 2].map(|_| (dy.clone(), vec![0.0; g.channels], vec![0.0; g.channels]));
        let y = example.train(&g);
        let gradients = Affine { weight: &mut whole.1[..], bias: &mut whole.2[..] };
        Cpu.backward_training(&g, &example.x, example.affine(), example.statistics(), &mut whole.0, gradients);

        let mut moments = vec![f64::NAN; 2 * g.channels];
        Cpu.moments(&g, &example.x, &mut moments);
        let (mean, variance) = moments.split_at(g.channels);
        assert_close(mean, &example.mean, 1e-12);
        assert_close(variance, &example.variance, 1e-12);
        assert_close(&example.infer(&g), &y, 1e-12);
        let (gradients, mut back) =
            (Affine { weight: &mut parts.1[..], bias: &mut parts.2[..] }, vec![0.0; 2 * g.channels]);
        let statistics = Statistics { mean, variance };
        Cpu.backward_inference(&g, &example.x, example.affine(), statistics, &mut parts.0, gradients, Some(&mut back));
        Cpu.backward_moments(&g, &example.x, &moments, &back, &mut parts.0);
        assert_close(&parts.0, &whole.0, 1e-9);
        assert_close(&parts.1, &whole.1, 1e-9);
        assert_close(&parts.2, &whole.2, 1e-9);
    }
}

/// In the large sizes, where finite differences take too long and threads share the work.
#[test]
fn gradients_of_training_follow_their_formula() {
    for g in all_geometries() {
        let mut example = Example::<f64>::new(&g);
        let y = example.train(&g);
        let dy: Vec<f64> = values(6, g.len());
        let passed: Vec<f64> = dy.iter().zip(&y).map(|(&dy, &y)| if g.relu && y <= 0.0 { 0.0 } else { dy }).collect();
        let count = (g.batch * g.spatial) as f64;
        let (mut expected_weight, mut expected_bias) = (vec![], vec![]);
        let mut expected = vec![0.0; g.len()];
        for c in 0..g.channels {
            let deviation = (example.variance[c] + g.epsilon).sqrt();
            let normal = |x: f64| (x - example.mean[c]) / deviation;
            let (x, dy) = (g.channel(&example.x, c), g.channel(&passed, c));
            let sum: f64 = dy.iter().sum();
            let product: f64 = x.iter().zip(&dy).map(|(&x, dy)| dy * normal(x)).sum();
            expected_weight.push(product);
            expected_bias.push(sum);
            for (i, expected) in expected.iter_mut().enumerate().filter(|(i, _)| i / g.spatial % g.channels == c) {
                let share = (sum + normal(example.x[i]) * product) / count;
                *expected = example.weight[c] / deviation * (passed[i] - share);
            }
        }
        let (mut dx, mut dweight, mut dbias) = (dy.clone(), vec![0.0; g.channels], vec![0.0; g.channels]);
        let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
        Cpu.backward_training(&g, &example.x, example.affine(), example.statistics(), &mut dx, gradients);
        assert_close(&dx, &expected, 1e-10);
        assert_close(&dweight, &expected_weight, 1e-10);
        assert_close(&dbias, &expected_bias, 1e-10);
    }
}

#[test]
fn statistics_of_a_million_elements_keep_their_digits() {
    for [batch, spatial] in [[1, 1 << 20], [1 << 10, 1 << 10], [1 << 17, 8], [1 << 20, 1]] {
        for offset in [0.0, 1e4, 1e6] {
            let g = geometry([batch, 1, spatial], false);
            let mut example = Example::<f32>::new(&g);
            example.x.iter_mut().for_each(|x| *x += offset);
            example.train(&g);
            let (mean, variance) = moments(&g.channel(&example.x, 0));
            assert_close(&[example.mean[0]], &[mean], 1e-7);
            assert_close(&[example.variance[0]], &[variance], 1e-6);
        }
    }
}

#[test]
fn an_outlier_in_front_costs_no_digits() {
    let g = geometry([64, 1, 64], false);
    let mut example = Example::<f32>::new(&g);
    example.x[0] = 1e6;
    example.train(&g);
    let (mean, variance) = moments(&g.channel(&example.x, 0));
    assert_close(&[example.mean[0]], &[mean], 1e-6);
    assert_close(&[example.variance[0]], &[variance], 1e-6);
}

#[test]
fn a_constant_channel_becomes_the_bias() {
    for sizes in [[4, 1, 32], [32, 1, 1]] {
        let g = geometry(sizes, false);
        let mut example = Example::<f32>::new(&g);
        example.x.fill(1234.567);
        let y = example.train(&g);
        assert_eq!(example.variance, [0.0]);
        assert_eq!(y, vec![example.bias[0]; 32.max(g.len())]);
    }
}

#[test]
fn nan_stays_in_its_channel_and_passes_relu() {
    for sizes in [[2, 2, 32], [8, 2, 2]] {
        let g = geometry(sizes, true);
        let mut example = Example::<f32>::new(&g);
        example.x[0] = f32::NAN;
        let y = example.train(&g);
        assert!(g.channel(&y, 0).iter().all(|y| y.is_nan()));
        assert!(g.channel(&y, 1).iter().all(|y| y.is_finite()));
    }
}

#[test]
fn the_statistics_of_no_elements_are_nan() {
    for sizes in [[0, 2, 32], [0, 2, 1], [3, 2, 0]] {
        let g = geometry(sizes, true);
        let mut example = Example::<f32>::new(&g);
        assert!(example.train(&g).is_empty());
        assert!(example.mean.iter().chain(&example.variance).all(|x| x.is_nan()));
        assert!(example.infer(&g).is_empty());
        let (mut dweight, mut dbias) = ([1.0; 2], [2.0; 2]);
        let gradients = Affine { weight: &mut dweight[..], bias: &mut dbias[..] };
        let running = Statistics { mean: &[0.0; 2][..], variance: &[1.0; 2][..] };
        Cpu.backward_inference(&g, &[], example.affine(), running, &mut [], gradients, None);
        assert_eq!((dweight, dbias), ([1.0; 2], [2.0; 2]));
    }
}

#[test]
fn folding_equals_normalising_afterwards() {
    let g = geometry([1, 6, 1], false);
    let example = Example::<f64>::new(&g);
    let weight: Vec<f64> = values(8, 6 * 10);
    let bias: Vec<f64> = values(9, 6);
    let input: Vec<f64> = values(10, 10);
    for bias in [Some(&bias[..]), None] {
        let layer = |weight: &[f64], bias: Option<&[f64]>| -> Vec<f64> {
            let rows = weight.chunks(10).enumerate();
            rows.map(|(row, weight)| dot(weight, &input) + bias.map_or(0.0, |bias| bias[row])).collect()
        };
        let expected = Example { x: layer(&weight, bias), ..example.clone() }.infer(&g);
        let (mut folded_weight, mut folded_bias) = (vec![f64::NAN; 60], vec![f64::NAN; 6]);
        let folded = Affine { weight: &mut folded_weight[..], bias: &mut folded_bias[..] };
        Cpu.fold(g.epsilon, &weight, bias, example.affine(), example.statistics(), folded);
        assert_close(&layer(&folded_weight, Some(&folded_bias)), &expected, 1e-12);
    }
}

#[test]
fn running_statistics_are_blended() {
    let mut running = [1.0, -2.0];
    Cpu.blend(&mut [Blend { kept: 0.75, running: &mut running, weight: 0.5, statistic: &[10.0, 20.0] }]);
    assert_eq!(running, [5.75, 8.5]);
}
