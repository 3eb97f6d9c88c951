//! Whether the places of hand-annotated claims are recognised, and lie where their annotators have them.

use super::{Figure, annotated, gold_folder, read_gold};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

/// A place farther off is another one. The annotations are rounded to a tenth of a degree.
const FARTHEST_KM: f64 = 10.0;

/// What the scorer of places says: how well names are recognised where the system was not given them, how many lie
/// where they should, and how many of those that were given a place were given a wrong one: more than 161 km off, or in
/// sets without coordinates by another id.
pub fn of_layer(json: &Path) -> Result<Vec<Figure>, String> {
    let text = fs::read_to_string(json).map_err(|e| format!("{}: {e}", json.display()))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let has_points = json.pointer("/all/n").and_then(Value::as_u64).unwrap_or(0) > 0;
    let of = |name, pointer: &str, more_is_better: bool, wrong: bool| {
        let value = json.pointer(pointer).and_then(Value::as_f64)?;
        Some(Figure { name, value: if wrong { 1.0 - value } else { value }, more_is_better })
    };
    let recognised = of("recognition F", "/overlap/f", true, false);
    let by_points = [
        of("Acc@161", "/all/acc161", true, false),
        of("AUC", "/all/auc", false, false),
        of("end-to-end F", "/end_to_end/f", true, false),
        of("wrong of those given", "/resolved/acc161", false, true),
    ];
    let by_ids = [of("wrong of those given", "/geonames/acc", false, true)];
    let more: Vec<Figure> =
        if has_points { by_points.into_iter().flatten().collect() } else { by_ids.into_iter().flatten().collect() };
    Ok(recognised.into_iter().chain(more).collect())
}

/// The shares of the gold claims' places with coordinates (each once where it stands in a text, names and descriptions
/// alike) that are recognised, and that lie within ten kilometres. Recognised is what overlaps a place that `annotate`
/// gives or that an exported claim has. Wrong are those of them that were given another place than this.
pub fn figures(name: &str, data: &Path, eval: &Path, work: &Path) -> Result<Vec<Figure>, String> {
    let (gold, texts) = gold_folder(name, data);
    let (_, claims) = read_gold(&gold, texts.as_deref(), eval, work)?;
    let input = work.join("input.jsonl");
    let texts: HashMap<String, String> = rows(&input)?
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?.to_owned(), row["text"].as_str()?.to_owned())))
        .collect();
    let mut given: HashMap<String, Vec<Value>> = HashMap::new();
    for row in rows(&annotated("places", &input, false, work)?)? {
        let toponyms = row["toponyms"].as_array().cloned().unwrap_or_default();
        given.entry(row["id"].as_str().unwrap_or_default().to_owned()).or_default().extend(toponyms);
    }
    for row in rows(&claims)?.into_iter().filter(|row| row["place"].is_object()) {
        given.entry(row["report"].as_str().unwrap_or_default().to_owned()).or_default().push(row["place"].clone());
    }
    let mut wanted: BTreeMap<(String, usize), Value> = BTreeMap::new();
    for claim in rows(&gold.join("claims.jsonl"))?.into_iter().filter(|claim| point(claim).is_some()) {
        let document = claim["doc"].as_str().unwrap_or_default().to_owned();
        if let Some(at) = texts.get(&document).and_then(|text| find(text, &claim)) {
            wanted.insert((document, at), claim);
        }
    }
    let (mut recognised, mut near, mut given_any) = (0, 0, 0);
    for ((document, start), claim) in &wanted {
        let end = start + claim["place"].as_str().unwrap_or_default().len();
        let overlaps = |p: &&Value| {
            let byte = |field: &str| p[field].as_u64().unwrap_or_default() as usize;
            byte("start") < end && *start < byte("end")
        };
        let found: Vec<&Value> = given.get(document).into_iter().flatten().filter(overlaps).collect();
        let is_near = |p: &&Value| point(p).zip(point(claim)).is_some_and(|(a, b)| kilometres(a, b) <= FARTHEST_KM);
        recognised += usize::from(!found.is_empty());
        given_any += usize::from(found.iter().any(|p| point(p).is_some()));
        match found.iter().any(is_near) {
            true => near += 1,
            false => println!("{document}, byte {start}: {} is {}", claim["place"], claim["place_canonical"]),
        }
    }
    println!("{} places with coordinates", wanted.len());
    let share = |n: usize| n as f64 / wanted.len().max(1) as f64;
    let figure = |name, value| Figure { name, value, more_is_better: true };
    let wrong = (given_any - near) as f64 / given_any.max(1) as f64;
    Ok(vec![
        figure("recognised", share(recognised)),
        figure("within 10 km", share(near)),
        Figure { name: "wrong of those given", value: wrong, more_is_better: false },
    ])
}

/// Where a claim's place stands: in its quote, else at the last mention before, else at the first.
fn find(text: &str, claim: &Value) -> Option<usize> {
    let (place, quote) = (claim["place"].as_str()?, claim["quote"].as_str()?);
    let from = text.find(quote)?;
    let within = || quote.find(place).map(|at| from + at);
    let before = || text.get(..from)?.rfind(place);
    within().or_else(before).or_else(|| text.find(place))
}

fn point(row: &Value) -> Option<(f64, f64)> {
    row["lat"].as_f64().zip(row["lon"].as_f64())
}

/// Great-circle distance by the haversine formula.
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let h = half(a.0, b.0) + a.0.to_radians().cos() * b.0.to_radians().cos() * half(a.1, b.1);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn rows(file: &Path) -> Result<Vec<Value>, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|e| format!("{}: {e}", file.display()))).collect()
}
