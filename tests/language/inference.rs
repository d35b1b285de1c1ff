//! Types of tensors that rustc finds out from the network that they are given to.

use netweave::prelude::*;

network! {
    pub network Cell(x: [2], state: [3]) -> [5] {
        let y = concat(x, state, axis = 0);
        loss fit(target: [5]) = l2(y, target);
        y
    }
}

#[test]
fn literals_and_zeros_are_what_the_network_takes() -> Result<(), Error> {
    let device = Cpu::default();
    let net = Cell::<f32, Cpu>::build(&device);
    let y = net.forward(device.tensor([[1.0, 2.0]]), device.zeros());
    assert_eq!(y.array(), [[1.0, 2.0, 0.0, 0.0, 0.0]]);
    let state = device.zeros();
    let pass = net.training().fit(device.tensor([[1.0, 2.0]]), &state, device.zeros())?;
    assert!((pass.value() - 1.0).abs() < 1e-6);
    assert_eq!(
        net.end_point(cell::end_point::state, device.zeros(), device.tensor([[3.0; 3]; 2])).array(),
        [[3.0; 3]; 2]
    );
    Ok(())
}

fn zeros<D: netweave::Device<f64>>(net: &Cell<f64, D>, device: &D) -> Vec<f64> {
    let x = device.zeros::<Rank2<2, 2>>();
    net.forward(&x, device.zeros()).as_vec()
}

#[test]
fn the_element_type_is_that_of_the_network_on_any_device() {
    let device = Cpu::default();
    assert_eq!(zeros(&Cell::build(&device), &device), [0.0; 10]);
}
