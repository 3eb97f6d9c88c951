//! Attempts to sign in that failed: after a few, each costs a wait that grows, for the account and for where they come
//! from. Kept in memory, so that a new start forgets them.

use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

/// Failures of one account that cost nothing; people mistype.
const FREE_ACCOUNT: u32 = 5;
/// Longest wait of an account. Somebody else's failures must not keep its owner out for long.
const LONGEST_ACCOUNT: SignedDuration = SignedDuration::from_mins(5);
/// Failures from one address that cost nothing; many people may sit behind it.
const FREE_PEER: u32 = 20;
/// Longest wait of an address.
const LONGEST_PEER: SignedDuration = SignedDuration::from_mins(30);
/// After this long without a failure all is forgotten.
const MEMORY: SignedDuration = SignedDuration::from_hours(24);
/// Accounts and addresses that are kept in mind; of more, those that failed longest ago are forgotten.
const MOST: usize = 20_000;

/// What failed lately.
#[derive(Debug, Default)]
pub struct Attempts {
    held: Mutex<HashMap<Key, Failed>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// By hash, so that long names take no room.
    Account(blake3::Hash),
    Peer(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    times: u32,
    last: Timestamp,
}

impl Attempts {
    /// Says that somebody tries to get in, with a name if they give one; an error with how long they must wait, and then
    /// the attempt may not go on. It counts as failed until `succeeded` says otherwise, so that many at once gain nothing.
    pub fn begin(&self, name: Option<&str>, peer: IpAddr, now: Timestamp) -> Result<(), SignedDuration> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = keys(name, peer);
        let waits = keys.iter().filter_map(|key| held.get(key).map(|failed| failed.wait(key, now)));
        if let Some(wait) = waits.max().filter(|wait| wait.is_positive()) {
            return Err(wait);
        }
        if held.len() > MOST {
            let mut times: Vec<Timestamp> = held.values().map(|f| f.last).collect();
            let (_, middle, _) = times.select_nth_unstable(MOST / 2);
            let middle = *middle;
            held.retain(|_, failed| failed.last > middle);
        }
        for key in keys {
            let failed = held.entry(key).or_insert(Failed { times: 0, last: now });
            let times = if now.duration_since(failed.last) > MEMORY { 0 } else { failed.times };
            *failed = Failed { times: times.saturating_add(1), last: now };
        }
        Ok(())
    }

    /// Says that the attempt that has just begun was good: the account starts anew, and the address has one failure less.
    pub fn succeeded(&self, name: Option<&str>, peer: IpAddr) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(name, peer) {
            match &key {
                Key::Account(_) => drop(held.remove(&key)),
                Key::Peer(_) => {
                    if let Some(failed) = held.get_mut(&key) {
                        failed.times = failed.times.saturating_sub(1);
                    }
                }
            }
        }
    }
}

impl Failed {
    /// How long is left to wait: 1 s after the first failure that is not free, then twice as long each time.
    fn wait(&self, key: &Key, now: Timestamp) -> SignedDuration {
        let (free, longest) = match key {
            Key::Account(_) => (FREE_ACCOUNT, LONGEST_ACCOUNT),
            Key::Peer(_) => (FREE_PEER, LONGEST_PEER),
        };
        let Some(over) = self.times.checked_sub(free) else { return SignedDuration::ZERO };
        let wait = SignedDuration::from_secs(1 << over.min(20)).min(longest);
        wait - now.duration_since(self.last)
    }
}

fn keys(name: Option<&str>, peer: IpAddr) -> Vec<Key> {
    let account = name.map(|name| Key::Account(blake3::hash(name.trim().to_lowercase().as_bytes())));
    account.into_iter().chain([Key::Peer(network(peer))]).collect()
}

/// Whoever has one address of version 6 has the 2^64 beside it.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn waits_grow_with_the_failures_of_an_account_and_end_with_a_success() {
        let attempts = Attempts::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..17 {
            while let Err(wait) = attempts.begin(Some("Ann"), HOME, at(now)) {
                waits.push(wait.as_secs());
                now += wait.as_secs();
            }
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        assert!(attempts.begin(Some(" ANN "), HOME, at(now)).is_err(), "it is the same account");
        assert!(attempts.begin(Some("Bob"), HOME, at(now)).is_ok(), "and no other");
        attempts.succeeded(Some("ann"), HOME);
        assert!(attempts.begin(Some("ann"), HOME, at(now)).is_ok());
    }

    #[test]
    fn an_address_that_tries_many_names_waits_and_its_neighbours_do_not() {
        let attempts = Attempts::default();
        let peer = |text: &str| text.parse::<IpAddr>().unwrap();
        for i in 0..20 {
            assert!(attempts.begin(Some(&format!("user{i}")), peer("2001:db8::1"), at(0)).is_ok());
        }
        assert!(attempts.begin(Some("ann"), peer("2001:db8::2"), at(0)).is_err(), "the same network");
        assert!(attempts.begin(Some("ann"), peer("2001:db8:1::1"), at(0)).is_ok());
        assert!(attempts.begin(Some("ann"), peer("::ffff:192.0.2.7"), at(0)).is_ok());
        assert!(attempts.begin(None, peer("2001:db8::3"), at(2)).is_ok(), "the wait is over");
        // A day later nothing is held against it.
        assert!(attempts.begin(None, peer("2001:db8::3"), at(90_000)).is_ok());
        assert!(attempts.begin(None, peer("2001:db8::3"), at(90_000)).is_ok());
    }

    #[test]
    fn what_is_kept_in_mind_is_bounded() {
        let attempts = Attempts::default();
        for i in 0..(MOST as u32 * 2) {
            let peer = IpAddr::V4(std::net::Ipv4Addr::from_bits(i));
            attempts.begin(None, peer, at(i64::from(i))).unwrap();
        }
        assert!(attempts.held.lock().unwrap().len() <= MOST + 1);
    }
}
