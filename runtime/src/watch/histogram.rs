use super::protobuf::Message;

/// The ranges of a histogram, of one width between the least and the greatest number.
const RANGES: usize = 30;

/// TensorBoard's message of a histogram; nothing if no number is finite. Those that are not are left out.
pub(super) fn histogram(numbers: impl Iterator<Item = f64> + Clone) -> Option<Message> {
    let numbers = numbers.filter(|number| number.is_finite());
    let least = numbers.clone().min_by(f64::total_cmp)?;
    let greatest = numbers.clone().max_by(f64::total_cmp)?;
    let width = (greatest / RANGES as f64) - (least / RANGES as f64);

    let mut counts = [0.0; RANGES];
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for number in numbers {
        let range = if width > 0.0 { ((number - least) / width) as usize } else { 0 };
        counts[range.min(RANGES - 1)] += 1.0;
        count += 1.0;
        sum += number;
        squares += number * number;
    }
    // Equal numbers fill one range of some width.
    let used = if width > 0.0 { RANGES } else { 1 };
    let mut limits: Vec<f64> = (1..=used).map(|range| least + width * range as f64).collect();
    limits[used - 1] = greatest;
    let bounds = Message::new().double(1, least).double(2, greatest);
    let sums = bounds.double(3, count).double(4, sum).double(5, squares);
    Some(sums.doubles(6, &limits).doubles(7, &counts[..used]))
}
