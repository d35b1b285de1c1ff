use netweave::prelude::*;

network! {}

fn main() {}
