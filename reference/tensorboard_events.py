"""Reference bytes for the event files of `train` from the tensorboard package, and a reader for whole files.

python reference/tensorboard_events.py (writes crates/train/tests/reference/tensorboard_events.json)
python reference/tensorboard_events.py RUN_FOLDER (prints every scalar that TensorBoard finds there)
"""

import json
import pathlib
import struct
import sys

import tensorboard
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

WALL_TIME = 1700000000.25
SCALARS = [("train/loss", 1, 1.75), ("epoch/held_out_accuracy", 300, 0.1), ("train/gradient_norm", 70000, 0.0)]


def record(event):
    """The bytes of an event as the package frames them."""

    class Sink:
        data = b""

        def write(self, data):
            self.data += data

    sink = Sink()
    RecordWriter(sink).write(event.SerializeToString())
    assert struct.unpack("<Q", sink.data[:8])[0] == len(sink.data) - 16
    return sink.data.hex()


def reference():
    scalars = []
    for tag, step, value in SCALARS:
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        event = Event(wall_time=WALL_TIME, step=step, summary=summary)
        scalars.append({"tag": tag, "step": step, "value": value, "record": record(event)})
    return {
        "versions": {"tensorboard": tensorboard.__version__},
        "wall_time": WALL_TIME,
        "version": record(Event(wall_time=WALL_TIME, file_version="brain.Event:2")),
        "scalars": scalars,
    }


def read(folder):
    """Every scalar of a folder: tag, then step, wall time and value."""
    events = EventAccumulator(folder, size_guidance={"scalars": 0})
    events.Reload()
    return {tag: [(e.step, e.wall_time, e.value) for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}


def main():
    if len(sys.argv) > 1:
        print(json.dumps(read(sys.argv[1]), indent=1))
        return
    folder = pathlib.Path(__file__).parents[1] / "crates/train/tests/reference"
    (folder / "tensorboard_events.json").write_text(json.dumps(reference(), indent=1) + "\n")


if __name__ == "__main__":
    main()
