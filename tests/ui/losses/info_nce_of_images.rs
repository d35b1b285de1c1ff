use netweave::prelude::*;

network! {
    pub network Net(image: [3, 8, 8]) -> [3, 8, 8] {
        loss fit(same: [3, 8, 8]) = info_nce(image, same);
        image
    }
}

fn main() {}
