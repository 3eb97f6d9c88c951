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
    // Every part runs, so that one failure does not hide another.
    let mut failed = Vec::new();
    let mut tests = cargo();
    failed
        .extend(loudly("Running the tests", tests.args(["test", "--release", "--workspace", "--no-fail-fast"])).err());
    demo::build()?;
    let mut doctor = command(built("dateline"));
    doctor.args(["--ledger", "target/none.db", "doctor"]);
    failed.extend(loudly("Checking the rules by their examples", &mut doctor).err());
    if with_browser {
        failed.extend(browser::run(screenshot).err());
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
