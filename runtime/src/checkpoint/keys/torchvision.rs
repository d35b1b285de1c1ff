//! The names of the layers of torchvision's networks.

use super::Keys;
use super::counted::{conv_bn, first_or_rest};

impl Keys {
    /// The keys of torchvision's ConvNeXt (`features.1.0.block.5.weight`), for a network with `stem` and `stem_norm`, then
    /// `stage1` to `stage4` with `down2` to `down4` between them, and `norm` and `fc` behind. A block has `depthwise`, `norm`, `up`,
    /// `down` and `gamma`.
    pub fn torchvision_convnext() -> Self {
        Self::torch().rename_with(convnext)
    }

    /// The keys of torchvision's EfficientNets (`features.2.0.block.1.0.weight`), for a network with `stem`, `stage1` to `stage7`, `head`
    /// and `fc`. The blocks of a stage are `first` and `rest.0.inverted` and so on; those of `stage1` and `stage7` are the only ones.
    pub fn torchvision_efficientnet() -> Self {
        Self::torch().rename_with(efficientnet)
    }

    /// The keys of torchvision's ShuffleNetV2 (`stage2.0.branch1.2.weight`), for a network with `stem`, `stage2` to `stage4`, `head`
    /// and `fc`, whose stages are `first` and `rest.0` and so on.
    pub fn torchvision_shufflenet_v2() -> Self {
        Self::torch().rename_with(shufflenet)
    }

    /// The keys of torchvision's Inception v3 (`Mixed_6b.branch7x7_1.conv.weight`), for a network with `stem1` to `stem5`, `mixed5b` to
    /// `mixed7c` and `fc`. The classifier on the way, `AuxLogits`, is ignored.
    pub fn torchvision_inception_v3() -> Self {
        Self::torch().renames(&INCEPTION).ignore("AuxLogits")
    }

    /// The keys of torchvision's DenseNets (`features.denseblock2.denselayer7.conv1.weight`), for a network whose blocks repeat a layer:
    /// `block2.layer.6`.
    pub fn torchvision_densenet() -> Self {
        Self::torch().rename_with(densenet)
    }

    /// The keys of torchvision's vision transformers (`encoder.layers.encoder_layer_0.mlp.0.weight`), for a network with `patch`,
    /// `token`, `positions`, `layer.0` and so on, `ln` and `head`. A layer has `ln_1`, `attn`, `ln_2`, `up` and `down`.
    pub fn torchvision_vit() -> Self {
        Self::torch().renames(&VIT)
    }

    /// The keys of torchvision's ResNet-18 of films, `r3d_18` (`layer2.0.conv1.0.weight`), for a network whose stages are a first block
    /// and a repetition, but for `layer1`; what is a convolution with its batch norm has `conv` and `bn`.
    pub fn torchvision_video_resnet18() -> Self {
        Self::torch().rename_with(video_resnet)
    }
}

/// Liu et al. 2022, <https://arxiv.org/abs/2201.03545>.
fn convnext(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["features", "0", "0", variable] => format!("stem.{variable}"),
        ["features", "0", "1", variable] => format!("stem_norm.{variable}"),
        ["features", place, block, ref inside @ ..] => {
            let place: usize = place.parse().ok()?;
            let stage = place.div_ceil(2);
            match (place % 2, block, inside) {
                (0, "0", [variable]) => format!("down{}.norm.{variable}", stage + 1),
                (0, "1", [variable]) => format!("down{}.conv.{variable}", stage + 1),
                (1, block, ["layer_scale"]) => format!("stage{stage}.{block}.gamma.weight"),
                (1, block, ["block", layer, variable]) => {
                    let layer = match *layer {
                        "0" => "depthwise",
                        "2" => "norm",
                        "3" => "up",
                        "5" => "down",
                        _ => return None,
                    };
                    format!("stage{stage}.{block}.{layer}.{variable}")
                }
                _ => return None,
            }
        }
        ["classifier", "0", variable] => format!("norm.{variable}"),
        ["classifier", "2", variable] => format!("fc.{variable}"),
        _ => return None,
    })
}

/// Tan and Le 2019, <https://arxiv.org/abs/1905.11946>.
fn efficientnet(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["features", "0", layer, variable] => format!("stem.{}.{variable}", conv_bn(layer)?),
        ["features", "8", layer, variable] => format!("head.{}.{variable}", conv_bn(layer)?),
        ["features", "1", "0", "block", ref inside @ ..] => format!("stage1.{}", filtered(inside, 0)?),
        ["features", stage, block, "block", "0", layer, variable] => {
            format!("{}.expand.{}.{variable}", inverted(stage, block)?, conv_bn(layer)?)
        }
        ["features", stage, block, "block", ref inside @ ..] => {
            format!("{}.body.{}", inverted(stage, block)?, filtered(inside, 1)?)
        }
        ["classifier", "1", variable] => format!("fc.{variable}"),
        _ => return None,
    })
}

/// A block of a stage; the last stage has one.
fn inverted(stage: &str, block: &str) -> Option<String> {
    Some(match (stage, first_or_rest(block)?) {
        ("7", _) => "stage7".to_owned(),
        (stage, block) if block == "first" => format!("stage{stage}.first"),
        (stage, block) => format!("stage{stage}.{block}.inverted"),
    })
}

