//! The table of layers, as it is printed: `UPDATE_EXPECT=1 cargo test -p netweave-tests --test names` writes it anew.

use expect_test::expect_file;
use netweave::prelude::*;

use crate::{Digits, Siamese};

#[test]
fn digits() {
    expect_file!["snapshots/digits.txt"].assert_eq(&format!("{}\n", Digits::summary()));
}

#[test]
fn siamese() {
    expect_file!["snapshots/siamese.txt"].assert_eq(&format!("{}\n", Siamese::summary()));
}

/// The layers are those of any element type; the bytes are not.
#[test]
fn of_another_element_type() {
    let [single, double] =
        [Digits::<f32, Cpu>::summary(), Digits::<f64, Cpu>::summary()].map(|table| table.to_string());
    assert!(single.ends_with("18,472 bytes for each sample"));
    assert!(double.ends_with("36,944 bytes for each sample"));
    assert_eq!(single.lines().rev().skip(1).collect::<String>(), double.lines().rev().skip(1).collect::<String>());
}
