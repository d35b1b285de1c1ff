/// The schedule of a pipeline: in which order the devices of a placed network work on the micro-batches of a training pass.
///
/// Loss, gradients and bubble are the same by both, and what they hold of the memory is not.
///
/// ```
/// use netweave::PipelineSchedule;
/// use netweave::prelude::*;
///
/// network! {
///     network Two(x: [4]) -> [2] {
///         let h = scope low on device(0) { x -> fc: linear(64) -> relu };
///         let y = scope high on device(1) { h -> fc: linear(2) };
///         loss fit(target: [2]) = l2(y, target);
///         y
///     }
/// }
///
/// let device = Cpu::default();
/// let net = Two::<f32, Cpu>::build(&device);
/// let (x, y) = (device.sample_normal::<Rank2<32, 4>>(), device.sample_normal::<Rank2<32, 2>>());
///
/// let gpipe = Placement::cpu(2)?;
/// let in_turn = gpipe.clone().schedule(PipelineSchedule::OneForwardOneBackward);
/// let all = net.training().on(&gpipe).micro_batches(8).fit(&x, &y)?;
/// let two = net.training().on(&in_turn).micro_batches(8).fit(&x, &y)?;
/// assert_eq!(all.value(), two.value());
/// // Two of eight micro-batches are there at a time.
/// assert_eq!(all.memory().bytes, 4 * two.memory().bytes);
/// # Ok::<(), netweave::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PipelineSchedule {
    /// All micro-batches go forward in the call of the loss, and all go back in
    /// [`compute_gradients`](crate::Optimizer::compute_gradients): [GPipe](https://arxiv.org/abs/1811.06965). The memory of all of
    /// them is there at once.
    #[default]
    GPipe,
    /// 1F1B: a device that has micro-batches to take forward and back does one of each in turn
    /// ([PipeDream-Flush](https://arxiv.org/abs/2006.09503)). Of a network on `p` devices, `p` micro-batches are on their way at a
    /// time, and the next takes over the memory of one that is through. The call of the loss goes both ways.
    OneForwardOneBackward,
}

/// The pipeline that a journey is in, which goes there and back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pipeline {
    pub(crate) number: usize,
    /// How many may be on their way at a time.
    pub(crate) most: usize,
}
