//! Tells cargo that a new file in `versions/` is a reason to build.

fn main() {
    println!("cargo:rerun-if-changed=versions");
}
