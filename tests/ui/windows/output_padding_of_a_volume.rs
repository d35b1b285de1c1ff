use netweave::prelude::*;

network! {
    pub network Net(video: [2, 2, 4, 4]) -> [8, 4, 8, 8] {
        video -> up: conv_transpose3d(8, kernel = 2, stride = 2, output_padding = 2)
    }
}

fn main() {}
