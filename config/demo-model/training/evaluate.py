"""Answers the questions that align-streams eval asked with Hugging Face's own code, and compares the embeddings.

    ./align-streams eval --out answers
    python3 evaluate.py --model config/demo-model --answers answers
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from transformers import AlignModel, AlignProcessor, BertTokenizer, EfficientNetImageProcessor

BATCH = 64


def batches(items):
    return (items[first:first + BATCH] for first in range(0, len(items), BATCH))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the checkpoint")
    parser.add_argument("--answers", type=Path, required=True, help="what align-streams eval --out wrote")
    arguments = parser.parse_args()
    model = AlignModel.from_pretrained(arguments.model).eval()
    processor = AlignProcessor(
        EfficientNetImageProcessor.from_pretrained(arguments.model), BertTokenizer.from_pretrained(arguments.model))
    answers = json.loads((arguments.answers / "quizzes.json").read_text())
    texts = sorted(answers["texts"])
    with torch.no_grad():
        vectors = torch.cat([
            F.normalize(model.get_text_features(**processor(text=batch, return_tensors="pt"))) for batch in batches(texts)])
        theirs = torch.tensor([answers["texts"][text] for text in texts])
        print(f"{len(texts)} texts, largest difference of an embedding's value {(vectors - theirs).abs().max():.1e}")
        number = {text: index for index, text in enumerate(texts)}
        for quiz in answers["quizzes"]:
            top1 = top5 = 0
            largest = 0.0
            for batch in batches(quiz["questions"]):
                pictures = [Image.open(arguments.answers / question["file"]).convert("RGB") for question in batch]
                images = F.normalize(model.get_image_features(**processor(images=pictures, return_tensors="pt")))
                largest = max(largest, (images - torch.tensor([question["embedding"] for question in batch])).abs().max().item())
                for question, image in zip(batch, images):
                    cosines = vectors[[number[text] for text in question["choices"]]] @ image
                    rank = (cosines > cosines[question["answer"]]).sum().item()
                    top1 += rank < 1
                    top5 += rank < 5
            count = len(quiz["questions"])
            print(f"{quiz['name']}: {count} pictures, top-1 {top1 / count:.1%}, top-5 {top5 / count:.1%},"
                  f" largest difference of an embedding's value {largest:.1e}")


if __name__ == "__main__":
    main()
