//! `cargo xtask demo`: from a fresh clone to the map in the browser.

use crate::{
    step::{built, capture, cargo, command, quietly, root},
    web,
};
use std::{fs, path::Path};

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut serve = true;
    let mut addr = "127.0.0.1:4750".to_owned();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--no-serve" => serve = false,
            "--addr" => addr = args.next().ok_or("--addr needs an address, such as 127.0.0.1:4750")?.clone(),
            other => return Err(format!("`demo` takes `--no-serve` and `--addr ADDR`, not `{other}`")),
        }
    }
    web::build_if_stale()?;
    build()?;
    let ledger = root().join("target/demo/dateline.db");
    if read_corpus(&ledger)? || !serve {
        show_largest_dispute(&ledger)?;
    }
    if !serve {
        return Ok(());
    }
    let status = command(built("dateline"))
        .args(["serve", "--addr", &addr, "--ledger"])
        .arg(&ledger)
        .status()
        .map_err(|e| format!("cannot start the server: {e}"))?;
    if status.success() { Ok(()) } else { Err("the server stopped with an error".to_owned()) }
}

/// Builds the program.
pub fn build() -> Result<(), String> {
    let fresh = built("dateline").exists();
    let what = if fresh { "Building dateline" } else { "Building dateline (several minutes the first time)" };
    quietly(what, cargo().args(["build", "--release", "--package", "dateline"])).map(drop)
}

/// Reads the bundled reports into a fresh ledger, unless one is there that is newer than the program and the reports.
/// Returns whether it read.
pub fn read_corpus(ledger: &Path) -> Result<bool, String> {
    let corpus = root().join("corpus/demo");
    let made = web::modified(ledger);
    if made > web::newest(&corpus) && made > web::modified(&built("dateline")) {
        return Ok(false);
    }
    let folder = ledger.parent().ok_or("the ledger has no folder")?;
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for ending in ["db", "db-wal", "db-shm"] {
        let old = ledger.with_extension(ending);
        if old.exists() {
            fs::remove_file(&old).map_err(|e| format!("{}: {e}", old.display()))?;
        }
    }
    let read = capture(command(built("dateline")).arg("--ledger").arg(ledger).arg("read").arg(&corpus));
    if read.is_err() {
        // Half a ledger would look fresh to the next run.
        let _ = fs::remove_file(ledger);
    }
    print!("{}", read?);
    // A reader that only opens the ledger may leave the file's time as it was.
    let file = fs::File::options().append(true).open(ledger);
    file.and_then(|f| f.set_modified(web::now())).map_err(|e| format!("{}: {e}", ledger.display()))?;
    Ok(true)
}

fn show_largest_dispute(ledger: &Path) -> Result<(), String> {
    let dateline = || {
        let mut dateline = command(built("dateline"));
        dateline.arg("--ledger").arg(ledger);
        dateline
    };
    let disputes = capture(dateline().args(["export", "disputes"]))?;
    let Some(first) = disputes.lines().next() else {
        println!("\nThe reports dispute nothing.");
        return Ok(());
    };
    let dispute: serde_json::Value = serde_json::from_str(first).map_err(|e| format!("export disputes: {e}"))?;
    let id = dispute["id"].as_str().ok_or("a dispute has no id")?;
    println!("\nThe largest dispute:\n\n{}", capture(dateline().args(["why", id]))?);
    Ok(())
}
