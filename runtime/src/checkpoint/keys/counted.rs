//! Names that PyTorch's `Sequential` has given: numbers, which ours are not.

/// A convolution and the batch norm behind it.
pub(super) fn conv_bn(layer: &str) -> Option<&'static str> {
    match layer {
        "0" => Some("conv"),
        "1" => Some("bn"),
        _ => None,
    }
}

/// A block of a stage that has a first one and a repetition of others.
pub(super) fn first_or_rest(block: &str) -> Option<String> {
    Some(match block.parse::<usize>().ok()?.checked_sub(1) {
        None => "first".to_owned(),
        Some(rest) => format!("rest.{rest}"),
    })
}
