"""Writes what the import of Keras' files is tested with.

    python make.py            (Keras 3, PyTorch 2, h5py, numpy and safetensors; CPU; some seconds)

`<model>.keras`, `<model>.weights.h5`, `<model>.h5`   the same model in each of Keras' formats, with random weights
`<model>.out.safetensors`                             its input, with the channels first, and its output
`half.weights.h5`, `fields.weights.h5`                numbers of 16 bits, and a model that is a class of its own
`before.h5`                                           weights alone, as they were saved before Keras 3
`reset_before.weights.h5`                             a GRU of a kind that netweave does not have
`torch.pt`, `pickle.pt`                               what `torch.save` writes, now and before
"""

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402
from keras import layers  # noqa: E402
from keras.src.legacy.saving import legacy_h5_format  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402

HERE = Path(__file__).parent
random = np.random.default_rng(5)


def picture():
    image = x = keras.Input((8, 8, 3))
    x = layers.Conv2D(6, 3, padding="same", name="conv1")(x)
    x = layers.ReLU()(layers.BatchNormalization(name="bn")(x))
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="dw")(x)
    encoder = keras.Model(image, x, name="encoder")
    image = keras.Input((8, 8, 3))
    x = layers.SeparableConv2D(5, 3, padding="same", name="sep")(encoder(image))
    x = layers.Conv2DTranspose(4, 2, strides=2, activation="relu", name="up")(x)
    x = layers.Flatten()(layers.MaxPooling2D(4)(x))
    x = layers.Dropout(0.5)(layers.Dense(8, activation="relu", name="fc1")(x))
    return keras.Model(image, layers.Dense(3, name="head")(x)), random.normal(size=(2, 8, 8, 3))


def words():
    tokens = keras.Input((12,), dtype="int32")
    x = layers.Embedding(20, 8, name="embed")(tokens)
    x = layers.Conv1D(10, 3, padding="same", name="conv")(x)
    x = layers.LSTM(6, return_sequences=True, name="lstm")(x)
    x = layers.Bidirectional(layers.GRU(4, return_sequences=True), name="bi")(x)
    x = layers.LayerNormalization(name="ln")(x)
    x = x + layers.MultiHeadAttention(2, 4, name="attn")(x, x)
    x = layers.SimpleRNN(5, name="rnn")(x)
    return keras.Model(tokens, layers.Dense(3, name="head")(x)), random.integers(0, 20, size=(2, 12))


class Fields(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(3)
        self.blocks = [layers.Dense(3), layers.Dense(3)]
        self.table = layers.Embedding(5, 3)

    def call(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return x + self.table(keras.ops.zeros(len(x), "int32"))


def fill(model):
    """Weights that differ from the first ones, running statistics and biases among them."""
    for variable in model.weights:
        if "seed" not in variable.path:
            noise = random.normal(size=variable.shape, scale=0.3)
            variable.assign(np.abs(noise) + 0.5 if "variance" in variable.path else noise)


def main():
    for name, (model, value) in {"picture": picture(), "words": words()}.items():
        fill(model)
        output = np.asarray(model.predict(value, verbose=0))
        model.compile("adam", "mse")
        model.fit(value, output, verbose=0)
        fill(model)
        output = np.asarray(model.predict(value, verbose=0))
        for format in ("keras", "h5"):
            model.save(HERE / f"{name}.{format}")
        model.save_weights(HERE / f"{name}.weights.h5")
        value = value.transpose(0, 3, 1, 2) if value.ndim == 4 else value
        value = np.ascontiguousarray(value.astype("float32"))
        save_file({"input": value.reshape(-1), "output": output.reshape(-1)}, HERE / f"{name}.out.safetensors")
        if name == "picture":
            with h5py.File(HERE / "before.h5", "w") as file:
                legacy_h5_format.save_weights_to_hdf5_group(file, model)

    kinds = [layers.Dense(2, dtype="bfloat16", name="brain"), layers.Dense(2, dtype="float16", name="half")]
    model = keras.Sequential([keras.Input((4,)), *kinds])
    for variable in model.weights:
        variable.assign(np.arange(np.prod(variable.shape)).reshape(variable.shape) / 4)
    model.save_weights(HERE / "half.weights.h5")

    model = Fields()
    model(np.zeros((2, 4), "float32"))
    model.save_weights(HERE / "fields.weights.h5")

    model = keras.Sequential([keras.Input((3, 2)), layers.GRU(2, reset_after=False, name="gru")])
    model.save_weights(HERE / "reset_before.weights.h5")

    torch.save({"fc.weight": torch.ones(1, 3)}, HERE / "torch.pt")
    torch.save({"fc.weight": torch.ones(1, 3)}, HERE / "pickle.pt", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
