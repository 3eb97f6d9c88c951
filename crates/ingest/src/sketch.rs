//! A short fingerprint of a text by which copies and rewrites are found without the text.

/// Words of one hashed run.
const RUN: usize = 5;
/// Texts of up to this many runs keep all of them; longer ones every fourth on average.
const KEEP_ALL: usize = 1000;
/// Most hashes that are kept.
const MOST: usize = 2000;

/// Hashes of all runs of five words (lower case, punctuation dropped), sorted, each once. Of a long text only the
/// hashes divisible by four are kept: the same runs are then kept of any two long texts, so that the share of one in
/// the other can still be told. [`dateline_core::report::containment`] compares sketches of either sort.
pub(crate) fn sketch(text: &str) -> Vec<u32> {
    let words: Vec<u64> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).filter_map(hash_word).collect();
    let run_length = RUN.min(words.len()).max(1);
    let mut hashes: Vec<u32> = words.windows(run_length).map(hash_run).collect();
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() > KEEP_ALL {
        hashes.retain(|h| h.is_multiple_of(4));
    }
    hashes.truncate(MOST);
    hashes
}

/// FNV-1a over the lower-case letters and digits of a word; `None` if it has none.
fn hash_word(word: &str) -> Option<u64> {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut any = false;
    for c in word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
        any = true;
        hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0000_0100_0000_01b3);
    }
    any.then_some(hash)
}

fn hash_run(words: &[u64]) -> u32 {
    let mut hash = 0u64;
    for word in words {
        hash = mix(hash.rotate_left(7) ^ word);
    }
    (hash >> 32) as u32
}

/// The finalizer of SplitMix64: every bit of the input sways every bit of the output.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::report::containment;

    fn numbered(from: usize, to: usize) -> String {
        (from..to).map(|i| format!("word{i} ")).collect()
    }

    #[test]
    fn case_and_punctuation_do_not_count() {
        let a = sketch("Rebels seized Hama on Thursday, the army's command said.");
        assert_eq!(a.len(), 5);
        assert_eq!(a, sketch("REBELS \u{201c}seized\u{201d} Hama -- on Thursday. The army’s command said"));
    }

    #[test]
    fn a_cut_reprint_is_contained_in_its_original() {
        let original = sketch(&numbered(0, 400));
        let reprint = sketch(&format!("Another headline here now. {}", numbered(0, 150)));
        assert!(containment(&reprint, &original) > 0.9);
        assert!(containment(&original, &reprint) < 0.5);
        assert_eq!(containment(&sketch(&numbered(500, 700)), &original), 0.0);
    }

    #[test]
    fn a_short_text_is_found_in_a_long_one() {
        let long = sketch(&numbered(0, 4000));
        assert!(long.len() < 1300, "{}", long.len());
        assert!(containment(&sketch(&numbered(1000, 1400)), &long) > 0.9);
    }

    #[test]
    fn few_words_or_none_do_no_harm() {
        assert_eq!(sketch(""), [0u32; 0]);
        assert_eq!(sketch(" ... "), [0u32; 0]);
        assert_eq!(sketch("Hama fell").len(), 1);
    }
}
