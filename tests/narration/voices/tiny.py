"""A Piper voice of a thousand bytes: it hums, each phoneme for as long as its number says.

It has what a trained voice has on the outside (inputs, output, the node that holds the durations),
so the engine is tested end to end and no voice is fetched.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

#: Samples of one frame; a phoneme lasts 2 to 6 frames at its usual pace.
HOP = 256


def tiny_voice(
    folder: Path,
    name: str = "en_GB-hum-low",
    *,
    rate: int = 16_000,
    language: str = "en_GB",
    says_widths: bool = True,
    amplitude: float = 0.3,
    **about: object,
) -> Path:
    """Write the voice ``name`` into ``folder``; returns its model's path.

    ``about`` are further fields of its description, or other values for those that it has.
    """
    constants = {
        "five": numpy.array(5, numpy.int64),
        "two": numpy.array(2.0, numpy.float32),
        "at": numpy.array(1, numpy.int64),
        "hop": numpy.array(float(HOP), numpy.float32),
        "zero": numpy.array(0, numpy.int64),
        "one": numpy.array(1, numpy.int64),
        "pitch": numpy.array(2 * math.pi * 110 / rate, numpy.float32),
        "loud": numpy.array(amplitude, numpy.float32),
        "shape": numpy.array([1, 1, 1, -1], numpy.int64),
    }
    nodes = [
        helper.make_node("Mod", ["input", "five"], ["rest"]),
        helper.make_node("Cast", ["rest"], ["number"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["number", "two"], ["usual"]),
        helper.make_node("Gather", ["scales", "at"], ["pace"], axis=0),
        helper.make_node("Mul", ["usual", "pace"], ["wide"]),
        helper.make_node("Ceil" if says_widths else "Round", ["wide"], ["width"]),
        helper.make_node("ReduceSum", ["width"], ["frames"], keepdims=0),
        helper.make_node("Mul", ["frames", "hop"], ["length"]),
        helper.make_node("Cast", ["length"], ["count"], to=TensorProto.INT64),
        helper.make_node("Range", ["zero", "count", "one"], ["time"]),
        helper.make_node("Cast", ["time"], ["moment"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["moment", "pitch"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["wave"]),
        helper.make_node("Mul", ["wave", "loud"], ["sound"]),
        helper.make_node("Reshape", ["sound", "shape"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "hum",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, 1, "time"])],
        [numpy_helper.from_array(value, key) for key, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    onnx.save(model, path)
    description = {
        "dataset": "hum",
        "audio": {"sample_rate": rate, "quality": "low"},
        "language": {"code": language},
        "espeak": {"voice": language.split("_")[0]},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "hop_length": HOP,
        **about,
    }
    path.with_name(f"{name}.onnx.json").write_text(json.dumps(description), encoding="utf-8")
    return path
