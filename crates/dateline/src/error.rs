//! The one error of the command line: what failed, and what to do about it.

use std::fmt;

/// What sort of failure it is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line itself is wrong. Exit code 2.
    Usage,
    /// Some input could not be read. Exit code 1.
    Input,
    /// What was asked for is not in the ledger. Exit code 1.
    NotFound,
    /// The ledger cannot be opened, read or written. Exit code 1.
    Ledger,
    /// Rules, lexicons or built data are missing or wrong. Exit code 1.
    Data,
    /// Accounts or the audit log cannot be read or written. Exit code 1.
    Users,
    /// The server cannot start. Exit code 1.
    Serve,
    /// Output cannot be written. Exit code 1.
    Output,
}

/// A failure with its message and, where there is one, a hint at the remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What sort of failure.
    pub kind: ErrorKind,
    /// What failed, one sentence without a full stop.
    pub message: String,
    /// What the user can do.
    pub hint: Option<String>,
}

impl Error {
    /// An error without a hint.
    pub fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        Self { kind, message: message.to_string(), hint: None }
    }

    /// The same error with a hint.
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// A usage error.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Self::new(ErrorKind::Output, format_args!("cannot write the output: {e}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Self::new(ErrorKind::Output, format_args!("cannot write JSON: {e}"))
    }
}

impl From<csv::Error> for Error {
    fn from(e: csv::Error) -> Self {
        Self::new(ErrorKind::Output, format_args!("cannot write CSV: {e}"))
    }
}

/// The result of a command.
pub type Result<T, E = Error> = std::result::Result<T, E>;
