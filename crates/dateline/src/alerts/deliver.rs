//! Notices to web addresses and programs. What does not arrive is tried again, later each time.

use super::{Channels, channels};
use crate::{
    desk::ledger_error,
    error::{Error, Result},
    shapes::NoticeRow,
    words,
};
use dateline_ledger::{Alert, Alerts, Due};
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

/// The channel that sends a notice to a web address.
pub const WEBHOOK: &str = "webhook";
/// The channel that runs a program.
pub const COMMAND: &str = "command";

/// How long a web address may take to answer.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a program may run.
const RUN: Duration = Duration::from_secs(60);
/// How often it is looked whether a program has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// Minutes from one try to the next; after the last the notice is given up and stays in the list only.
const AGAIN: [i64; 7] = [1, 5, 15, 60, 240, 720, 1440];

/// An error where a channel can never work.
pub fn possible(channels: &Channels) -> Result<()> {
    let Some(url) = &channels.webhook else { return Ok(()) };
    let parsed: Result<axum::http::Uri, _> = url.parse();
    let known = |u: &axum::http::Uri| matches!(u.scheme_str(), Some("http" | "https")) && u.host().is_some();
    match parsed {
        Ok(uri) if known(&uri) => Ok(()),
        _ => Err(Error::usage(format_args!("`{url}` is no web address to send to"))
            .hint("write it whole, such as https://example.org/hook")),
    }
}

/// Delivers what is due.
pub fn deliver(alerts: &mut Alerts, now: Timestamp) -> Result<()> {
    let due = alerts.due(now).map_err(ledger_error)?;
    if due.is_empty() {
        return Ok(());
    }
    let all = alerts.list().map_err(ledger_error)?;
    for due in &due {
        let alert = all.iter().find(|a| a.name == due.notice.alert);
        match alert.map(|alert| one(due, alert)).unwrap_or(Ok(())) {
            Ok(()) => alerts.delivered(due, now),
            Err(why) => {
                let minutes = AGAIN.get(due.tries as usize).copied();
                let again = minutes.and_then(|m| now.checked_add(SignedDuration::from_mins(m)).ok());
                alerts.failed(due, &why, again)
            }
        }
        .map_err(ledger_error)?;
    }
    Ok(())
}

fn one(due: &Due, alert: &Alert) -> Result<(), String> {
    let channels = channels(alert).map_err(|e| e.message)?;
    let row = NoticeRow::new(&due.notice).map_err(|e| e.message)?;
    let body = serde_json::to_vec(&row).map_err(|e| e.to_string())?;
    match (due.channel.as_str(), &channels.webhook) {
        (WEBHOOK, Some(url)) => post(url, channels.secret.as_deref(), &body),
        (COMMAND, _) => start(&channels.command, &body, RUN),
        _ => Ok(()),
    }
}

/// Sends the notice; redirections are not followed, so that it reaches only whom the user named.
fn post(url: &str, secret: Option<&str>, body: &[u8]) -> Result<(), String> {
    let agent = ureq::AgentBuilder::new().timeout(ANSWER).redirects(0).build();
    let mut request = agent
        .post(url)
        .set("Content-Type", "application/json")
        .set("User-Agent", concat!("dateline/", env!("CARGO_PKG_VERSION")));
    if let Some(signature) = secret.and_then(|secret| signature(secret, body)) {
        request = request.set("Dateline-Signature", &signature);
    }
    match request.send_bytes(body) {
        Ok(answer) if answer.status() < 300 => Ok(()),
        Ok(answer) | Err(ureq::Error::Status(_, answer)) => Err(format!("{url} answers {}", answer.status())),
        Err(fault) => Err(format!("{url}: {}", fault.kind())),
    }
}

/// `sha256=` and the HMAC of a body in hexadecimal digits, as other senders of webhooks write it.
fn signature(secret: &str, body: &[u8]) -> Option<String> {
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    code.update(body);
    Some(format!("sha256={}", words::hex(&code.finalize().into_bytes())))
}

/// Runs a program with the notice on its standard input, and stops it after a while.
fn start(command: &[String], body: &[u8], most: Duration) -> Result<(), String> {
    let Some((program, args)) = command.split_first() else { return Ok(()) };
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| format!("`{program}` cannot be started: {e}"))?;
    let input = child.stdin.take();
    let body = body.to_vec();
    // A program that reads nothing must not hold us up. One that closes its input early has what it wants.
    std::thread::spawn(move || input.map(|mut input| input.write_all(&body)));
    let mut waited = Duration::ZERO;
    loop {
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("`{program}` ended with {status}")),
            None if waited >= most => {
                child.kill().and_then(|()| child.wait()).map_err(|e| e.to_string())?;
                return Err(format!("`{program}` ran for more than {} s and was stopped", most.as_secs()));
            }
            None => std::thread::sleep(PAUSE),
        }
        waited += PAUSE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        // RFC 4231, test case 2.
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signature("Jefe", b"what do ya want for nothing?").as_deref(), Some(expected));
    }

    #[test]
    fn only_web_addresses_can_be_sent_to() {
        let to = |url: &str| possible(&Channels { webhook: Some(url.to_owned()), ..Channels::default() });
        assert!(to("https://example.org/hook").is_ok() && to("http://127.0.0.1:9/").is_ok());
        for url in ["example.org", "file:///etc/passwd", "ftp://example.org", "https://", "javascript:alert(1)"] {
            assert!(to(url).is_err(), "{url}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_or_never_ends_is_told() {
        let run = |command: &[&str], most| {
            let command: Vec<String> = command.iter().map(|c| (*c).to_owned()).collect();
            start(&command, &vec![b' '; 1 << 20], most)
        };
        assert_eq!(run(&["cat"], RUN), Ok(()));
        assert_eq!(run(&["true"], RUN), Ok(()));
        assert!(run(&["false"], RUN).unwrap_err().contains("ended with"));
        assert!(run(&["sleep", "60"], Duration::from_millis(50)).unwrap_err().contains("stopped"));
        assert!(run(&["/no/such/program"], RUN).unwrap_err().contains("cannot be started"));
    }
}
