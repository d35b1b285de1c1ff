"""Writes the golden files of this folder: PyTorch's values and gradients, in f64.

    python generate.py            (PyTorch 2, torchvision, numpy and safetensors; CPU; a few seconds)

A file `<layer>_<case>.safetensors` holds
    input                   one batch of inputs
    conv.weight, ...        the variables, under the names that dfdx's saving gives them
    output                  the output of a training pass
    output/inference        the output of an inference pass, where it differs
    cotangent               a random gradient of the output
    gradient/input          the gradients of sum(output * cotangent)
    gradient/conv.weight
    after/norm.running_mean running statistics after the training pass
A loss has `x`, `y`, the `weights` of samples, its `value` and the gradients instead, see `losses.py`.
`shapes.csv` holds random configurations of the layers with a window, and PyTorch's output size or `-` where PyTorch refuses;
`transposed.csv` holds those of the transposed convolution, `rounded_up.csv` those of pools with `ceil_mode`.

Every case has a seed of its own, made from its name, so that adding one changes no other.
Inputs keep a distance from kinks (the zero of a relu, a tie in a window), where finite differences mean nothing.
"""

import torch

import deformed
import flow
import foreign
import layers
import moves
import losses
import measures
import mixed
import parallel
import parametrized
import perceptual
import products
import recurrent
import shapes
import templates
import training
import windows

if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    deformed.write_deformed()
    flow.write_flow()
    flow.write_indices()
    flow.write_correlation()
    measures.write_measures()
    mixed.write_mixed()
    mixed.write_loss_scale()
    parametrized.write_parametrized()
    foreign.write_foreign()
    layers.write_conv2d()
    layers.write_conv_transpose2d()
    layers.write_upsample()
    layers.write_resize()
    layers.write_pools()
    layers.write_batch_norm()
    parallel.write_parallel()
    layers.write_row_norms()
    layers.write_attention()
    layers.write_embedding()
    layers.write_linear()
    layers.write_elementwise()
    layers.write_graphs()
    layers.write_variables()
    layers.write_broadcast()
    layers.write_residual()
    templates.write_templates()
    moves.write_reductions()
    moves.write_moves()
    moves.write_normalize()
    moves.write_channelwise()
    losses.write_distances()
    losses.write_sigmoids()
    losses.write_softmaxes()
    losses.write_dense_softmaxes()
    losses.write_metric_losses()
    losses.write_ctc()
    perceptual.write_perceptual()
    products.write_products()
    products.write_comparisons()
    products.write_elements()
    recurrent.write_recurrent()
    recurrent.write_scans()
    training.write_softmax_cross_entropy()
    training.write_optimizers()
    training.write_schedules()
    training.write_moving_average()
    training.write_frozen()
    windows.write_convolutions()
    windows.write_transposed()
    windows.write_pools()
    shapes.write_shapes()
    shapes.write_transposed()
    shapes.write_rounded_up()
