"""A network's products with learned matrices, worked out in whole numbers: half the time, nearly the same answers.

Every row that comes in is measured by its own largest value (so what stands beside a text cannot matter), after each of
its columns was made about as large as the others and the matrix the other way round (SmoothQuant, Xiao et al. 2023).
Weights keep 7 bits, one scale a column: processors without the newest instructions add two products in 16 bits, and
with 8 bits those sums overflow, so that one machine reads otherwise than the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

NARROWEST: Final = 64
"""Columns of a matrix that it pays for; narrower ones, such as what the skills are read with, stay as they are."""
MIGRATED: Final = 0.5
"""Which share of the difference between columns the matrix takes over."""
LARGEST_WEIGHT: Final = 64
LARGEST_VALUE: Final = 127
MIDDLE: Final = 128
"""Values are stored without a sign: this is zero."""
_TINY: Final = 1e-9
_SAMPLED: Final = 1e-5
SAMPLED: Final = 100
"""One in so many texts of the corpus is read to see how large columns get."""
MICROSOFT: Final = "com.microsoft"

Matrix = NDArray[np.float32]
Inputs = Mapping[str, NDArray[Any]]


def in_whole_numbers(network: ModelProto, samples: Sequence[Inputs]) -> ModelProto:
    """``network``, changed in place, with its matrix products quantised; ``samples`` show how large its columns get."""
    learned = {each.name: each for each in network.graph.initializer}
    products = [node for node in network.graph.node if _is_product(node, learned)]
    largest = _largest(network, {node.input[0] for node in products}, samples)
    constants: dict[str, Any] = {
        "whole.step": np.float32(1 / LARGEST_VALUE),
        "whole.tiny": np.float32(_TINY),
        "whole.middle": np.uint8(MIDDLE),
    }
    nodes: list[NodeProto] = []
    for node in network.graph.node:
        if node not in products:
            nodes.append(node)
            continue
        weights = numpy_helper.to_array(learned.pop(node.input[1]))
        smooth = _smoothing(largest[node.input[0]], weights)
        whole, scale = _rounded(weights * smooth[:, None])
        name = node.output[0]
        constants |= {f"{name}.smooth": 1 / smooth, f"{name}.weights": whole, f"{name}.scale": scale}
        nodes += _product(node.input[0], name)
    initializers = [*learned.values(), *(numpy_helper.from_array(np.array(v), n) for n, v in constants.items())]
    del network.graph.node[:], network.graph.initializer[:]
    network.graph.node.extend(nodes)
    network.graph.initializer.extend(initializers)
    if MICROSOFT not in {each.domain for each in network.opset_import}:
        network.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
    return network


def _is_product(node: NodeProto, learned: Mapping[str, TensorProto]) -> bool:
    matrix = learned.get(node.input[1]) if node.op_type == "MatMul" else None
    return matrix is not None and matrix.dims[-1] >= NARROWEST


def _largest(network: ModelProto, names: set[str], samples: Sequence[Inputs]) -> dict[str, Matrix]:
    """Of each column of the values called ``names`` the largest size that any sample gives it."""
    wanted = sorted(names)
    shown = ModelProto()
    shown.CopyFrom(network)
    shown.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in wanted)
    session = onnxruntime.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
    seen = [[np.abs(value).max(axis=(0, 1)) for value in session.run(wanted, dict(each))] for each in samples]
    return {name: np.max([one[place] for one in seen], axis=0) for place, name in enumerate(wanted)}


def _smoothing(largest: Matrix, weights: Matrix) -> Matrix:
    """What to divide each column by, and multiply each row of the weights with; its geometric mean is one."""
    rows = np.abs(weights).max(axis=1)
    smooth = np.maximum(largest, _SAMPLED) ** MIGRATED / np.maximum(rows, _TINY) ** (1 - MIGRATED)
    return np.asarray(smooth / np.exp(np.log(smooth).mean()), dtype=np.float32)


def _rounded(weights: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    scale = np.maximum(np.abs(weights).max(axis=0), _TINY) / LARGEST_WEIGHT
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def _product(values: str, name: str) -> Iterator[NodeProto]:
    """The nodes that multiply ``values`` with what the constants called after ``name`` hold."""
    at = f"{name}."
    make = helper.make_node
    yield make("Mul", [values, at + "smooth"], [at + "even"])
    yield make("Abs", [at + "even"], [at + "sizes"])
    yield make("ReduceMax", [at + "sizes"], [at + "top"], axes=[-1], keepdims=1)
    yield make("Max", [at + "top", "whole.tiny"], [at + "largest"])
    yield make("Div", [at + "even", at + "largest"], [at + "shares"])
    yield make("QuantizeLinear", [at + "shares", "whole.step", "whole.middle"], [at + "bytes"])
    multiplied = [at + "bytes", at + "weights", "whole.step", at + "scale", "whole.middle"]
    yield make("MatMulIntegerToFloat", multiplied, [at + "sums"], domain=MICROSOFT)
    yield make("Mul", [at + "sums", at + "largest"], [name])
