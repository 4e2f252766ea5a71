"""Trains the demo's model: a small ALIGN on pictures of a small world.

    ./align-streams world --seed 1 --count 240000 --out world
    python3 train.py --world world --work work --out checkpoint

Stops (Ctrl-C) and goes on as one likes: the state of the training is in --work.
"""

import argparse
import io
import json
import math
import multiprocessing
import random
import signal
import sys
import threading
import time
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from tokenizers import BertWordPieceTokenizer
from transformers import AlignConfig, AlignModel, AlignProcessor, BertTokenizer, BertTokenizerFast, EfficientNetImageProcessor

RESIZE = 72  # pixels, as the processor resizes
CROP = 64  # pixels, what the image tower sees
VOCABULARY = 1600
LONGEST_TEXT = 32  # tokens
BATCH = 256
CLUSTER = 2  # pictures of one kind of thing in a batch, so that colours and numbers are what tells them apart
CAPTIONS = 2  # of each picture
UNSEEN = 1  # captions for each picture, of pictures of the same kind of thing that are not in the batch
PEAK_RATE = 2e-3
WEIGHT_DECAY = 0.05
WARM_UP = 300  # steps
AVERAGING = 0.999  # of weights, from step to step
SAVE_SECONDS = 240


def config():
    return AlignConfig(
        projection_dim=160,
        temperature_init_value=0.07,
        vision_config=dict(
            image_size=CROP,
            width_coefficient=0.5,
            depth_coefficient=1.0,
            hidden_dim=160,
            strides=[1, 2, 2, 2, 1, 1, 1],
            expand_ratios=[1, 4, 4, 4, 4, 4, 4],
            batch_norm_momentum=0.1,
            drop_connect_rate=0.0,
            dropout_rate=0.0,
        ),
        text_config=dict(
            vocab_size=VOCABULARY,
            hidden_size=160,
            num_hidden_layers=3,
            num_attention_heads=4,
            intermediate_size=480,
            max_position_embeddings=LONGEST_TEXT * 2,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        ),
    )


