//! A build without optimisation is slow to no purpose, and says so.

use std::env;
use std::sync::Once;

/// Says once in a process how it could be faster, if it could. `NETWEAVE_QUIET` keeps it quiet.
pub(crate) fn note() {
    static ONCE: Once = Once::new();
    if env!("NETWEAVE_OPT_LEVEL") == "0" {
        ONCE.call_once(|| {
            if env::var_os("NETWEAVE_QUIET").is_none_or(|quiet| quiet.is_empty()) {
                eprintln!(
                    "netweave: this build is not optimised, and many times slower than it could be; write \
                     `[profile.dev.package.\"*\"]` and `opt-level = 2` into Cargo.toml"
                );
            }
        });
    }
}
