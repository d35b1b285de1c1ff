//! Files that Keras has written, in networks that compute the same: `files/keras/make.py` writes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use netweave::checkpoint::{Keys, Weights};
use netweave::prelude::*;
use proptest::prelude::*;

use super::place;

network! {
    /// Convolutions of all kinds, with a model in the model and a layer behind an image that was flattened.
    network Picture(image: [3, 8, 8]) -> [3] {
        let x = scope encoder {
            image -> conv1: conv2d(6, kernel = 3, padding = 1) -> bn: batch_norm(epsilon = 0.001) -> relu
                -> dw: conv2d(12, kernel = 3, padding = 1, groups = 6)
        };
        let x = scope sep {
            x -> depthwise: conv2d(12, kernel = 3, padding = 1, groups = 12, bias = false) -> pointwise: conv2d(5, kernel = 1)
        };
        x -> up: conv_transpose2d(4, kernel = 2, stride = 2) -> relu -> max_pool2d(4) -> flatten
            -> fc1: linear(8) -> relu -> head: linear(3)
    }

    /// Layers over sequences.
    network Words(words: [12] of usize) -> [3] {
        let x = words -> embed: embedding(20, 8) -> permute([1, 0]) -> conv: conv1d(10, kernel = 3, padding = 1)
            -> permute([1, 0]) -> lstm: lstm(6) -> bi: gru(4, bidirectional = true) -> ln: layer_norm(epsilon = 0.001);
        let x = x + (x -> attn: attention(2)) -> rnn: rnn(5);
        let (_before, last) = split(x, sizes = [11, 1], axis = 0);
        last -> flatten -> head: linear(3)
    }

    network Half(x: [4]) -> [2] {
        x -> brain: linear(2) -> half: linear(2)
    }

    network Fields(x: [4]) -> [3] {
        let y = x -> first: linear(3) -> blocks: pair;
        y + (table: variable([5, 3], init = zeros) -> mean(axis = 0))
    }

    template pair(x) { x -> dense: linear(3) -> dense_1: linear(3) }
}

const FORMATS: [&str; 3] = ["keras", "weights.h5", "h5"];

#[test]
fn convolutions() {
    let keys = || Keys::keras().flattened("fc1", [4, 4, 4]);
    let (input, output) = expected("picture");
    let image: Tensor<Rank4<2, 3, 8, 8>, f32, Cpu> = Cpu::default().tensor_from_vec(input, Default::default());
    let files = FORMATS.map(|format| format!("picture.{format}"));
    for name in files.iter().map(String::as_str).chain(["before.h5"]) {
        let mut net = Picture::build(&Cpu::default());
        load(&mut net, name, keys()).unwrap();
        alike(name, &net.forward(image.clone()).as_vec(), &output);
    }
    let error = load(&mut Picture::build(&Cpu::default()), "picture.h5", Keys::keras().flattened("fc1", [4, 4, 5]));
    let error = error.unwrap_err().to_string();
    assert!(error.ends_with("wrong shape: `fc1.weight` is [8, 80], expected [8, 64]"), "{error}");
    // As Keras has it, the features are in another order.
    let mut net = Picture::build(&Cpu::default());
    load(&mut net, "picture.keras", Keys::keras()).unwrap();
    let unsorted = net.forward(image).as_vec();
    assert!(unsorted.iter().zip(&output).any(|(ours, theirs)| (ours - theirs).abs() > 0.01));
}

#[test]
fn sequences() {
    let (input, output) = expected("words");
    let words: Vec<usize> = input.into_iter().map(|word| word as usize).collect();
    let words: Tensor<Rank2<2, 12>, usize, Cpu> = Cpu::default().tensor_from_vec(words, Default::default());
    for format in FORMATS {
        let mut net = Words::build(&Cpu::default());
        load(&mut net, &format!("words.{format}"), Keys::keras()).unwrap();
        alike(format, &net.forward(words.clone()).as_vec(), &output);
    }
}

/// All formats have the same names, and so have the files of before.
#[test]
fn names_are_those_of_the_layers() {
    let names = |file: &str| Weights::open(path(file)).unwrap().names().unwrap();
    let expected = names("picture.keras");
    for line in ["encoder.bn.moving_mean", "encoder.dw.kernel", "sep.pointwise.bias", "sep.depthwise.depthwise_kernel"]
    {
        assert!(expected.iter().any(|name| name == line), "{expected:?}");
    }
    assert_eq!(names("picture.weights.h5"), expected);
    let of_before = ["picture.h5", "before.h5"].map(names);
    assert_eq!(of_before, [expected.clone(), expected]);
    assert_eq!(names("words.keras"), names("words.h5"));
    assert_eq!(
        names("fields.weights.h5"),
        [
            "blocks.dense.bias",
            "blocks.dense.kernel",
            "blocks.dense_1.bias",
            "blocks.dense_1.kernel",
            // Keras has written this field as a layer of the model.
            "embedding.embeddings",
            "first.bias",
            "first.kernel",
        ]
    );
    let mut net = Fields::build(&Cpu::default());
    load(&mut net, "fields.weights.h5", Keys::keras().rename("embedding.embeddings", "table.value")).unwrap();
}

