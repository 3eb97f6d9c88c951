//! The project's chores: `cargo xtask CHORE`.

mod bench;
mod bless;
mod browser;
mod check;
mod data;
mod demo;
mod score;
mod step;
mod test;
mod train;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask CHORE

  demo [--no-serve] [--addr ADDR]   build everything, read corpus/demo/, show the largest dispute, serve the map
  web                               build the web page
  check                             the house rules
  test [--screenshot] [--no-browser]  every test; the browser test installs Chromium if it can
  bless                             accept changed snapshots and take the README's screenshot anew
  data [basemap|gazetteer] [--check]  build data/ from its public sources
  train DATA [--steps N] [--seed N] [--from-shipped] [--export]  train the language model, or pack its last checkpoint
  score SET --data DIR --eval DIR [--update]  measure against a benchmark and its committed baseline
  bench [--torch]                   speed, as ratios to a baseline measured in the same run
  bench picture [CLAIMS...]         how time and memory of the picture grow with a made-up ledger
  bench places FILE.jsonl           how fast place names are matched and ranked, the language stage left out
  bench import [ROWS]               time and memory of an import of 12 million made-up places, and lookups in it
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((chore, rest)) = args.split_first() else {
        print!("{USAGE}");
        return ExitCode::from(2);
    };
    let done = match chore.as_str() {
        "demo" => demo::run(rest),
        "web" => web::run(rest),
        "check" => check::run(rest),
        "test" => test::run(rest),
        "bless" => bless::run(rest),
        "data" => data::run(rest),
        "train" => train::run(rest),
        "score" => score::run(rest),
        "bench" => bench::run(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(format!("`{other}` is no chore\n\n{USAGE}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