class World:
    """Pictures as uint8 [pictures, RESIZE, RESIZE, 3], the facts of each, and captions with the facts that they rest on."""

    def __init__(self, folder, work):
        lines = [json.loads(line) for line in open(folder / "captions.jsonl")]
        self.pictures = self.read_pictures(folder / "pictures.bin", work / "pictures.npy", lines)
        self.facts = [frozenset(line["facts"]) for line in lines]
        self.captions = [[(caption["text"], caption["facts"]) for caption in line["captions"]] for line in lines]
        self.by_concept = {}
        for index, line in enumerate(lines):
            for concept in line["concepts"]:
                self.by_concept.setdefault(concept, []).append(index)

    @staticmethod
    def read_pictures(source, cache, lines):
        if not cache.exists():
            pictures = numpy.lib.format.open_memmap(
                str(cache) + ".part", mode="w+", dtype=numpy.uint8, shape=(len(lines), RESIZE, RESIZE, 3))
            with open(source, "rb") as file, multiprocessing.Pool() as pool:
                jpegs = (file.read(line["bytes"]) for line in lines)
                for index, picture in enumerate(pool.imap(resized, jpegs, chunksize=500)):
                    pictures[index] = picture
            pictures.flush()
            Path(str(cache) + ".part").rename(cache)
        return numpy.load(cache, mmap_mode="r")

    def batch(self, words, dice):
        """Pixel values [BATCH, 3, CROP, CROP], captions as tokens, and which is true of which picture, bool [captions, BATCH]."""
        concepts = dice.sample(sorted(self.by_concept), BATCH // CLUSTER)
        chosen = [dice.choice(self.by_concept[concept]) for concept in concepts for _ in range(CLUSTER)]
        captions = [caption for index in chosen for caption in dice.sample(self.captions[index], CAPTIONS)]
        captions += [dice.choice(self.captions[dice.choice(self.by_concept[concept])])
                     for concept in concepts for _ in range(CLUSTER * UNSEEN)]
        true = torch.tensor([[self.facts[index].issuperset(facts) for index in chosen] for _, facts in captions])
        tokens = words([text for text, _ in captions], padding=True, truncation=True, return_tensors="pt")
        return varied(self.pixels(chosen), torch.Generator().manual_seed(dice.getrandbits(60))), tokens, true

    def pixels(self, chosen):
        """The image processor's values before its crop, float32 [pictures, 3, RESIZE, RESIZE]."""
        pictures = numpy.stack([self.pictures[index] for index in chosen])
        return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() * (1 / 127.5) - 1


def varied(values, dice):
    """Crops float32 [pictures, 3, RESIZE, RESIZE] to CROP, most of them bent, blurred or sharpened, and in other colours.

    Another artist's drawings have other outlines, shades and colours; this is what the model is told of that.
    """
    def amount(part, most, *shape):
        """Of so many pictures, between -most and most; of the others 0."""
        some = torch.rand(len(values), *[1] * len(shape), generator=dice) < part
        return some * most * (2 * torch.rand(len(values), *shape, generator=dice) - 1)

    pixel = 2 / (RESIZE - 1)
    shift = torch.randint(CROP - RESIZE, RESIZE - CROP + 1, (len(values), 2), generator=dice) * pixel / 2
    turn = torch.eye(2) * (CROP - 1) / (RESIZE - 1) * (1 + amount(0.5, 0.15, 2, 1)) + amount(0.5, 0.1, 2, 2)
    grid = F.affine_grid(torch.cat([turn, shift[:, :, None]], 2), (len(values), 3, CROP, CROP), align_corners=True)
    bends = F.interpolate(amount(0.4, 0.1, 2, 5, 5), (CROP, CROP), mode="bicubic", align_corners=True)
    crops = F.grid_sample(values, grid + bends.permute(0, 2, 3, 1), padding_mode="reflection", align_corners=True)
    crops = crops + amount(0.4, 0.8, 1, 1, 1) * (crops - F.avg_pool2d(crops, 3, 1, 1, count_include_pad=False))
    gray = crops.mean(1, keepdim=True)
    crops = gray + (1 + amount(0.5, 0.5, 1, 1, 1)) * (crops - gray)
    crops = crops * (1 + amount(0.5, 0.15, 3, 1, 1)) + amount(0.5, 0.15, 3, 1, 1)
    return crops.clamp(-1, 1).contiguous(memory_format=torch.channels_last)


def resized(jpeg):
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    return numpy.asarray(picture.resize((RESIZE, RESIZE), Image.Resampling.BILINEAR))


def vocabulary(world, work):
    if not (work / "vocab.txt").exists():
        learner = BertWordPieceTokenizer(lowercase=True)
        learner.train_from_iterator(
            (text for captions in world.captions for text, _ in captions), vocab_size=VOCABULARY, min_frequency=2,
            limit_alphabet=200, show_progress=False)
        learner.save_model(str(work))
    return str(work / "vocab.txt")


def keep_depthwise_float(model):
    """PyTorch's gradients of depthwise convolutions are three to five times slower in bfloat16 than in float32."""
    def in_float(forward):
        def run(maps):
            with torch.autocast("cpu", enabled=False):
                return forward(maps.float())
        return run

    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d) and module.groups > 1:
            module.forward = in_float(module.forward)


def loss_of(model, pixels, tokens, true):
    """ALIGN's contrastive loss, both ways, where a caption counts for every picture of the batch that it is true of.

    Captions are cheap, so there are more of them than pictures; those that are true of none only tell what pictures are not.
    Broad captions are true of many pictures: how many is added to the logits, else the model begins by learning just that,
    and goes no further.
    """
    with torch.autocast("cpu", torch.bfloat16):
        images = model.vision_model(pixel_values=pixels).pooler_output
        texts = model.text_projection(model.text_model(**tokens).last_hidden_state[:, 0])
    similar = F.normalize(texts.float()) @ F.normalize(images.float()).T / model.temperature
    pairs = true.float()
    of_caption, of_picture = pairs.sum(1, keepdim=True), pairs.sum(0, keepdim=True)
    told = of_caption[:, 0] > 0
    find_pictures = F.cross_entropy((similar + (of_picture + 1).log())[told], (pairs / of_caption)[told])
    find_captions = F.cross_entropy((similar + (of_caption + 1).log()).T, (pairs / of_picture).T)
    return (find_pictures + find_captions) / 2


