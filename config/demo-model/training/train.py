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
from collections import namedtuple
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from tokenizers import BertWordPieceTokenizer
from transformers import AlignConfig, AlignModel, AlignProcessor, BertTokenizer, BertTokenizerFast, EfficientNetImageProcessor

# Pixels, as the processor resizes and crops; batches; AdamW's rate; which pictures of a kind of thing a batch has.
Stage = namedtuple("Stage", "resize crop steps peak_rate pictures")
STAGES = (
    Stage(72, 64, 6000, 2e-3, ("any", "any")),  # small pictures teach most of it in half of the time
    Stage(108, 96, 3000, 1e-3, ("any", "tinted", "crowded", "crowded")),  # then what is hard: colours, several things
)
VOCABULARY = 1600
LONGEST_TEXT = 32  # tokens
BATCH = 256
CAPTIONS = 2  # of each picture
UNSEEN = 1  # captions for each picture, of another of the same kind of thing that is not in the batch
WEIGHT_DECAY = 0.05
WARM_UP = 300  # steps of each stage
AVERAGING = 0.999  # of weights, from step to step
SAVE_SECONDS = 240


def config():
    return AlignConfig(
        projection_dim=160,
        temperature_init_value=0.07,
        vision_config=dict(
            image_size=STAGES[-1].crop,
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
    """Pictures as uint8 [pictures, resize, resize, 3], the facts of each, and captions with the facts that they rest on."""

    def __init__(self, folder, work):
        self.folder, self.work, self.stage = folder, work, None
        lines = [json.loads(line) for line in open(folder / "captions.jsonl")]
        self.lengths = [line["bytes"] for line in lines]
        self.facts = [frozenset(line["facts"]) for line in lines]
        self.captions = [[(caption["text"], caption["facts"]) for caption in line["captions"]] for line in lines]
        self.of_concept = {}
        for index, line in enumerate(lines):
            for concept in line["concepts"]:
                lists = self.of_concept.setdefault(concept, dict(any=[], tinted=[], crowded=[]))
                lists["any"].append(index)
                if any(fact.startswith(concept + " / ") for fact in line["facts"]):
                    lists["tinted"].append(index)
                if len(line["concepts"]) > 1:
                    lists["crowded"].append(index)

    def prepare(self, stage):
        """Has the pictures ready for a stage; their first time takes minutes."""
        if stage is self.stage:
            return
        self.stage = stage
        cache = self.work / f"pictures-{stage.resize}.npy"
        if not cache.exists():
            pictures = numpy.lib.format.open_memmap(
                str(cache) + ".part", mode="w+", dtype=numpy.uint8, shape=(len(self.lengths), stage.resize, stage.resize, 3))
            with open(self.folder / "pictures.bin", "rb") as file, multiprocessing.Pool() as pool:
                jpegs = ((file.read(length), stage.resize) for length in self.lengths)
                for index, picture in enumerate(pool.imap(resized, jpegs, chunksize=500)):
                    pictures[index] = picture
            pictures.flush()
            Path(str(cache) + ".part").rename(cache)
        self.pictures = numpy.load(cache, mmap_mode="r")

    def batch(self, words, dice):
        """Pixel values [BATCH, 3, crop, crop], captions as tokens, and which is true of which picture, bool [captions, BATCH]."""
        kinds = self.stage.pictures
        concepts = dice.sample(sorted(self.of_concept), BATCH // len(kinds))
        chosen = [dice.choice(self.of_concept[concept][kind]) for concept in concepts for kind in kinds]
        captions = [caption for index in chosen for caption in dice.sample(self.captions[index], CAPTIONS)]
        captions += [dice.choice(self.captions[dice.choice(self.of_concept[concept][kind])])
                     for concept in concepts for kind in UNSEEN * kinds]
        true = torch.tensor([[self.facts[index].issuperset(facts) for index in chosen] for _, facts in captions])
        tokens = words([text for text, _ in captions], padding=True, truncation=True, return_tensors="pt")
        return varied(self.pixels(chosen), self.stage, torch.Generator().manual_seed(dice.getrandbits(60))), tokens, true

    def pixels(self, chosen):
        """The image processor's values before its crop, float32 [pictures, 3, resize, resize]."""
        pictures = numpy.stack([self.pictures[index] for index in chosen])
        return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() * (1 / 127.5) - 1


def varied(values, stage, dice):
    """Crops float32 [pictures, 3, resize, resize], most of them bent, blurred or sharpened, and in other colours.

    Another artist's drawings have other outlines, shades and colours; this is what the model is told of that.
    """
    def amount(part, most, *shape):
        """Of so many pictures, between -most and most; of the others 0."""
        some = torch.rand(len(values), *[1] * len(shape), generator=dice) < part
        return some * most * (2 * torch.rand(len(values), *shape, generator=dice) - 1)

    pixel = 2 / (stage.resize - 1)
    room = stage.resize - stage.crop
    shift = torch.randint(-room, room + 1, (len(values), 2), generator=dice) * pixel / 2
    turn = torch.eye(2) * (stage.crop - 1) / (stage.resize - 1) * (1 + amount(0.5, 0.15, 2, 1)) + amount(0.5, 0.1, 2, 2)
    grid = F.affine_grid(torch.cat([turn, shift[:, :, None]], 2), (len(values), 3, stage.crop, stage.crop), align_corners=True)
    bends = F.interpolate(amount(0.4, 0.1, 2, 5, 5), (stage.crop, stage.crop), mode="bicubic", align_corners=True)
    crops = F.grid_sample(values, grid + bends.permute(0, 2, 3, 1), padding_mode="reflection", align_corners=True)
    crops = crops + amount(0.4, 0.8, 1, 1, 1) * (crops - F.avg_pool2d(crops, 3, 1, 1, count_include_pad=False))
    gray = crops.mean(1, keepdim=True)
    crops = gray + (1 + amount(0.5, 0.5, 1, 1, 1)) * (crops - gray)
    crops = crops * (1 + amount(0.5, 0.15, 3, 1, 1)) + amount(0.5, 0.15, 3, 1, 1)
    return crops.clamp(-1, 1).contiguous(memory_format=torch.channels_last)


def resized(task):
    jpeg, size = task
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    return numpy.asarray(picture.resize((size, size), Image.Resampling.BILINEAR))


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


def schedule():
    """The stage of each step, and its learning rate."""
    for stage in STAGES:
        for step in range(stage.steps):
            falling = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * max(0, step - WARM_UP) / (stage.steps - WARM_UP)))
            yield stage, stage.peak_rate * min(falling, (step + 1) / WARM_UP)


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
    plan = list(schedule())
    for step in range(first, len(plan)):
        stage, rate = plan[step]
        world.prepare(stage)
        for group in optimizer.param_groups:
            group["lr"] = rate
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
        if (step + 1) % 100 == 0 or step + 1 == len(plan):
            print(f"step {step + 1} of {len(plan)}, loss {running:.3f}, temperature {model.temperature.item():.4f},"
                  f" {(step + 1 - first) * BATCH / (now - began):.0f} pictures/s, {spent + now - began:.0f} s", flush=True)
        if now - last_saved > SAVE_SECONDS or step + 1 == len(plan) or stopped.is_set():
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
    world.prepare(STAGES[-1])
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        edge = (world.stage.resize - world.stage.crop) // 2
        for _ in range(100):
            pixels = world.pixels([dice.randrange(len(world.facts)) for _ in range(BATCH)])
            crops = pixels[:, :, edge:edge + world.stage.crop, edge:edge + world.stage.crop]
            model.vision_model(pixel_values=crops.contiguous(memory_format=torch.channels_last))


def save(model, words, out):
    model.eval().to(memory_format=torch.contiguous_format).save_pretrained(out)
    stage = STAGES[-1]
    images = EfficientNetImageProcessor(
        do_resize=True, size=dict(height=stage.resize, width=stage.resize), resample=2, do_center_crop=True,
        crop_size=dict(height=stage.crop, width=stage.crop), do_rescale=True, rescale_factor=1 / 127.5,
        rescale_offset=True, do_normalize=False, include_top=False)
    AlignProcessor(images, words).save_pretrained(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", type=Path, required=True, help="what align-streams world wrote")
    parser.add_argument("--work", type=Path, required=True, help="where the training keeps its state")
    parser.add_argument("--out", type=Path, required=True, help="where the checkpoint goes")
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
