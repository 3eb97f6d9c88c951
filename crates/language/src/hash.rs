//! Stable hashes of words and of combinations: what a model's features are known by.

/// A hash of a word with every digit taken as 0, so that figures of one length are alike.
pub(crate) fn of_word(s: &str) -> u32 {
    let plain = |b: u8| if b.is_ascii_digit() { b'0' } else { b };
    finish(s.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(plain(b))).wrapping_mul(0x0100_0193)))
}

/// The key of a feature: the number of its template and the values that fill it.
pub(crate) fn key(template: u32, values: &[u32]) -> u32 {
    finish(values.iter().fold(template.wrapping_mul(0x9e37_79b1), |h, v| {
        (h.rotate_left(5) ^ v).wrapping_mul(0x85eb_ca6b).rotate_left(13).wrapping_add(0xe654_6b64)
    }))
}

fn finish(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x7feb_352d);
    h ^= h >> 15;
    h = h.wrapping_mul(0x846c_a68b);
    h ^ (h >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_never_change_since_stored_models_depend_on_them() {
        assert_eq!(of_word("370,000"), of_word("820,111"));
        assert_ne!(of_word("370,000"), of_word("37,000"));
        assert_ne!(key(1, &[2, 3]), key(1, &[3, 2]));
        assert_ne!(key(1, &[2, 3]), key(2, &[2, 3]));
    }
}
