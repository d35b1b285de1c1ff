//! Every layer, loss and optimizer against PyTorch's values and against finite differences; a file each.

mod differences;
mod golden;

mod abs;
mod adam;
mod arithmetic;
mod avg_pool2d;
mod batch_norm;
mod concat;
mod conv2d;
mod conv_transpose2d;
mod definition;
mod dropout;
mod flatten;
mod fusion;
mod gelu;
mod global_avg_pool;
mod leaky_relu;
mod linear;
mod log_softmax;
mod max_pool2d;
mod relu;
mod scope;
mod sgd;
mod sigmoid;
mod softmax;
mod softmax_cross_entropy;
mod steps;
mod tanh;
mod training;
mod upsample;
