"""Exports the image tower of a Hugging Face checkpoint of ALIGN with PyTorch, to compare the speed of ours with.

pixel_values float32 [batch, 3, side, side] -> pooler_output float32 [batch, features], not normalised.

    python export_vision.py CHECKPOINT OUT.onnx
"""

import argparse

import torch
from transformers import AlignModel


class VisionTower(torch.nn.Module):
    """The image tower with a mean in the place of its pooling.

    An average pool of a window larger than the map, as the tower has, is exported with a padding that ONNX Runtime fuses
    into it and then counts: features come out divided by the window instead of by the map.
    """

    def __init__(self, model):
        super().__init__()
        self.embeddings = model.embeddings
        self.encoder = model.encoder

    def forward(self, pixel_values):
        return self.encoder(self.embeddings(pixel_values)).last_hidden_state.mean(dim=(2, 3))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("out")
    arguments = parser.parse_args()
    model = AlignModel.from_pretrained(arguments.checkpoint).vision_model.eval()
    tower = VisionTower(model)
    side = model.config.image_size
    images = torch.rand(2, 3, side, side, generator=torch.Generator().manual_seed(1)) * 2 - 1
    with torch.no_grad():
        torch.onnx.export(
            tower,
            (images,),
            arguments.out,
            input_names=["pixel_values"],
            output_names=["pooler_output"],
            opset_version=17,
            dynamic_axes={"pixel_values": {0: "batch"}, "pooler_output": {0: "batch"}},
            dynamo=False,
        )


if __name__ == "__main__":
    main()
