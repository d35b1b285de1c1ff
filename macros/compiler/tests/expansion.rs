//! What is generated, as people read it: one file a program under `snapshots/`.
//!
//! `UPDATE_EXPECT=1 cargo test -p netweave-compiler --test expansion` writes the files anew.

use expect_test::{expect, expect_file};
use proc_macro2::TokenStream;

/// The expansion as a formatted file, which shows that it parses again.
fn expansion(source: &str) -> String {
    let in_editor = netweave_compiler::network_in_editor(tokens(source));
    syn::parse2::<syn::File>(in_editor).expect("an editor is led through a block");
    let expanded = netweave_compiler::network(tokens(source));
    let file = syn::parse2(expanded).expect("an expansion is made of items");
    prettyplease::unparse(&file)
}

fn tokens(source: &str) -> TokenStream {
    source.parse().expect("a program is made of Rust's tokens")
}

const DIGITS: &str = r#"
    /// Recognises an 8×8 handwritten digit.
    pub network Digits(image: [1, 8, 8]) -> [10] {
        let features = scope features {
            image
                -> conv1: conv2d(16, kernel = 3, padding = 1) -> batch_norm -> relu
                -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
        };
        let logits = features -> flatten -> fc: linear(10);

        /// Cross entropy with the digit that is written.
        loss classification(labels: [10]) = softmax_cross_entropy(logits, labels);
        logits
    }
"#;

#[test]
fn digits() {
    expect_file!["snapshots/digits.rs"].assert_eq(&expansion(DIGITS));
}

const ATTEND: &str = r#"
    pub network Attend(q: [5, 4], k: [7, 4], v: [7, 3], seen: [7]) -> [5, 3] {
        let scores = einsum("td,sd->ts", q, k) / 2 -> masked_fill(seen < 0.5, value = -1e9);
        let (best, places) = topk(stop_gradient(scores), 1, axis = 1);
        let mixed = matmul(scores -> softmax, v) -> gamma: scale(init = constant(0.1));
        maximum(mixed + constant([3], SHIFT), best) - places * constant([5, 3], wave)
    }
"#;

#[test]
fn products() {
    expect_file!["snapshots/products.rs"].assert_eq(&expansion(ATTEND));
}

const GROWTH: &str = r#"
    pub network Growth(image: [3, 8, 8]) -> [2] {
        template stage(x; channels, pool) {
            let x = if pool { x -> max_pool2d(2) } else { x };
            x -> conv: conv2d(channels, kernel = 3, padding = same) -> relu
        }
        template join(x, skip; channels) {
            concat(x -> upsample(scale = 2), skip, axis = 0) -> conv: conv2d(channels, kernel = 3, padding = same)
        }
        let (x, skips) = image -> repeat 2 as i down: stage(4 * 2 ^ i, pool = i > 0);
        x -> repeat 1 as i up: join(skips[0 - i], 4 * 2 ^ i) -> global_avg_pool -> fc: linear(2)
    }
"#;

#[test]
fn growth() {
    expect_file!["snapshots/growth.rs"].assert_eq(&expansion(GROWTH));
}

const SIAMESE: &str = r#"
        pub network Siamese(left: [3, 32, 32], right: [3, 32, 32]) -> [1] {
            reuse scope encoder(image) {
                image -> conv1: conv2d(16, kernel = 3, stride = 2, padding = 1) -> relu
                      -> conv2: conv2d(32, kernel = 3, stride = 2, padding = 1) -> relu
                      -> global_avg_pool
            }
            let l = encoder(left);
            let r = encoder(right);          // the same variables
            abs(l - r) -> fc: linear(1) -> sigmoid
        }
"#;

const RESIDUAL: &str = r#"
    network Residual(x: [8, 6, 6]) -> [3] {
        let trunk = scope trunk {
            let inner = scope block {
                x -> conv1: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn1: batch_norm -> relu
                  -> conv2: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm
            };
            relu(inner + x)
        };
        trunk -> global_avg_pool -> fc: linear(3)
    }
"#;

