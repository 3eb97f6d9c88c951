//! `cargo xtask web`: builds the web page into `web/dist`, which the program embeds.

use crate::step::{self, command, quietly, root};
use std::{
    fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    if let Some(arg) = args.first() {
        return Err(format!("`web` takes no `{arg}`"));
    }
    build()
}

/// Builds the page if what it is built from has changed.
pub fn build_if_stale() -> Result<(), String> {
    let web = root().join("web");
    let page = modified(&web.join("dist/index.html"));
    let sources =
        ["src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.js"]
            .iter()
            .map(|name| newest(&web.join(name)))
            .max()
            .unwrap_or(UNIX_EPOCH);
    if page > sources { Ok(()) } else { build() }
}

/// Installs the packages that the lock file names, if they are not there as it names them.
pub fn install() -> Result<(), String> {
    for program in ["node", "npm"] {
        if !step::answers(program) {
            return Err(format!(
                "`{program}` is missing\nhint: install Node 20 or newer: on Debian `apt-get install nodejs npm`, elsewhere https://nodejs.org"
            ));
        }
    }
    let web = root().join("web");
    let installed = modified(&web.join("node_modules/.package-lock.json"));
    if installed >= modified(&web.join("package-lock.json")) && installed > UNIX_EPOCH {
        return Ok(());
    }
    quietly("Installing the web page's packages", npm().args(["ci", "--no-audit", "--no-fund"])).map(drop)
}

fn build() -> Result<(), String> {
    install()?;
    let root = root();
    let first = !root.join("web/dist").exists();
    quietly("Building the web page", npm().args(["run", "--silent", "build"]))?;
    if first {
        // The program's build script watches `web/dist` only once it exists; see there.
        let script = root.join("crates/dateline/build.rs");
        let touched = fs::File::options().append(true).open(&script).and_then(|file| file.set_modified(now()));
        touched.map_err(|e| format!("{}: {e}", script.display()))?;
    }
    Ok(())
}

/// The present, for file times.
#[allow(clippy::disallowed_methods, reason = "file times are what cargo compares")]
pub fn now() -> SystemTime {
    SystemTime::now()
}

fn npm() -> Command {
    let mut npm = command("npm");
    npm.current_dir(root().join("web"));
    npm
}

/// When a file was last changed; the epoch if there is none.
pub fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|m| m.modified()).unwrap_or(UNIX_EPOCH)
}

/// When a file, or the newest one below a folder, was last changed.
pub fn newest(path: &Path) -> SystemTime {
    let below = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| newest(&entry.path())).max();
    below.unwrap_or(UNIX_EPOCH).max(modified(path))
}
