//! Values and gradients against the definition of mixed precision, written in PyTorch, and against `torch.autocast`.

use netweave::prelude::*;

use crate::Dev;
use crate::golden::Golden;

network! {
    network Linear(input: [24]) -> [8] {
        let y = input -> hidden: linear(32) -> relu -> fc: linear(8);
        loss fit(t: [8]) = l2(y, t);
        y
    }

    network Convolutions(input: [3, 8, 8]) -> [4, 16, 16] {
        let y = input -> conv: conv2d(8, kernel = 3, padding = 1) -> up: conv_transpose2d(4, kernel = 2, stride = 2);
        loss fit(t: [4, 16, 16]) = l2(y, t);
        y
    }

    network Attending(input: [9, 32]) -> [9, 32] {
        let y = input -> attn: attention(heads = 2);
        loss fit(t: [9, 32]) = l2(y, t);
        y
    }

    network Lstm(input: [7, 8]) -> [7, 12] {
        let y = input -> net: lstm(12);
        loss fit(t: [7, 12]) = l2(y, t);
        y
    }

    network Scan(input: [7, 8]) -> [7, 12] {
        let y = scan x over input, carry (h = zeros([12]), c = zeros([12])) {
            let (i, f, g, o) = split((x -> ih: linear(48)) + (h -> hh: linear(48)), axis = 0);
            let c = sigmoid(f) * c + sigmoid(i) * tanh(g);
            let h = sigmoid(o) * tanh(c);
            h
        };
        loss fit(t: [7, 12]) = l2(y, t);
        y
    }

    network Cnn(input: [2, 8, 8]) -> [5] {
        let y = input
            -> conv1: conv2d(8, kernel = 3, padding = 1, bias = false) -> norm1: batch_norm -> relu
            -> max_pool2d(2)
            -> conv2: conv2d(12, kernel = 3, padding = 1, bias = false) -> norm2: batch_norm -> relu
            -> global_avg_pool -> fc: linear(5);
        loss fit(t: [5]) = l2(y, t);
        y
    }
}

/// How far values are from others: the root of the mean square, relative to theirs.
fn distance(found: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let of = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
    let apart = of(&mut found.iter().zip(expected).map(|(found, expected)| found - expected));
    apart / of(&mut expected.iter().copied())
}

/// What a pass gives, by name: the output, the loss, and the gradients of variables.
type Found = Vec<(String, Vec<f64>)>;

/// The names of the two precisions in the file, and by how much they round at most, relative to a number.
const HALVES: [(&str, f64); 2] = [("bf16", 1.0 / 512.0), ("f16", 1.0 / 4096.0)];

/// How far from the definition values may be, in units of rounding: sums in another order are rounded to another number at times.
const NEAR: f64 = 0.3;
/// How far from autocast, which rounds gradients on more occasions: what it adds up of several steps or passes on from layer to layer.
const ALIKE: f64 = 10.0;

/// Compares with the file what passes give in each precision. What they give in full has to be much further away: a product
/// that is not rounded is found out.
fn compare(case: &str, in_half: [Found; 2], in_full: &Found) {
    let golden = Golden::open(case);
    for ((name, unit), found) in HALVES.into_iter().zip(in_half) {
        for ((what, values), (_, plain)) in found.into_iter().zip(in_full) {
            let from =
                |values: &[f64], path: &str| distance(values, golden.values(&format!("{name}/{path}{what}"))) / unit;
            let (near, far) = (from(&values, ""), from(plain, ""));
            assert!(near <= NEAR, "{case}, {name}: `{what}` is {near} units away");
            // One number may be near by chance, and the gradient of a bias is a sum in which roundings cancel each other.
            let is_sum = what == "value" || what.contains("bias");
            assert!(is_sum || far > 2.0 * NEAR, "{case}, {name}: `{what}` in full is {far} units away");
            let alike = from(&values, "autocast/");
            assert!(alike <= ALIKE, "{case}, {name}: `{what}` is {alike} units from that of autocast");
        }
    }
}

/// What comes of a pass.
fn found<N: Network<Dtype = f32, Device = Dev>, S: Shape>(pass: TrainingPass<N, Tensor<S, f32, Dev>>) -> Found {
    let wide = |values: Vec<f32>| values.into_iter().map(f64::from).collect::<Vec<f64>>();
    let mut found =
        vec![("output".to_owned(), wide(pass.output().as_vec())), ("value".to_owned(), wide(vec![pass.value()]))];
    let gradients = Sgd::new(0.1).compute_gradients(pass).unwrap();
    let variables = gradients.variables("").unwrap().into_iter();
    found.extend(variables.map(|own| (format!("gradient/{}", own.name.replace('/', ".")), wide(own.values))));
    found
}

macro_rules! case {
    ($test:ident, $network:ident, $case:literal, $input:ty, $target:ty) => {
        #[test]
        fn $test() {
            let golden = Golden::open($case);
            let net = golden.network::<$network<f64, Dev>>().to_dtype::<f32>();
            let (x, t): (Tensor<$input, f32, Dev>, Tensor<$target, f32, Dev>) =
                (golden.tensor("input"), golden.tensor("target"));
            let in_half = [
                found(net.training().mixed(Bf16).fit(&x, &t).unwrap()),
                found(net.training().mixed(F16).fit(&x, &t).unwrap()),
            ];
            compare($case, in_half, &found(net.training().fit(&x, &t).unwrap()));
        }
    };
}

type Rows<const A: usize, const B: usize> = (usize, Const<A>, Const<B>);
type Images<const C: usize, const S: usize> = (usize, Const<C>, Const<S>, Const<S>);

case!(linear, Linear, "mixed_linear", (usize, Const<24>), (usize, Const<8>));
case!(convolutions, Convolutions, "mixed_conv2d", Images<3, 8>, Images<4, 16>);
case!(attention, Attending, "mixed_attention", Rows<9, 32>, Rows<9, 32>);
case!(lstm, Lstm, "mixed_lstm", Rows<7, 8>, Rows<7, 12>);
case!(scan, Scan, "mixed_scan", Rows<7, 8>, Rows<7, 12>);
case!(a_convolutional_network, Cnn, "mixed_cnn", Images<2, 8>, (usize, Const<5>));
