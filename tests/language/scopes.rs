//! Scopes: names, and variables that are shared on purpose.

use netweave::prelude::*;

network! {
    pub network Siamese(left: [3, 32, 32], right: [3, 32, 32]) -> [1] {
        reuse scope encoder(image) {
            image -> conv1: conv2d(16, kernel = 3, stride = 2, padding = 1) -> relu
                  -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
                  -> global_avg_pool
        }
        let l = encoder(left);
        let r = encoder(right);          // the same variables
        abs(l - r) -> fc: linear(1) -> sigmoid
    }

    /// An image pyramid through one fully convolutional encoder.
    pub network Pyramid(image: [3, 16, 16]) -> [8] {
        reuse scope encoder(x) { x -> conv: conv2d(8, kernel = 3, padding = 1) -> relu -> global_avg_pool }
        encoder(image) + encoder(image -> avg_pool2d(2))
    }

    /// Scopes nest.
    pub network Nested(x: [4]) -> [2] {
        let around = scope around {
            let inner = scope inner { x -> fc: linear(3) -> tanh };
            inner -> fc: linear(2)
        };
        around
    }
}

#[test]
fn the_order_of_a_siamese_pair_does_not_matter() {
    let device = Cpu::seed_from_u64(1);
    let net = Siamese::<f32, Cpu>::build(&device);
    let [a, b] = [(); 2].map(|()| device.sample_normal::<Rank4<3, 3, 32, 32>>());
    let there = net.forward(&a, &b).as_vec();
    assert_eq!(there, net.forward(b, a).as_vec());
    assert!(there.iter().all(|likeness| (0.0..=1.0).contains(likeness)));
}

#[test]
fn a_pyramid_has_one_encoder() {
    let net = Pyramid::<f32, Cpu>::build(&Cpu::default());
    assert_eq!(net.num_trainable_params(), 8 * 3 * 9 + 8);
}

#[test]
fn the_scope_tree_is_the_struct_tree_and_the_names() -> Result<(), Box<dyn std::error::Error>> {
    let device = Cpu::seed_from_u64(2);
    let net = Nested::<f32, Cpu>::build(&device);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("nested.safetensors");
    net.save_safetensors(&file)?;
    let bytes = std::fs::read(&file)?;
    let saved = safetensors::SafeTensors::deserialize(&bytes)?;
    let mut names = saved.names();
    names.sort_unstable();
    assert_eq!(names, ["around.fc.bias", "around.fc.weight", "around.inner.fc.bias", "around.inner.fc.weight"]);
    assert_eq!(net.around.inner.fc.weight.shape().concrete(), [3, 4]);
    Ok(())
}
