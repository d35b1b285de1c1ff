//! Whose keys those of a file are.

use super::pattern::fit;

/// A key that no other library's network has, whose it is, and the function that knows its names.
const KNOWN: [(&str, &str, &str); 17] = [
    ("**.attention.self.query", "Hugging Face's BERT", "hugging_face_bert"),
    ("**.attention.attention.query", "Hugging Face's vision transformers", "hugging_face_vit"),
    ("**.attn.c_attn", "Hugging Face's GPT-2", "hugging_face_gpt2"),
    ("**.self_attn.q_proj", "Hugging Face's Llama", "hugging_face_llama"),
    ("encoder.layers.encoder_layer_*", "torchvision's vision transformers", "torchvision_vit"),
    ("**.layer_scale", "torchvision's ConvNeXt", "torchvision_convnext"),
    ("features.*.*.block.*.fc1", "torchvision's EfficientNets", "torchvision_efficientnet"),
    ("stage*.*.branch2", "torchvision's ShuffleNetV2", "torchvision_shufflenet_v2"),
    ("Mixed_5b", "torchvision's Inception v3", "torchvision_inception_v3"),
    ("features.denseblock1", "torchvision's DenseNets", "torchvision_densenet"),
    ("features.*.conv.0.0", "torchvision's MobileNetV2", "torchvision_mobilenet_v2"),
    ("layer*.*.conv1.0", "torchvision's ResNet-18 of films", "torchvision_video_resnet18"),
    ("blocks.*.attn.qkv", "timm's vision transformers", "timm_vit"),
    ("stages.*.blocks.*.conv_dw", "timm's ConvNeXt", "timm_convnext"),
    ("blocks.*.*.conv_dw", "timm's EfficientNets", "timm_efficientnet"),
    ("vgg_19.conv1.conv1_1", "TF-slim's VGG-19", "slim_vgg19"),
    ("**.kernel", "Keras", "keras"),
];

/// What to write for a file that has these keys, as far as one of them tells.
pub(in crate::checkpoint) fn suggested<'k>(keys: impl Iterator<Item = &'k str>) -> Option<String> {
    let known = |key| KNOWN.iter().find(|(pattern, ..)| fit(pattern, key).is_some());
    let (_, library, function) = keys.filter_map(known).next()?;
    Some(format!("these keys are those of {library}: `.keys(Keys::{function}())`"))
}
