//! `cargo xtask bench`: speed, as ratios to a baseline measured in the same run, so that they mean the same on any machine;
//! and what has bars of its own, places and imports.

use crate::{
    browser, demo,
    step::{built, cargo, command, loudly, quietly, root},
    train, web,
};
use std::{
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

/// Rows of the made-up dump: about what GeoNames has.
const ROWS: &str = "12000000";
/// Claims of the ledger that the page is measured over.
const CLAIMS: &str = "100000";
/// How often the memory of an import is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Runs the chore; the measuring is done by an example of the program's crate, or beside PyTorch by a script.
pub fn run(args: &[String]) -> Result<(), String> {
    match args {
        [] => {
            demo::build()?;
            let example = ["run", "--release", "--quiet", "--package", "dateline", "--example", "bench"];
            loudly("Measuring", cargo().args(example))
        }
        [flag] if flag == "--torch" => beside_pytorch(),
        [what, sizes @ ..] if what == "picture" => {
            let example = ["run", "--release", "--quiet", "--package", "dateline-picture", "--example", "growth", "--"];
            loudly("Measuring", cargo().args(example).args(sizes))
        }
        [what, file] if what == "places" => {
            let example =
                ["run", "--release", "--quiet", "--package", "dateline-read", "--example", "places_speed", "--", file];
            loudly("Measuring", cargo().args(example))
        }
        [what] if what == "serve" => serve(CLAIMS),
        [what, claims] if what == "serve" => serve(claims),
        [what] if what == "import" => import(ROWS),
        [what, rows] if what == "import" => import(rows),
        _ => Err(
            "`bench` takes `--torch`, `picture [CLAIMS...]`, `serve [CLAIMS]`, `places FILE.jsonl`, `import [ROWS]` \
                  or nothing"
                .to_owned(),
        ),
    }
}

/// The page over a large ledger of made-up claims, in Chromium: how long a reader waits for it and in it.
fn serve(claims: &str) -> Result<(), String> {
    web::build_if_stale()?;
    demo::build()?;
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let ledger = folder.join(format!("crowd-{claims}.db"));
    if !ledger.exists() {
        let partial = folder.join("partial.db");
        for name in ["partial.db", "partial.db-wal", "partial.db-shm"] {
            let _ = fs::remove_file(folder.join(name));
        }
        let mut crowd = cargo();
        crowd.args(["run", "--release", "--quiet", "--package", "dateline", "--example", "crowd", "--"]);
        quietly("Making up claims", crowd.arg(&partial).arg(claims))?;
        fs::rename(&partial, &ledger).map_err(|e| format!("{}: {e}", ledger.display()))?;
    }
    browser::over(&ledger, "Measuring", "web/tests/speed.mjs", &[])
}

/// The language stage and the same model in PyTorch, on the wire of the demo's corpus.
fn beside_pytorch() -> Result<(), String> {
    let mut tools = cargo();
    tools.args(["build", "--release", "--package", "dateline-language", "--example", "words", "--example", "speed"]);
    quietly("Building the tools", &mut tools)?;
    let mut bench = train::script("bench.py")?;
    bench.arg("--model").arg(root().join("data")).arg("--texts").arg(root().join("corpus/demo/wire.jsonl"));
    bench.arg("--words").arg(built("examples/words")).arg("--speed").arg(built("examples/speed"));
    loudly("Measuring", &mut bench)
}

/// An import of the size of the whole world, of made-up places: how long it takes and how much memory, and how long a
/// lookup takes afterwards.
#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn import(rows: &str) -> Result<(), String> {
    demo::build()?;
    let scale = || {
        let mut scale = cargo();
        scale.args(["run", "--release", "--quiet", "--package", "dateline-gazetteer", "--example", "scale", "--"]);
        scale
    };
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let (dump, index) = (folder.join(format!("places-{rows}.zip")), folder.join("made-up.places"));
    if !dump.exists() {
        let partial = folder.join("partial.zip");
        quietly("Making up places", scale().args(["generate", rows]).arg(&partial))?;
        fs::rename(&partial, &dump).map_err(|e| format!("{}: {e}", dump.display()))?;
    }
    let mut import = command(built("dateline"));
    import.arg("--quiet").arg("--gazetteer").arg(&index).args(["gazetteer", "import", "--replace"]).arg(&dump);
    let start = Instant::now();
    let mut child = import.stdout(Stdio::null()).spawn().map_err(|e| format!("the import: {e}"))?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0u64;
    let done = loop {
        let line = fs::read_to_string(&status).ok();
        let peak = line.as_deref().and_then(|s| s.lines().find_map(|l| l.strip_prefix("VmHWM:")));
        most = most.max(peak.and_then(|p| p.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        if let Some(done) = child.try_wait().map_err(|e| format!("the import: {e}"))? {
            break done;
        }
        thread::sleep(LOOK);
    };
    if !done.success() {
        return Err(format!("the import ended with {done}"));
    }
    let (seconds, bytes) = (start.elapsed().as_secs_f64(), fs::metadata(&index).map_or(0, |m| m.len()));
    println!(
        "{rows} made-up places imported in {seconds:.0} s, at most {} MB of memory, index of {} MB",
        most / 1000,
        bytes / 1_000_000
    );
    loudly("Looking up", scale().arg("lookups").arg(&index).arg(root().join("data/gazetteer.bin")))
}
