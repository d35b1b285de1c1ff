use netweave::prelude::*;

use crate::Dev;
use crate::golden::{Image, check};

network! {
    network Plain(input: [3, 4, 5]) -> [3, 4, 5] {
        instance_norm(input)
    }

    network Affine(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> norm: instance_norm(affine = true)
    }

    network Default(input: [3, 4, 5]) -> [3, 4, 5] {
        scope inner {
            defaults {
                instance_norm(affine = true);
                layer_norm(affine = false);
            }
            input -> norm: instance_norm -> layer_norm(axes = [0, 1, 2])
        }
    }

    // Without variables it needs no name, however often it is used.
    network Twice(input: [3, 4, 5]) -> [3, 4, 5] {
        input -> instance_norm -> relu -> instance_norm
    }
}

#[test]
fn image() {
    check::<Plain<f64>, Image<3, 4, 5>, _>("instance_norm_image");
}

#[test]
fn with_variables() {
    check::<Affine<f64>, Image<3, 4, 5>, _>("instance_norm_affine");
}

/// A default says whether there are variables as an argument does.
#[test]
fn variables_by_default() {
    let network = Default::<f64, Dev>::build(&Dev::default());
    assert_eq!(network.inner.norm.weight.array(), [1.0; 3]);
}

#[test]
fn twice() {
    let device = Dev::default();
    let network = Twice::<f64, Dev>::build(&device);
    let images: Tensor<Rank4<2, 3, 4, 5>, f64, _> = device.sample_normal();
    for channel in network.forward(images).as_vec().chunks(20) {
        assert!(channel.iter().sum::<f64>().abs() < 1e-12);
    }
}
