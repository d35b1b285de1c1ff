//! What a call says of its axes: their sizes, errors, and what can be known before.

use netweave::prelude::*;

use crate::Dev;

network! {
    /// Marks words.
    network Tagger<time>(words: [time] of usize, weights: [time]) -> [time, 3] {
        let h = scope encoder {
            words -> embed: embedding(9, 4) -> fc: linear(8) -> relu
        };
        let tags = h * (weights -> reshape([time, 1])) -> out: linear(3);
        loss fit(wanted: [time, 3]) = l2(tags, wanted);
        tags
    }

    network Mixed<time>(x: [time, 4]) -> [4] {
        x -> rnn: rnn(6, bias = false) -> wide: linear(6) -> mean(axis = 0) -> flat: linear(4)
    }

    network Encoder<height, width>(x: [1, height, width]) -> [8, 1, 1] {
        defaults { conv2d(kernel = 3, padding = same) }
        x -> conv1: conv2d(2) -> conv2: conv2d(4, stride = 2) -> conv3: conv2d(8, stride = 2) -> global_avg_pool(keep = true)
    }

    network Steps<time>(x: [time, 3]) -> [time, 4] {
        scan x over x, carry (h = zeros([4])) {
            let h = concat(x, h, axis = 0) -> next: linear(4, bias = false) -> tanh;
            h
        }
    }

    /// Two axes, told apart by their names.
    network Aligner<rows, columns>(left: [rows, 4], right: [columns, 4]) -> (seen: [rows, 4], other: [columns, 4]) {
        let seen = left -> a: attention(right, heads = 2);
        let other = right -> b: attention(left, heads = 2);
        (seen, other)
    }
}

fn words(batch: usize, time: usize) -> Tensor<(usize, usize), usize, Dev> {
    Dev::default().tensor_from_vec((0..batch * time).map(|index| index % 9).collect(), (batch, time))
}

fn weights(batch: usize, time: usize) -> Tensor<(usize, usize), f32, Dev> {
    Dev::default().ones_like(&(batch, time))
}

fn wanted(batch: usize, time: usize) -> Tensor<(usize, usize, Const<3>), f32, Dev> {
    Dev::default().zeros_like(&(batch, time, Const))
}

/// Sums of other lengths are rounded in another way.
fn close(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    assert!(
        found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6),
        "{found:?}, {expected:?}"
    );
}

#[test]
fn sizes_that_differ_are_one_error() {
    let net = Tagger::<f32, Dev>::build(&Dev::default());
    let differs = Error::AxisSize { axis: "time", input: "weights", found: 6, other: "words", expected: 5 };
    assert_eq!(differs.to_string(), "`weights` has 6 along `time`, but `words` has 5: an axis has one size in a call");
    assert_eq!(net.try_forward(words(2, 5), weights(2, 6)).err(), Some(differs.clone()));
    assert_eq!(net.training().fit(words(2, 5), weights(2, 6), wanted(2, 5)).err(), Some(differs.clone()));
    assert_eq!(net.try_end_point(tagger::end_point::encoder::fc, words(2, 5), weights(2, 6)).err(), Some(differs));
    let target = Error::AxisSize { axis: "time", input: "wanted", found: 4, other: "words", expected: 5 };
    assert_eq!(net.training().fit(words(2, 5), weights(2, 5), wanted(2, 4)).err(), Some(target));
    let batch = Error::Batch { input: "weights", found: 3, other: "words", expected: 2 };
    assert_eq!(net.try_forward(words(2, 5), weights(3, 5)).err(), Some(batch));
}

#[test]
fn an_axis_has_one_element_at_least() {
    let net = Tagger::<f32, Dev>::build(&Dev::default());
    let empty = Error::EmptyAxis { axis: "time", input: "words" };
    assert_eq!(empty.to_string(), "`words` has nothing along `time`: the smallest size of an axis is 1");
    assert_eq!(net.try_forward(words(2, 0), weights(2, 0)).err(), Some(empty));
}

#[test]
fn two_axes_are_two() {
    let device = Dev::default();
    let net = Aligner::<f32, Dev>::build(&device);
    for (rows, columns) in [(2, 5), (5, 2), (3, 3), (2, 5)] {
        let left: Tensor<(Const<2>, usize, Const<4>), f32, _> = device.sample_normal_like(&(Const, rows, Const));
        let right: Tensor<(Const<2>, usize, Const<4>), f32, _> = device.sample_normal_like(&(Const, columns, Const));
        let aligner::Outputs { seen, other } = net.forward(left, right);
        assert_eq!(*seen.shape(), (Const::<2>, rows, Const::<4>));
        assert_eq!(*other.shape(), (Const::<2>, columns, Const::<4>));
    }
}

#[test]
fn end_points_have_the_sizes_of_the_call() {
    let device = Dev::default();
    let net = Tagger::<f32, Dev>::build(&device);
    for time in [4, 7, 4] {
        let seen: Tensor<(usize, usize, Const<8>), f32, _> =
            net.end_point(tagger::end_point::encoder::relu, words(2, time), weights(2, time));
        assert_eq!(*seen.shape(), (2, time, Const));
        let by_name = net.end_point_by_name("encoder/relu", words(2, time), weights(2, time)).expect("an end point");
        assert_eq!((by_name.shape, by_name.values), (vec![2, time, 8], seen.as_vec()));
        let tags = net.end_point(tagger::end_point::tags, words(2, time), weights(2, time));
        assert_eq!(tags.as_vec(), net.forward(words(2, time), weights(2, time)).as_vec());
    }
}

