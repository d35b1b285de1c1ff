use netweave::prelude::*;

network! {
    pub network Line(x: [1]) -> [1] { x -> first: linear(4) -> relu -> last: linear(1) }
}

fn freezing() -> Adam<Line> {
    Adam::new(1e-3).freeze([Line::FIRST, Line::LAST])
}

fn main() {}
