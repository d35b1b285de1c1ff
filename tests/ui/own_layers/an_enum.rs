use netweave::own::*;

#[derive(Clone, Debug, Layer)]
enum Activations {
    Relu,
    Gelu,
}

fn main() {}
