//! `cargo xtask bench`: speed, as ratios to a baseline measured in the same run, so that they mean the same on any machine.

use crate::{
    demo,
    step::{cargo, loudly},
};

/// Runs the chore; the measuring is done by an example of the program's crate.
pub fn run(args: &[String]) -> Result<(), String> {
    if let Some(arg) = args.first() {
        return Err(format!("`bench` takes no `{arg}`"));
    }
    demo::build()?;
    loudly("Measuring", cargo().args(["run", "--release", "--quiet", "--package", "dateline", "--example", "bench"]))
}