#[test]
fn numbers_of_sixteen_bits() {
    let mut net = Half::build(&Cpu::default());
    load(&mut net, "half.weights.h5", Keys::keras()).unwrap();
    assert_eq!(net.brain.weight.array(), [[0.0, 0.5, 1.0, 1.5], [0.25, 0.75, 1.25, 1.75]]);
    assert_eq!(net.brain.bias.array(), [0.0, 0.25]);
    assert_eq!(net.half.weight.array(), [[0.0, 0.5], [0.25, 0.75]]);
}

#[test]
fn what_is_no_file_of_keras_is_told() {
    let told = |name: &str| {
        let error = Weights::open(path(name)).unwrap_err().to_string();
        error.rsplit_once(&format!("{name}: ")).unwrap().1.to_owned()
    };
    let torch = "this is what `torch.save` writes, which only Python reads: load it there, and write it with \
                 `safetensors.torch.save_file(state_dict, file)`";
    assert_eq!(told("torch.pt"), torch);
    assert_eq!(told("pickle.pt"), torch);
    assert_eq!(
        told("reset_before.weights.h5"),
        "`gru` is a GRU with `reset_after=False`, which computes something else than ours: train it with `reset_after=True`"
    );
    assert_eq!(told("../packed.npz"), "this archive is none of Keras: it holds no `model.weights.h5`");
}

#[test]
fn the_file_of_another_model() {
    let mut net = Half::build(&Cpu::default());
    let error = load(&mut net, "fields.weights.h5", Keys::keras()).unwrap_err().to_string();
    for line in [
        "missing: `brain.weight` [2, 4]",
        "unexpected: `first.kernel` [3, 4], taken for `first.weight`",
        "unexpected: `embedding.embeddings` [5, 3], taken for `embedding.weight`",
    ] {
        assert!(error.contains(line), "{error}");
    }
    // Without the keys of Keras, the report says how to have them.
    let error = load(&mut net, "half.weights.h5", Keys::torch()).unwrap_err().to_string();
    assert!(error.ends_with("help: these keys are those of Keras: `.keys(Keys::keras())`"), "{error}");
}

static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| fs::read(path("picture.weights.h5")).unwrap());
static RECURRENT: LazyLock<Vec<u8>> = LazyLock::new(|| fs::read(path("words.h5")).unwrap());
static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| fs::read(path("words.keras")).unwrap());

fn open(bytes: &[u8]) -> Result<Weights, String> {
    let (_folder, file) = place("damaged.h5");
    fs::write(&file, bytes).unwrap();
    Weights::open(&file).map_err(|error| error.to_string())
}

#[test]
fn a_file_cut_short_is_refused() {
    for whole in [&*WHOLE, &*PACKED] {
        for length in (0..200).chain((200..whole.len()).step_by(499)) {
            assert!(open(&whole[..length]).is_err(), "cut to {length} bytes");
        }
    }
    let error = open(&WHOLE[..WHOLE.len() / 2]).unwrap_err();
    assert!(error.ends_with("damaged.h5: this is no whole HDF5 file: it has 34268 of its 68536 bytes"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Some of what is changed are weights, and HDF5 has no checksum of those: it is enough that nothing panics.
    #[test]
    fn changed_bytes_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        near in any::<bool>(),
        recurrent in any::<bool>(),
    ) {
        let mut bytes = if recurrent { RECURRENT.clone() } else { WHOLE.clone() };
        for (place, value) in changes {
            let place = place.index(if near { 4096 } else { bytes.len() });
            bytes[place] = value;
        }
        if let Ok(weights) = open(&bytes) {
            let weights = weights.keys(Keys::keras());
            let _ = weights.load(&mut Picture::<f32, Cpu>::build(&Cpu::default()));
            let _ = weights.load(&mut Words::<f32, Cpu>::build(&Cpu::default()));
        }
    }

    /// An archive has checksums, so that the weights in it are those that were saved.
    #[test]
    fn a_changed_archive_is_refused(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut bytes = PACKED.clone();
        let start = bytes.windows(8).position(|window| window == b"\x89HDF\r\n\x1a\n").unwrap();
        let end = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        let place = start + place.index(end - start);
        bytes[place] ^= 1 << bit;
        prop_assert!(open(&bytes).is_err(), "bit {bit} of byte {place}");
    }
}

fn load<N: Network<Dtype = f32, Device = Cpu>>(net: &mut N, file: &str, keys: Keys) -> Result<(), netweave::Error> {
    Weights::open(path(file))?.keys(keys).load(net)
}

/// The input and the output of a model.
fn expected(model: &str) -> (Vec<f32>, Vec<f32>) {
    let weights = Weights::open(path(&format!("{model}.out.safetensors"))).unwrap();
    (weights.values("input").unwrap(), weights.values("output").unwrap())
}

fn alike(case: &str, ours: &[f32], theirs: &[f32]) {
    let largest = theirs.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    assert_eq!(ours.len(), theirs.len(), "{case}");
    for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        assert!((ours - theirs).abs() <= 1e-4 * largest, "{case}: output {index} is {ours}, but Keras has {theirs}");
    }
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("run/files/keras").join(file)
}
