//! `dateline users`: who has an account, from the machine that serves.

use super::{NewAccount, Users, audit, audit::Audit, password};
use crate::{
    cli::{Global, UsersArgs, UsersCommand},
    error::{Error, ErrorKind, Result},
    listing::Listing,
    shapes::{AccountRow, Deed, TokenRow},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal, Write};

/// Runs the command.
pub fn run(args: &UsersArgs, global: &Global, now: Timestamp, out: &mut impl Write) -> Result<()> {
    let audit_path = args.files.audit_path(&global.ledger);
    if let UsersCommand::Audit { format } = &args.command {
        let mut listing = Listing::new(&["when", "who", "from", "did", "about"]);
        for line in audit::lines(&audit_path)? {
            let line = line?;
            let cells = ["at", "who", "from", "did", "about"].map(|field| cell(&line[field]));
            listing.push(&line, cells.into())?;
        }
        return listing.write(*format, out);
    }
    let path = args.files.users_path(&global.ledger);
    if !matches!(args.command, UsersCommand::Add { .. }) && !path.exists() {
        return Err(Error::new(ErrorKind::NotFound, format_args!("there are no accounts in {}", path.display()))
            .hint("`dateline users add NAME --role admin` makes the first; --users FILE names another file"));
    }
    let users = Users::open(&path)?;
    let done = |did, about| Audit::open(&audit_path)?.here(now, did, about);
    match &args.command {
        UsersCommand::Add { name, role, no_password } => {
            let password = if *no_password { None } else { Some(password::hash(&asked()?)?) };
            users.add(&NewAccount { name, role: *role, password: password.as_deref(), subject: None }, now)?;
            done(Deed::AccountAdded, json!({ "name": name, "role": role }))
        }
        UsersCommand::List { format } => {
            let mut listing = Listing::new(&["name", "role", "signs in with", "tokens", "since"]);
            for account in users.accounts(now)? {
                let with = [("a password", account.has_password), ("OIDC", account.subject.is_some())];
                let with: Vec<&str> = with.into_iter().filter(|w| w.1).map(|w| w.0).collect();
                let tokens = if account.tokens == 0 { String::new() } else { account.tokens.to_string() };
                let (name, role) = (account.name.clone(), account.role.name().to_owned());
                let cells = vec![name, role, with.join(", "), tokens, account.created.to_string()];
                listing.push(&AccountRow::from(account), cells)?;
            }
            listing.write(*format, out)
        }
        UsersCommand::Role { name, role } => {
            users.set_role(name, *role)?;
            done(Deed::RoleChanged, json!({ "name": name, "role": role }))
        }
        UsersCommand::Password { name } => {
            // Before anything is asked.
            users.account(name, now)?;
            users.set_password(name, &password::hash(&asked()?)?)?;
            done(Deed::PasswordChanged, json!({ "name": name }))
        }
        UsersCommand::Remove { name } => {
            users.remove(name)?;
            done(Deed::AccountRemoved, json!({ "name": name }))
        }
        UsersCommand::Token { name, label, expires } => {
            let (words, number) = users.add_token(name, label.as_deref(), *expires, now)?;
            done(Deed::TokenMade, json!({ "name": name, "number": number, "label": label }))?;
            writeln!(out, "{words}")?;
            Ok(())
        }
        UsersCommand::Tokens { name, format } => {
            let mut listing = Listing::new(&["number", "of", "for", "since", "until"]);
            for token in users.tokens(name.as_deref())? {
                let until = token.expires.map(|e| e.to_string()).unwrap_or_default();
                let label = token.label.clone().unwrap_or_default();
                let cells = vec![token.number.to_string(), token.name.clone(), label, token.created.to_string(), until];
                listing.push(&TokenRow::from(token), cells)?;
            }
            listing.write(*format, out)
        }
        UsersCommand::Revoke { number } => {
            let name = users.revoke(*number, None)?;
            done(Deed::TokenRevoked, json!({ "name": name, "number": number }))
        }
        UsersCommand::Audit { .. } => Ok(()),
    }
}

/// A password: asked for twice on a terminal, else a line of standard input. It is never an argument, which other
/// programs on the machine could see.
fn asked() -> Result<String> {
    let fault = |e: std::io::Error| Error::new(ErrorKind::Input, format_args!("cannot read a password: {e}"));
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ").map_err(fault)?;
        if rpassword::prompt_password("Once more: ").map_err(fault)? != first {
            return Err(Error::new(ErrorKind::Input, "the two passwords differ"));
        }
        return Ok(first);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(fault)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, v)| !v.is_null());
            fields.map(|(name, value)| format!("{name} {}", cell(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
