//! How often an address beyond this machine may ask.

use super::{Shared, problem, routes::TOO_MANY};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock, clock::DefaultClock};
use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

/// Addresses that are kept before those are let go of that may ask at will again.
const KEPT: usize = 10_000;

/// So many requests a minute for each address; who was still for a minute may make them all at once.
pub struct Limit {
    askers: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
}

impl Limit {
    /// A limit of so many requests a minute; `None` for none.
    pub fn new(a_minute: u32) -> Option<Arc<Self>> {
        let askers = RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(a_minute)?));
        Some(Arc::new(Self { askers, clock: DefaultClock::default() }))
    }

    /// The seconds after which an address may ask again, if it asked too often.
    fn exceeded(&self, peer: IpAddr) -> Option<u64> {
        if peer.is_loopback() {
            return None;
        }
        if self.askers.len() > KEPT {
            self.askers.retain_recent();
        }
        let until = self.askers.check_key(&whose(peer)).err()?;
        Some(until.wait_time_from(self.clock.now()).as_secs() + 1)
    }
}

/// Who has one address of IPv6 has the other 2^64 of its network too.
fn whose(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Refuses requests of those who ask too often.
pub async fn limited(
    State((limit, shared)): State<(Option<Arc<Limit>>, Arc<Shared>)>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let from = shared.door.address(request.headers(), peer.ip());
    let Some(seconds) = limit.and_then(|l| l.exceeded(from)) else { return next.run(request).await };
    let mut response = problem(StatusCode::TOO_MANY_REQUESTS, TOO_MANY);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_beyond_this_machine_may_ask_so_often_and_no_more() {
        let limit = Limit::new(3).unwrap();
        let ask = |peer: &str| limit.exceeded(peer.parse().unwrap());
        for _ in 0..3 {
            assert_eq!(ask("192.0.2.7"), None);
        }
        assert!(ask("192.0.2.7").is_some_and(|seconds| (1..=21).contains(&seconds)));
        assert!(ask("::ffff:192.0.2.7").is_some(), "the same address");
        assert_eq!(ask("192.0.2.8"), None);
        for i in 0..3 {
            assert_eq!(ask(&format!("2001:db8::{i}")), None);
        }
        assert!(ask("2001:db8::99").is_some() && ask("2001:db8:0:1::99").is_none());
        assert!((0..99).all(|_| ask("127.0.0.1").is_none() && ask("::1").is_none()));
        assert!(Limit::new(0).is_none());
    }
}
