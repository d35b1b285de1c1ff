use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::mix;

/// Batches of samples that are about as long as each other, so that little has to be filled up: the numbers of the samples of each
/// batch.
///
/// The samples are shuffled, then sorted by their lengths within stretches of a hundred batches, and the batches shuffled. One seed
/// gives one order for each epoch. The last batch of a stretch may have fewer samples.
///
/// ```
/// use netweave::data::by_length;
///
/// let lengths = [9, 2, 8, 3, 1, 4];
/// let batches = by_length(&lengths, 2, 7, 0);
/// for batch in &batches {
///     let [a, b] = batch[..] else { panic!("two samples each") };
///     assert!(lengths[a].abs_diff(lengths[b]) <= 1);
/// }
/// assert_eq!(batches.len(), 3);
/// assert_eq!(batches, by_length(&lengths, 2, 7, 0));
/// ```
///
/// # Panics
/// If the batch size is 0.
pub fn by_length(lengths: &[usize], batch_size: usize, seed: u64, epoch: u64) -> Vec<Vec<usize>> {
    assert!(batch_size > 0, "a batch has one sample at least");
    let mut random = StdRng::seed_from_u64(mix(seed, epoch));
    let mut order = (0..lengths.len()).collect::<Vec<_>>();
    order.shuffle(&mut random);
    let stretch = batch_size.saturating_mul(STRETCH);
    order.chunks_mut(stretch).for_each(|stretch| stretch.sort_by_key(|sample| lengths[*sample]));
    let mut batches =
        order.chunks(stretch).flat_map(|stretch| stretch.chunks(batch_size).map(<[usize]>::to_vec)).collect::<Vec<_>>();
    batches.shuffle(&mut random);
    batches
}

/// How many batches are sorted together.
const STRETCH: usize = 100;

#[cfg(test)]
mod tests {
    use super::by_length;

    #[test]
    fn each_sample_is_in_one_batch() {
        let lengths = (0..1003).map(|index| 1 + index * 37 % 50).collect::<Vec<_>>();
        let [first, second] = [0, 1].map(|epoch| by_length(&lengths, 4, 3, epoch));
        assert_ne!(first, second);
        for batches in [first, second] {
            let mut all = batches.concat();
            all.sort_unstable();
            assert!(all.into_iter().eq(0..1003));
            // Sorted, there is little to fill up; as they come it is about half.
            let padded: usize = batches
                .iter()
                .map(|batch| {
                    let longest = batch.iter().map(|sample| lengths[*sample]).max().unwrap_or(0);
                    batch.iter().map(|sample| longest - lengths[*sample]).sum::<usize>()
                })
                .sum();
            assert!(padded * 20 < lengths.iter().sum::<usize>(), "{padded}");
        }
    }
}
