//! `dateline users`, and where accounts are kept.

use super::{Format, parse_instant};
use crate::users::Role;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use std::path::PathBuf;

/// Where accounts and the audit log are.
#[derive(Debug, Clone, Default, Args)]
pub struct UsersFiles {
    /// The accounts of a server that other machines reach [default: beside the ledger, with the ending .users.db]
    #[arg(long, global = true, env = "DATELINE_USERS", hide_env_values = true, value_name = "FILE")]
    pub users: Option<PathBuf>,
    /// The log of sign-ins, decisions and downloads, as JSON Lines [default: beside the ledger, with the ending
    /// .audit.jsonl]
    #[arg(long, global = true, env = "DATELINE_AUDIT", hide_env_values = true, value_name = "FILE")]
    pub audit: Option<PathBuf>,
}

/// An identity provider.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Signing in with an identity provider (OpenID Connect)")]
pub struct OidcArgs {
    /// The provider, by the address under which it tells of itself; it gets the callback
    /// PUBLIC-URL/api/v1/session/oidc/callback
    #[arg(long, value_name = "URL", requires_all = ["oidc_client_id", "oidc_role", "public_url"])]
    pub oidc_issuer: Option<String>,
    /// What the provider calls this server
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    pub oidc_client_id: Option<String>,
    /// A file with the secret that the provider gave this server [default: the variable DATELINE_OIDC_SECRET, else none]
    #[arg(long, value_name = "FILE", requires = "oidc_issuer")]
    pub oidc_secret_file: Option<PathBuf>,
    /// The claim of the ID token that says what somebody may do: a word, or a list of words
    #[arg(long, value_name = "NAME", default_value = "groups")]
    pub oidc_claim: String,
    /// What a word of that claim stands for, such as newsroom=analyst; of several the highest role counts, and whoever has
    /// none is not let in
    #[arg(long, value_name = "WORD=ROLE", value_parser = parse_word_role, requires = "oidc_issuer")]
    pub oidc_role: Vec<(String, Role)>,
}

fn parse_word_role(text: &str) -> Result<(String, Role), String> {
    let (word, role) = text.rsplit_once('=').ok_or("write WORD=ROLE, such as newsroom=analyst")?;
    Ok((word.to_owned(), Role::from_str(role, false)?))
}

/// Arguments of `users`.
#[derive(Debug, Args)]
pub struct UsersArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: UsersCommand,
    /// Where they are.
    #[command(flatten)]
    pub files: UsersFiles,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum UsersCommand {
    /// Make an account
    ///
    /// The password is asked for, or read as one line from standard input; it has at least 12 characters.
    Add {
        /// The name to sign in and decide with
        name: String,
        /// What they may do
        #[arg(long, value_enum, value_name = "ROLE")]
        role: Role,
        /// No password: for scripts, which use tokens
        #[arg(long)]
        no_password: bool,
    },
    /// List the accounts
    List {
        /// How to write it
        #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
        format: Format,
    },
    /// Give an account another role; its sessions end
    Role {
        /// Whose
        name: String,
        /// What they may do
        #[arg(value_enum, value_name = "ROLE")]
        role: Role,
    },
    /// Give an account another password; its sessions end
    ///
    /// The password is asked for, or read as one line from standard input; it has at least 12 characters.
    Password {
        /// Whose
        name: String,
    },
    /// Remove an account with its sessions and tokens; what it decided stays in the ledger under its name
    Remove {
        /// Whose
        name: String,
    },
    /// Make a token for scripts (`Authorization: Bearer TOKEN`) and write it to standard output; it is shown only now
    Token {
        /// Whose role the script has, and whose name it decides with
        name: String,
        /// What it is for
        #[arg(long, value_name = "TEXT")]
        label: Option<String>,
        /// When it ends, an instant or the end of a day (UTC) [default: when it is revoked]
        #[arg(long, value_name = "DATE|INSTANT", value_parser = parse_instant)]
        expires: Option<Timestamp>,
    },
    /// List the tokens
    Tokens {
        /// Only of this account
        name: Option<String>,
        /// How to write it
        #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
        format: Format,
    },
    /// Make a token worthless
    Revoke {
        /// Its number
        #[arg(value_name = "N")]
        number: i64,
    },
    /// Show the audit log
    Audit {
        /// How to write it
        #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
        format: Format,
    },
}