def rate(step, steps):
    if step < WARM_UP:
        return PEAK_RATE * (step + 1) / WARM_UP
    return PEAK_RATE * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP))))


def train(arguments, world, words):
    torch.manual_seed(arguments.seed)
    model = AlignModel(config()).train()
    model.vision_model.to(memory_format=torch.channels_last)
    keep_depthwise_float(model)
    averaged = {name: value.detach().clone() for name, value in model.named_parameters()}
    decayed = [value for value in model.parameters() if value.ndim > 1]
    others = [value for value in model.parameters() if value.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [dict(params=decayed, weight_decay=WEIGHT_DECAY), dict(params=others, weight_decay=0)], betas=(0.9, 0.98))
    state, first, spent = arguments.work / "state.pt", 0, 0.0
    if state.exists():
        saved = torch.load(state)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        averaged, first, spent = saved["averaged"], saved["step"], saved["seconds"]
        print(f"going on at step {first}", flush=True)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    began = last_saved = time.monotonic()
    running = None
    for step in range(first, arguments.steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, arguments.steps)
        loss = loss_of(model, *world.batch(words, random.Random(f"{arguments.seed} {step}")))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            model.temperature.clamp_(min=0.01)
            keep = min(AVERAGING, (1 + step) / (10 + step))
            for name, value in model.named_parameters():
                averaged[name].lerp_(value, 1 - keep)
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        now = time.monotonic()
        if (step + 1) % 100 == 0 or step + 1 == arguments.steps:
            print(f"step {step + 1} of {arguments.steps}, loss {running:.3f}, temperature {model.temperature.item():.4f},"
                  f" {(step + 1 - first) * BATCH / (now - began):.0f} pictures/s, {spent + now - began:.0f} s", flush=True)
        if now - last_saved > SAVE_SECONDS or step + 1 == arguments.steps or stopped.is_set():
            torch.save(dict(model=model.state_dict(), optimizer=optimizer.state_dict(), averaged=averaged, step=step + 1,
                            seconds=spent + now - began), str(state) + ".part")
            Path(str(state) + ".part").rename(state)
            last_saved = now
        if stopped.is_set():
            sys.exit(f"stopped after step {step + 1}; the same command goes on from there")
    with torch.no_grad():
        for name, value in model.named_parameters():
            value.copy_(averaged[name])
    return model


def measure_batch_norms(model, world, dice):
    """Statistics of the averaged weights, as exact means over pictures as the processor crops them."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        edge = (RESIZE - CROP) // 2
        for _ in range(100):
            pixels = world.pixels([dice.randrange(len(world.facts)) for _ in range(BATCH)])
            crops = pixels[:, :, edge:edge + CROP, edge:edge + CROP]
            model.vision_model(pixel_values=crops.contiguous(memory_format=torch.channels_last))


def save(model, words, out):
    model.eval().to(memory_format=torch.contiguous_format).save_pretrained(out)
    images = EfficientNetImageProcessor(
        do_resize=True, size=dict(height=RESIZE, width=RESIZE), resample=2, do_center_crop=True,
        crop_size=dict(height=CROP, width=CROP), do_rescale=True, rescale_factor=1 / 127.5, rescale_offset=True,
        do_normalize=False, include_top=False)
    AlignProcessor(images, words).save_pretrained(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", type=Path, required=True, help="what align-streams world wrote")
    parser.add_argument("--work", type=Path, required=True, help="where the training keeps its state")
    parser.add_argument("--out", type=Path, required=True, help="where the checkpoint goes")
    parser.add_argument("--steps", type=int, default=6000, help="batches of %d pictures" % BATCH)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    world = World(arguments.world, arguments.work)
    words = vocabulary(world, arguments.work)
    model = train(arguments, world, BertTokenizerFast(words, model_max_length=LONGEST_TEXT))
    measure_batch_norms(model, world, random.Random(arguments.seed))
    save(model, BertTokenizer(words, model_max_length=LONGEST_TEXT), arguments.out)


if __name__ == "__main__":
    main()
