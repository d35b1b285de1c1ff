//! Patterns of names: `layer*.*.bn1`, and `**` for any number of parts.

/// What stands for the stars of a pattern in a name, and what is left of the name behind it, if it begins so.
pub(super) fn fit(pattern: &str, name: &str) -> Option<(Vec<String>, String)> {
    let (pattern, name): (Vec<&str>, Vec<&str>) = (parts(pattern).collect(), parts(name).collect());
    let mut stars = Vec::new();
    let rest = parts_fit(&pattern, &name, &mut stars)?;
    Some((stars, rest.join(".")))
}

/// A name with these instead of the stars of a pattern, in their order. A star too many stays.
pub(super) fn fill(pattern: &str, stars: &[String]) -> String {
    let mut stars = stars.iter();
    let mut filled = String::new();
    let mut left = pattern;
    while let Some(at) = left.find('*') {
        filled += &left[..at];
        left = left[at..].strip_prefix("**").unwrap_or(&left[at + 1..]);
        filled += stars.next().map_or("*", String::as_str);
    }
    filled += left;
    // Two stars may stand for nothing.
    parts(&filled).collect::<Vec<_>>().join(".")
}

fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split('.').filter(|part| !part.is_empty())
}

/// The parts behind those that fit a pattern.
fn parts_fit<'n>(pattern: &[&str], name: &'n [&'n str], stars: &mut Vec<String>) -> Option<&'n [&'n str]> {
    let Some((first, pattern)) = pattern.split_first() else { return Some(name) };
    let before = stars.len();
    if *first == "**" {
        return (0..=name.len()).find_map(|end| {
            stars.truncate(before);
            stars.push(name[..end].join("."));
            parts_fit(pattern, &name[end..], stars)
        });
    }
    let (part, name) = name.split_first()?;
    part_fits(first, part, stars).then(|| parts_fit(pattern, name, stars)).flatten()
}

/// Whether a pattern is of all of a part.
fn part_fits(pattern: &str, part: &str, stars: &mut Vec<String>) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == part };
    let Some(part) = part.strip_prefix(head) else { return false };
    let before = stars.len();
    (0..=part.len()).filter(|end| part.is_char_boundary(*end)).any(|end| {
        stars.truncate(before);
        stars.push(part[..end].to_owned());
        part_fits(tail, &part[end..], stars)
    })
}

#[cfg(test)]
mod tests {
    use super::{fill, fit};

    fn renamed(from: &str, to: &str, name: &str) -> Option<String> {
        fit(from, name).map(|(stars, rest)| format!("{} + {rest}", fill(to, &stars)))
    }

    #[test]
    fn stars_stand_for_parts_of_a_name() {
        for (from, to, name, expected) in [
            ("fc", "head", "fc.weight", Some("head + weight")),
            ("fc", "head", "fc2.weight", None),
            ("layer*.*.bn1", "stage*.*.norm", "layer2.0.bn1.weight", Some("stage2.0.norm + weight")),
            ("layer*.*.bn1", "stage*.*.norm", "layer2.bn1.weight", None),
            ("*_proj", "*", "q_proj.bias", Some("q + bias")),
            ("*a*", "*-*", "banana", Some("b-nana + ")),
            ("*na", "*", "banana", Some("bana + ")),
            ("**.bn*", "**.norm*", "a.b.bn1.weight", Some("a.b.norm1 + weight")),
            ("**.bn*", "**.norm*", "bn1", Some("norm1 + ")),
            ("**.a.**.b", "**.x.**", "a.c.a.b", Some("x.c.a + ")),
            ("**", "new.**", "a.b", Some("new + a.b")),
            ("é*", "*", "éß.weight", Some("ß + weight")),
            ("a", "*.b", "a.c", Some("*.b + c")),
            ("*.*", "*", "a.b.c", Some("a + c")),
        ] {
            assert_eq!(renamed(from, to, name).as_deref(), expected, "{from} in {name}");
        }
    }
}
