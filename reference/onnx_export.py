"""What ONNX's checker and ONNX Runtime make of an exported file: `evenface export` of drawn weights against torchvision.

usage: python onnx_export.py            weights drawn here, the program built and run by cargo
       python onnx_export.py MODEL_DIR  a model folder of one's own
       python onnx_export.py RUN        every model of a study with `--keep-crops`, on its own test faces, against its own
                                        predictions: ONNX Runtime beside us, with nothing in between

Nothing is written; the script fails where a logit or a probability differs by more than 1e-4, or the checker complains.
"""

import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

# Before torchvision, which takes this script's folder out of the search path when it is loaded.
from study_twin import EXPRESSIONS, Crops  # isort: skip

import numpy as np
import onnx
import onnxruntime
import torch
import torchvision
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn

SEED = 20261122
HIDDEN = 100
INPUT_PX = 96
TOLERANCE = 1e-4
MODEL_TOML = """format = 1
input_px = {px}
labels = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
licence = "CC0-1.0"
source = "drawn by reference/onnx_export.py"
weights_sha256 = "{sha256}"

[architecture]
name = "mobilenet_v2"
hidden = {hidden}
dropout = 0.0

[crop]
detector = "mtcnn"
size_px = 120
margin_px = 24

[normalisation]
mean = [0.485, 0.456, 0.406]
std = [0.229, 0.224, 0.225]
"""


class ExpressionNet(nn.Module):
    """The network of the crate, from torchvision's parts."""

    def __init__(self, hidden):
        super().__init__()
        self.features = torchvision.models.mobilenet_v2(weights=None).features
        self.head = nn.Sequential(nn.Linear(1280, hidden), nn.Linear(hidden, 7))

    def forward(self, x):
        pooled = self.features(x).mean([2, 3])
        return self.head[1](torch.relu(self.head[0](pooled)))


def draw_model(folder):
    """A model folder whose batch norms differ from channel to channel."""
    torch.manual_seed(SEED)
    weights = {k: v for k, v in ExpressionNet(HIDDEN).state_dict().items() if not k.endswith("num_batches_tracked")}
    for name, value in weights.items():
        if not name.startswith("features"):
            continue
        if value.dim() > 1:
            # Keeps the variance through a rectifier; torchvision's own draw would leave nothing of the picture at the end.
            value.normal_(0.0, (2.0 / value[0].numel()) ** 0.5)
        elif name.endswith(("weight", "running_var")):
            value.uniform_(0.5, 1.5)
        else:
            value.uniform_(-0.3, 0.3)
    save_file({k: v.contiguous() for k, v in weights.items()}, folder / "weights.safetensors")
    sha256 = hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()
    (folder / "model.toml").write_text(MODEL_TOML.format(px=INPUT_PX, sha256=sha256, hidden=HIDDEN))


def export(folder, path):
    command = ["cargo", "run", "--release", "--quiet", "--package", "cli", "--", "export", folder, "--force", "--out", path]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def torch_logits(folder, description, pictures):
    net = ExpressionNet(description["architecture"]["hidden"])
    missing, unexpected = net.load_state_dict(load_file(folder / "weights.safetensors"), strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing), (missing, unexpected)
    with torch.no_grad():
        return net.eval()(torch.from_numpy(pictures)).numpy()


def check(folder, path):
    description = tomllib.loads((folder / "model.toml").read_text())
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(metadata["labels"]) == description["labels"], metadata["labels"]
    assert np.allclose(json.loads(metadata["mean"]), description["normalisation"]["mean"])
    assert np.allclose(json.loads(metadata["std"]), description["normalisation"]["std"])
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map == metadata
    rng = np.random.default_rng(SEED)
    px = description["input_px"]
    print(f"checker: ok; opset {model.opset_import[0].version}, {len(metadata)} metadata entries, {path.stat().st_size} bytes")
    for batch in [1, 5]:
        pictures = rng.standard_normal([batch, 3, px, px]).astype(np.float32)
        logits, probabilities = session.run(["logits", "probabilities"], {"pictures": pictures})
        expected = torch_logits(folder, description, pictures)
        effect = np.abs(expected - torch_logits(folder, description, np.zeros_like(pictures))).max()
        assert effect > 0.05, f"the pictures change the logits by {effect} only: this check would prove nothing"
        worst = np.abs(logits - expected).max()
        softmax = np.exp(expected - expected.max(1, keepdims=True))
        worst_probability = np.abs(probabilities - softmax / softmax.sum(1, keepdims=True)).max()
        print(f"batch {batch}: logits up to {np.abs(expected).max():.3f}, largest difference {worst:.2e}, of a probability {worst_probability:.2e}")
        assert worst <= TOLERANCE and worst_probability <= TOLERANCE


def check_run(run, path):
    """The exported models of a run in ONNX Runtime, on the kept crops, against the run's predictions."""
    crops = Crops(run, set())
    for folder in sorted(run.glob("seed-*/*/model")):
        export(folder, path)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        metadata = session.get_modelmeta().custom_metadata_map
        mean, deviation = (np.array(json.loads(metadata[key]), np.float32) for key in ("mean", "std"))
        square = (int(metadata["input_width_px"]), int(metadata["input_height_px"]))
        with open(folder.parent / "predictions.csv", newline="") as file:
            rows = {(row["test"], row["face"]): row for row in csv.DictReader(file)}
        worst, n_faces = 0.0, 0
        for name in crops.tests():
            resized = [np.asarray(Image.fromarray(p).resize(square, Image.BILINEAR)) for p in crops.pictures[name]]
            pictures = ((np.stack(resized).astype(np.float32) / 255 - mean) / deviation).transpose(0, 3, 1, 2)
            parts = [pictures[i : i + 32] for i in range(0, len(pictures), 32)]
            found = np.concatenate([session.run(["probabilities"], {"pictures": part})[0] for part in parts])
            ours = [[float(rows[name, face][f"p_{e}"]) for e in EXPRESSIONS] for face in crops.faces[name]]
            worst, n_faces = max(worst, np.abs(found - np.array(ours)).max()), n_faces + len(ours)
        print(f"{folder.relative_to(run)}: {n_faces} faces, probabilities differ by {worst:.1e} at most", flush=True)
        assert worst <= TOLERANCE


def main():
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}, torch {torch.__version__}, seed {SEED}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        path = Path(temporary) / "model.onnx"
        if (folder / "crops").is_dir():
            check_run(folder, path)
            return
        if len(sys.argv) == 1:
            draw_model(folder)
        export(folder, path)
        check(folder, path)


main()
