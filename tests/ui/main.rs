//! What a user reads after a mistake: programs with one mistake each, and the messages that they must give.
//!
//! A folder is a stage of the compiler; `use` holds wrong uses of what is generated, in ordinary Rust, and
//! `quiet` what is not said of the rest of a file after an error in a block.

#[test]
fn mistakes() {
    let programs = trybuild::TestCases::new();
    for stage in [
        "syntax",
        "axes",
        "names",
        "scopes",
        "scans",
        "growth",
        "arguments",
        "shapes",
        "windows",
        "types",
        "own_layers",
        "places",
        "losses",
        "doubts",
        "use",
        "quiet",
    ] {
        programs.compile_fail(format!("ui/{stage}/*.rs"));
    }
}
