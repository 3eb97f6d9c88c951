//! `cargo xtask bless`: accepts changed snapshots and takes the README's screenshot anew.

use crate::{
    browser,
    step::{cargo, loudly},
};

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    if let Some(arg) = args.first() {
        return Err(format!("`bless` takes no `{arg}`"));
    }
    let mut tests = cargo();
    // insta writes changed snapshots over the old ones and passes.
    tests.env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1");
    loudly("Running the tests", tests.args(["test", "--release", "--quiet", "--workspace"]))?;
    browser::run(true)?;
    println!("Look at what changed with `git diff` before you commit it.");
    Ok(())
}
