//! Tells the crate how it is optimised: nothing else in Rust does.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=NETWEAVE_OPT_LEVEL={}", std::env::var("OPT_LEVEL").unwrap_or_default());
}
