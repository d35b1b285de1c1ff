//! Which known name a misspelt one was meant to be.

/// The candidate that is fewest edits away from `name`, if it is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = name.chars().count().div_ceil(3).min(3);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance: insertions, deletions and substitutions.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (deleted, have) in from.chars().enumerate() {
        let mut left = deleted + 1;
        let mut next = vec![left];
        for ((want, above), diagonal) in to.chars().zip(row.iter().skip(1)).zip(&row) {
            left = (diagonal + usize::from(have != want)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let words = ["scope", "reuse", "loss", "network"];
        assert_eq!(nearest("scop", words), Some("scope"));
        assert_eq!(nearest("resue", words), Some("reuse"));
        assert_eq!(nearest("los", words), Some("loss"));
        assert_eq!(nearest("netwrok", words), Some("network"));
    }

    #[test]
    fn keeps_quiet_about_strangers() {
        assert_eq!(nearest("image", ["scope", "reuse", "loss"]), None);
        assert_eq!(nearest("", ["scope"]), None);
        assert_eq!(nearest("activation", ["dilation"]), None);
    }
}
