"""Writes what the import of other libraries' files is tested with.

    python make.py            (PyTorch 2, torchvision, timm, transformers, numpy and safetensors; CPU; half a minute)

`keys/<network>.txt`         each key that the full-size network's file has, and its shape; for most, no weights are needed
`<network>.safetensors`      a small network as its library saves it, with random weights; there is none of Inception v3 and of
                             r3d_18, whose widths torchvision has written out
`<network>.out.safetensors`  what the library computes with it, in f32

Weights and inputs are computed from names as in `../networks/make.py`.
"""

import sys
import tempfile
from pathlib import Path
from unittest import mock

import timm
import torch
import transformers
from safetensors.torch import save_file
from timm.models.convnext import ConvNeXt
from timm.models import efficientnet as timm_efficientnet
from timm.models._efficientnet_builder import decode_arch_def
from timm.models.vision_transformer import VisionTransformer
from torch import nn
from torchvision import models
from torchvision.models.convnext import CNBlockConfig
from torchvision.models.efficientnet import MBConvConfig

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "networks"))
from make import fill, uniform  # noqa: E402
from make_transformers import tokens  # noqa: E402

IMAGE = uniform("image", (1, 3, 32, 32)).float()
PLACES = torch.arange(16)[None]


def bert(**sizes):
    return transformers.BertConfig(hidden_act="gelu", attn_implementation="eager", **sizes)


TINY_BERT = {
    "vocab_size": 100,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "max_position_embeddings": 16,
}


def llama(**sizes):
    rope = {"rope_type": "default", "rope_theta": 500_000.0}
    return transformers.LlamaConfig(rms_norm_eps=1e-5, rope_parameters=rope, attn_implementation="eager", **sizes)


def vit(**sizes):
    return transformers.ViTConfig(layer_norm_eps=1e-6, attn_implementation="eager", **sizes)


def full():
    """The networks of full size, without weights."""
    return {
        "torchvision_convnext_tiny": models.convnext_tiny(),
        "torchvision_efficientnet_b0": models.efficientnet_b0(),
        "torchvision_shufflenet_v2": models.shufflenet_v2_x1_0(),
        "torchvision_inception_v3": models.inception_v3(init_weights=False),
        "torchvision_densenet121": models.densenet121(),
        "torchvision_vit_b_16": models.vit_b_16(),
        "torchvision_r3d_18": models.video.r3d_18(),
        "torchvision_resnet18": models.resnet18(),
        "torchvision_resnet50": models.resnet50(),
        "torchvision_mobilenet_v2": models.mobilenet_v2(),
        "torchvision_vgg19": models.vgg19(),
        "timm_resnet18": timm.create_model("resnet18"),
        "timm_resnet50": timm.create_model("resnet50"),
        "timm_densenet121": timm.create_model("densenet121"),
        "timm_vit_base_patch16_224": timm.create_model("vit_base_patch16_224"),
        "timm_convnext_tiny": timm.create_model("convnext_tiny"),
        "timm_efficientnet_b0": timm.create_model("efficientnet_b0"),
        "hugging_face_bert_base": transformers.BertForPreTraining(bert(vocab_size=30_522)),
        "hugging_face_gpt2": transformers.GPT2LMHeadModel(transformers.GPT2Config()),
        "hugging_face_vit_base": transformers.ViTForImageClassification(vit(num_labels=1000)),
        "hugging_face_llama3_8b": transformers.LlamaForCausalLM(
            llama(
                vocab_size=128_256,
                hidden_size=4096,
                num_hidden_layers=32,
                num_attention_heads=32,
                num_key_value_heads=8,
                intermediate_size=14_336,
            )
        ),
    }


