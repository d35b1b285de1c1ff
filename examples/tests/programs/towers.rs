//! Runs the example `towers` small, and with towers that there cannot be.

use super::{number_after, run, text};

#[test]
fn towers_agree_with_one_device() {
    for towers in ["1", "2", "3"] {
        let output = run("towers", ["--epochs", "2", "--towers", towers]);
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{stderr}");
        let lines: Vec<&str> = stdout.lines().collect();
        let ways = [
            "one device".to_owned(),
            format!("{towers} towers"),
            "2 devices".to_owned(),
            "1F1B on 2 devices".to_owned(),
            format!("{towers} towers of 2 devices"),
        ];
        for way in &ways {
            let at = lines.iter().position(|line| line.starts_with(&format!("{way}: 46 steps of ")));
            let at = at.unwrap_or_else(|| panic!("{stdout}"));
            assert!(number_after(lines[at], "test accuracy") > 85.0, "{stdout}");
            if *way != ways[0] {
                assert!(number_after(lines[at + 1], "first batch are") < 1e-5, "{stdout}");
            }
            assert_eq!(way.ends_with("2 devices"), lines.get(at + 2).is_some_and(|line| line.contains("bubble")));
        }
        let bytes = |line: &&str| line.trim().strip_suffix(" bytes a step")?.parse::<usize>().ok();
        let [gpipe, in_turn] = lines.iter().filter_map(bytes).collect::<Vec<_>>()[..] else { panic!("{stdout}") };
        assert_eq!(gpipe, 2 * in_turn, "two of four parts are there at a time");
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
