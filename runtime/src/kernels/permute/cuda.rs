use super::super::Axes;
use super::super::cuda::{Argument, Cuda, Element, Grid, Slice, SliceMut, Source, common_length};
use super::cpu::Joined;
use super::{Geometry, Permute};

static SOURCE: Source = Source { folder: "permute", text: include_str!("kernel.cu") };

for_floats!(Permute for Cuda {
    fn forward(&self, g: &Geometry, x: Slice<'_, E>, y: SliceMut<'_, E>) {
        gather(self, Joined::new(&g.sizes, &g.order), ["forward", "forward_tiles"], x, y);
    }

    fn backward(&self, g: &Geometry, dy: Slice<'_, E>, dx: SliceMut<'_, E>) {
        gather(self, Joined::back(g), ["backward", "backward_tiles"], dy, dx);
    }
});

fn gather<E: Element>(
    cuda: &Cuda,
    joined: Joined,
    [kernel, of_tiles]: [&'static str; 2],
    from: Slice<'_, E>,
    to: SliceMut<'_, E>,
) {
    let n = common_length([joined.axes.iter().map(|axis| axis.size).product(), from.len(), to.len()]);
    if let Some(tiles) = Tiles::new(&joined) {
        let Tiles { count, down, across, others } = tiles;
        let [[_, from0, to0], [size1, from1, to1], [size2, from2, to2], [size3, from3, to3]] = others;
        let arguments: [&dyn Argument; 18] = [
            &count, &down[0], &down[2], &across[0], &across[1], &size1, &size2, &size3, &from0, &from1, &from2, &from3,
            &to0, &to1, &to2, &to3, &from, &to,
        ];
        // SAFETY: a block writes elements of tiles of its own, and reads one for each, which its axes lead to.
        unsafe { cuda.launch::<E>(&SOURCE, of_tiles, Grid::rows(count, TILE * TILE), &arguments) }
        return;
    }
    let [_, size1, size2, size3, size4, size5] = joined.axes.map(|axis| axis.size);
    let [stride0, stride1, stride2, stride3, stride4, stride5] = joined.axes.map(|axis| axis.stride);
    let arguments: [&dyn Argument; 14] = [
        &n, &size1, &size2, &size3, &size4, &size5, &stride0, &stride1, &stride2, &stride3, &stride4, &stride5, &from,
        &to,
    ];
    // SAFETY: a thread writes elements of its own indices below `n`, and reads one for each, which its axes lead to.
    unsafe { cuda.launch::<E>(&SOURCE, kernel, Grid::over(n), &arguments) }
}

/// The elements of a tile along each of its two axes.
const TILE: usize = 32;

/// A permutation that does not read along the axis that it writes along, cut into tiles of that and of the one that it
/// could read along. Of each axis there are the size, and how far apart its elements lie in what is read and in what is
/// written.
struct Tiles {
    count: usize,
    down: [usize; 3],
    across: [usize; 3],
    others: [[usize; 3]; Axes::MOST - 2],
}

impl Tiles {
    /// `None` where there is nothing to turn, or too little to fill half of a tile.
    fn new(joined: &Joined) -> Option<Self> {
        let written = |place: usize| joined.axes[place + 1..].iter().map(|axis| axis.size).product();
        let [others @ .., across] = joined.axes.map(|axis| (axis.size, axis.stride));
        let down = others.iter().position(|&(size, stride)| stride == 1 && size >= TILE / 2)?;
        if across.0 < TILE / 2 {
            return None;
        }
        let axis = |place: usize| [joined.axes[place].size, joined.axes[place].stride, written(place)];
        let others = std::array::from_fn(|place| axis(if place < down { place } else { place + 1 }));
        let (down, across) = (axis(down), axis(Axes::MOST - 1));
        let count = others.iter().map(|other| other[0]).product::<usize>();
        let count = count * down[0].div_ceil(TILE) * across[0].div_ceil(TILE);
        Some(Tiles { count, down, across, others })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::check::values;
    use super::super::super::cuda::parity::{Held, parity};
    use super::{Geometry, Joined, Permute, Tiles};

    /// Orders of one to six axes, of nothing, with axes that stay together, of several blocks, and of tiles, whole and not.
    const CASES: [(&[usize], &[usize]); 19] = [
        (&[3], &[0]),
        (&[0, 3, 2], &[0, 2, 1]),
        (&[1, 1], &[1, 0]),
        (&[3, 5], &[0, 1]),
        (&[3, 5], &[1, 0]),
        (&[2, 3, 5], &[0, 2, 1]),
        (&[2, 3, 4, 5], &[0, 2, 3, 1]),
        (&[2, 3, 4, 5], &[3, 1, 2, 0]),
        (&[2, 3, 4, 5], &[0, 2, 1, 3]),
        (&[2, 1, 4, 1, 3], &[4, 3, 0, 1, 2]),
        (&[2, 2, 3, 2, 2, 3], &[0, 5, 3, 1, 4, 2]),
        (&[2, 2, 3, 2, 2, 3], &[5, 4, 3, 2, 1, 0]),
        (&[31, 37], &[0, 1]),
        (&[31, 37], &[1, 0]),
        (&[3, 32, 64], &[0, 2, 1]),
        (&[20, 2, 3, 17], &[3, 1, 2, 0]),
        (&[2, 33, 3, 40], &[2, 3, 0, 1]),
        (&[2, 3, 16, 2, 2, 17], &[3, 0, 5, 1, 4, 2]),
        (&[0, 20, 20], &[0, 2, 1]),
    ];

    fn geometry((sizes, order): (&[usize], &[usize])) -> Geometry {
        Geometry { sizes: sizes.iter().copied().collect(), order: order.iter().copied().collect() }
    }

    #[test]
    fn some_are_turned_in_tiles() {
        let tiles = CASES.map(geometry).map(|g| Tiles::new(&Joined::new(&g.sizes, &g.order)).map(|tiles| tiles.count));
        assert!(tiles.contains(&None) && tiles.contains(&Some(2)) && tiles.contains(&Some(6)), "{tiles:?}");
    }

    parity!(orders: Permute, |kernels, found| {
        for g in CASES.map(geometry) {
            let n = g.sizes.iter().product();
            let (x, mut y) = (Held::new(kernels, &values(1, n)), Held::new(kernels, &vec![E::nan(); n]));
            kernels.forward(&g, x.read(), y.write());
            found.add(format!("{g:?}"), kernels, &y);
            let mut dx = Held::new(kernels, &values(2, n));
            kernels.backward(&g, x.read(), dx.write());
            found.add(format!("gradient of {g:?}"), kernels, &dx);
        }
    });
}