#[test]
fn many_sizes_take_turns() {
    let mut net = Tagger::<f32, Dev>::build(&Dev::default());
    let whole = net.forward(words(1, 70), weights(1, 70)).as_vec();
    let mut sgd = Sgd::new(0.0);
    // More than a network keeps plans for, some of them again.
    for time in (1..70).chain([3, 69, 3, 50]) {
        close(&net.forward(words(1, time), weights(1, time)).as_vec(), &whole[..3 * time]);
        let pass = net.training().fit(words(1, time), weights(1, time), wanted(1, time)).expect("a pass");
        close(&pass.output().as_vec(), &whole[..3 * time]);
        let gradients = sgd.compute_gradients(pass).expect("gradients");
        sgd.apply_gradients(&mut net, gradients).expect("a step");
    }
}

#[test]
fn memory_is_told_for_sizes() {
    let net = Tagger::<f32, Dev>::build(&Dev::default());
    let unknown = Error::UnknownSize { network: "Tagger", axis: "time" };
    assert_eq!(
        unknown.to_string(),
        "`Tagger` has the axis `time`, whose size is known when it runs: say it, as in `.peak_memory_at(32, &[(\"time\", 64)])`"
    );
    assert_eq!(net.peak_memory(2).err(), Some(unknown));
    let other = net.peak_memory_at(2, &[("tme", 5)]).expect_err("an error");
    assert_eq!(other.to_string(), "`Tagger` has no axis `tme`: its axes are `time`");
    let [short, long] = [5, 50].map(|time| net.peak_memory_at(2, &[("time", time)]).expect("a plan"));
    let pass = net.training().fit(words(2, 5), weights(2, 5), wanted(2, 5)).expect("a pass");
    assert_eq!(short.training[0].bytes, pass.memory().bytes);
    assert!(long.training[0].bytes > 5 * short.training[0].bytes, "{long} and {short}");
}

#[test]
fn a_table_has_the_names_of_axes() {
    let summary = Tagger::summary().to_string();
    let row = summary.lines().find(|line| line.trim_start().starts_with("tags ")).map(str::to_owned);
    let out = summary.lines().find(|line| line.trim_start().starts_with("out")).map(str::to_owned);
    assert!(row.or(out).is_some_and(|row| row.contains("[time, 3]")), "{summary}");
    let cell = |name: &str| {
        let row = summary.lines().find(|line| line.trim_start().split(' ').next() == Some(name))?;
        Some(row.rsplit("  ").next()?.to_owned())
    };
    assert_eq!(cell("fc").as_deref(), Some("32 × time"), "{summary}");
    assert_eq!(cell("encoder").as_deref(), Some("32 × time"));
    assert_eq!(cell("total").as_deref(), Some("56 × time"));
    assert!(summary.ends_with("bytes for each sample at time = 1"), "{summary}");
    // An axis counts as one of one element.
    assert_eq!(Tagger::PARAMETERS, 36 + 40 + 27);
    assert_eq!(Tagger::MULTIPLY_ADDS, 32 + 24);
}

/// Of each number of places there is a term; of many kinds of places, one number that says for what it is.
#[test]
fn products_for_each_place_of_an_axis() {
    let last = |summary: String| summary.lines().find(|line| line.starts_with("total")).map(str::to_owned);
    let mixed = last(Mixed::summary().to_string()).expect("a line");
    assert!(mixed.ends_with("  96 × time + 24"), "{mixed}");
    assert_eq!(Mixed::MULTIPLY_ADDS, 96 + 24);
    let encoder = Encoder::summary().to_string();
    let conv2 = encoder.lines().find(|line| line.starts_with("conv2")).expect("a line");
    assert!(conv2.ends_with("  72 × ⌈height / 2⌉ × ⌈width / 2⌉"), "{conv2}");
    let total = last(encoder).expect("a line");
    assert!(total.ends_with(&format!("  {} at height = width = 1", 18 + 72 + 288)), "{total}");
    let steps = last(Steps::summary().to_string()).expect("a line");
    assert!(steps.ends_with("  28 × time"), "{steps}");
}

#[test]
fn towers_share_a_batch_of_any_length() {
    let device = Dev::default();
    let net = Tagger::<f32, Dev>::build(&device);
    #[cfg(not(feature = "cuda"))]
    let towers = Towers::cpu(2).expect("towers");
    #[cfg(feature = "cuda")]
    let towers = Towers::cuda([0]).expect("towers");
    for time in [5, 3, 5] {
        let whole = net.training().fit(words(3, time), weights(3, time), wanted(3, time)).expect("a pass");
        let parts = net.training().on(&towers).fit(words(3, time), weights(3, time), wanted(3, time)).expect("a pass");
        assert!((whole.value() - parts.value()).abs() < 1e-6);
        close(&whole.output().as_vec(), &parts.output().as_vec());
        let seen = net.inference().on(&towers).forward(words(3, time), weights(3, time));
        close(&seen.as_vec(), &whole.output().as_vec());
    }
}

#[test]
fn dfdx_runs_it_as_a_module() {
    let net = Tagger::<f32, Dev>::build(&Dev::default());
    let seen = Module::try_forward(&net, (words(2, 4), weights(2, 4))).expect("an output");
    assert_eq!(seen.as_vec(), net.forward(words(2, 4), weights(2, 4)).as_vec());
    assert!(Module::try_forward(&net, (words(2, 4), weights(2, 5))).is_err());
}