/// What is behind the expansion of a block, counted from a place on.
fn filtered(inside: &[&str], from: usize) -> Option<String> {
    let (place, inside) = inside.split_first()?;
    Some(match (place.parse::<usize>().ok()?.checked_sub(from)?, inside) {
        (0, [layer, variable]) => format!("depthwise.{}.{variable}", conv_bn(layer)?),
        (1, ["fc1", variable]) => format!("squeeze.{variable}"),
        (1, ["fc2", variable]) => format!("excite.{variable}"),
        (2, [layer, variable]) => format!("project.{}.{variable}", conv_bn(layer)?),
        _ => return None,
    })
}

/// Ma et al. 2018, <https://arxiv.org/abs/1807.11164>.
fn shufflenet(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["conv1", layer, variable] => format!("stem.{}.{variable}", conv_bn(layer)?),
        ["conv5", layer, variable] => format!("head.{}.{variable}", conv_bn(layer)?),
        [stage, block, branch, layer, variable] => {
            let layer = match (branch, layer) {
                ("branch1", "0") => "depthwise.conv",
                ("branch1", "1") => "depthwise.bn",
                ("branch1", "2") => "conv.conv",
                ("branch1", "3") => "conv.bn",
                ("branch2", "0") => "branch.conv1.conv",
                ("branch2", "1") => "branch.conv1.bn",
                ("branch2", "3") => "branch.depthwise.conv",
                ("branch2", "4") => "branch.depthwise.bn",
                ("branch2", "5") => "branch.conv2.conv",
                ("branch2", "6") => "branch.conv2.bn",
                _ => return None,
            };
            format!("{stage}.{}.{layer}.{variable}", first_or_rest(block)?)
        }
        _ => return None,
    })
}

/// Szegedy et al. 2016, <https://arxiv.org/abs/1512.00567>.
const INCEPTION: [(&str, &str); 16] = [
    ("Conv2d_1a_3x3", "stem1"),
    ("Conv2d_2a_3x3", "stem2"),
    ("Conv2d_2b_3x3", "stem3"),
    ("Conv2d_3b_1x1", "stem4"),
    ("Conv2d_4a_3x3", "stem5"),
    ("Mixed_*.branch1x1", "mixed*.one"),
    ("Mixed_*.branch_pool", "mixed*.pool"),
    ("Mixed_5*.branch5x5_*", "mixed5*.five_*"),
    ("Mixed_5*.branch3x3dbl_*", "mixed5*.three_*"),
    ("Mixed_6*.branch3x3", "mixed6*.three"),
    ("Mixed_6*.branch3x3dbl_*", "mixed6*.twice_*"),
    ("Mixed_6*.branch7x7_*", "mixed6*.seven_*"),
    ("Mixed_6*.branch7x7dbl_*", "mixed6*.twice_*"),
    ("Mixed_7*.branch7x7x3_*", "mixed7*.seven_*"),
    ("Mixed_7*.branch3x3_*", "mixed7*.three_*"),
    ("Mixed_7*.branch3x3dbl_*", "mixed7*.twice_*"),
];

/// Huang et al. 2017, <https://arxiv.org/abs/1608.06993>.
fn densenet(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["features", "conv0", variable] => format!("conv.{variable}"),
        ["features", "norm0", variable] => format!("norm.{variable}"),
        ["features", "norm5", variable] => format!("last.{variable}"),
        ["classifier", variable] => format!("fc.{variable}"),
        // The files that torchvision offers are older than its names: `denselayer1.norm.1.weight`.
        ["features", block, layer, part, number @ ("1" | "2"), variable] => {
            dense(block, layer, &format!("{part}{number}"), variable)?
        }
        ["features", transition, part, variable] => format!("{transition}.{part}.{variable}"),
        ["features", block, layer, part, variable] => dense(block, layer, part, variable)?,
        _ => return None,
    })
}

/// A layer of a block, both counted from 1 there.
fn dense(block: &str, layer: &str, part: &str, variable: &str) -> Option<String> {
    let block = block.strip_prefix("dense")?;
    let place = layer.strip_prefix("denselayer")?.parse::<usize>().ok()?.checked_sub(1)?;
    Some(format!("{block}.layer.{place}.{part}.{variable}"))
}

/// Dosovitskiy et al. 2021, <https://arxiv.org/abs/2010.11929>. The files that torchvision offers are older than its names of the two
/// linear layers.
const VIT: [(&str, &str); 11] = [
    ("conv_proj", "patch"),
    ("class_token", "token.value"),
    ("encoder.pos_embedding", "positions.value"),
    ("encoder.layers.encoder_layer_*.self_attention", "layer.*.attn"),
    ("encoder.layers.encoder_layer_*.mlp.0", "layer.*.up"),
    ("encoder.layers.encoder_layer_*.mlp.3", "layer.*.down"),
    ("encoder.layers.encoder_layer_*.mlp.linear_1", "layer.*.up"),
    ("encoder.layers.encoder_layer_*.mlp.linear_2", "layer.*.down"),
    ("encoder.layers.encoder_layer_*", "layer.*"),
    ("encoder.ln", "ln"),
    ("heads.head", "head"),
];

/// Tran et al. 2018, <https://arxiv.org/abs/1711.11248>.
fn video_resnet(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["stem", layer, variable] => format!("stem.{}.{variable}", conv_bn(layer)?),
        [stage, block, inside, layer, variable] => {
            let block = if stage == "layer1" { block.to_owned() } else { first_or_rest(block)? };
            format!("{stage}.{block}.{inside}.{}.{variable}", conv_bn(layer)?)
        }
        _ => return None,
    })
}
