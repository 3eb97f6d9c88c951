//! What could not be read, and why.

use std::{fmt, io};

/// One input, or one record of an input, that could not be read. The others are read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The path, `-` for standard input, or a path with a line number (`wire.jsonl:3`).
    pub input: String,
    /// What is wrong, without the path.
    pub reason: String,
    /// What the user can do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.reason)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn of_io(input: String, error: &io::Error) -> Self {
        let (reason, hint) = match error.kind() {
            io::ErrorKind::NotFound => ("there is no such file or directory".to_owned(), None),
            io::ErrorKind::PermissionDenied => {
                ("reading is not permitted".to_owned(), Some("check the permissions of the file".to_owned()))
            }
            _ => (error.to_string(), None),
        };
        Self { input, reason, hint }
    }
}

/// Why one document is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("larger than the limit of {limit} bytes a report")]
    TooLarge { limit: u64 },
    #[error("not a text but {0}")]
    Binary(&'static str),
    #[error("there is no text in it")]
    Empty,
    #[error("a tag of this page has more attributes than can be read")]
    Monstrous,
    #[error("a JSON document, not JSON Lines")]
    JsonDocument,
    #[error("not a JSON record: {0}")]
    Json(String),
    #[error("the record is not a JSON object but {0}")]
    NoObject(&'static str),
    #[error("the record has neither `text` nor `html`")]
    NoText,
    #[error("the field `{field}` is not a string")]
    NoString { field: &'static str },
}

impl Fault {
    pub(crate) fn at(&self, input: String) -> Failure {
        Failure { input, reason: self.to_string(), hint: self.hint() }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Fault::TooLarge { .. } => "split it into its reports, or raise the limit",
            Fault::Binary("a PDF document") => "turn it into text first, for example with pdftotext",
            Fault::Binary(_) => "text, HTML and JSON Lines can be read",
            Fault::Json(_) => "a record is one JSON object on one line; is the line cut off?",
            Fault::NoObject("an array") => "write one object a line, without the array around them",
            Fault::NoObject(_) | Fault::NoText | Fault::NoString { .. } => {
                r#"a record looks like this: {"id": "a1", "text": "...", "outlet": "...", "published": "2024-12-06"}"#
            }
            Fault::JsonDocument => "write one record a line, for example with `jq -c`",
            Fault::Empty | Fault::Monstrous => return None,
        };
        Some(hint.to_owned())
    }
}
