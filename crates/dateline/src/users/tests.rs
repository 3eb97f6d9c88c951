use super::*;
use jiff::{SignedDuration, ToSpan};

fn start() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn after(hours: i64) -> Timestamp {
    start() + hours.hours()
}

/// Ann the admin, Ben the analyst and Cy the reader.
fn users() -> (tempfile::TempDir, Users) {
    let dir = tempfile::tempdir().unwrap();
    let users = Users::open(&dir.path().join("dateline.users.db")).unwrap();
    assert!(users.is_empty().unwrap());
    assert!(users.add_first("Ann", "hash", start()).unwrap());
    for (name, role) in [("Ben", Role::Analyst), ("Cy", Role::Reader)] {
        users.add(&NewAccount { name, role, password: Some("hash"), subject: None }, start()).unwrap();
    }
    (dir, users)
}

#[test]
fn names_are_told_apart_without_regard_to_case_and_only_one_can_be_first() {
    let (_dir, users) = users();
    assert!(!users.add_first("Eve", "hash", start()).unwrap());
    let again = NewAccount { name: " ann ", role: Role::Reader, password: None, subject: None };
    assert!(users.add(&again, start()).is_err());
    assert_eq!(users.account("BEN", start()).unwrap().name, "Ben");
    for name in ["", "  ", "a/b", "a\nb", &"x".repeat(65)] {
        assert!(users.add(&NewAccount { name, ..again }, start()).is_err(), "{name:?}");
    }
    assert_eq!(users.accounts(start()).unwrap().len(), 3);
}

#[test]
fn a_session_ends_when_idle_and_after_a_week() {
    let (_dir, users) = users();
    let role = |words: &str, at| users.of_session(&Secret::hash(words), at).unwrap().map(|a| a.role);
    let words = users.start_session("Ben", start()).unwrap();
    assert_eq!(role(&words, after(11)), Some(Role::Analyst));
    assert_eq!(role(&words, after(22)), Some(Role::Analyst), "the request eleven hours ago counts");
    assert_eq!(role(&words, after(34)), None, "twelve idle hours");
    let words = users.start_session("Ben", start()).unwrap();
    let asked = (0..).map(|i| after(i * 6)).take_while(|at| role(&words, *at).is_some()).last().unwrap();
    assert_eq!(asked, after(7 * 24 - 6), "a week in any case");
    assert_eq!(role("something else", start()), None);
    let words = users.start_session("Ben", after(200)).unwrap();
    let left: i64 = users.run(|db| db.query_row("SELECT count(*) FROM sessions", [], |row| row.get(0))).unwrap();
    assert_eq!(left, 1, "those that are over are let go");
    users.end_session(&Secret::hash(&words)).unwrap();
    assert_eq!(role(&words, after(200)), None);
}

#[test]
fn a_new_role_a_new_password_and_removal_end_sessions() {
    let (_dir, users) = users();
    let signed_in = || Secret::hash(&users.start_session("Ben", start()).unwrap());
    let still = |hash: &Hash| users.of_session(hash, start()).unwrap().is_some();
    let (first, others) = (signed_in(), Secret::hash(&users.start_session("Cy", start()).unwrap()));
    assert!(still(&first));
    users.set_role("ben", Role::Reader).unwrap();
    assert!(!still(&first));
    let second = signed_in();
    users.set_password("ben", "other").unwrap();
    assert!(!still(&second));
    let third = signed_in();
    let (token, _) = users.add_token("Ben", None, None, start()).unwrap();
    users.remove("Ben").unwrap();
    assert!(!still(&third) && still(&others));
    assert_eq!(users.of_token(&Secret::hash(&token), start()).unwrap(), None);
    assert!(users.remove("Ben").is_err());
}

#[test]
fn the_only_admin_stays_one() {
    let (_dir, users) = users();
    assert!(users.remove("ann").is_err() && users.set_role("Ann", Role::Analyst).is_err());
    users.set_role("Ann", Role::Admin).unwrap();
    users.set_role("Ben", Role::Admin).unwrap();
    users.remove("Ann").unwrap();
    assert!(users.remove("Ben").is_err());
}

#[test]
fn a_token_is_good_until_it_ends_or_is_revoked() {
    let (_dir, users) = users();
    let owner = |words: &str, at| users.of_token(&Secret::hash(words), at).unwrap().map(|a| a.name);
    let (lasting, number) = users.add_token("ben", Some("nightly export"), None, start()).unwrap();
    let (short, _) = users.add_token("ben", None, Some(after(24)), start()).unwrap();
    assert!(lasting.starts_with("dateline_") && lasting.len() > 64, "{lasting}");
    assert_eq!((owner(&lasting, after(9000)), owner(&short, after(23))), (Some("Ben".into()), Some("Ben".into())));
    assert_eq!(owner(&short, after(24)), None);
    assert_eq!(users.account("Ben", after(25)).unwrap().tokens, 1);
    let listed = users.tokens(Some("BEN")).unwrap();
    assert_eq!(listed[0].label.as_deref(), Some("nightly export"));
    assert_eq!(users.revoke(number, None).unwrap(), "Ben");
    assert_eq!(owner(&lasting, start()), None);
    assert!(users.revoke(number, None).is_err());
    assert!(users.add_token("nobody", None, None, start()).is_err());
}

#[test]
fn nothing_that_lets_anybody_in_stands_in_the_file() {
    let (dir, users) = users();
    let kept = password::hash("correct horse battery").unwrap();
    users.set_password("Ben", &kept).unwrap();
    let session = users.start_session("Ben", start()).unwrap();
    let (token, _) = users.add_token("Ben", None, Some(start() + SignedDuration::from_hours(1)), start()).unwrap();
    drop(users);
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
        let bytes = fs::read(&path).unwrap();
        for secret in ["correct horse battery", &session, &token] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn a_file_of_something_else_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notes.txt");
    fs::write(&text, "some notes that are long enough to be taken for a database, or not, as the case may be").unwrap();
    assert!(Users::open(&text).unwrap_err().message.contains("no file of accounts"));
    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(Users::open(&other).unwrap_err().message.contains("no file of accounts"));
    assert!(Users::open(&dir.path().join("missing/dateline.users.db")).is_err());
}
