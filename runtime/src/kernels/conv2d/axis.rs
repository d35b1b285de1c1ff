use super::Geometry;
use crate::kernels::list::List;

/// An element of the kernel along one axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tap {
    /// Its index in the kernel.
    pub(super) kernel: usize,
    /// Where it reads: elements after the origin, for the first target.
    pub(super) offset: usize,
}

/// One axis of a correlation: `target[start + i·stride] = Σ_tap kernel[tap] · source[origin + i·step + offset(tap)]`,
/// with zeros wherever `source` has no such element. The origin and the step are the [`Reach`]'s.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) taps: List<Tap>,
    /// How many targets there are.
    pub(super) count: usize,
    pub(super) start: usize,
    pub(super) stride: usize,
}

/// What correlations that share a source read of it, along one axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Where the first target begins to read; before 0 are zeros.
    pub(super) origin: isize,
    /// From one target to the next.
    pub(super) step: usize,
    /// The most targets that any of them has.
    pub(super) count: usize,
    furthest: usize,
}

impl Reach {
    /// How many elements of the source `count` targets read, from the first to the last.
    pub(super) fn extent(&self, count: usize) -> usize {
        (count - 1) * self.step + self.furthest + 1
    }
}

impl Axis {
    /// The axis of a forward pass; `axis` is 0 for rows and 1 for columns.
    pub(super) fn forward(g: &Geometry, axis: usize) -> (Reach, Self) {
        let taps = (0..g.kernel[axis]).map(|kernel| Tap { kernel, offset: kernel * g.dilation[axis] }).collect();
        let reach = Reach {
            origin: -(g.padding[axis][0] as isize),
            step: g.stride[axis],
            count: g.output[axis],
            furthest: (g.kernel[axis] - 1) * g.dilation[axis],
        };
        (reach, Axis { taps, count: g.output[axis], start: 0, stride: 1 })
    }

    /// The axes by which a gradient goes back to the input, one for each remainder of a padded input's
    /// index by the stride: inputs of one remainder are all reached by the same taps, which may be none.
    ///
    /// Padded input `p` was read by tap `k` for output `(p − k·dilation) / stride`, where that is whole.
    pub(super) fn backward(g: &Geometry, axis: usize) -> (Reach, List<Self>) {
        let (stride, dilation, before) = (g.stride[axis], g.dilation[axis], g.padding[axis][0]);
        let furthest = (g.kernel[axis] - 1) * dilation / stride;
        // The first padded index of a remainder that is not padding is `remainder + first · stride`.
        let first = |remainder: usize| before.saturating_sub(remainder).div_ceil(stride);
        let earliest = first(stride - 1);
        let phase = |remainder: usize| {
            let first = first(remainder);
            let reached = (0..g.kernel[axis]).filter(|kernel| kernel * dilation % stride == remainder);
            let offset = |kernel: usize| first - earliest + furthest - (kernel * dilation - remainder) / stride;
            let taps: List<_> = reached.map(|kernel| Tap { kernel, offset: offset(kernel) }).collect();
            let start = remainder + first * stride - before;
            let count = g.input[axis].checked_sub(start)?.div_ceil(stride);
            (count > 0).then_some(Axis { taps, count, start, stride })
        };
        let phases: List<_> = (0..stride).filter_map(phase).collect();
        let reach = Reach {
            origin: earliest as isize - furthest as isize,
            step: 1,
            count: phases.iter().map(|phase| phase.count).max().unwrap_or(0),
            furthest: phases.iter().flat_map(|phase| &*phase.taps).map(|tap| tap.offset).max().unwrap_or(0),
        };
        (reach, phases)
    }
}
