//! `golden/shapes.csv` holds random windows and PyTorch's output sizes; `golden/shapes.py` makes it.

use proc_macro2::TokenStream;

/// One line of the table.
struct Row<'a> {
    layer: &'a str,
    input: [usize; 2],
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: &'a str,
    dilation: [usize; 2],
    /// `None` where PyTorch has no output.
    output: Option<[usize; 2]>,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Self {
        let columns: Vec<&str> = line.split(',').collect();
        let [layer, height, width, kernel, stride, padding, dilation, out_height, out_width] = columns[..] else {
            panic!("{line}");
        };
        let number = |text: &str| text.parse().expect("a number");
        let pair = |text: &str| {
            let (first, second) = text.split_once(' ').expect("two numbers");
            [number(first), number(second)]
        };
        Self {
            layer,
            input: [number(height), number(width)],
            kernel: pair(kernel),
            stride: pair(stride),
            padding,
            dilation: pair(dilation),
            output: (out_height != "-").then(|| [number(out_height), number(out_width)]),
        }
    }

    /// The network of this row, with an output shape that may be wrong.
    fn source(&self, [height, width]: [usize; 2]) -> String {
        let Self { layer, input, kernel, stride, dilation, .. } = self;
        let (name, channels) = if *layer == "conv2d" { ("conv: ", "2, ") } else { ("", "") };
        let padding = match self.padding.split_once(' ') {
            Some((rows, columns)) => format!("[{rows}, {columns}]"),
            None => self.padding.to_owned(),
        };
        let dilation = if *layer == "conv2d" { format!(", dilation = {dilation:?}") } else { String::new() };
        format!(
            "network Window(image: [2, {}, {}]) -> [2, {height}, {width}] {{
                image -> {name}{layer}({channels}kernel = {kernel:?}, stride = {stride:?}, padding = {padding}{dilation})
            }}",
            input[0], input[1],
        )
    }
}

/// The text of the first error, if the block has one.
pub(crate) fn error(source: &str) -> Option<String> {
    let tokens: TokenStream = source.parse().expect("tokens");
    let expansion = netweave_compiler::network(tokens).to_string();
    let (_, message) = expansion.split_once("compile_error")?;
    Some(message.split('}').next().unwrap_or(message).to_owned())
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    include_str!("../golden/shapes.csv").lines().skip(1).map(Row::read)
}

#[test]
fn the_table_is_long_enough() {
    assert!(rows().filter(|row| row.output.is_some()).count() >= 500);
    assert!(rows().filter(|row| row.output.is_none()).count() >= 20);
}

#[test]
fn what_pytorch_infers_is_accepted() {
    for row in rows() {
        let Some(output) = row.output else { continue };
        let source = row.source(output);
        assert_eq!(error(&source), None, "{source}");
    }
}

#[test]
fn anything_else_is_refused_with_both_shapes() {
    for row in rows() {
        let Some([height, width]) = row.output else {
            continue;
        };
        let inferred = format!("[2, {height}, {width}]");
        for wrong in [[height + 1, width], [height, width + 1]] {
            let source = row.source(wrong);
            let message = error(&source).unwrap_or_else(|| panic!("accepted: {source}"));
            let declared = format!("[2, {}, {}]", wrong[0], wrong[1]);
            assert!(message.contains(&declared) && message.contains(&inferred), "{source}\n{message}");
        }
    }
}

#[test]
fn what_pytorch_refuses_is_refused() {
    for row in rows().filter(|row| row.output.is_none()) {
        let source = row.source([1, 1]);
        assert!(error(&source).is_some(), "accepted: {source}");
    }
}