def tiny():
    """Small ones, how each is saved, its inputs, and what is taken of its output."""
    image = {"args": (IMAGE,)}
    text = {"input_ids": tokens(16, 100)}
    # Of each stage: the growth inside, the kernel, the stride, the channels that come in and go out, and the blocks.
    stages = [(1, 3, 1, 8, 16, 1), (6, 3, 2, 16, 8, 2), (6, 5, 2, 8, 8, 2), (6, 3, 2, 8, 8, 2)]
    stages += [(6, 5, 1, 8, 16, 2), (6, 5, 2, 16, 16, 2), (6, 3, 1, 16, 24, 1)]
    blocks = [
        [f"{'ir' if grown > 1 else 'ds'}_r{count}_k{kernel}_s{stride}_e{grown}_c{channels}_se0.25"]
        for grown, kernel, stride, _, channels, count in stages
    ]
    convnext = [CNBlockConfig(8, 16, 2), CNBlockConfig(16, 24, 1), CNBlockConfig(24, 32, 2), CNBlockConfig(32, None, 1)]
    return {
        "torchvision_convnext": (models.ConvNeXt(convnext, layer_scale=0.5, num_classes=10), image),
        "timm_convnext": (
            ConvNeXt(num_classes=10, depths=(2, 1, 2, 1), dims=(8, 16, 24, 32), ls_init_value=0.5),
            image,
        ),
        "torchvision_efficientnet": (
            models.EfficientNet([MBConvConfig(*stage) for stage in stages], 0.2, num_classes=10, last_channel=32),
            image,
        ),
        "timm_efficientnet": (
            timm_efficientnet.EfficientNet(
                decode_arch_def(blocks), num_classes=10, num_features=32, stem_size=8, round_chs_fn=int, act_layer=nn.SiLU
            ),
            image,
        ),
        "torchvision_shufflenet_v2": (models.ShuffleNetV2([2, 2, 2], [8, 16, 24, 32, 40], num_classes=10), image),
        "torchvision_densenet": (models.DenseNet(4, (2, 3, 2, 2), 8, 4, num_classes=10), image),
        "torchvision_vit": (models.VisionTransformer(32, 8, 2, 4, 48, 192, num_classes=10), image),
        "timm_vit": (VisionTransformer(32, 8, num_classes=10, embed_dim=48, depth=2, num_heads=4), image),
        "hugging_face_bert": (
            transformers.BertModel(bert(**TINY_BERT)),
            {**text, "token_type_ids": (PLACES >= 8).long(), "attention_mask": (PLACES < 11).float()},
        ),
        "hugging_face_gpt2": (
            transformers.GPT2LMHeadModel(
                transformers.GPT2Config(
                    vocab_size=100, n_embd=32, n_layer=2, n_head=4, n_positions=16, bos_token_id=0, eos_token_id=0
                )
            ),
            text,
        ),
        "hugging_face_vit": (
            transformers.ViTForImageClassification(
                vit(
                    image_size=32,
                    patch_size=8,
                    hidden_size=48,
                    num_hidden_layers=2,
                    num_attention_heads=4,
                    intermediate_size=192,
                    num_labels=10,
                )
            ),
            {"pixel_values": IMAGE},
        ),
        "hugging_face_llama": (
            transformers.LlamaForCausalLM(
                llama(
                    vocab_size=100,
                    hidden_size=32,
                    num_hidden_layers=2,
                    num_attention_heads=4,
                    num_key_value_heads=2,
                    intermediate_size=56,
                )
            ),
            text,
        ),
    }


def find_statistics(net):
    """Gives batch norm the statistics of some pictures: without, little of a picture would come through so many layers."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    if norms:
        torch.manual_seed(0)
        net.train()(uniform("images", (16, 3, 32, 32)).float())


def save(net, file):
    """As its library does: Hugging Face's have a function for it, and change names on the way."""
    if not isinstance(net, transformers.PreTrainedModel):
        save_file(net.state_dict(), file)
        return
    with tempfile.TemporaryDirectory() as folder:
        net.save_pretrained(folder)
        file.write_bytes((Path(folder) / "model.safetensors").read_bytes())


def keys(net):
    """What is in the file of a network, which has no weights: Hugging Face's is asked as it is about to be written."""
    tensors = net.state_dict()
    if isinstance(net, transformers.PreTrainedModel):
        with tempfile.TemporaryDirectory() as folder, mock.patch("transformers.modeling_utils.safe_save_file") as write:
            net.save_pretrained(folder, max_shard_size="200GB")
        tensors = write.call_args.args[0]
    return {key: tuple(tensor.shape) for key, tensor in tensors.items()}


def main():
    for name, (net, inputs) in tiny().items():
        with torch.no_grad():
            for key, tensor in net.state_dict().items():
                if tensor.is_floating_point():
                    fill(key, tensor[0] if tensor.dim() == 3 and len(tensor) == 1 else tensor)
            find_statistics(net)
            inputs = dict(inputs)
            output = net.eval()(*inputs.pop("args", ()), **inputs)
        if hasattr(output, "pooler_output"):
            kept = {"hidden": output.last_hidden_state, "pooled": output.pooler_output}
        else:
            kept = {"output": getattr(output, "logits", output)}
        save(net, HERE / f"{name}.safetensors")
        save_file({key: value.flatten() for key, value in kept.items()}, HERE / f"{name}.out.safetensors")
        size = (HERE / f"{name}.safetensors").stat().st_size
        print(name, size, {key: (tuple(value.shape), float(value.abs().max())) for key, value in kept.items()})
    with torch.device("meta"):
        networks = full()
    for name, net in networks.items():
        lines = (" ".join([key, *map(str, shape)]) for key, shape in keys(net).items())
        (HERE / "keys" / f"{name}.txt").write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
