//! `cargo xtask test`: every test of the project.

use crate::{
    browser, demo,
    step::{built, cargo, command, loudly},
    web,
};

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut screenshot = false;
    let mut with_browser = true;
    for arg in args {
        match arg.as_str() {
            "--screenshot" => screenshot = true,
            "--no-browser" => with_browser = false,
            other => return Err(format!("`test` takes `--screenshot` and `--no-browser`, not `{other}`")),
        }
    }
    if with_browser {
        web::build_if_stale()?;
    }
    let mut tests = cargo();
    loudly("Running the tests", tests.args(["test", "--release", "--workspace", "--no-fail-fast"]))?;
    demo::build()?;
    loudly("Checking the rules by their examples", command(built("dateline")).args(["--quiet", "doctor"]))?;
    if with_browser {
        browser::run(screenshot)?;
    }
    Ok(())
}
