//! The encoder on the same windows in several engines, one thread each, taking turns: `engines DIR MODEL.safetensors
//! [MINILM_DIR]`, where DIR has what `export.py` made. ONNX Runtime is found by the variable ORT_DYLIB_PATH.
//!
//! candle runs the starting weights (MINILM_DIR), whose network is the same but for the embeddings of shapes and gaps.

use candle_transformers::models::bert::{BertModel, Config};
use dateline_language::{Isa, Model, bench::Bench};
use rten_tensor::prelude::*;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use tract_onnx::prelude::*;

/// Pieces of a window, windows of a batch, batches of a round, rounds; the fastest round counts.
const PIECES: usize = 160;
const BATCH: usize = 4;
const BATCHES: usize = 5;
const ROUNDS: usize = 3;

type Engine = Box<dyn FnMut(&[Vec<u32>]) -> Result<f32, Box<dyn Error>>>;

fn main() -> Result<(), Box<dyn Error>> {
    // One thread everywhere.
    for name in ["RTEN_NUM_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS"] {
        // SAFETY: nothing else runs yet.
        unsafe { std::env::set_var(name, "1") };
    }
    let mut args = std::env::args().skip(1);
    let (dir, model) = args.next().zip(args.next()).ok_or("usage: engines DIR MODEL.safetensors [MINILM_DIR]")?;
    let dir = Path::new(&dir);
    let model = Model::from_bytes(&std::fs::read(model)?)?;
    let batches: Vec<Vec<Vec<u32>>> = (0..BATCHES)
        .map(|i| (0..BATCH).map(|j| (0..PIECES).map(|k| (1000 + (i * 7919 + j * 104_729 + k * 31) % 20_000) as u32).collect()).collect())
        .collect();
    let mut engines: Vec<(String, Engine)> = Vec::new();
    let runtime = ort::init().build()?;
    for isa in Isa::available() {
        let model = model.clone().with_isa(isa).ok_or("it is available")?;
        let mut bench = Bench::default();
        engines.push((format!("ours int8 {isa:?}"), Box::new(move |batch| Ok(batch.iter().map(|w| bench.encode(&model, w)).sum()))));
    }
    for file in ["encoder.onnx", "encoder-int8.onnx"] {
        engines.push((format!("rten {file}"), rten(&dir.join(file))?));
        match ort(&runtime, &dir.join(file)) {
            Ok(engine) => engines.push((format!("ort {file}"), engine)),
            Err(e) => eprintln!("ort {file}: {e}"),
        }
        match tract(&dir.join(file)) {
            Ok(engine) => engines.push((format!("tract {file}"), engine)),
            Err(e) => eprintln!("tract {file}: {e}"),
        }
    }
    if let Some(minilm) = args.next() {
        engines.push(("candle f32".to_owned(), candle(Path::new(&minilm))?));
    }
    let mut best = vec![f64::INFINITY; engines.len()];
    for _ in 0..ROUNDS {
        for ((name, engine), best) in engines.iter_mut().zip(&mut best) {
            let start = Instant::now();
            for batch in &batches {
                match engine(batch) {
                    Ok(sum) => drop(black_box(sum)),
                    Err(e) => return Err(format!("{name}: {e}").into()),
                }
            }
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    let pieces = (BATCHES * BATCH * PIECES) as f64;
    for ((name, _), best) in engines.iter().zip(best) {
        println!("{name:28} {:8.0} pieces/s", pieces / best);
    }
    Ok(())
}

/// Pieces, shapes and gaps of a batch as one row after another.
fn inputs(batch: &[Vec<u32>]) -> [Vec<i64>; 3] {
    let ids = batch.iter().flatten().map(|id| i64::from(*id)).collect();
    let shapes = batch.iter().flat_map(|w| (0..w.len()).map(|i| (i % 7) as i64)).collect();
    [ids, shapes, vec![1; batch.len() * PIECES]]
}

fn rten(file: &Path) -> Result<Engine, Box<dyn Error>> {
    let model = rten::Model::load_file(file)?;
    let (ins, out) = (model.input_ids().to_vec(), model.output_ids()[0]);
    Ok(Box::new(move |batch| {
        let values = inputs(batch).map(|v| {
            let v: Vec<i32> = v.into_iter().map(|x| x as i32).collect();
            rten_tensor::NdTensor::from_data([batch.len(), PIECES], v)
        });
        let given = ins.iter().zip(&values).map(|(id, v)| (*id, v.view().into())).collect();
        let [states] = model.run_n(given, [out], None)?;
        let states: rten_tensor::NdTensor<f32, 3> = states.try_into()?;
        Ok(states.iter().sum())
    }))
}

fn ort(runtime: &ort::environment::Environment, file: &Path) -> Result<Engine, Box<dyn Error>> {
    let mut session = ort::session::Session::builder(runtime)?.with_intra_threads(1)?.commit_from_file(file)?;
    Ok(Box::new(move |batch| {
        let [ids, shapes, gaps] = inputs(batch).map(|v| ort::value::Tensor::from_array(([batch.len(), PIECES], v)));
        let out = session.run(ort::inputs!["ids" => ids?, "shapes" => shapes?, "gaps" => gaps?])?;
        let (_, states) = out["states"].try_extract_tensor::<f32>()?;
        Ok(states.iter().sum())
    }))
}

fn tract(file: &Path) -> Result<Engine, Box<dyn Error>> {
    let fact = || InferenceFact::dt_shape(i64::datum_type(), tvec!(BATCH, PIECES));
    let mut model = tract_onnx::onnx().model_for_path(file)?;
    for i in 0..3 {
        model = model.with_input_fact(i, fact())?;
    }
    let model = model.into_optimized()?.into_runnable()?;
    Ok(Box::new(move |batch| {
        let values = inputs(batch).map(|v| {
            let array = tract_ndarray::Array2::from_shape_vec((batch.len(), PIECES), v);
            array.map(|a| Tensor::from(a).into())
        });
        let [ids, shapes, gaps] = values;
        let out = model.run(tvec!(ids?, shapes?, gaps?))?;
        Ok(out[0].to_plain_array_view::<f32>()?.iter().sum())
    }))
}

fn candle(dir: &Path) -> Result<Engine, Box<dyn Error>> {
    use candle_core::{DType, Device, Tensor};
    let config: Config = serde_json::from_str(&std::fs::read_to_string(dir.join("config.json"))?)?;
    let bytes = std::fs::read(dir.join("model.safetensors"))?;
    let vb = candle_nn::VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu)?;
    let model = BertModel::load(vb, &config)?;
    Ok(Box::new(move |batch| {
        let ids = Tensor::new(batch.to_vec(), &Device::Cpu)?;
        let out = model.forward(&ids, &ids.zeros_like()?, None)?;
        Ok(out.sum_all()?.to_scalar::<f32>()?)
    }))
}
