//! How far the confidence of claims can be trusted.

use super::{Figure, gold_folder, number_after};
use crate::step::{built, capture, cargo, command, quietly, root};
use std::path::Path;

/// What the weights are fitted on, and what they are measured on.
const FIT: [&str; 3] = ["tuning", "seeds", "re3d"];
const MEASURE: &str = "untouched";

/// The expected calibration error and the log loss on the untouched half; `fit` first writes the weights anew.
pub fn figures(fit: bool, data: &Path, eval: &Path) -> Result<Vec<Figure>, String> {
    let mut build = cargo();
    build.args(["build", "--release", "--package", "dateline-read", "--example", "claims"]);
    quietly("Building the reader", &mut build)?;
    let set = |name: &str| {
        let (gold, texts) = gold_folder(name, data);
        let texts = texts.map(|t| format!("={}", t.display())).unwrap_or_default();
        format!("{}{texts}", gold.display())
    };
    let mut python = command("python3");
    python.arg(root().join("xtask/src/score/confidence.py")).arg("--eval").arg(eval);
    python
        .arg("--claims")
        .arg(built("examples/claims"))
        .arg("--weights")
        .arg(root().join("lexicons/en/confidence.toml"));
    python.arg(set(MEASURE));
    if fit {
        python.arg("--fit").args(FIT.map(set));
    }
    let told = capture(&mut python)?;
    print!("{told}");
    let figure = |name, before: &str| Some(Figure { name, value: number_after(&told, before)?, more_is_better: false });
    let figures = [
        figure("calibration error", &format!("{MEASURE}: expected calibration error ")),
        figure("log loss", &format!("{MEASURE}: log loss ")),
    ];
    Ok(figures.into_iter().flatten().collect())
}
