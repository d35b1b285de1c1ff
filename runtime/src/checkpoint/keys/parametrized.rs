//! PyTorch's names of what a weight is made of.

/// What they are called by `parametrizations`, and before these; and what here.
const PARTS: [(&str, &str); 6] = [
    ("parametrizations.weight.original0", "weight_g"),
    ("parametrizations.weight.original1", "weight_v"),
    ("parametrizations.weight.original", "weight"),
    ("parametrizations.weight.0._u", "running_u"),
    ("parametrizations.weight.0._v", "running_v"),
    ("weight_orig", "weight"),
];

/// Our name of a variable that a weight is made of: `fc.parametrizations.weight.original0` is `fc.weight_g`.
pub(super) fn torch(name: &str) -> Option<String> {
    PARTS.iter().find_map(|(theirs, ours)| {
        let layer = name.strip_suffix(theirs)?;
        (layer.is_empty() || layer.ends_with('.')).then(|| format!("{layer}{ours}"))
    })
}

#[cfg(test)]
mod tests {
    use super::torch;

    #[test]
    fn parts_belong_to_their_layer() {
        for (theirs, ours) in [
            ("conv.0.parametrizations.weight.original0", Some("conv.0.weight_g")),
            ("parametrizations.weight.original1", Some("weight_v")),
            ("fc.parametrizations.weight.original", Some("fc.weight")),
            ("fc.parametrizations.weight.0._u", Some("fc.running_u")),
            ("fc.parametrizations.weight.0._v", Some("fc.running_v")),
            ("fc.weight_orig", Some("fc.weight")),
            ("fc.my_weight_orig", None),
            ("fc.weight", None),
            ("fc.parametrizations.bias.original", None),
        ] {
            assert_eq!(torch(theirs).as_deref(), ours, "{theirs}");
        }
    }
}
