//! What keeps a file from fitting a network, and what could be done about it.

use std::collections::BTreeMap;

use super::found::Found;
use super::keys::{dotted, suggested};
use super::mismatch::Difference;
use crate::nearest::nearest;

/// Finds everything in which a file differs from what a network expects.
pub(super) fn compare(
    found: &BTreeMap<String, Found<'_>>,
    expected: &BTreeMap<String, Vec<usize>>,
    differences: &mut Vec<Difference>,
) {
    let rows = |name: &str| expected.get(name)?.first().copied();
    // Only what found no partner, and could be one by its size, is worth suggesting.
    let unexpected: Vec<(&String, Vec<usize>)> = found
        .iter()
        .filter(|(name, _)| !expected.contains_key(*name))
        .map(|(name, found)| (name, found.shape(rows)))
        .collect();
    let missing: Vec<(&String, Vec<usize>)> = expected
        .iter()
        .filter(|(name, _)| !found.contains_key(*name))
        .map(|(name, shape)| (name, shape.clone()))
        .collect();
    let near = |name: &str, shape: &[usize], among: &[(&String, Vec<usize>)]| {
        let partners = among.iter().filter(|(_, other)| size(other) == size(shape));
        nearest(name, partners.map(|(name, _)| name.replace('.', "/"))).map(|near| near.replace('/', "."))
    };
    for (name, shape) in expected {
        let Some(own) = found.get(name) else {
            let nearest = near(name, shape, &unexpected);
            let nearest = nearest.and_then(|nearest| found.get(&nearest)).map(|found| found.key().to_owned());
            differences.push(Difference::Missing { name: name.clone(), shape: shape.clone(), nearest });
            continue;
        };
        let (in_file, missing) = (own.shape(rows), own.missing());
        let same = in_file == *shape
            || without_ones(&in_file).eq(without_ones(shape))
            || (own.may_be_flattened() && in_file.first() == shape.first() && size(&in_file) == size(shape));
        if !missing.is_empty() {
            differences.push(Difference::Incomplete { name: name.clone(), missing });
        } else if !same {
            differences.push(Difference::Shape { name: name.clone(), found: in_file, expected: shape.clone() });
        } else if let Some(found) = own.wrong_type() {
            differences.push(Difference::Type { name: name.clone(), found });
        }
    }
    for (name, shape) in &unexpected {
        let (key, nearest) = (found[*name].key().to_owned(), near(name, shape, &missing));
        differences.push(Difference::Unexpected { key, name: (*name).clone(), shape: shape.clone(), nearest });
    }
}

/// The setting of keys after which most differences would be gone, if there is one for several.
pub(super) fn hint(differences: &[Difference]) -> Option<String> {
    let missing = differences.iter().filter_map(|difference| match difference {
        Difference::Missing { name, shape, .. } => Some((name, shape)),
        _ => None,
    });
    let unexpected = differences.iter().filter_map(|difference| match difference {
        Difference::Unexpected { name, shape, .. } => Some((name, shape)),
        _ => None,
    });
    let pairs = missing.clone().flat_map(|missing| unexpected.clone().map(move |unexpected| (missing, unexpected)));
    let alike = pairs.filter(|((_, expected), (_, found))| without_ones(expected).eq(without_ones(found)));
    let mut renamings = BTreeMap::<(&str, &str), usize>::new();
    for renaming in alike.filter_map(|((expected, _), (found, _))| renaming(found, expected)) {
        *renamings.entry(renaming).or_default() += 1;
    }
    let most = renamings.into_iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count);
    let renamed = most.map(|((from, to), count)| {
        let setting = if to.is_empty() { format!("strip({from:?})") } else { format!("rename({from:?}, {to:?})") };
        (count, format!("{count} of the variables are found by `.{setting}` on the keys"))
    });
    if let Some((_, renamed)) = renamed.as_ref().filter(|(count, _)| 2 * count >= missing.clone().count()) {
        return Some(renamed.clone());
    }
    // What has been given another name already, was known.
    let untouched = differences.iter().filter_map(|difference| match difference {
        Difference::Unexpected { key, name, .. } if dotted(key) == *name => Some(name.as_str()),
        _ => None,
    });
    if let Some(help) = suggested(untouched).or(renamed.map(|(_, renamed)| renamed)) {
        return Some(help);
    }
    let turned = differences.iter().find_map(|difference| match difference {
        Difference::Shape { name, found, expected } if found.len() == 2 && found.iter().rev().eq(expected) => {
            Some(name)
        }
        _ => None,
    });
    turned.map(|name| format!("`{name}` fits the other way round: see `Keys::transpose` and `Keys::slim`"))
}

/// From what to what the beginnings of two names differ, if they end alike.
fn renaming<'n>(found: &'n str, expected: &'n str) -> Option<(&'n str, &'n str)> {
    let parts = found.rsplit('.').zip(expected.rsplit('.'));
    let alike: usize = parts.take_while(|(found, expected)| found == expected).map(|(part, _)| part.len() + 1).sum();
    let beginning = |name: &'n str| &name[..(name.len() + 1).saturating_sub(alike).saturating_sub(1)];
    (alike > 0).then(|| (beginning(found), beginning(expected)))
}

fn size(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// A 1×1 convolution has the elements of a linear layer, in their order.
fn without_ones(shape: &[usize]) -> impl Iterator<Item = &usize> {
    shape.iter().filter(|size| **size != 1)
}
