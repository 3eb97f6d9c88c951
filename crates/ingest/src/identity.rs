//! Ids, revisions and hashes of reports.

use dateline_core::report::Published;

/// Hash of bytes, hex.
pub(crate) fn source_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The id of a report that was given none: from its address, which stays the same when the page changes, or else from
/// its text.
pub(crate) fn made_id(url: Option<&str>, text: &str) -> String {
    // What follows `#` names a part of the page.
    let address = url.and_then(|u| u.split('#').next()).filter(|u| !u.is_empty());
    let hash = match address {
        Some(url) => hash_of("url", &[Some(url)]),
        None => hash_of("text", &[Some(text)]),
    };
    format!("r-{}", &hash[..12])
}

/// Names what a report says: another text or headline, outlet, address or date is another revision.
pub(crate) fn revision(
    text: &str,
    title: Option<&str>,
    outlet: Option<&str>,
    url: Option<&str>,
    published: Option<&Published>,
) -> String {
    let published = published.map(|p| match p.at {
        Some(at) => format!("{} {at}", p.date),
        None => p.date.to_string(),
    });
    hash_of("revision", &[Some(text), title, outlet, url, published.as_deref()])[..16].to_owned()
}

/// Lengths are hashed along, so that no two lists of fields run together to the same bytes.
fn hash_of(purpose: &str, fields: &[Option<&str>]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(purpose.as_bytes());
    for field in fields {
        let length = field.map_or(u64::MAX, |f| f.len() as u64);
        hasher.update(&length.to_le_bytes()).update(field.unwrap_or_default().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_makes_the_id_and_its_fragment_does_not_count() {
        let id = made_id(Some("https://a.example/x"), "one");
        assert_eq!(id, made_id(Some("https://a.example/x#top"), "two"));
        assert_ne!(id, made_id(Some("https://a.example/y"), "one"));
        assert_ne!(made_id(None, "one"), made_id(None, "two"));
        assert!(id.starts_with("r-") && id.len() == 14, "{id}");
    }

    #[test]
    fn every_field_counts_for_the_revision() {
        let all = [
            revision("t", None, None, None, None),
            revision("t", Some("a"), None, None, None),
            revision("t", None, Some("a"), None, None),
            revision("t", None, None, Some("a"), None),
            revision("t", Some(""), None, None, None),
            revision("ta", None, None, None, None),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b), "{i}");
        }
    }
}
