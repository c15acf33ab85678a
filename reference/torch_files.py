"""Writes small torch and safetensors files, whole and hostile, and the values that a reader must find in them.

Run: python reference/torch_files.py crates/network/tests/reference
Peers: torch and safetensors (versions are written into the JSON). All values are made from the seed below.
"""

import io
import json
import os
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import safetensors
import torch
from safetensors.torch import save_file

SEED = 7


def tensors():
    generator = torch.Generator().manual_seed(SEED)
    base = torch.randn(4, 6, generator=generator)
    return OrderedDict(
        [
            ("float", torch.randn(2, 3, generator=generator)),
            ("double", torch.randn(3, generator=generator, dtype=torch.float64)),
            ("half", torch.randn(2, 2, generator=generator).half()),
            ("bfloat", torch.randn(5, generator=generator).bfloat16()),
            ("long", torch.tensor([-3, 0, 70000])),
            ("scalar", torch.tensor(12)),
            ("int", torch.tensor([[1, -2], [3, 4]], dtype=torch.int32)),
            ("short", torch.tensor([-300, 300], dtype=torch.int16)),
            ("char", torch.tensor([-128, 127], dtype=torch.int8)),
            ("byte", torch.tensor([0, 255], dtype=torch.uint8)),
            ("bool", torch.tensor([True, False, True])),
            ("parameter", torch.nn.Parameter(torch.randn(2, generator=generator))),
            ("transposed", base.t()),
            ("offset", base[1:3, 2:5]),
            ("empty", torch.zeros(0, 3)),
        ]
    )


class Hostile:
    def __reduce__(self):
        return os.system, ("echo this must never run > evenface-was-here",)


def hostile_zip(path, weights):
    """A zip as torch writes it, whose dictionary carries a call along with the weights."""
    whole = io.BytesIO()
    torch.save(OrderedDict(weights, extra=Hostile()), whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    weights = tensors()
    torch.save(weights, folder / "old.pt", _use_new_zipfile_serialization=False)
    torch.save(weights, folder / "zip.pt")
    small = OrderedDict((name, weights[name]) for name in ("float", "transposed"))
    torch.save({"state_dict": small, "epoch": 3, "note": "wrapped"}, folder / "wrapped.pt")
    # The name starts like a wrapper but is none: nothing may be lifted out.
    torch.save(OrderedDict([("model.0.weight", weights["float"])]), folder / "dotted.pt")
    torch.save(OrderedDict([("view", torch.zeros(1).expand(1 << 20))]), folder / "expanded.pt")
    torch.save(torch.nn.Linear(2, 1), folder / "whole_model.pt")
    save_file({name: t.detach().contiguous() for name, t in weights.items()}, folder / "all.safetensors")
    save_file({"complex": torch.zeros(2, dtype=torch.complex64)}, folder / "complex.safetensors")
    hostile_zip(folder / "hostile_zip.pt", small)
    torch.save(OrderedDict(small, extra=Hostile()), folder / "hostile_old.pt", _use_new_zipfile_serialization=False)
    (folder / "hostile.pkl").write_bytes(pickle.dumps(Hostile(), protocol=2))
    expected = {
        "script": "reference/torch_files.py",
        "seed": SEED,
        "versions": {"torch": torch.__version__, "safetensors": safetensors.__version__},
        "tensors": {
            name: {"shape": list(t.shape), "values": t.detach().to(torch.float32).flatten().tolist()}
            for name, t in weights.items()
        },
    }
    (folder / "torch_files.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
