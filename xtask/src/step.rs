//! Running other programs: quiet while all is well, complete when something fails.

use std::{
    env,
    ffi::OsStr,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A command that runs in the workspace's folder.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this chore.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where cargo puts what it builds in release mode.
pub fn built(program: &str) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    root().join(target).join("release").join(format!("{program}{}", env::consts::EXE_SUFFIX))
}

/// Runs a command with its output kept back, and shows the output if the command fails. Prints one line that says what
/// is going on.
pub fn quietly(what: &str, command: &mut Command) -> Result<Output, String> {
    let terminal = std::io::stderr().is_terminal();
    eprint!("{what} ...");
    if !terminal {
        eprintln!();
    }
    let _ = std::io::stderr().flush();
    let output = run(command)?;
    if output.status.success() {
        if terminal {
            eprintln!(" done");
        }
        return Ok(output);
    }
    if terminal {
        eprintln!(" failed");
    }
    Err(format!("{what} failed: {}\n{}", shown(command), both(&output)))
}

/// Runs a command and returns what it wrote to standard output; a failure shows everything it wrote.
pub fn capture(command: &mut Command) -> Result<String, String> {
    let output = run(command)?;
    if !output.status.success() {
        return Err(format!("{} failed ({})\n{}", shown(command), output.status, both(&output)));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} wrote something that is not UTF-8", shown(command)))
}

/// Runs a command whose output goes straight to the terminal.
pub fn loudly(what: &str, command: &mut Command) -> Result<(), String> {
    eprintln!("{what} ...");
    let status = command.status().map_err(|e| cannot_run(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed: {}", shown(command))) }
}

/// Whether a program answers to `--version`.
pub fn answers(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn run(command: &mut Command) -> Result<Output, String> {
    command.stdin(Stdio::null()).output().map_err(|e| cannot_run(command, &e))
}

fn cannot_run(command: &Command, e: &std::io::Error) -> String {
    format!("cannot run `{}`: {e}", shown(command))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
