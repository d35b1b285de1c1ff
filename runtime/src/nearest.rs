//! Which known name a misspelt one was meant to be.

/// The candidate that is fewest edits away from `name`, if it is near enough to be what was meant. A name without its
/// scopes means the first that ends so.
pub(crate) fn nearest(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let name = name.replace('.', "/");
    let allowed = name.chars().count().div_ceil(3).min(4);
    let own = |path: &str| path.rsplit('/').next() == Some(name.as_str());
    let candidates =
        candidates.map(|candidate| (if own(&candidate) { 0 } else { distance(&name, &candidate) }, candidate));
    candidates.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|(_, near)| near)
}

/// The Levenshtein distance: insertions, deletions and substitutions.
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (deleted, have) in from.chars().enumerate() {
        let mut left = deleted + 1;
        let mut next = vec![left];
        for ((index, want), diagonal) in to.chars().enumerate().zip(&row) {
            left = (diagonal + usize::from(have != want)).min(row[index + 1] + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let names = || ["features/conv1", "features/conv2", "fc"].map(str::to_owned).into_iter();
        assert_eq!(nearest("features/conv3", names()).as_deref(), Some("features/conv1"));
        assert_eq!(nearest("feature.conv2", names()).as_deref(), Some("features/conv2"));
        assert_eq!(nearest("conv2", names()).as_deref(), Some("features/conv2"));
        assert_eq!(nearest("encoder", names()), None);
        assert_eq!(nearest("", names()), None);
    }
}
