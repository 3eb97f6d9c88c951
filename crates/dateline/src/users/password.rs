//! Passwords: what may be one, and how one is kept and checked. Both take some 20 ms and 19 MiB, on purpose.

use crate::error::{Error, ErrorKind, Result};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::sync::OnceLock;

/// Fewest characters. Length is what counts; no rule asks for digits or signs.
pub const SHORTEST: usize = 12;
/// Most bytes.
const LONGEST: usize = 1024;

/// The hash of a password as a PHC string: argon2id with the parameters that OWASP recommends (19 MiB, 2 passes).
pub fn hash(password: &str) -> Result<String> {
    if password.chars().count() < SHORTEST {
        return Err(Error::usage(format_args!("a password has at least {SHORTEST} characters")));
    }
    if password.len() > LONGEST {
        return Err(Error::usage(format_args!("a password has at most {LONGEST} bytes")));
    }
    made(password)
}

fn made(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|h| h.to_string()).map_err(|e| Error::new(ErrorKind::Users, format_args!("cannot keep a password: {e}")))
}

/// Whether this is the password of that hash. Without a hash it is not, after as long a time, so that nobody learns by
/// waiting which names there are.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: OnceLock<Option<String>> = OnceLock::new();
    let nobody = || NOBODY.get_or_init(|| made("nobody's password").ok()).as_deref();
    let Some(against) = hash.or_else(nobody) else { return false };
    let same = password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), against).is_ok();
    same && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_argon2id_and_found_again() {
        let kept = hash("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("correct horse battery").unwrap(), "each has its own salt");
        assert!(verify("correct horse battery", Some(&kept)));
        assert!(!verify("correct horse batterx", Some(&kept)));
        assert!(!verify("nobody's password", None));
        assert!(hash("elevenchars").is_err() && hash(&"x".repeat(LONGEST + 1)).is_err());
    }
}
