//! Words that let in whoever has them: sessions, tokens for scripts, and the token of the first start.

use crate::error::{Error, ErrorKind, Result};

/// What is stored of a secret. The secret has 256 random bits, so that a fast hash is enough: nothing can be guessed.
pub type Hash = [u8; 32];

/// A new secret: the words to hand out, and what is kept of them.
#[derive(Clone)]
pub struct Secret {
    /// To be handed out, and then forgotten.
    pub words: String,
    /// To be kept.
    pub hash: Hash,
}

/// What tokens for scripts start with, so that they are recognised where they should not be.
const TOKEN: &str = "dateline_";

impl Secret {
    /// 64 hexadecimal digits.
    pub fn new() -> Result<Self> {
        Self::starting("")
    }

    /// The same behind a mark.
    pub fn token() -> Result<Self> {
        Self::starting(TOKEN)
    }

    fn starting(mark: &str) -> Result<Self> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)
            .map_err(|e| Error::new(ErrorKind::Users, format_args!("this machine gives no random numbers: {e}")))?;
        let words = mark.to_owned() + &crate::words::hex(&bits);
        Ok(Self { hash: Self::hash(&words), words })
    }

    /// What is kept of these words.
    pub fn hash(words: &str) -> Hash {
        blake3::hash(words.as_bytes()).into()
    }
}
