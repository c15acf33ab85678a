//! `evenface export`: a trained model as an ONNX file.

use std::path::Path;

use anyhow::{Context, ensure};
use network::model_folder::{DESCRIPTION_FILE, WEIGHTS_FILE};
use network::onnx::{Extent, IR_VERSION, OPSET, OnnxModel, Port, Producer};
use network::{ModelFolder, device};
use serde_json::{Value, json};

use crate::args::{Common, ExportArgs, Format};
use crate::{Verdict, printed};

/// What the file names as its maker.
const PRODUCER: Producer<'static> = Producer { name: "evenface", version: env!("CARGO_PKG_VERSION") };

/// Reads the model, writes the file and says what is in it.
pub fn run(args: &ExportArgs, common: &Common) -> anyhow::Result<Verdict> {
    ensure!(
        args.force || !args.out.exists(),
        "{} exists already\nhint: `--force` replaces it, `--out FILE.onnx` names another file",
        args.out.display()
    );
    let folder = model_folder(&args.model)?;
    let (network, description) = folder.load(&device::cpu()).context("cannot read the model")?;
    let model = OnnxModel::new(&network, &description, PRODUCER)?;
    model.write(&args.out)?;
    printed::data(&match common.format {
        Format::Text => text(&args.out, &model),
        Format::Json => json_text(&args.out, &model),
    })?;
    Ok(Verdict::Done)
}

/// The folder, once it is certain that it looks like one.
fn model_folder(path: &Path) -> anyhow::Result<ModelFolder> {
    for file in [DESCRIPTION_FILE, WEIGHTS_FILE] {
        ensure!(
            path.join(file).is_file(),
            "expected a model folder with {DESCRIPTION_FILE} and {WEIGHTS_FILE}, found no {file} in {}\n\
             hint: a study leaves one in RUN/seed-N/MODEL/model",
            path.display()
        );
    }
    Ok(ModelFolder::new(path))
}

fn text(path: &Path, model: &OnnxModel) -> String {
    let megabytes = model.bytes().len() as f64 / 1e6;
    let mut text = format!("{}: {megabytes:.1} MB, opset {OPSET}, ir version {IR_VERSION}\n", path.display());
    for (kind, ports) in [("input", model.inputs()), ("output", model.outputs())] {
        for port in ports {
            let lengths: Vec<String> = port.shape.iter().map(ToString::to_string).collect();
            text.push_str(&format!("  {kind:<7} {:<14} float32 [{}]\n", port.name, lengths.join(", ")));
        }
    }
    for key in ["labels", "normalisation", "mean", "std", "crop_detector", "crop_size_px", "crop_margin_px", "licence"]
    {
        let value = model.metadata().get(key).map_or("", String::as_str);
        text.push_str(&format!("  {key:<22} {value}\n"));
    }
    text
}

fn json_text(path: &Path, model: &OnnxModel) -> String {
    let document = json!({
        "format": 1,
        "path": path,
        "size_bytes": model.bytes().len(),
        "opset": OPSET,
        "ir_version": IR_VERSION,
        "inputs": model.inputs().iter().map(port_json).collect::<Vec<_>>(),
        "outputs": model.outputs().iter().map(port_json).collect::<Vec<_>>(),
        "metadata": model.metadata(),
    });
    format!("{document:#}\n")
}

fn port_json(port: &Port) -> Value {
    let shape = port.shape.iter().map(|extent| match extent {
        Extent::Batch => json!("batch"),
        Extent::Fixed(length) => json!(length),
    });
    json!({ "name": port.name, "type": "float32", "shape": shape.collect::<Vec<_>>() })
}
