//! The names of the layers of ResNets ([He et al. 2016](https://arxiv.org/abs/1512.03385)).

/// From a key of torchvision, which counts the blocks of a stage, to the name in a network whose stages have a first block, from
/// that of a number on.
pub(super) fn torchvision(key: &str, first_widening: usize) -> Option<String> {
    let (stage, rest) = key.strip_prefix("layer")?.split_once('.')?;
    let (block, rest) = rest.split_once('.')?;
    let block: usize = block.parse().ok()?;
    let block = match (stage.parse::<usize>().ok()? >= first_widening, block) {
        (false, block) => block.to_string(),
        (true, 0) => "first".to_owned(),
        (true, block) => format!("rest.{}", block - 1),
    };
    let rest = rest.replace("downsample.0", "downsample.conv").replace("downsample.1", "downsample.bn");
    Some(format!("layer{stage}.{block}.{rest}"))
}
