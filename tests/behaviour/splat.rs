use netweave::prelude::*;

use crate::flow::{check, check_smooth};

network! {
    network Splat(image: [3, 5, 9], flow: [2, 5, 9]) -> [3, 5, 9] {
        splat(image, flow)
    }
}

#[test]
fn pixels_are_added_where_they_go() {
    check_smooth::<Splat<f64>>("splat_inside");
    check_smooth::<Splat<f64>>("splat_across");
    check_smooth::<Splat<f64>>("splat_far");
    check::<Splat<f64>>("splat_integral");
    check::<Splat<f64>>("splat_half");
}
