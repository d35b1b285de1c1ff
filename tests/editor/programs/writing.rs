//! A network that is being written.

use netweave::prelude::*;

const WIDTH: usize = 16;

network! {
    network Writing(image: [3, 32, 32], other: [3, 32, 32]) -> [10] {
        template block(x; channels, stride = 1) {
            x -> conv: conv2d(channels, kernel = 3, stride = stride, padding = 1) -> relu
            //                                      ^ type "": bias, bias_init, dilation, groups, init, norm
            //                                                                        ^ type " -> re": relu, relu6, repeat_axis, reshape, resize
        }
        reuse scope encoder(picture) {
            picture -> stem: conv2d(8, kernel = 3) -> relu
            //                                            ^ type " -> glo": global_avg_pool, global_max_pool
            //                                            ^ type " -> pool: max_pool2d(|)": ceil_mode, dilation, kernel, padding, stride
            //                                            ^ type " -> pool: max_pool2d(2, pad|)": padding
        }
        let first = encoder(image);
        let second = encoder(other);
        //  ^ type "third = im|; let ": image, impl, impl for
        //  ^ type "third = image -> |; let ": abs, adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d, adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d, argmax and more
        //  ^ type "third = image -> en|; let ": encoder
        //  ^ type "third = image -> b: bl|; let ": block
        //  ^ type "third = image -> b: block(64, st|); let ": stride
        //  ^ type "third = image -> conv1: conv2|; let ": conv2d
        //  ^ type "third = concat(im|, axis = 0); let ": image, impl, impl for
        //  ^ type "third = concat(image, im|); let ": image, impl, impl for
        //  ^ type "third = concat(image, image, ax|); let ": axis
        //  ^ type "third = image -> linear(WI|); let ": WIDTH
        //  ^ type "third = image -> conv2d(4, kernel = 3, padding = sa|); let ": same
        //  ^ type "third = image -> linear(4, init = he|); let ": he_normal, he_uniform
        //  ^ type "third = image -> conv2d(4, kernel = WI|); let ": WIDTH
        //  ^ type "third = image -> conv2d(4, ker|)\n        let ": kernel
        //  ^ type "third = image -> conv|\n        let ": conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d
        //  ^ type "third = enc|\n        let ": encoder
        //  ^ type "third = image -> conv2d(ker|) -> relu; let ": kernel
        //  ^ type "third = image + ot|; let ": other
        //  ^ type "third = conc|; let ": concat, concat!
        //  ^ type "third = image -> linear(|); let ": bias, bias_init, init, norm, out_features, weight
        //  ^ type "third = image -> linear(4, |); let ": bias, bias_init, init, norm, weight
        //  ^ type "third = block(im|); let ": image, impl, impl for
        //  ^ type "third = encoder(im|); let ": image, impl, impl for
        //  ^ type "third = block(image, |); let ": channels, stride
        //  ^ type "third = |; let ": first, image, other, None, Err, Ok, Some, block and more
        //  ^ type "third = image -> soft|(32); let ": soft_shrink, softmax, softmax_cross_entropy, softmax_focal, softplus, softsign
        let logits = abs(first - second) -> b1: block(WIDTH) -> global_avg_pool -> fc: linear(10);
        //                                                                                       ^ type " -> sof": soft_shrink, softmax, softmax_cross_entropy, softmax_focal, softplus, softsign
        //                                  ^ hover: pub b1: B1<E, D> /// The scope `b1`. | pub const b1: self::b1::relu = relu /// `relu`, `[WIDTH, 30, 30]`. | pub mod b1 /// The end points of the scope `b1`.
        //                                      ^ hover: pub struct block
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        //                                                                      ^ type ", class": class_weights
        //                                                                ^ type "lo|, ": logits, local_response_norm, log_sigmoid, log_softmax, loop
        logits
    //        ^ type " -> ": abs, adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d, adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d, argmax and more
    }
}
