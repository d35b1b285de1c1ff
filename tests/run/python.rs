//! A Python for tests of what other programs make of our files.

use std::path::Path;
use std::process::Command;

/// Names the Python to use; `.ci/run` makes one with what the tests need.
const VARIABLE: &str = "NETWEAVE_PYTHON";

/// Runs a script with these modules, or says why it is skipped. The script's output is given back.
pub(crate) fn run(modules: &[&str], script: &str, arguments: &[&Path]) -> Option<String> {
    let Some(python) = std::env::var_os(VARIABLE) else {
        eprintln!("skipped: {VARIABLE} names no Python");
        return None;
    };
    for module in modules {
        let found = Command::new(&python).args(["-c", &format!("import {module}")]).output().unwrap();
        if !found.status.success() {
            eprintln!("skipped: {} has no module {module}", python.display());
            return None;
        }
    }
    let output = Command::new(&python).args(["-c", script]).args(arguments).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
    Some(stdout)
}
