//! Blocks without a mistake.

/// Blocks that compile.
pub(crate) const PROGRAMS: [&str; 14] = [
    r#"
    template stage(x; channels, pool = false) {
        let x = if pool && !(channels == 1 || channels > 2 ^ 9) { x -> max_pool2d(2) } else if pool { x } else { let y = x -> relu; y };
        x -> conv: conv2d(channels, kernel = [2 + 1, 9 / 3], padding = same) -> norm: batch_norm
    }
    template join(x, seen) {
        concat(x -> upsample(scale = 2), seen, axis = 0)
    }
    pub network Growth(x: [1, 8, 8]) -> [64] {
        let (y, all) = x -> repeat 4 as i down: stage(4 * 2 ^ i, pool = i > 0);
        let (z, _seen) = y -> repeat 2 as i up: join(all[2 - i]) -> repeat 2 as _ on: stage(8);
        z -> reshape([2 ^ 3, 4 * (8 / 2)]) -> linear(8) -> flatten
    }
    "#,
    r#"
    pub network Perceptron<const HIDDEN: usize, const CLASSES: usize>(x: [8]) -> [CLASSES] {
        let inner = scope inner { x -> fc: linear(HIDDEN) -> relu };
        let logits = inner -> fc: linear(CLASSES);
        loss fit(labels: [CLASSES]) = softmax_cross_entropy(logits, labels);
        logits
    }
    "#,
    r#"
    pub network Attend(q: [5, 2, 4], k: [7, 2, 4], v: [7, 2, 3], seen: [7]) -> [5, 2, 3] {
        let scores = einsum("thd,shd->hts", q, k) / 2 -> masked_fill(seen < 0.5, value = -1e9);
        einsum("hts,shd->thd", scores -> softmax, v) + constant([3], SHIFT)
    }
    "#,
    r#"
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
    "#,
    r#"
    pub network Siamese(left: [3, 32, 32], right: [3, 32, 32]) -> [1] {
        reuse scope encoder(image) {
            image -> conv1: conv2d(16, kernel = 3, stride = 2, padding = 1) -> relu
                  -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
                  -> global_avg_pool
        }
        let l = encoder(left);
        let r = encoder(right);
        abs(l - r) -> fc: linear(1) -> sigmoid
    }
    "#,
    r#"
    /// A pyramid.
    network Pyramid(image: [3, 16, 16]) -> (fine: [8, 16, 16], both: [16, 8, 8]) {
        reuse scope encoder(x) { x -> conv2d(8, kernel = [3, 3], padding = same, bias = false) -> batch_norm -> gelu }
        let fine = encoder(image);
        let coarse = image -> max_pool2d(2) -> encoder;
        scope join(a) {
            /// Half the size.
            let half = scope half { a -> avg_pool2d(2) };
            concat(half, 2 * coarse - 1.5, axis = 0) -> leaky_relu(0.01)
        }
        let both = join(fine);
        (fine, both)
    }
    "#,
    r#"
    pub(crate) network Mlp(x: [WIDTH], y: [model::WIDTH]) -> [4] {
        let hidden = (x + y) / 2 -> first: linear(model::HIDDEN, bias = true) -> tanh -> dropout(0.5);
        let logits = hidden -> second: linear(4);
        /// The mean.
        loss fit(target: [4]) = 1e3 * softmax_cross_entropy(logits, target);
        logits -> softmax
    }
    "#,
    r#"
    defaults { conv2d(padding = same); linear(init = he_normal, bias = false) }
    template wide(x; channels) { x -> conv2d(channels, kernel = 3) }
    network Front(image: [3, 8, 8]) -> [10] {
        defaults { conv2d(bias = false) }
        image -> p: wide(4) -> flatten -> linear(10)
    }
    "#,
    r#"
    /// Two convolutions and a way around them.
    template basic(x; channels, stride = 1) {
        let shortcut = scope shortcut { x -> conv2d(channels, kernel = 1, stride = stride) -> batch_norm };
        let inner = x -> conv1: conv2d(channels, stride = stride) -> bn1: batch_norm -> relu
                      -> conv2: conv2d(channels) -> bn2: batch_norm;
        inner + shortcut -> relu
    }
    template stage(x; channels, blocks) {
        x -> first: basic(channels, stride = 2) -> repeat (blocks - 1) rest: basic(channels)
    }
    pub network ResNet(image: [3, 32, 32]) -> [10] {
        defaults { conv2d(kernel = 3, padding = same, bias = false); batch_norm(momentum = 0.2) }
        image -> stem: conv2d(8) -> batch_norm -> relu
              -> repeat 2 block: basic(8) -> layer2: stage(16, blocks = 3) -> layer3: stage(4 * 8, blocks = 2)
              -> global_avg_pool -> fc: linear(10, init = uniform(-0.1, 2 * 0.05), bias_init = zeros)
    }
    "#,
    r#"
    network Join(x: [4, 8, 8], y: [4, 8, 8]) -> [WIDTH] {
        template join(a, b; width, factor = 2, act = same, window = [1, factor]) {
            defaults { conv2d(padding = act) }
            template inner(x; n, m = 2 * (n + 1), k = 3,) { x -> conv2d(m, kernel = [k, 1]) }
            concat(a -> left: inner(width), factor * b, axis = 0) -> conv2d(width, kernel = window, stride = window)
        }
        x -> a: join(y, 6) -> b: join(y -> max_pool2d([1, 2]), width = model::WIDTH, factor = 3 - 2)
            -> flatten -> linear(WIDTH)
    }
    "#,
    r#"
    network Moves(image: [4, 8, 6], other: [10]) -> (grid: [4, 9], scale: []) {
        template standard(x; low, deviation = [0.5, 2, WIDTH]) { x -> normalize(mean = [low, -0.5, 1e2], deviation = deviation) }
        let (a, b) = image -> normalize(mean = [-1, 2.5, model::MEAN, MEAN], deviation = DEVIATION, scale = 1 / 255)
            -> pad([[1, 0], [0, 1]], mode = reflect) -> split(axis = 0, sizes = [1, 3]);
        let (value, gate,) = split(other + 1, axis = 0);
        let grid = concat(b, a, axis = 0) -> crop([3, 3]) -> normalize(mean = 0.5) -> prelu -> reshape([4, 9]);
        let _colors = b -> colors: standard(-3) -> normalize(caffe, scale = 255);
        (grid, max(stack(value, gate, axis = 1), axes = [1, 0]) -> clamp(min = 0))
    }
    "#,
    r#"
    pub network Encoder(image: [2, 4], mask: [4] of usize) -> [4] {
        let _mask = mask;
        image -> flatten -> fc: linear(4) -> batch_norm
    }
    network Mixed(image: [2, 4], mask: [4] of usize) -> [3] {
        let seen = image -> attn: module(MultiHeadAttention<4, 2>) -> [2, 4];
        let code = seen -> encoder: Encoder(mask) -> apply(my::double, image) -> [4];
        scope head {
            apply(join, code, code) -> [4] -> module((self::Tanh, nn::Linear<4, 4, E, D>)) -> [4]
                -> crate::vision::Head<WIDTH> -> [3]
        }
    }
    "#,
    "network A(x: [8]) -> [8] { x -> relu } network B(x: [8]) -> [8] { -x * 3 }",
    r#"
    template block(x; width) { x -> fc: linear(width) -> relu }
    network Split(image: [1, 8, 8], hint: [16]) -> [10] {
        let low = scope front on device(0) { image -> flatten -> fc: linear(16) -> relu };
        reuse scope mix(a) on device(1) { a -> fc: linear(16) }
        let mixed = scope sum on device(1) { mix(low) + mix(hint) };
        let both = concat(mixed, hint, axis = 0) on device(2);
        both -> repeat 2 block: block(32) on device(2) -> fc: linear(10) on device(0) -> relu
    }
    "#,
];

