//! The browser test: the map, driven in Chromium over a ledger of the bundled reports.

use crate::{
    demo,
    step::{answers, built, command, loudly, quietly, root},
    web,
};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

/// What the browser goes by on the systems that package it.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A server that is stopped when this value goes.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds what is needed, serves the demo's ledger on a free port, and runs `web/tests/browser.mjs` against it; with
/// `screenshot` it takes the README's picture too.
pub fn run(screenshot: bool) -> Result<(), String> {
    web::build_if_stale()?;
    demo::build()?;
    let ledger = root().join("target/demo/dateline.db");
    demo::read_corpus(&ledger)?;
    let docs = root().join("docs");
    let picture = docs.join("screenshot.png").display().to_string();
    if !screenshot {
        over(&ledger, "Running the browser test", "web/tests/browser.mjs", &[])?;
        // These start servers of their own.
        for (script, what) in [("sign-in", "signing in"), ("tiles", "tiles under the map")] {
            let mut test = command("node");
            test.arg(format!("web/tests/{script}.mjs")).env("CHROMIUM", browser()?);
            test.env("DATELINE", built("dateline")).env("DATELINE_LEDGER", &ledger);
            loudly(&format!("Running the browser test of {what}"), &mut test)?;
        }
        return Ok(());
    }
    std::fs::create_dir_all(&docs).map_err(|e| format!("{}: {e}", docs.display()))?;
    over(&ledger, "Running the browser test", "web/tests/browser.mjs", &["--screenshot", &picture])
}

/// Serves a ledger on a free port and runs a script of the page against it; the program must be built.
pub fn over(ledger: &Path, what: &str, script: &str, args: &[&str]) -> Result<(), String> {
    web::install()?;
    let browser = browser()?;
    let (_server, address) = serve(ledger)?;
    let mut test = command("node");
    test.arg(script).args(args).env("DATELINE_URL", &address).env("CHROMIUM", &browser);
    loudly(what, &mut test)
}

fn serve(ledger: &Path) -> Result<(Server, String), String> {
    let mut server = command(built("dateline"))
        .arg("--ledger")
        .arg(ledger)
        .args(["serve", "--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot start the server: {e}"))?;
    let out = server.stdout.take().ok_or("the server has no standard output")?;
    let server = Server(server);
    for line in BufReader::new(out).lines() {
        let line = line.map_err(|e| format!("the server's output: {e}"))?;
        if let Some(address) = line.strip_prefix("listening on ") {
            return Ok((server, address.trim().to_owned()));
        }
    }
    Err("the server stopped before it listened; its message stands above".to_owned())
}

/// Finds a Chromium, or installs one where that needs no question to the user.
fn browser() -> Result<PathBuf, String> {
    if let Some(given) = std::env::var_os("CHROMIUM").filter(|b| !b.is_empty()) {
        return Ok(given.into());
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    let missing = "the browser test needs Chromium\n\
                   hint: `apt-get install chromium` (Debian), or set $CHROMIUM to the browser's path; \
                   `cargo xtask test --no-browser` runs everything else";
    if !is_root() || !answers("apt-get") {
        return Err(missing.to_owned());
    }
    let apt = || {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    quietly("Asking for the list of packages", apt().args(["-qq", "update"]))?;
    quietly("Installing Chromium", apt().args(["-qq", "-y", "--no-install-recommends", "install", "chromium"]))?;
    on_path().ok_or_else(|| missing.to_owned())
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|dir| BROWSERS.map(|b| dir.join(b))).find(|program| program.is_file())
}

fn is_root() -> bool {
    command("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
