use dfdx::tensor_ops::SumTo;
use netweave::prelude::*;

use crate::Dev;
use crate::flow::check;

network! {
    network Gather(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        gather_nd(image, flow) + warp(image, flow)
    }

    network Itself(image: [3, 5, 9]) -> [3, 5, 9] {
        let (columns, rows) = split(meshgrid(image), axis = 0);
        gather_nd(image, concat(rows, columns, axis = 0))
    }

    network Vectors(table: [4, 3], rows: [1, 2], both: [2]) -> (list: [4, 2], one: []) {
        (gather_nd(table, rows), gather_nd(table, both))
    }

    // A bilinear warp, from the pieces.
    network Pieces(image: [1, 12, 11], flow: [2, 12, 11]) -> [1, 12, 11] {
        let at = meshgrid(image) + flow;
        let corner = floor(at);
        let (left, top) = split(corner, axis = 0);
        let (x, y) = split(at - corner, axis = 0);
        let upper_left = gather_nd(image, concat(top, left, axis = 0));
        let upper_right = gather_nd(image, concat(top, left + 1, axis = 0));
        let lower_left = gather_nd(image, concat(top + 1, left, axis = 0));
        let lower_right = gather_nd(image, concat(top + 1, left + 1, axis = 0));
        (1 - y) * ((1 - x) * upper_left + x * upper_right) + y * ((1 - x) * lower_left + x * lower_right)
    }

    network Whole(image: [1, 12, 11], flow: [2, 12, 11]) -> [1, 12, 11] {
        warp(image, flow)
    }
}

#[test]
fn elements_at_places() {
    check::<Gather<f64>>("gather_nd_image");
}

/// What is gathered by its own positions is what it was.
#[test]
fn gathered_by_a_meshgrid() {
    let device = Dev::default();
    let net = device.build_module::<Itself, f32>();
    let image: Tensor<Rank4<2, 3, 5, 9>, f32, _> = device.sample_normal();
    assert_eq!(net.forward(image.clone()).array(), image.array());
}

#[test]
fn along_one_axis_and_along_all() {
    let device = Dev::default();
    let net = device.build_module::<Vectors, f32>();
    let table: Tensor<Rank3<1, 4, 3>, f32, _> =
        device.tensor([[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0], [9.0, 10.0, 11.0]]]);
    let rows: Tensor<Rank3<1, 1, 2>, f32, _> = device.tensor([[[2.0, 0.0]]]);
    let both: Tensor<Rank2<1, 2>, f32, _> = device.tensor([[3.0, 1.0]]);
    let found = net.forward(table, rows, both);
    assert_eq!(found.list.array(), [[[2.0, 0.0], [5.0, 3.0], [8.0, 6.0], [11.0, 9.0]]]);
    assert_eq!(found.one.array(), [10.0]);
}

#[test]
fn a_warp_from_the_pieces_is_the_warp() {
    let device = Dev::default();
    let (mut pieces, mut whole) = (device.build_module::<Pieces, f64>(), device.build_module::<Whole, f64>());
    let image: Tensor<Rank4<3, 1, 12, 11>, f64, _> = device.sample_normal();
    let flow: Tensor<Rank4<3, 2, 12, 11>, f64, _> = device.sample_normal() * 4.0;
    let weights: Tensor<Rank4<3, 1, 12, 11>, f64, _> = device.sample_normal();
    let near = |left: Vec<f64>, right: Vec<f64>| {
        assert!(left.iter().zip(&right).all(|(left, right)| (left - right).abs() < 1e-12), "{left:?}\n{right:?}");
    };
    let ours = pieces.forward_mut((image.leaky_trace(), flow.leaky_trace()));
    let theirs = whole.forward_mut((image.leaky_trace(), flow.leaky_trace()));
    near(ours.as_vec(), theirs.as_vec());
    let ours = (ours * weights.clone()).sum().backward();
    let theirs = (theirs * weights).sum().backward();
    near(ours.get(&image).as_vec(), theirs.get(&image).as_vec());
    near(ours.get(&flow).as_vec(), theirs.get(&flow).as_vec());
}