/// Blocks that are written right, whatever they mean.
pub(crate) const STRANGE: [&str; 5] = [
    r#"
    pub(crate) network Flow(image: [3, SIZE, crate::model::SIZE],) -> (flow: [2, 64, 64], warped: [3, 64, 64],) {
        #[doc = "The trunk."]
        scope trunk(x, y,) {
            /// An inner scope.
            scope inner { concat(x, y, axis = 0) -> conv2d(16, kernel = [3, 5], bias = false, groups = ::model::GROUPS) }
                -> relu
        }
        let flow = trunk(image, image -> relu);
        let warped = (flow, flow, flow);
        /// How far it is.
        loss photometric = 1e3 * l1(warped, image) + 0.1 * -total_variation(flow);
        loss seen(critic: &vision::Vgg19<64>) =
            perceptual(critic at 0.2 * block/0/conv1 + m::WEIGHT * block4/conv4_4, warped, image);
        loss none() = 0 - (flow);
        (flow, warped,)
    }
    "#,
    "network A(x: [8]) -> [8] { x } network B(x: [8]) -> [8] { x }",
    "template t(x;) { x } template u(x; a = true, b = [A, 3]) { x -> repeat 3 t: t(a) } network A() -> [] { defaults { relu(); } x }",
    "network A() -> [] { }",
    "network A(x: [8]) -> [8] { scope head(x) { x } reuse scope tail() { x } x }",
];
