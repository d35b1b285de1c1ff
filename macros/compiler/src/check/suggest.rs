//! What a name that does not exist was meant to be.

use crate::nearest::nearest;
use crate::words::joined;

/// The candidate that is `name` but for capitals and `_`.
pub(crate) fn same<'a>(name: &str, mut candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = joined(name);
    candidates.find(|candidate| joined(candidate) == name)
}

/// The candidate that was meant by `name`, if one can be told.
pub(crate) fn suggest<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let long = name.chars().count() > 2;
    let part =
        |candidate: &&str| long && (candidate.contains(name) || candidate.len() > 2 && name.contains(*candidate));
    let swapped = |candidate: &&str| long && letters(candidate) == letters(name);
    let near = || nearest(name, candidates.clone()).filter(|_| long);
    let mut first = candidates.clone();
    let mut second = candidates.clone();
    let exact = same(name, candidates.clone());
    exact.or_else(|| first.find(swapped)).or_else(near).or_else(|| second.find(part))
}

fn letters(text: &str) -> Vec<char> {
    let mut letters = text.chars().collect::<Vec<_>>();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn finds_what_was_meant() {
        let layers = ["avg_pool2d", "batch_norm", "conv2d", "gelu", "linear", "relu", "softmax_cross_entropy"];
        for (written, meant) in [
            ("Relu", Some("relu")),
            ("rleu", Some("relu")),
            ("conv4d", Some("conv2d")),
            ("conv", Some("conv2d")),
            ("BatchNorm", Some("batch_norm")),
            ("cross_entropy", Some("softmax_cross_entropy")),
            ("linear_layer", Some("linear")),
            ("x", None),
            ("transformer", None),
        ] {
            assert_eq!(suggest(written, layers.into_iter()), meant, "{written}");
        }
    }
}
