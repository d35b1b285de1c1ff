use netweave::prelude::*;

network! {
    pub network Net(image: [1, 8, 8]) -> [2, 8, 8] {
        let masks = image -> conv: conv2d(2, kernel = 1) -> sigmoid;
        loss fit(t: [1, 8, 8]) = dice(masks, t);
        masks
    }
}

fn main() {}
