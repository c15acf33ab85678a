"""Evaluations by ONNX Runtime or PyTorch: python bench/infer.py FILE.onnx|eager|compiled BATCH THREADS N [DEVICE].

`export FILE.onnx` writes our network as PyTorch exports it, with constants folded and the batch dynamic. ONNX Runtime runs it
with all of its graph optimisations and with threads that spin as they do by default; a repetition is N evaluations, each from
a NumPy array to a NumPy array. PyTorch's pictures are on its device (`cpu` if none is named), its results on the host.
"""

import sys
import warnings

from protocol import serve

N_WARM_UP = 3
INPUT_PX = 224


def export(path):
    import torch
    from network import drawn, pictures

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            drawn().eval(),
            (pictures(1),),
            path,
            dynamo=False,
            do_constant_folding=True,
            input_names=["pictures"],
            dynamic_axes={"pictures": {0: "batch"}},
        )


def onnxruntime_evaluation(path, batch, n_threads):
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    pictures = numpy.random.default_rng(1).standard_normal((batch, 3, INPUT_PX, INPUT_PX), numpy.float32)
    return lambda: session.run(None, {"pictures": pictures})


def torch_evaluation(kind, batch, n_threads, device):
    import torch
    from network import drawn, pictures

    torch.set_num_threads(n_threads)
    network = drawn().eval().to(device, memory_format=torch.channels_last)
    forward = torch.compile(network) if kind == "compiled" else network
    inputs = pictures(batch).to(device, memory_format=torch.channels_last)

    def evaluation():
        with torch.inference_mode():
            return forward(inputs).cpu().numpy()

    return evaluation


def main():
    if sys.argv[1] == "export":
        export(sys.argv[2])
        return
    kind, batch, n_threads, n_evaluations = sys.argv[1], *map(int, sys.argv[2:5])
    if kind in ("eager", "compiled"):
        evaluation = torch_evaluation(kind, batch, n_threads, sys.argv[5] if len(sys.argv) > 5 else "cpu")
    else:
        evaluation = onnxruntime_evaluation(kind, batch, n_threads)

    def repetition():
        for _ in range(n_evaluations):
            evaluation()

    serve(N_WARM_UP, repetition)


if __name__ == "__main__":
    main()
