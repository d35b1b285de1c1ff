//! Several mistakes in one block: each is reported as it is where it is alone, in the order of the text, and nothing else is.

use super::errors;

/// Statements with one mistake each: of the parser, of names and arguments, and of shapes. `N` is a number of their own.
const MISTAKES: &[&str] = &[
    // The parser's.
    "let aN = x -> conv2d(16 kernel = 3);",
    "let aN = x => relu;",
    "let aN = x -> conv2d(16, kernel: 3);",
    "let aN = ;",
    "let aN: f32 = x -> relu;",
    "let aN = x -> nn::ReLU();",
    "let aN = x.relu();",
    "let aN = x ** 2;",
    "let mut aN = x -> relu;",
    "let aN = &x -> relu;",
    "aN = x -> relu;",
    "x -> relu;",
    "let aN = x -> relu -> ;",
    "let aN = match x { _ => y };",
    "loss bN(t [3, 8, 8]) = l2(x, t);",
    "let _aN = scope cN { x -> relu -> };",
    // Names and arguments.
    "let _aN = x -> lineer(10);",
    "let _aN = z -> relu;",
    "let _aN = x -> convN: conv2d(16);",
    "let _aN = x -> convN: conv2d(16, kernel_size = 3);",
    "let _aN = x -> dropout(1.5);",
    "let _aN = concat(x, y);",
    "let aN = x -> relu;",
    "let _aN = x -> softmax_cross_entropy;",
    "scope cN(a) { a -> relu }",
    "loss bN(x: [3, 8, 8]) = l2(x, y);",
    "let _aN = x -> fcN: linear(0);",
    "let _aN = x -> max_pool2d(2, size = 3);",
    "let _aN = x -> flatten -> fcN: linear(192, 10);",
    // Shapes.
    "let _aN = x -> embN: embedding(10, 4);",
    "let _aN = x + (y -> flatten);",
    "let _aN = x -> conv2d_N: conv2d(16, kernel = 11);",
    "let _aN = x -> reshape([5, 5]);",
    "let _aN = concat(x, y -> flatten, axis = 0);",
    "loss bN(t: [3, 8, 8]) = x + t;",
    "let _aN = x -> permute([0, 1]);",
    "let _aN = x -> crop([9, 9]);",
    "let _aN = x -> gnN: group_norm(2);",
];

fn block(statements: &[String]) -> String {
    let statements = statements.join("\n");
    format!("network A(x: [3, 8, 8], y: [3, 8, 8]) -> [3, 8, 8] {{\n{statements}\nx + y\n}}")
}

/// The first line of each error, in their order.
fn said(statements: &[String]) -> Vec<String> {
    let source = block(statements);
    let expanded = netweave_compiler::network(source.parse().expect("a test is made of Rust's tokens"));
    syn::parse2::<syn::File>(expanded.clone()).expect("what stands in for the networks parses");
    let fact = |error: super::Error| error.message.lines().next().unwrap_or_default().to_owned();
    errors(expanded).into_iter().map(fact).collect()
}

#[test]
fn each_of_three_mistakes_is_reported_once() {
    let alone = |place: usize, number: usize| MISTAKES[place % MISTAKES.len()].replace('N', &number.to_string());
    let mut wrong = String::new();
    for (first, mistake) in MISTAKES.iter().enumerate() {
        let own = said(&[alone(first, 1)]);
        if own.len() != 1 {
            wrong += &format!("{mistake}\nalone: {own:#?}\n\n");
        }
        for (second, third) in [(1, 2), (13, 29)] {
            let statements = [alone(first, 1), alone(first + second, 2), alone(first + third, 3)];
            let expected = statements.iter().flat_map(|one| said(std::slice::from_ref(one))).collect::<Vec<_>>();
            let found = said(&statements);
            if found != expected {
                wrong += &format!("{}\nfound {found:#?}\nexpected {expected:#?}\n\n", statements.join("\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
