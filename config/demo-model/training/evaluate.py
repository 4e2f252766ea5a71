"""Answers what align-streams eval asked with Hugging Face's own code, and compares.

    ./align-streams eval --labels config/labels/moderation.yaml --out answers
    python3 config/demo-model/training/evaluate.py --model config/demo-model --answers answers
"""

import argparse
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from PIL import Image
from transformers import AlignModel, AlignProcessor, BertTokenizer, EfficientNetImageProcessor

BATCH = 64
TOLERANCE = 1e-5  # of an embedding's value


class Reference:
    """Hugging Face's model and processor, and the largest difference of any embedding's value from ours so far."""

    def __init__(self, folder):
        self.model = AlignModel.from_pretrained(folder).eval()
        self.processor = AlignProcessor(
            EfficientNetImageProcessor.from_pretrained(folder), BertTokenizer.from_pretrained(folder))
        self.largest = 0.0

    def texts(self, texts):
        """float32 [texts, dimension], normalised."""
        return torch.cat([
            F.normalize(self.model.get_text_features(**self.processor(text=batch, return_tensors="pt")))
            for batch in batches(texts)])

    def pictures(self, folder, pictures):
        """float32 [pictures, dimension], normalised; they are compared with the embeddings that the pictures come with."""
        return torch.cat([self.compared(self.batch(folder, batch), batch) for batch in batches(pictures)])

    def batch(self, folder, pictures):
        images = [Image.open(folder / picture["file"]).convert("RGB") for picture in pictures]
        return F.normalize(self.model.get_image_features(**self.processor(images=images, return_tensors="pt")))

    def compared(self, vectors, pictures):
        self.compare(vectors, torch.tensor([picture["embedding"] for picture in pictures]))
        return vectors

    def compare(self, vectors, ours):
        self.largest = max(self.largest, (vectors - ours).abs().max().item())


def batches(items):
    return (items[first:first + BATCH] for first in range(0, len(items), BATCH))


def quizzes(reference, folder):
    answers = json.loads((folder / "quizzes.json").read_text())
    texts = sorted(answers["texts"])
    if not texts:
        return
    vectors = reference.texts(texts)
    reference.compare(vectors, torch.tensor([answers["texts"][text] for text in texts]))
    number = {text: index for index, text in enumerate(texts)}
    for quiz in answers["quizzes"]:
        images = reference.pictures(folder, quiz["questions"])
        ranks = []
        for question, image in zip(quiz["questions"], images):
            cosines = vectors[[number[text] for text in question["choices"]]] @ image
            ranks.append((cosines > cosines[question["answer"]]).sum().item())
        top1, top5 = (sum(rank < k for rank in ranks) / len(ranks) for k in (1, 5))
        print(f"{quiz['name']}: {len(ranks)} pictures, top-1 {top1:.1%}, top-5 {top5:.1%}")


def label_sets(reference, folder):
    for labels in json.loads((folder / "label-sets.json").read_text()):
        texts = sorted({text for texts in labels["classes"] for text in texts})
        vectors = reference.texts(texts)
        number = {text: index for index, text in enumerate(texts)}
        classes = F.normalize(torch.stack([vectors[[number[text] for text in texts]].sum(0) for texts in labels["classes"]]))
        images = reference.pictures(folder, labels["pictures"])
        logits = (images @ classes.T / reference.model.temperature).double()
        for index, group in enumerate(labels["groups"]):
            true = torch.tensor([picture["groups"][index] for picture in labels["pictures"]])
            crossed = torch.zeros(len(images), dtype=torch.bool)
            for competition in group["competitions"]:
                thresholds = torch.tensor(competition["thresholds"], dtype=torch.float64)
                probabilities = logits[:, competition["first"]:competition["end"]].softmax(1)
                crossed |= (probabilities[:, :len(thresholds)] >= thresholds).any(1)
            right = (true & crossed).sum().item()
            print(f"{labels['name']}, {group['name']}: support {true.sum()}, predicted {crossed.sum()}, right {right},"
                  f" precision {right / max(1, crossed.sum()):.1%}, recall {right / max(1, true.sum()):.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the checkpoint")
    parser.add_argument("--answers", type=Path, required=True, help="what align-streams eval --out wrote")
    arguments = parser.parse_args()
    reference = Reference(arguments.model)
    with torch.no_grad():
        quizzes(reference, arguments.answers)
        label_sets(reference, arguments.answers)
    print(f"largest difference of an embedding's value {reference.largest:.1e}")
    if reference.largest > TOLERANCE:
        sys.exit(f"expected at most {TOLERANCE:.0e}")


if __name__ == "__main__":
    main()
