//! What every example says of a device that it cannot use.

use super::{run, text};

/// The examples, with the arguments that they cannot do without.
const EXAMPLES: [(&str, &[&str]); 7] = [
    ("digits", &[]),
    ("flow", &[]),
    ("gan", &[]),
    ("imbalance", &[]),
    ("networks", &["unet"]),
    ("resume", &["--folder", "nowhere"]),
    ("super_resolution", &[]),
];

fn stderr_of(name: &str, arguments: &[&str], device: &str) -> (String, Option<i32>) {
    let output = run(name, arguments.iter().copied().chain(["--device", device]));
    assert_eq!(text(&output.stdout), "", "{name}");
    (text(&output.stderr), output.status.code())
}

#[test]
fn a_name_that_is_none() {
    for (name, arguments) in EXAMPLES {
        let (stderr, code) = stderr_of(name, arguments, "gpu");
        let expected = "`gpu` is no device: write `cpu`, or `cuda:0` for the first CUDA device";
        assert!(
            stderr.starts_with("error: invalid value 'gpu' for '--device") && stderr.contains(expected),
            "{stderr}"
        );
        assert_eq!(code, Some(2), "{name}");
    }
}

#[test]
fn a_device_that_is_not_there() {
    let expected = if cfg!(feature = "cuda") {
        "error: `cuda:4096` cannot be used: "
    } else {
        "error: `cuda:4096` cannot be used: this program was built without CUDA: build it with `--features cuda`\n"
    };
    for (name, arguments) in EXAMPLES {
        let (stderr, code) = stderr_of(name, arguments, "cuda:4096");
        assert!(stderr.starts_with(expected), "{name}: {stderr}");
        assert_eq!((stderr.lines().count(), code), (1, Some(1)), "{name}: {stderr}");
    }
}
