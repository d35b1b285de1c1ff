use netweave::prelude::*;

network! {
    pub network Digits(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn path(scope: Scope<Digits>) -> &'static str {
    scope.path()
}

fn main() {
    path(Digits::FEATURES);
}