/// Where something is computed is in the table alone: the lines of code are the same.
#[test]
fn placed() {
    let plain = expansion(RESIDUAL);
    let placed = expansion(
        &RESIDUAL
            .replace("scope trunk {", "scope trunk on device(0) {")
            .replace("fc: linear(3)", "fc: linear(3) on device(1)"),
    );
    let mut gone = plain.lines().map(str::trim).collect::<Vec<_>>();
    let mut come = Vec::new();
    for line in placed.lines().map(str::trim) {
        match gone.iter().position(|known| *known == line) {
            Some(known) => drop(gone.remove(known)),
            None => come.push(line),
        }
    }
    gone.retain(|line| !line.starts_with("/// |"));
    come.retain(|line| !line.starts_with("/// |") || line.contains("`fc`"));
    expect![[r#"
        [
            "let trunk: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = network",
            ".trunk",
            "let fc: Value<(B, Const<3>), E, D> = network.fc.apply(&global_avg_pool, pass)?;",
            ".apply(x, pass)?;",
            ".multiply_adds(24),",
        ]
        [
            "/// | `fc` | `linear(3)` | `[3]` | 27 | 1 |",
            "let trunk: Value<(B, Const<8>, Const<6>, Const<6>), E, D> = pass",
            ".on(0, |pass| network.trunk.apply(x, pass))?;",
            "let fc: Value<(B, Const<3>), E, D> = pass",
            ".on(1, |pass| network.fc.apply(&global_avg_pool, pass))?;",
            ".multiply_adds(24)",
            ".on(1),",
        ]"#]]
    .assert_eq(&format!("{gone:#?}\n{come:#?}"));
}

#[test]
fn siamese() {
    expect_file!["snapshots/siamese.rs"].assert_eq(&expansion(SIAMESE));
}

#[test]
fn templates() {
    let source = r#"
        /// Two convolutions and a way around them.
        template basic(x; channels, stride = 1) {
            let inner = x -> conv1: conv2d(channels, stride = stride) -> batch_norm -> relu -> conv2: conv2d(channels);
            inner + (x -> project: conv2d(channels, kernel = 1, stride = stride)) -> relu
        }
        pub network Residual(image: [3, 16, 16]) -> [10] {
            defaults { conv2d(kernel = 3, padding = same, bias = false) }
            image -> stem: conv2d(8) -> repeat 2 layer1: basic(8) -> layer2: basic(16, stride = 2)
                  -> global_avg_pool -> fc: linear(10)
        }
    "#;
    expect_file!["snapshots/templates.rs"].assert_eq(&expansion(source));
}

/// Scopes that differ in sizes alone share a struct, and their methods if a call tells the sizes: a stride it does not tell.
const ALIKE: &str = r#"
    template conv_bn(x; channels, kernel = 1, stride = 1, groups = 1) {
        x -> conv: conv2d(channels, kernel = kernel, stride = stride, padding = same, groups = groups) -> bn: batch_norm
    }
    template block(x; inputs, channels) {
        x -> depthwise: conv_bn(inputs, 3, 1, inputs) -> relu -> project: conv_bn(channels)
    }
    pub network Alike(image: [3, 16, 16]) -> [12, 8, 8] {
        defaults { conv2d(bias = false) }
        image -> stem: conv_bn(6) -> block1: block(6, 8) -> down: conv_bn(8, 3, 2) -> block2: block(8, 12) -> last: conv_bn(12)
    }
"#;

#[test]
fn alike() {
    expect_file!["snapshots/alike.rs"].assert_eq(&expansion(ALIKE));
}

#[test]
fn several_outputs() {
    let source = r#"
        /// Estimates motion, and how sure it is.
        pub(crate) network Motion(first: [3, 16, 16], second: [3, 16, 16]) -> (flow: [2, 16, 16], confidence: [4]) {
            let both = concat(first, second, axis = 0);
            let trunk = both -> conv2d(8, kernel = 5, padding = same) -> batch_norm -> relu;
            let flow = trunk -> out: conv2d(2, kernel = 1);
            let scores = trunk -> global_avg_pool -> head: linear(4);
            let confidence = scores -> softmax;
            loss quality(labels: [4]) = 0.5 * softmax_cross_entropy(scores, labels) + 1e-3;
            (flow, confidence)
        }
    "#;
    expect_file!["snapshots/several_outputs.rs"].assert_eq(&expansion(source));
}

#[test]
fn foreign() {
    let source = r#"
        network Encoder(image: [2, 4]) -> [4] {
            image -> flatten -> fc: linear(4) -> batch_norm
        }

        network Mixed(image: [2, 4], mask: [4] of usize) -> [3] {
            let seen = image -> attn: module(MultiHeadAttention<4, 2>) -> [2, 4];
            let code = seen -> encoder: Encoder -> apply(my::masked, mask) -> [4];
            scope head {
                code -> block: module((nn::Linear<4, 4, E, D>, Tanh)) -> [4] -> vision::Head -> [3]
            }
        }
    "#;
    expect_file!["snapshots/foreign.rs"].assert_eq(&expansion(source));
}

#[test]
fn constants() {
    let source = r#"
        network Wide(image: [CHANNELS, HEIGHT, size::WIDTH]) -> [CLASSES] {
            let features = scope features {
                image
                    -> conv1: conv2d(FILTERS, kernel = 3, stride = 2, padding = 1) -> relu -> max_pool2d(2)
                    -> conv2: conv2d(2 * FILTERS, kernel = KERNEL, padding = same, stride = 2, groups = GROUPS)
                    -> dropout(RATE)
            };
            let logits = features -> flatten -> fc1: linear(CLASSES);
            let shortcut = image -> flatten -> fc2: linear(10);
            loss classification(labels: [CLASSES]) = softmax_cross_entropy(logits + shortcut, labels);
            shortcut
        }
    "#;
    expect_file!["snapshots/constants.rs"].assert_eq(&expansion(source));
}

#[test]
fn arithmetic() {
    let source = r#"
        network Residual(x: [8, 6, 6]) -> [16, 6, 6] {
            let inner = x -> first: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn1: batch_norm -> relu
                -> second: conv2d(8, kernel = 3, padding = 1, bias = false) -> bn2: batch_norm(momentum = 0.2);
            let sum = relu(inner + x);
            let scaled = -sum / 2 + 3 * (1 - sum) - 1 / (sum + (2 + 1) / 4);
            concat(sum, scaled, axis = 0) -> leaky_relu(0.2) -> max_pool2d(3, stride = 1, padding = 1)
        }
    "#;
    expect_file!["snapshots/arithmetic.rs"].assert_eq(&expansion(source));
}

#[test]
fn reuse_at_two_resolutions() {
    let source = r#"
        pub network Pyramid(image: [3, 32, 32]) -> [8] {
            reuse scope encoder(x) {
                let wide = scope stem { x -> conv2d(8, kernel = 3, padding = 1) -> relu };
                wide + (wide -> conv2d(8, kernel = 3, padding = 1)) -> global_avg_pool
            }
            let small = image -> avg_pool2d(2);
            let merged = scope merge { (small -> encoder) * (image -> encoder) };
            merged + encoder(image)
        }
    "#;
    expect_file!["snapshots/reuse_at_two_resolutions.rs"].assert_eq(&expansion(source));
}

/// The picture in the documentation of a network.
fn picture(source: &str) -> String {
    let code = expansion(source);
    let start = code.find("<svg").expect("a picture");
    let end = code.find("</svg>").expect("its end") + "</svg>".len();
    code.get(start..end).expect("letters are whole").replace("\\\"", "\"") + "\n"
}

/// Every item has the const generics of its network.
#[test]
fn generics() {
    let source = r#"
        pub network Denoise<const CHANNELS: usize, const SIZE: usize>(noisy: [CHANNELS, SIZE, SIZE]) -> [CHANNELS, SIZE, SIZE] {
            let noise = scope noise {
                noisy -> conv: conv2d(8, kernel = 3, padding = same) -> relu -> apply(sine) -> [8, SIZE, SIZE]
                      -> back: conv2d(CHANNELS, kernel = 1)
            };
            loss fit(label: [CHANNELS]) = softmax_cross_entropy(noise -> global_avg_pool, label);
            noisy - noise
        }
    "#;
    expect_file!["snapshots/generics.rs"].assert_eq(&expansion(source));
}

#[test]
fn pictures() {
    expect_file!["snapshots/digits.svg"].assert_eq(&picture(DIGITS));
    expect_file!["snapshots/siamese.svg"].assert_eq(&picture(SIAMESE));
    expect_file!["snapshots/residual.svg"].assert_eq(&picture(RESIDUAL));
}

/// Hundreds of layers are closed scopes.
#[test]
fn a_picture_stays_small() {
    let blocks = (0..100).map(|block| {
        let before = if block == 0 { "x".to_owned() } else { format!("y{}", block - 1) };
        format!("let y{block} = scope block{block} {{ {before} -> conv2d(4, kernel = 1) -> batch_norm -> relu }};")
    });
    let source = format!("network Deep(x: [4, 8, 8]) -> [4, 8, 8] {{ {} y99 }}", blocks.collect::<String>());
    let picture = picture(&source);
    assert!(picture.len() < 64 * 1024, "{}", picture.len());
    assert!(picture.contains("block99") && !picture.contains("conv2d"));
}

#[test]
fn the_same_tokens_give_the_same_code() {
    let [first, second] = [(), ()].map(|()| netweave_compiler::network(tokens(DIGITS)).to_string());
    assert_eq!(first, second);
}

/// The field that passes are made with stays out of the user's way.
#[test]
fn a_layer_may_be_called_passes() {
    let source = "network Named(x: [4]) -> [4] { let y = scope passes_ { x -> linear(4) }; y -> passes: linear(4) }";
    let code = expansion(source);
    let field = "#[doc(hidden)]\n    passes__: ::netweave::expansion::Passes,";
    assert!(code.contains(field) && code.contains("&self.passes__\n"), "{code}");
}

/// A pass copies the values of the outputs, which Rust does with tuples of twelve at most.
#[test]
fn a_network_may_have_many_outputs() {
    let names = (1..=13).map(|index| format!("y{index}")).collect::<Vec<_>>();
    let declared = names.iter().map(|name| format!("{name}: [4]")).collect::<Vec<_>>().join(", ");
    let lets = names.iter().map(|name| format!("let {name} = x -> abs;")).collect::<String>();
    let names = names.join(",");
    let code = expansion(&format!("network Many(x: [4]) -> ({declared}) {{ {lets} ({names}) }}"));
    // However the lines are broken.
    let code = code.replace(char::is_whitespace, "").replace(",)", ")");
    let gathered = format!("Ok((({}),y13))", names.trim_end_matches(",y13"));
    assert!(code.contains(&gathered), "{code}");
}

/// The errors are in a module of their own, and networks are imported from there, which are not in it.
#[test]
fn an_error_leaves_names() {
    let source = r#"
        pub network Digits(image: [1, 8, 8]) -> [10] { image }
        network Letters(image: [1, 8, 8]) -> [26] { imag }
        network Letters(image: [1, 8, 8]) -> [1, 8, 8] { image }
    "#;
    expect![[r#"
        mod __errors_of_digits {
            ::core::compile_error! {
                "`Digits` promises to return [10], but `image` is [1, 8, 8]\nhelp: write `[1, 8, 8]` if that is what it is to return"
            }
            ::core::compile_error! {
                "there is no value `imag` here\nhelp: did you mean `image`?"
            }
            ::core::compile_error! {
                "`Letters` is already a network of this block\nhelp: give one of the two another name, such as `Letters2`"
            }
        }
        pub use __errors_of_digits::Digits;
        pub use __errors_of_digits::Letters;
        pub use __errors_of_digits::digits;
        pub use __errors_of_digits::letters;
    "#]]
    .assert_eq(&expansion(source));
}

/// A network whose name could not be read may be any: the module around the block takes the errors.
#[test]
fn a_network_without_a_name_leaves_none() {
    let code = expansion("network Digits(image: [4]) -> [4] { image } network (image: [4]) -> [4] { image }");
    assert!(code.contains("compile_error") && !code.contains("use"), "{code}");
}

const SCAN: &str = r#"
    network Speller(words: [20, 8], start: [6]) -> (states: [20, 6], last: [6]) {
        let (states, last) = cell: scan word over words, carry (h = start) {
            let h = concat(word, h, axis = 0) -> fc: linear(6) -> tanh;
            h
        };
        (states, last)
    }
"#;

#[test]
fn scan() {
    expect_file!["snapshots/scan.rs"].assert_eq(&expansion(SCAN));
}
