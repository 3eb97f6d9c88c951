//! `cargo xtask train DATA`: trains the language model and writes `data/model.bin`.

use crate::step::{cargo, loudly};

/// Runs the chore: the trainer of the language crate does the work.
pub fn run(args: &[String]) -> Result<(), String> {
    if args.is_empty() {
        return Err("`train` needs the folder of the treebanks: cargo xtask train DATA".to_owned());
    }
    let mut trainer = cargo();
    trainer.args(["run", "--release", "--quiet", "--package", "dateline-language", "--features", "train"]);
    trainer.args(["--example", "train", "--"]);
    loudly("Training", trainer.args(args))
}
