use netweave::prelude::*;

const KERNEL: usize = 3;

network! {
    pub network Net(image: [3, 8, 8], offsets: [8, 6, 6]) -> [4, 6, 6] {
        image -> conv: deform_conv2d(4, kernel = KERNEL, offset = offsets)
    }
}

fn main() {
    let _ = Cpu::default().build_module::<Net, f32>();
}
