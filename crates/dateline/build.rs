//! Has cargo embed the rules, lexicons, data and web page anew when one of them changes or a file is added.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for folder in ["../../rules", "../../lexicons", "../../data", "../../web/dist"] {
        // A path that does not exist would have the crate built anew every time; `cargo xtask web` touches this
        // file when it first makes `web/dist`.
        if Path::new(folder).exists() {
            println!("cargo:rerun-if-changed={folder}");
        }
    }
}
