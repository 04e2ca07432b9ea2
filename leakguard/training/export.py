"""The network as one ONNX file that takes code points and gives scores.

Folding of characters and hashing of pairs are part of the graph, so nothing beside it can get out of step. The
tables of embeddings, nearly all of the weights, are stored as int8 with a scale for every column; the convolutions are
fp32, which processors compute no slower.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from leakguard.detection.tagging import labels
from leakguard.training.encoding import PAIR_FACTOR
from leakguard.training.network import Weights
from leakguard.training.recipe import NetworkSize

_OPSET, _IR = 17, 9
_STEPS = 127


class _Graph:
    """Nodes and stored arrays of a graph that is being written."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.stored: list[Any] = []

    def store(self, name: str, array: NDArray[Any]) -> str:
        self.stored.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def embedding(self, name: str, array: NDArray[np.float32], numbers: str) -> str:
        """The rows of a table by their numbers, stored as int8 with a scale for every column."""
        scale = np.abs(array).max(axis=0) / _STEPS + 1e-9
        self.store(f"{name}_small", np.round(array / scale).astype(np.int8))
        self.store(f"{name}_scale", scale.astype(np.float32))
        self.node("Gather", [f"{name}_small", numbers], f"{name}_rows")
        self.node("Cast", [f"{name}_rows"], f"{name}_floats", to=TensorProto.FLOAT)
        return self.node("Mul", [f"{name}_floats", f"{name}_scale"], f"{name}_known")


def to_onnx(weights: Weights, size: NetworkSize, table: NDArray[np.uint16]) -> bytes:
    """The ONNX file for weights and the table of character numbers."""
    graph = _Graph()
    arrays = {name: value.float().numpy() for name, value in weights.items()}
    numbers = _numbers(graph, table)
    pairs = _pairs(graph, numbers, size.pairs)
    known = _known(graph, arrays, numbers, pairs)
    state = graph.node(
        "Conv",
        [known, graph.store("enter", arrays["enter"][:, :, None]), graph.store("enter_bias", arrays["enter_bias"])],
        "state0",
        kernel_shape=[1],
    )
    for number, dilation in enumerate(size.dilations):
        weight = arrays[f"layer{number}"].reshape(size.hidden, 3, size.hidden).transpose(0, 2, 1)
        bias = graph.store(f"layer{number}_bias", arrays[f"layer{number}_bias"])
        seen = graph.node(
            "Conv",
            [state, graph.store(f"layer{number}", weight), bias],
            f"seen{number}",
            kernel_shape=[3],
            dilations=[dilation],
            pads=[dilation, dilation],
        )
        graph.node("Relu", [seen], f"active{number}")
        state = graph.node("Add", [state, f"active{number}"], f"state{number + 1}")
    graph.node(
        "Conv",
        [state, graph.store("tags", arrays["tags"][:, :, None]), graph.store("tags_bias", arrays["tags_bias"])],
        "by_tag",
        kernel_shape=[1],
    )
    graph.node("Transpose", ["by_tag"], "scores", perm=[0, 2, 1])
    return _written(graph)


def _numbers(graph: _Graph, table: NDArray[np.uint16]) -> str:
    graph.store("table", table.astype(np.int16))
    graph.node("Gather", ["table", "codes"], "short_numbers")
    return graph.node("Cast", ["short_numbers"], "numbers", to=TensorProto.INT32)


def _pairs(graph: _Graph, numbers: str, buckets: int) -> str:
    """The pair of each character with the one before it; see :func:`leakguard.training.encoding.pairs`."""
    graph.store("one_before", np.array([0, 1, 0, 0], np.int64))
    graph.store("begin", np.array([0], np.int64))
    graph.store("all_but_last", np.array([-1], np.int64))
    graph.store("along", np.array([1], np.int64))
    graph.store("factor", np.array(PAIR_FACTOR, np.int32))
    graph.store("buckets", np.array(buckets, np.int32))
    graph.node("Pad", [numbers, "one_before"], "shifted")
    graph.node("Slice", ["shifted", "begin", "all_but_last", "along"], "before")
    graph.node("Mul", ["before", "factor"], "scaled")
    graph.node("Add", ["scaled", numbers], "joined")
    return graph.node("Mod", ["joined", "buckets"], "pairs")


def _known(graph: _Graph, arrays: dict[str, Any], numbers: str, pairs: str) -> str:
    characters = graph.embedding("characters", arrays["characters"], numbers)
    pair = graph.embedding("pairs_table", arrays["pairs"], pairs)
    graph.store("one_after", np.array([0, 0, 0, 0, 1, 0], np.int64))
    graph.store("second", np.array([1], np.int64))
    graph.store("end", np.array([2**31 - 1], np.int64))
    graph.node("Pad", [pair, "one_after"], "pair_padded")
    graph.node("Slice", ["pair_padded", "second", "end", "along"], "pair_after")
    graph.node("Concat", [characters, pair, "pair_after"], "known", axis=2)
    return graph.node("Transpose", ["known"], "known_by_channel", perm=[0, 2, 1])


def _written(graph: _Graph) -> bytes:
    written = helper.make_graph(
        graph.nodes,
        "leakguard-tagger",
        [helper.make_tensor_value_info("codes", TensorProto.INT32, ["rows", "length"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["rows", "length", len(labels.TAGS)])],
        graph.stored,
    )
    model = helper.make_model(
        written, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR, producer_name="leakguard.training"
    )
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content
