import numpy as np
import onnxruntime
import pytest

onnx = pytest.importorskip("onnx", reason="onnx comes with the training group")

from taxonomy.training.quantise import LARGEST_WEIGHT, in_whole_numbers  # noqa: E402  after it is known to be there

WIDTH, WIDE, NARROW = 32, 96, 8


def network(draw: np.random.Generator) -> onnx.ModelProto:
    """A matrix that is learned, one too narrow to pay for, and values that are multiplied with each other."""
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    matrices = {"wide": draw.normal(size=(WIDTH, WIDE)), "narrow": draw.normal(size=(WIDE, NARROW))}
    nodes = [
        helper.make_node("MatMul", ["values", "wide"], ["middle"]),
        helper.make_node("MatMul", ["middle", "narrow"], ["few"]),
        helper.make_node("Transpose", ["few"], ["turned"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["few", "turned"], ["answer"]),
    ]
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("values", floats, ["texts", "tokens", WIDTH])],
        [helper.make_tensor_value_info(name, floats, None) for name in ("middle", "answer")],
        [onnx.numpy_helper.from_array(value.astype(np.float32), name) for name, value in matrices.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def answers(model: onnx.ModelProto, values: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    found: list[np.ndarray] = session.run(None, {"values": values})
    return found


def uneven(draw: np.random.Generator, texts: int = 1) -> np.ndarray:
    """Values some columns of which are a hundred times as large as others, as they are in encoders."""
    return (draw.normal(size=(texts, 5, WIDTH)) * np.logspace(0, 2, WIDTH)).astype(np.float32)


def test_answers_stay_nearly_the_same() -> None:
    draw = np.random.default_rng(1)
    samples = [{"values": uneven(draw)} for _ in range(4)]
    values = uneven(draw)
    wanted = answers(network(np.random.default_rng(2)), values)
    found = answers(in_whole_numbers(network(np.random.default_rng(2)), samples), values)
    for one, other in zip(wanted, found, strict=True):
        assert np.abs(one - other).max() <= 0.04 * np.abs(one).max()
        assert not np.array_equal(one, other)


def test_what_stands_beside_a_text_changes_nothing() -> None:
    draw = np.random.default_rng(3)
    model = in_whole_numbers(network(draw), [{"values": uneven(draw)}])
    texts = uneven(draw, texts=3)
    texts[1] *= 1000
    alone = answers(model, texts[:1])[0]
    assert answers(model, texts)[0][:1].tobytes() == alone.tobytes()


def test_weights_keep_seven_bits_and_narrow_matrices_stay() -> None:
    draw = np.random.default_rng(4)
    model = in_whole_numbers(network(draw), [{"values": uneven(draw)}])
    kept = {each.name: onnx.numpy_helper.to_array(each) for each in model.graph.initializer}
    assert kept["narrow"].dtype == np.float32
    assert "wide" not in kept
    weights = kept["middle.weights"]
    assert weights.dtype == np.int8
    assert np.abs(weights.astype(int)).max() == LARGEST_WEIGHT
    assert sum(node.op_type == "MatMulIntegerToFloat" for node in model.graph.node) == 1


def test_nothing_but_zeros_is_multiplied_too() -> None:
    draw = np.random.default_rng(5)
    model = in_whole_numbers(network(draw), [{"values": uneven(draw)}])
    assert not answers(model, np.zeros((1, 2, WIDTH), dtype=np.float32))[0].any()
