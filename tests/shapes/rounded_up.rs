//! `golden/rounded_up.csv` holds random pools with `ceil_mode` and PyTorch's output sizes; `golden/shapes.py` makes it.

use crate::windows::error;

/// The network of each line of the table, to which an output size is still to be given, and PyTorch's, if it has one.
fn rows() -> impl Iterator<Item = (impl Fn([usize; 2]) -> String, Option<[usize; 2]>)> {
    include_str!("../golden/rounded_up.csv").lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split(',').collect();
        let [height, width, kernel, stride, padding, dilation, out_height, out_width] = columns[..] else {
            panic!("{line}");
        };
        let list = |pair: &str| format!("[{}]", pair.replace(' ', ", "));
        let [kernel, stride, padding, dilation] = [kernel, stride, padding, dilation].map(list);
        let source = move |[rows, columns]: [usize; 2]| {
            format!(
                "network Window(image: [2, {height}, {width}]) -> [2, {rows}, {columns}] {{
                    image -> max_pool2d(
                        {kernel}, stride = {stride}, padding = {padding}, dilation = {dilation}, ceil_mode = true,
                    )
                }}"
            )
        };
        let number = |text: &str| text.parse().ok();
        (source, number(out_height).zip(number(out_width)).map(|(rows, columns)| [rows, columns]))
    })
}

#[test]
fn the_table_is_long_enough() {
    assert!(rows().filter(|(_, output)| output.is_some()).count() >= 200);
    assert!(rows().filter(|(_, output)| output.is_none()).count() >= 20);
}

#[test]
fn what_pytorch_infers_is_accepted_and_nothing_else() {
    for (source, output) in rows() {
        let Some([height, width]) = output else { continue };
        let right = source([height, width]);
        assert_eq!(error(&right), None, "{right}");
        for wrong in [[height + 1, width], [height, width + 1]] {
            let source = source(wrong);
            let message = error(&source).unwrap_or_else(|| panic!("accepted: {source}"));
            assert!(message.contains(&format!("[2, {height}, {width}]")), "{source}\n{message}");
        }
    }
}

#[test]
fn what_pytorch_refuses_is_refused() {
    for (source, _) in rows().filter(|(_, output)| output.is_none()) {
        let source = source([1, 1]);
        let message = error(&source).unwrap_or_else(|| panic!("accepted: {source}"));
        assert!(message.contains("slides a kernel"), "{source}\n{message}");
    }
}
