//! PyTorch's names of the variables of recurrent layers, which have the number of the layer in them.

/// Our name of a variable of a recurrent layer by the last part of PyTorch's: `weight_ih_l0`, `bias_hh_l2_reverse`.
pub(super) fn torch(name: &str) -> Option<String> {
    let (forward, reverse) = match name.strip_suffix("_reverse") {
        Some(forward) => (forward, "_reverse"),
        None => (name, ""),
    };
    let (variable, layer) = forward.rsplit_once("_l")?;
    if !["weight_ih", "weight_hh", "bias_ih", "bias_hh"].contains(&variable) {
        return None;
    }
    let layer: usize = layer.parse().ok()?;
    Some(match layer.checked_sub(1) {
        None => format!("{variable}{reverse}"),
        Some(upper) => format!("upper.{upper}.{variable}{reverse}"),
    })
}

#[cfg(test)]
mod tests {
    use super::torch;

    #[test]
    fn layers_above_the_first_are_counted_from_there() {
        for (theirs, ours) in [
            ("weight_ih_l0", Some("weight_ih")),
            ("bias_hh_l0_reverse", Some("bias_hh_reverse")),
            ("weight_hh_l12", Some("upper.11.weight_hh")),
            ("bias_ih_l1_reverse", Some("upper.0.bias_ih_reverse")),
            ("weight_hr_l0", None),
            ("weight_ih_lx", None),
            ("weight_ih", None),
            ("weight", None),
        ] {
            assert_eq!(torch(theirs).as_deref(), ours, "{theirs}");
        }
    }
}
