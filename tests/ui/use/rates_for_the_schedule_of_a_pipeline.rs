use netweave::prelude::*;

fn devices() -> Result<Placement<Cpu>, Error> {
    Ok(Placement::cpu(2)?.schedule(Schedule::cosine(100)))
}

fn main() {}
