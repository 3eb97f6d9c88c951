//! The `dateline` program.

use clap::{CommandFactory, Parser};
use dateline::{
    alerts, annotate, brief,
    cli::{
        BriefFormat, ClaimsCommand, Cli, ColorWhen, Command, GazetteerCommand, Global, KnownArgs, ListArgs,
        ReleaseCommand,
    },
    data::Data,
    decide,
    desk::Desk,
    doctor,
    error::{Error, ErrorKind, Result},
    export, gazetteer, intake,
    listing::Listing,
    lists, parse, release, serve, users, why,
};
use jiff::Timestamp;
use std::{
    io::{BufWriter, IsTerminal, Write},
    path::Path,
    process::ExitCode,
};

/// A ledger is very many small pieces of memory, which the usual allocator of Linux is slow at (ARCHITECTURE.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        // Whoever reads the output has seen enough: `dateline claims | head`.
        Err(e) if e.kind == ErrorKind::Output && e.message.contains("Broken pipe") => ExitCode::SUCCESS,
        Err(e) => {
            let color = color(cli.global.color, std::io::stderr().is_terminal());
            let (red, cyan, reset) = if color { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
            eprintln!("{red}error:{reset} {}", e.message);
            if let Some(hint) = &e.hint {
                eprintln!("{cyan}hint:{reset} {hint}");
            }
            ExitCode::from(e.exit_code())
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let global = &cli.global;
    let mut data = Data::new(global.rules.clone())?;
    let import = global.gazetteer_path();
    // One that is named must be there; the one beside the ledger need not.
    if global.gazetteer.is_some() || import.exists() {
        data = data.with_import(import);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let desk = || Desk::open(&global.ledger, &data);
    let known = |args: &KnownArgs| Desk::open_known(&global.ledger, &data, args.cut());
    let mut list = |make: fn(&Desk, &ListArgs) -> Result<Listing>, args: &ListArgs| -> Result<()> {
        make(&known(&args.known)?, args)?.print(args.format, &mut out)
    };
    match &cli.command {
        Command::Read(args) => {
            drop(out);
            return read(args, global, &data);
        }
        Command::Claims(args) => match &args.decide {
            Some(ClaimsCommand::Review(args)) => {
                lists::review(&known(&args.list.known)?, args)?.print(args.list.format, &mut out)?;
            }
            Some(command) => decide::Command::Claims(command).run(global, &data, now(), &mut out)?,
            None => {
                let listed = lists::claims(&known(&args.list.known)?, &args.list, args.review)?;
                listed.print(args.list.format, &mut out)?;
            }
        },
        Command::Events(args) => match &args.decide {
            Some(command) => decide::Command::Events(command).run(global, &data, now(), &mut out)?,
            None => list(lists::events, &args.list)?,
        },
        Command::Control(args) => {
            lists::control(&known(&args.list.known)?, args)?.print(args.list.format, &mut out)?;
        }
        Command::Figures(args) => list(lists::figures, args)?,
        Command::Access(args) => {
            lists::access(&known(&args.list.known)?, args)?.print(args.list.format, &mut out)?;
        }
        Command::Movements(args) => list(lists::movements, args)?,
        Command::Advisories(args) => list(lists::advisories, args)?,
        Command::Relations(args) => list(lists::relations, args)?,
        Command::Disputes(args) => list(lists::disputes, args)?,
        Command::Tensions(args) => list(lists::tensions, args)?,
        Command::Actors(args) => match &args.decide {
            Some(command) => decide::Command::Actors(command).run(global, &data, now(), &mut out)?,
            None => list(lists::actors, &args.list)?,
        },
        Command::Places(args) => match &args.decide {
            Some(command) => decide::Command::Places(command).run(global, &data, now(), &mut out)?,
            None => list(lists::places, &args.list)?,
        },
        Command::Copies(args) => match &args.decide {
            Some(command) => decide::Command::Copies(command).run(global, &data, now(), &mut out)?,
            None => lists::copies(&known(&args.known)?, None)?.print(args.format, &mut out)?,
        },
        Command::Decisions(args) => match &args.decide {
            Some(command) => decide::Command::Decisions(command).run(global, &data, now(), &mut out)?,
            None => lists::decisions(&desk()?)?.print(args.format, &mut out)?,
        },
        Command::Export(args) => {
            let desk = known(&args.known)?;
            match &args.output {
                None => export::run(args, &desk, &mut out)?,
                Some(path) => {
                    let fault = |e| Error::new(ErrorKind::Output, format_args!("cannot write {}: {e}", path.display()));
                    let mut file = BufWriter::new(std::fs::File::create(path).map_err(fault)?);
                    export::run(args, &desk, &mut file)?;
                    file.flush().map_err(fault)?;
                }
            }
        }
        Command::Release(ReleaseCommand::Make(args)) => release::make(args, &known(&args.known)?, now(), &mut out)?,
        Command::Release(ReleaseCommand::Verify { dir }) => release::verify(dir, &mut out)?,
        Command::Parse(args) => parse::run(args, &data, now(), &mut out)?,
        Command::Annotate(args) => annotate::run(args, &data, now(), &mut out)?,
        Command::Brief(args) => {
            let (since, place, length) = (args.since, args.place.clone(), args.length);
            let request = brief::Request { at: args.at, since, place, length };
            let brief = brief::Brief::new(&desk()?, &data, &request)?;
            let text = match args.format {
                BriefFormat::Markdown => brief.markdown(),
                BriefFormat::Html => brief.html(),
            };
            out.write_all(text.as_bytes())?;
        }
        Command::Why(args) => {
            let style = why::Style::new(color(global.color, std::io::stdout().is_terminal()));
            why::run(args, &known(&args.known)?, &data, now(), style, &mut out)?;
        }
        Command::Alerts(args) => alerts::run(args, global, &data, now(), &mut out)?,
        Command::Serve(args) => {
            drop(out);
            serve::run(args, global, data, now)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Users(args) => users::command::run(args, global, now(), &mut out)?,
        Command::Gazetteer(GazetteerCommand::Search(args)) => gazetteer::search(args, &data, &mut out)?,
        Command::Gazetteer(GazetteerCommand::At(args)) => gazetteer::at(args, &data, &mut out)?,
        Command::Gazetteer(GazetteerCommand::Import(args)) => {
            drop(out);
            return gazetteer::import(args, global, &data);
        }
        Command::Doctor => {
            let found = doctor::run(global, &data, now(), &mut out);
            out.flush()?;
            found?;
        }
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "dateline", &mut out);
        }
        Command::Man { dir } => man(dir.as_deref(), &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The only look at the clock: everything else is told what time it is.
#[allow(clippy::disallowed_methods, reason = "the program's own clock, read once")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn read(args: &dateline::cli::ReadArgs, global: &Global, data: &Data) -> Result<ExitCode> {
    let summary = intake::run(args, global, data, now())?;
    if !global.quiet {
        summary.write(&mut std::io::stdout().lock())?;
    }
    summary.write_failures(&mut std::io::stderr().lock())?;
    Ok(if summary.all_read() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn color(when: ColorWhen, terminal: bool) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

fn man(dir: Option<&Path>, out: &mut impl Write) -> Result<()> {
    match dir {
        None => clap_mangen::Man::new(Cli::command()).render(out)?,
        Some(dir) => {
            let fault = |e: std::io::Error| Error::new(ErrorKind::Output, format_args!("{}: {e}", dir.display()));
            std::fs::create_dir_all(dir).map_err(fault)?;
            clap_mangen::generate_to(Cli::command(), dir).map_err(fault)?;
        }
    }
    Ok(())
}
