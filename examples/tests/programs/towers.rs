//! Runs the example `towers` small, and with towers that there cannot be.

use super::{number_after, run, text};

#[test]
fn towers_agree_with_one_device() {
    for towers in ["1", "2", "3"] {
        let output = run("towers", ["--epochs", "2", "--towers", towers]);
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{stderr}");
        let lines: Vec<&str> = stdout.lines().collect();
        assert_eq!(lines.len(), 3, "{stdout}");
        assert!(lines[0].starts_with("one device: 46 steps of "), "{stdout}");
        assert!(lines[1].starts_with(&format!("{towers} towers: 46 steps of ")), "{stdout}");
        for line in &lines[..2] {
            assert!(number_after(line, "test accuracy") > 85.0, "{stdout}");
        }
        assert!(number_after(lines[2], "differ by") < 1e-5, "{stdout}");
    }
}

#[test]
fn towers_that_there_cannot_be() {
    for towers in ["0", "100000"] {
        let output = run("towers", ["--towers", towers]);
        assert_eq!(output.status.code(), Some(1));
        let expected = format!("error: `towers` is {towers}, but must be a number from 1 to 512\n");
        assert_eq!(text(&output.stderr), expected);
    }
}
