//! Networks that are generic in a layer.

use netweave::own::*;
use netweave::prelude::*;

use crate::Dev;
use crate::layers::Swish;

/// `max(x, 0)²`.
#[derive(Clone, Debug, Layer)]
pub(crate) struct SquaredRelu;

impl Activation for SquaredRelu {
    fn activate<'p, S: Sample, E: Dtype, D: Device<E>>(_: &Self, x: Batch<'p, S, E, D>) -> Batch<'p, S, E, D> {
        x.relu().square()
    }
}

/// A trait of the user's: what is chosen has it, and is an activation.
pub(crate) trait Smooth: Layer {}

impl<E0: Dtype, D0: Device<E0>> Smooth for Swish<E0, D0> {}

network! {
    /// Two layers are chosen by whoever names it.
    pub(crate) network Chosen<const C: usize, A: Activation, Last: Activation>(image: [2, 4, 4]) -> (y: [3], seen: [C]) {
        template block(x; width) {
            x -> fc: linear(width) -> act: layer(A)
        }
        reuse scope encoder(x) {
            x -> conv: conv2d(C, kernel = 3) -> layer(A) -> global_avg_pool
        }
        let plain = scope plain {
            scope inner { encoder(image) -> fc: linear(C) }
        };
        let seen = plain + encoder(image);
        let y = seen -> up: linear(6) -> repeat 2 block: block(6) -> head: linear(3) -> last: layer(Last);
        loss fit(t: [3]) = l2(y, t);
        (y, seen)
    }

    network Around(x: [2, 4, 4]) -> [2] {
        x -> inner: One<Swish> -> [2]
    }
}

network! {
    network One<A: Smooth>(x: [2, 4, 4]) -> [2] {
        x -> layer(A) -> global_avg_pool
    }
}

network! {
    /// Scopes that differ, in a network that is generic in a layer.
    network Growing<const C: usize, A: Smooth>(x: [C]) -> [4] {
        template grow(x; width) {
            x -> fc: linear(width) -> act: layer(A)
        }
        let inner = scope inner { x -> repeat 2 as i layer: grow(C) };
        inner -> repeat 2 as i layer: grow(3 + i)
    }
}

/// Scopes of a `repeat` that counts are of types of their own, which have the layer that was chosen.
#[test]
fn scopes_that_differ_have_it() {
    let net = Growing::<5, Swish, f64, Dev>::build(&Dev::seed_from_u64(1));
    assert_eq!(net.inner.layer.1.fc.weight.shape().concrete(), [5, 5]);
    assert_eq!(net.layer.1.fc.weight.shape().concrete(), [4, 3]);
    assert_eq!(net.layer.0.act.slope.as_vec(), [1.0]);
    assert!(net.variable("inner/layer/1/act/slope").is_ok());
    let x: Tensor<Rank2<2, 5>, f64, Dev> = Dev::default().sample_normal();
    assert_eq!(net.forward(x).shape().concrete(), [2, 4]);
}

#[test]
fn each_use_has_its_own_variables() {
    const LINEAR: usize = 5 * 5 + 5 + (5 * 6 + 6) + 2 * (6 * 6 + 6) + (6 * 3 + 3);
    const { assert!(Chosen::<5, SquaredRelu, SquaredRelu>::PARAMETERS == 2 * 9 * 5 + 5 + LINEAR) };
    const { assert!(Chosen::<5, Swish, SquaredRelu>::PARAMETERS == Chosen::<5, SquaredRelu, SquaredRelu>::PARAMETERS + 3) };
    let device = Dev::seed_from_u64(1);
    let mut net = Chosen::<5, Swish, SquaredRelu, f64, Dev>::build(&device);
    assert_eq!(net.block[1].act.slope.as_vec(), [1.0]);
    assert!(net.variable("encoder/a/slope").is_ok());
    net.block[0].act.slope.copy_from(&[2.0]);
    assert_eq!(net.variable("block/0/act/slope").unwrap().values, [2.0]);
    let names = net.variables("block").into_iter().map(|variable| variable.name).collect::<Vec<_>>();
    let trained = net.trainable_variables("").iter().map(|variable| variable.values.len()).sum::<usize>();
    assert_eq!(trained, Chosen::<5, Swish, SquaredRelu>::PARAMETERS, "{names:?}");
}

#[test]
fn it_trains_and_is_looked_into() {
    let device = Dev::seed_from_u64(2);
    let mut net = Chosen::<5, Swish, Swish, f64, Dev>::build(&device);
    let images: Tensor<Rank4<3, 2, 4, 4>, f64, Dev> = device.sample_normal();
    let t: Tensor<Rank2<3, 3>, f64, Dev> = device.sample_normal();
    let sgd = Sgd::new(0.1);
    let gradients = sgd.compute_gradients(net.training().fit(&images, &t).unwrap()).unwrap().variables("").unwrap();
    crate::gradients::check(&mut net, &gradients, |net| net.training().fit(&images, &t).unwrap().value());
    let outputs = net.forward(&images);
    assert_eq!(net.end_point(chosen::end_point::last, &images).as_vec(), outputs.y.as_vec());
    assert_eq!(net.end_point_by_name("seen", &images).unwrap().values, outputs.seen.as_vec());
    assert!(Chosen::<5, Swish, Swish>::summary().to_string().contains("layer(Last)"));
}

#[test]
fn it_is_saved_moved_and_held_by_another() {
    let net = Chosen::<4, Swish, SquaredRelu>::build(&Cpu::seed_from_u64(3));
    let file = tempfile::NamedTempFile::new().unwrap();
    net.save_safetensors(file.path()).unwrap();
    let mut loaded = Chosen::<4, Swish, SquaredRelu>::build(&Cpu::seed_from_u64(4));
    loaded.load_safetensors(file.path()).unwrap();
    assert_eq!(loaded.head.weight.as_vec(), net.head.weight.as_vec());
    let wide: Chosen<4, Swish, SquaredRelu, f64, Cpu> = net.to_dtype::<f64>();
    assert_eq!(wide.block[0].act.slope.as_vec(), [1.0]);
    assert_eq!(Around::PARAMETERS, 1);
    let around = Around::<f32>::build(&Cpu::default());
    assert_eq!(around.inner.a.slope.as_vec(), [1.0]);
    assert_eq!(around.forward(Cpu::default().zeros::<Rank4<1, 2, 4, 4>>()).as_vec(), [0.0; 2]);
}
