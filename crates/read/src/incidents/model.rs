//! The weights that templates are filled by: a linear model for each choice, read from a file of lines.

use std::collections::HashMap;

/// What speaks for or against a label, and how much of it there is.
pub type Feature = (String, f32);

/// Linear models, one for each choice that has to be made.
#[derive(Debug, Default, Clone)]
pub struct Model {
    choices: HashMap<String, Choice>,
    /// Numbers that are no weights: thresholds.
    numbers: HashMap<String, f32>,
}

#[derive(Debug, Default, Clone)]
struct Choice {
    labels: Vec<String>,
    weights: HashMap<String, Vec<(usize, f32)>>,
}

impl Model {
    /// Reads the lines of a weights file: `weight CHOICE FEATURE LABEL NUMBER LABEL NUMBER ...`, `number NAME NUMBER`,
    /// parted by tabs; `#` begins a comment. Lines that say something else are passed over.
    pub fn parse(text: &str) -> Model {
        let mut model = Model::default();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields[..] {
                ["weight", choice, feature, ref pairs @ ..] => {
                    for pair in pairs.chunks_exact(2) {
                        if let Ok(weight) = pair[1].parse() {
                            model.add(choice, pair[0], feature, weight);
                        }
                    }
                }
                ["number", name, value] => {
                    value.parse().ok().and_then(|v| model.numbers.insert(name.to_owned(), v));
                }
                _ => {}
            }
        }
        model
    }

    /// Adds a weight.
    pub fn add(&mut self, choice: &str, label: &str, feature: &str, weight: f32) {
        let choice = self.choices.entry(choice.to_owned()).or_default();
        let at = choice.labels.iter().position(|l| l == label).unwrap_or_else(|| {
            choice.labels.push(label.to_owned());
            choice.labels.len() - 1
        });
        choice.weights.entry(feature.to_owned()).or_default().push((at, weight));
    }

    /// Sets a number.
    pub fn set(&mut self, name: &str, value: f32) {
        self.numbers.insert(name.to_owned(), value);
    }

    /// A number, or 0.5 where the file has none.
    pub fn number(&self, name: &str) -> f32 {
        self.numbers.get(name).copied().unwrap_or(0.5)
    }

    /// The labels of a choice with their probabilities, the likeliest first; none for a choice without weights.
    pub fn weigh(&self, choice: &str, features: &[Feature]) -> Vec<(&str, f32)> {
        let Some(choice) = self.choices.get(choice) else { return Vec::new() };
        let mut sums = vec![0.0_f32; choice.labels.len()];
        for (feature, value) in features {
            for (label, weight) in choice.weights.get(feature).into_iter().flatten() {
                if let Some(sum) = sums.get_mut(*label) {
                    *sum += weight * value;
                }
            }
        }
        let highest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        sums.iter_mut().for_each(|s| *s = (*s - highest).exp());
        let whole: f32 = sums.iter().sum();
        let mut out: Vec<(&str, f32)> =
            choice.labels.iter().zip(&sums).map(|(l, s)| (l.as_str(), s / whole.max(f32::MIN_POSITIVE))).collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        out
    }

    /// The probability of one label.
    pub fn probability(&self, choice: &str, label: &str, features: &[Feature]) -> f32 {
        self.weigh(choice, features).iter().find(|(l, _)| *l == label).map_or(0.0, |(_, p)| *p)
    }

    /// The likeliest label.
    pub fn best(&self, choice: &str, features: &[Feature]) -> Option<&str> {
        self.weigh(choice, features).first().map(|(label, _)| *label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_label_is_the_one_with_the_most_weight() {
        let text = "# weights\nweight\tsort\tis=hammer\ttool\t2.0\nweight\tsort\tis=apple\tfruit\t2.0\nnumber\tcut\t0.3\n\
            something else";
        let model = Model::parse(text);
        let features = [("is=apple".to_owned(), 1.0)];
        assert_eq!(model.best("sort", &features), Some("fruit"));
        assert!((model.probability("sort", "fruit", &features) - 0.88).abs() < 0.01);
        assert_eq!(model.best("other", &features), None);
        assert_eq!((model.number("cut"), model.number("other")), (0.3, 0.5));
    }
}
