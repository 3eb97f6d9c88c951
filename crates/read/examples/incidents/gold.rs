//! Filled templates in the notation of the MUC-4 keys.

use serde_json::Value;

/// One value of a slot.
#[derive(Debug, Clone, Default)]
pub struct Fill {
    /// Whether it may be left out.
    pub optional: bool,
    /// What may be given.
    pub values: Vec<String>,
    /// What it is said of, where it is tied to another fill.
    pub of: Vec<String>,
}

/// One filled template.
#[derive(Debug, Clone)]
pub struct Template {
    pub optional: bool,
    slots: std::collections::HashMap<String, Vec<Fill>>,
    raw: std::collections::HashMap<String, Vec<String>>,
}

impl Template {
    pub fn read(value: &Value) -> Option<Template> {
        let slots = value.as_object()?;
        let number = slots.get("MESSAGE: TEMPLATE")?.as_str()?;
        if number == "*" {
            return None;
        }
        let fills = slots.iter().map(|(name, raw)| {
            let lines = raw.as_str().unwrap_or_default().lines().filter_map(fill).collect();
            (name.clone(), lines)
        });
        let raw = slots.iter().map(|(name, raw)| {
            let firsts = raw.as_str().unwrap_or_default().lines().filter_map(|l| l.split('/').next());
            (name.clone(), firsts.map(|l| l.trim().to_owned()).collect())
        });
        Some(Template { optional: number.contains("OPTIONAL"), slots: fills.collect(), raw: raw.collect() })
    }

    pub fn slot(&self, name: &str) -> &[Fill] {
        self.slots.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first alternative of each line of a slot, as it is written.
    pub fn raw(&self, name: &str) -> &[String] {
        self.raw.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of a slot.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.slot(name).first()?.values.first().map(String::as_str)
    }
}

fn fill(line: &str) -> Option<Fill> {
    let line = line.trim();
    let optional = line.starts_with('?');
    let line = line.trim_start_matches('?').trim();
    if matches!(line, "" | "-" | "*") {
        return None;
    }
    let mut parts = vec![vec![String::new()]];
    let (mut quoted, mut escaped) = (false, false);
    for c in line.chars() {
        let Some(last) = parts.last_mut().and_then(|p| p.last_mut()) else { break };
        match c {
            _ if escaped => {
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '/' if !quoted => parts.last_mut()?.push(String::new()),
            ':' if !quoted => parts.push(vec![String::new()]),
            '(' | ')' if !quoted => {}
            c => last.push(c),
        }
    }
    let clean =
        |p: Vec<String>| p.into_iter().map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect::<Vec<_>>();
    let mut parts = parts.into_iter();
    let values = clean(parts.next()?);
    let of = parts.flat_map(clean).collect();
    Some(Fill { optional, values, of })
}

const FEW: &str = "A THE AN THIS THAT THESE THOSE ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN 1 2 3 4 5 6 7 8 9 10 MORE MOST MANY SEVERAL SOME ALL FEW ANY ANOTHER OTHER CERTAIN OF";
const BREAK: &str = "IN AT FROM WITH WHO WHICH ON BELONGING NEAR FOR BY TO WHERE OF";

pub fn words(s: &str) -> Vec<String> {
    let few: Vec<&str> = FEW.split(' ').collect();
    let upper = s.to_uppercase().replace('\'', "");
    let all = upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty() && !few.contains(w));
    all.map(str::to_owned).collect()
}

fn stem(w: &str) -> &str {
    if w.len() > 3 { w.strip_suffix('S').unwrap_or(w) } else { w }
}

/// The head of a fill: the word before the first preposition.
fn head(s: &str) -> Option<String> {
    let upper = s.to_uppercase().replace('\'', "");
    let all: Vec<&str> = upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let stop = all.iter().skip(1).position(|w| BREAK.split(' ').any(|b| b == *w)).map_or(all.len(), |i| i + 1);
    all.get(stop.checked_sub(1)?).map(|w| stem(w).to_owned())
}

/// Whether a phrase with this head word says what a fill says.
pub fn matches(fill: &Fill, text: &str, head_word: &str, name: bool) -> bool {
    let text = words(text);
    fill.values.iter().any(|v| {
        let key = words(v);
        if key.is_empty() || text.is_empty() {
            return false;
        }
        let inside = text.windows(key.len()).any(|w| w == key);
        if name {
            return inside && text.len() <= key.len() + 4
                || text.iter().all(|w| key.contains(w)) && text.last() == key.last();
        }
        let heads = head(v).is_some_and(|h| h == stem(&head_word.to_uppercase()));
        heads && (inside || text.iter().all(|w| key.iter().any(|k| stem(k) == stem(w))))
    })
}
