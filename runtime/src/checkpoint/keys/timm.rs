//! The names of the layers of the networks of timm, where they are not those of torchvision.

use super::Keys;
use super::counted::first_or_rest;

impl Keys {
    /// The keys of timm's vision transformers (`blocks.0.attn.qkv.weight`), for the same network as [`Keys::torchvision_vit`].
    pub fn timm_vit() -> Self {
        Self::torch().renames(&VIT)
    }

    /// The keys of timm's ConvNeXt (`stages.0.blocks.0.mlp.fc1.weight`), for the same network as [`Keys::torchvision_convnext`].
    pub fn timm_convnext() -> Self {
        Self::torch().rename_with(convnext)
    }

    /// The keys of timm's EfficientNets (`blocks.1.0.conv_pw.weight`), for the same network as [`Keys::torchvision_efficientnet`].
    pub fn timm_efficientnet() -> Self {
        Self::torch().rename_with(efficientnet)
    }
}

const VIT: [(&str, &str); 11] = [
    ("cls_token", "token.value"),
    ("pos_embed", "positions.value"),
    ("patch_embed.proj", "patch"),
    ("blocks.*.norm1", "layer.*.ln_1"),
    ("blocks.*.attn.qkv.weight", "layer.*.attn.in_proj_weight"),
    ("blocks.*.attn.qkv.bias", "layer.*.attn.in_proj_bias"),
    ("blocks.*.attn.proj", "layer.*.attn.out_proj"),
    ("blocks.*.norm2", "layer.*.ln_2"),
    ("blocks.*.mlp.fc1", "layer.*.up"),
    ("blocks.*.mlp.fc2", "layer.*.down"),
    ("norm", "ln"),
];

fn convnext(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    let stage = |stage: &str| Some(stage.parse::<usize>().ok()? + 1);
    Some(match *parts {
        ["stem", "0", variable] => format!("stem.{variable}"),
        ["stem", "1", variable] => format!("stem_norm.{variable}"),
        ["stages", number, "downsample", "0", variable] => format!("down{}.norm.{variable}", stage(number)?),
        ["stages", number, "downsample", "1", variable] => format!("down{}.conv.{variable}", stage(number)?),
        ["stages", number, "blocks", block, ref inside @ ..] => {
            let layer = match *inside {
                ["conv_dw", variable] => format!("depthwise.{variable}"),
                ["mlp", "fc1", variable] => format!("up.{variable}"),
                ["mlp", "fc2", variable] => format!("down.{variable}"),
                ["gamma"] => "gamma.weight".to_owned(),
                _ => inside.join("."),
            };
            format!("stage{}.{block}.{layer}", stage(number)?)
        }
        ["head", layer, variable] => format!("{layer}.{variable}"),
        _ => return None,
    })
}

fn efficientnet(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('.').collect();
    Some(match *parts {
        ["conv_stem", variable] => format!("stem.conv.{variable}"),
        ["bn1", variable] => format!("stem.bn.{variable}"),
        ["conv_head", variable] => format!("head.conv.{variable}"),
        ["bn2", variable] => format!("head.bn.{variable}"),
        ["classifier", variable] => format!("fc.{variable}"),
        // The first stage expands nothing.
        ["blocks", "0", "0", ref inside @ ..] => {
            let layer = match *inside {
                ["conv_dw", variable] => format!("depthwise.conv.{variable}"),
                ["bn1", variable] => format!("depthwise.bn.{variable}"),
                ["conv_pw", variable] => format!("project.conv.{variable}"),
                ["bn2", variable] => format!("project.bn.{variable}"),
                ["se", layer, variable] => format!("{}.{variable}", squeezed(layer)?),
                _ => return None,
            };
            format!("stage1.{layer}")
        }
        ["blocks", stage, block, ref inside @ ..] => {
            let stage = stage.parse::<usize>().ok()? + 1;
            let block = match (stage, first_or_rest(block)?) {
                (7, _) => "stage7".to_owned(),
                (_, block) if block == "first" => format!("stage{stage}.first"),
                (_, block) => format!("stage{stage}.{block}.inverted"),
            };
            let layer = match *inside {
                ["conv_pw", variable] => format!("expand.conv.{variable}"),
                ["bn1", variable] => format!("expand.bn.{variable}"),
                ["conv_dw", variable] => format!("body.depthwise.conv.{variable}"),
                ["bn2", variable] => format!("body.depthwise.bn.{variable}"),
                ["conv_pwl", variable] => format!("body.project.conv.{variable}"),
                ["bn3", variable] => format!("body.project.bn.{variable}"),
                ["se", layer, variable] => format!("body.{}.{variable}", squeezed(layer)?),
                _ => return None,
            };
            format!("{block}.{layer}")
        }
        _ => return None,
    })
}

fn squeezed(layer: &str) -> Option<&'static str> {
    match layer {
        "conv_reduce" => Some("squeeze"),
        "conv_expand" => Some("excite"),
        _ => None,
    }
}
