//! What sequences, images and volumes are called: channels over one, two or three axes.

/// With its article: `an image`.
pub(super) fn noun(axes: usize) -> &'static str {
    match axes {
        1 => "a sequence",
        2 => "an image",
        _ => "a volume",
    }
}

/// `[channels, height, width]`
pub(super) fn shape(axes: usize) -> &'static str {
    match axes {
        1 => "[channels, length]",
        2 => "[channels, height, width]",
        _ => "[channels, depth, height, width]",
    }
}

/// What follows a size along one of the axes: `3 high`.
pub(super) fn adjective(axes: usize, axis: usize) -> &'static str {
    match (axes, axes.saturating_sub(axis)) {
        (1, _) => "long",
        (_, 1) => "wide",
        (_, 2) => "high",
        _ => "deep",
    }
}
