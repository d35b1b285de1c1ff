"""Which file has a work in PyTorch."""

PYTORCH = {
    "conv2d_forward": "conv2d.py",
    "conv2d_forward_backward": "conv2d.py",
    "conv_transpose2d_forward_backward": "layers.py",
    "upsample_forward_backward": "layers.py",
    "layer_norm_forward_backward": "layers.py",
    "attention_forward_backward": "layers.py",
    "cnn_training_step": "cnn.py",
    "cnn_training_step_64": "cnn.py",
    "cnn_training_step_64_towers": "cnn.py",
    "cnn_inference": "cnn.py",
    "cnn_inference_1": "cnn.py",
    "resnet18_training_step": "resnet18.py",
    "mobilenet_v2_inference": "mobilenet_v2.py",
    "mlp_training_step": "mlp.py",
    "warp_forward_backward": "warp.py",
    "softmax_focal_forward_backward": "focal.py",
    "flow_training_step": "flow.py",
    "adam_step": "optimizer.py",
    "sgd_step": "optimizer.py",
    "lstm_forward_backward": "recurrent.py",
    "gru_forward_backward": "recurrent.py",
    "lstm_tagger_training_step": "recurrent.py",
    "lstm_scan_forward_backward": "recurrent.py",
    "writer_training_step": "recurrent.py",
    "vit_tiny_training_step": "vit.py",
    "perceptual_forward_backward": "perceptual.py",
    "perceptual_cut_forward_backward": "perceptual.py",
}

# Those that a GPU alone is timed on.
FOR_GPUS = {
    "resnet50_training_step": "resnet50.py",
    "resnet50_training_step_bf16": "resnet50.py",
    "cnn_training_step_bf16": "cnn.py",
    "mlp_training_step_bf16": "mlp.py",
    "resnet18_training_step_bf16": "resnet18.py",
    "vit_tiny_training_step_bf16": "vit.py",
}
