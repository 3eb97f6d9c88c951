"""The encoder as ONNX, in 32 bits and in 8 (dynamic): export.py MODEL_DIR OUT_DIR. Needs onnx, onnxscript, onnxruntime."""
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "train"))
import unpack


class Encoder(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, ids, shapes, gaps):
        mask = torch.ones_like(ids, dtype=torch.bool)
        return self.encoder(ids, shapes, gaps, mask)[-1]


model, _ = unpack.load(Path(sys.argv[1]))
out = Path(sys.argv[2])
one = torch.ones(2, 16, dtype=torch.long)
encoder = Encoder(model.encoder).eval()
axes = {"ids": {0: "b", 1: "n"}, "shapes": {0: "b", 1: "n"}, "gaps": {0: "b", 1: "n"}}
torch.onnx.export(encoder, (one, one, one), str(out / "encoder.onnx"), input_names=list(axes), output_names=["states"],
                  dynamic_axes=axes, opset_version=18, dynamo=False)
from onnxruntime.quantization import QuantType, quantize_dynamic

quantize_dynamic(str(out / "encoder.onnx"), str(out / "encoder-int8.onnx"), weight_type=QuantType.QInt8, per_channel=True)
