use netweave::prelude::*;

network! {
    pub network First(x: [4]) -> [2] { x -> fc: linear(2) }
    pub network Second(x: [4]) -> [2] { x -> fc: linear(2) }
}

fn path(scope: Scope<First>) -> &'static str {
    scope.path()
}

fn main() {
    path(Second::FC);
}
