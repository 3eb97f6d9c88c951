//! What could not be read, and why.

use std::fmt;

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
