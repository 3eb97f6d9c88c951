//! `cargo xtask bench`: speed, as ratios to a baseline measured in the same run, so that they mean the same on any machine.

use crate::{
    demo,
    step::{built, cargo, loudly, quietly, root},
    train,
};

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
        _ => Err("`bench` takes `--torch`, `picture [CLAIMS...]` or nothing".to_owned()),
    }
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
