use std::cmp::Reverse;

/// Every part begins at a multiple of so many elements: a cache line of `f32`, two of `f64`.
pub const ALIGNMENT: usize = 16;

/// What is in memory, and from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// The number of elements.
    pub size: usize,
    /// The first moment at which it is there.
    pub first: usize,
    /// The last one.
    pub last: usize,
}

impl Lifetime {
    fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The size with what aligns the next part.
    fn room(&self) -> usize {
        self.size.next_multiple_of(ALIGNMENT)
    }
}

/// Where everything lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packing {
    /// The first element of each, in the order in which they were given.
    pub offsets: Vec<usize>,
    /// How many elements the whole takes.
    pub size: usize,
    /// The most that is alive at any moment, below which no packing can come.
    pub bound: usize,
}

/// Packs parts of a block so that no two overlap that are alive at one moment.
///
/// It is greedy: the parts go, one after the other, into the lowest gap that takes them. Three orders are tried: by size,
/// as TensorFlow Lite's planner does ([Pisarchyk and Lee 2020](https://arxiv.org/abs/2001.03288)), by size times duration,
/// and by how much is alive beside them, and the smallest result is kept.
pub fn pack(lifetimes: &[Lifetime]) -> Packing {
    let pressure = pressure(lifetimes);
    let most = |moments: &[usize]| moments.iter().copied().max().unwrap_or(0);
    let bound = most(&pressure);
    let highest = |lifetime: &Lifetime| most(&pressure[lifetime.first..=lifetime.last]);
    let mut best: Option<Packing> = None;
    let keys: [&dyn Fn(&Lifetime) -> (usize, usize); 3] = [
        &|lifetime| (lifetime.room(), lifetime.last - lifetime.first),
        &|lifetime| (lifetime.room().saturating_mul(lifetime.last - lifetime.first + 1), lifetime.room()),
        &|lifetime| (highest(lifetime), lifetime.room()),
    ];
    for key in keys {
        let mut order: Vec<usize> = (0..lifetimes.len()).collect();
        order.sort_by_cached_key(|&index| (Reverse(key(&lifetimes[index])), lifetimes[index].first));
        let (offsets, size) = place(lifetimes, &order);
        if best.as_ref().is_none_or(|best| size < best.size) {
            best = Some(Packing { offsets, size, bound });
        }
        if size == bound {
            break;
        }
    }
    best.unwrap_or_default()
}

/// How many elements are there at each moment, up to the last at which there are any.
pub fn pressure(lifetimes: &[Lifetime]) -> Vec<usize> {
    let moments = lifetimes.iter().map(|lifetime| lifetime.last + 1).max().unwrap_or(0);
    let mut changes = vec![0_isize; moments + 1];
    for lifetime in lifetimes {
        let room = lifetime.room().cast_signed();
        changes[lifetime.first] += room;
        changes[lifetime.last + 1] -= room;
    }
    let mut there = 0_isize;
    let pressure = changes[..moments].iter().map(|change| {
        there += change;
        there.cast_unsigned()
    });
    pressure.collect()
}

/// Places parts in this order, each into the lowest gap between those that are there at the same time.
fn place(lifetimes: &[Lifetime], order: &[usize]) -> (Vec<usize>, usize) {
    let mut offsets = vec![0; lifetimes.len()];
    // By offset.
    let mut placed: Vec<usize> = Vec::with_capacity(lifetimes.len());
    let mut size = 0;
    for &index in order {
        let part = &lifetimes[index];
        let mut offset = 0;
        for &other in &placed {
            let neighbour = &lifetimes[other];
            if neighbour.size == 0 || !part.meets(neighbour) {
                continue;
            }
            if offsets[other] >= offset + part.room() {
                break;
            }
            offset = offset.max(offsets[other] + neighbour.room());
        }
        offsets[index] = offset;
        size = size.max(offset + part.room());
        let at = placed.partition_point(|&other| offsets[other] <= offset);
        placed.insert(at, index);
    }
    (offsets, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(size: usize, first: usize, last: usize) -> Lifetime {
        Lifetime { size, first, last }
    }

    /// Fails if two parts overlap in memory and in time, or one is not aligned.
    fn check(lifetimes: &[Lifetime]) -> Packing {
        let packing = pack(lifetimes);
        assert_eq!(packing.offsets.len(), lifetimes.len());
        assert!(packing.size >= packing.bound);
        for (index, part) in lifetimes.iter().enumerate() {
            let offset = packing.offsets[index];
            assert!(offset.is_multiple_of(ALIGNMENT) && offset + part.size <= packing.size);
            for (other, neighbour) in lifetimes.iter().enumerate().skip(index + 1) {
                let apart = offset + part.size <= packing.offsets[other]
                    || packing.offsets[other] + neighbour.size <= offset
                    || part.size == 0
                    || neighbour.size == 0;
                assert!(apart || !part.meets(neighbour), "{part:?} at {offset} meets {neighbour:?}: {packing:?}");
            }
        }
        packing
    }

    #[test]
    fn what_is_gone_makes_room() {
        let packing = check(&[lifetime(32, 0, 1), lifetime(32, 1, 2), lifetime(32, 2, 3)]);
        assert_eq!((packing.size, packing.bound), (64, 64));
        assert_eq!(packing.offsets[0], packing.offsets[2]);
    }

    #[test]
    fn nothing_takes_no_memory() {
        assert_eq!(check(&[]).size, 0);
        assert_eq!(check(&[lifetime(0, 0, 9), lifetime(0, 3, 4)]).size, 0);
    }

    /// A chain of values that the backward pass reads in the opposite order, with a gradient that hops along.
    #[test]
    fn a_training_step_is_packed_to_its_bound() {
        let layers = 40;
        let end = 2 * layers + 1;
        let values = (0..layers).map(|layer| lifetime(1000 + 37 * layer, layer, end - layer));
        let gradients = (0..layers).map(|layer| lifetime(1000 + 37 * layer, end - layer - 1, end - layer));
        let packing = check(&values.chain(gradients).collect::<Vec<_>>());
        assert!(packing.size * 100 <= packing.bound * 105, "{} of {}", packing.size, packing.bound);
    }

    #[test]
    fn no_two_that_are_alive_overlap_in_random_plans() {
        let rounds = if cfg!(miri) { 4 } else { 2000 };
        let mut state = 1_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        for _ in 0..rounds {
            let count = draw(30);
            let lifetimes = (0..count).map(|_| {
                let first = draw(20);
                lifetime(draw(5) * draw(100), first, first + draw(8))
            });
            check(&lifetimes.collect::<Vec<_>>());
        }
    }
}
