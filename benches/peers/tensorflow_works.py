#!/usr/bin/env python3
"""The works in TensorFlow, as functions of its graph or compiled by XLA; images have their channels last."""

import argparse
import math
import os
import sys

import timing

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
try:
    import tensorflow as tf
    from tensorflow.keras import Sequential, layers
except ImportError:
    sys.exit("TensorFlow is missing: pip install tensorflow-cpu")

compiles = False


def begin(options: argparse.Namespace) -> None:
    global compiles
    compiles = options.mode == "xla"
    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(timing.SEED)


def ready(function):
    return tf.function(function, jit_compile=compiles)


def classification_step(net, images, labels):
    """Forward, cross entropy, backward and Adam, with the loss read as a number."""
    optimizer = tf.keras.optimizers.Adam(1e-3)
    optimizer.build(net.trainable_variables)

    def step(images, labels):
        with tf.GradientTape() as tape:
            logits = net(images, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        gradients = tape.gradient(loss, net.trainable_variables)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))
        return loss

    step = ready(step)
    return lambda: float(step(images, labels))


def inference_of(net, images):
    forward = ready(lambda images: net(images, training=False))
    return lambda: forward(images).numpy()


def gradients_of(loss, *inputs):
    """A loss and its gradients."""

    def both(*inputs):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            value = loss(*inputs)
        return tape.gradient(value, [*inputs, *tape.watched_variables()])

    both = ready(both)
    return lambda: both(*inputs)[0].numpy()


def labels(batch):
    return tf.range(batch) % 10


def mlp():
    net = Sequential([layers.Dense(512, "relu"), layers.Dense(512, "relu"), layers.Dense(10)])
    net.build((None, 784))
    return classification_step(net, tf.random.normal((128, 784)), labels(128))


def conv_bn(channels, kernel=3, stride=1, bias=True):
    padded = [layers.ZeroPadding2D(kernel // 2)] if kernel > 1 else []
    return [*padded, layers.Conv2D(channels, kernel, stride, use_bias=bias), layers.BatchNormalization()]


def cnn():
    stages = [conv_bn(32), [layers.ReLU()], conv_bn(64, stride=2), [layers.ReLU()], conv_bn(128, stride=2)]
    net = Sequential([*sum(stages, []), layers.ReLU(), layers.GlobalAveragePooling2D(), layers.Dense(10)])
    net.build((None, 32, 32, 3))
    return net


def cnn_step(batch):
    return classification_step(cnn(), tf.random.normal((batch, 32, 32, 3)), labels(batch))


def cnn_inference(batch):
    return inference_of(cnn(), tf.random.normal((batch, 32, 32, 3)))


def resnet18():
    def block(x, channels, stride):
        shortcut = x
        if stride > 1:
            for layer in conv_bn(channels, 1, stride, bias=False):
                shortcut = layer(shortcut)
        for layer in [*conv_bn(channels, 3, stride, bias=False), layers.ReLU(), *conv_bn(channels, bias=False)]:
            x = layer(x)
        return layers.ReLU()(x + shortcut)

    image = x = tf.keras.Input((32, 32, 3))
    for layer in [*conv_bn(64, bias=False), layers.ReLU()]:
        x = layer(x)
    for channels in (64, 128, 256, 512):
        x = block(block(x, channels, 1 if channels == 64 else 2), channels, 1)
    net = tf.keras.Model(image, layers.Dense(10)(layers.GlobalAveragePooling2D()(x)))
    return classification_step(net, tf.random.normal((16, 32, 32, 3)), labels(16))


def convolution():
    conv = layers.Conv2D(64, 3, padding="same")
    conv.build((8, 56, 56, 64))
    return conv, tf.random.normal((8, 56, 56, 64))


def conv_forward():
    conv, image = convolution()
    forward = ready(conv)
    return lambda: forward(image).numpy()


def conv_forward_backward():
    conv, image = convolution()
    return gradients_of(lambda image: tf.reduce_sum(conv(image)), image)


def warp():
    """A bilinear warp by four gathers, borders clamped."""
    size = 224
    image, flow = tf.random.normal((4, size, size, 3)), tf.random.normal((4, size, size, 2))
    pixels = tf.stack(tf.meshgrid(tf.range(float(size)), tf.range(float(size))), axis=-1)

    def summed(image, flow):
        at = tf.clip_by_value(pixels + flow, 0.0, size - 1.0)
        corner = tf.minimum(tf.floor(at), size - 2.0)
        x, y = tf.split(at - corner, 2, axis=-1)
        column, row = tf.unstack(tf.cast(corner, tf.int32), axis=-1)
        pixel = lambda dy, dx: tf.gather_nd(image, tf.stack([row + dy, column + dx], -1), batch_dims=1)
        above = pixel(0, 0) * (1 - x) + pixel(0, 1) * x
        below = pixel(1, 0) * (1 - x) + pixel(1, 1) * x
        return tf.reduce_sum(above * (1 - y) + below * y)

    return gradients_of(summed, image, flow)


def focal():
    logits, classes = tf.random.normal((4096, 100)), tf.range(4096) % 100

    def loss(logits):
        log_p = tf.gather(tf.nn.log_softmax(logits), classes, batch_dims=1)
        return -tf.reduce_mean((1 - tf.exp(log_p)) ** 2 * tf.maximum(log_p, math.log(1e-10)))

    return gradients_of(loss, logits)


WORKS = {
    "conv2d_forward": conv_forward,
    "conv2d_forward_backward": conv_forward_backward,
    "cnn_training_step": lambda: cnn_step(32),
    "cnn_training_step_64": lambda: cnn_step(64),
    "cnn_training_step_64_towers": lambda: cnn_step(64),
    "cnn_inference": lambda: cnn_inference(32),
    "cnn_inference_1": lambda: cnn_inference(1),
    "resnet18_training_step": resnet18,
    "mlp_training_step": mlp,
    "warp_forward_backward": warp,
    "softmax_focal_forward_backward": focal,
}

if __name__ == "__main__":
    timing.main("TensorFlow", WORKS, ["graph", "xla"], begin)
