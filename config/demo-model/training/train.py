"""Trains the demo's model: a small ALIGN on pictures of a small world.

    ./align-streams world --seed 1 --count 240000 --artist noto --artist fluent --out world
    python3 config/demo-model/training/train.py --world world --work state --out checkpoint

Stops (Ctrl-C) and goes on as one likes: the state of the training is in --work. Needs 14 GB there and in --world, 6 GB of
memory, and hours: it runs on processors alone, on those without bfloat16 (AMX or AVX512-BF16) far slower.
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

# Pixels, as the processor resizes and crops; batches; AdamW's rate after the warm-up and at the end; which pictures of a
# kind of thing a batch has; whether each picture is also told apart from everything that it does not show; how much it
# counts for itself that a thing has its colour and none of the others; the part of other artists' pictures that is not passed
# over; whether the stage begins with the mean of what the two before it ended with; how much it counts for itself which kinds
# of things there are, by their names alone; and how many of a batch's kinds are what moderators look for, if not as they come.
Stage = namedtuple(
    "Stage", "resize crop steps first_rate last_rate pictures everything colours others merged names moderated",
    defaults=[False, 0, None])
HARD = ("any", "tinted", "crowded", "crowded")
STAGES = (
    Stage(72, 64, 6000, 2e-3, 2e-5, ("any", "any"), False, 0, 0),  # small pictures teach most of it in half of the time
    Stage(108, 96, 1100, 1e-3, 8e-4, HARD, False, 0, 0),  # then what is hard: colours, and several things
    Stage(108, 96, 2400, 1e-3, 1e-5, HARD, True, 0, 0),
    Stage(108, 96, 900, 1e-3, 1e-5, HARD, True, 1, 0),
    Stage(108, 96, 1800, 1e-3, 1e-5, HARD, True, 0.25, 1),
    Stage(108, 96, 900, 5e-4, 1e-5, HARD, True, 0.1, 1, merged=True),
    Stage(108, 96, 1000, 5e-4, 1e-5, HARD, True, 0.1, 0.25),
    Stage(108, 96, 1000, 5e-4, 1e-5, HARD, True, 0.1, 0.25, names=1, moderated=22),
)
MODERATED = ("# weapon", "# alcoholic drink", "# gambling game", "# medical item", "# tobacco product")
VOCABULARY = 1600
LONGEST_TEXT = 32  # tokens
BATCH = 256
CAPTIONS = 2  # of each picture
UNSEEN = 1  # captions for each picture, of another of the same kind of thing
COLOURS = 8
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
        self.of_fact = {}  # captions that say one thing, by what they say: that of a colour is "dog / red", for instance
        for captions in self.captions:
            for caption in captions:
                facts = caption[1]
                if len(facts) == 1 or (len(facts) == 2 and facts[1].startswith(facts[0] + " / ")):
                    self.of_fact.setdefault(facts[-1], []).append(caption)
        self.alone = [  # pictures of one kind of thing by the first artist, and which
            (index, line["concepts"][0]) for index, line in enumerate(lines)
            if len(line["concepts"]) == 1 and line["artist"] == lines[0]["artist"]]
        self.of_others = {index for index, line in enumerate(lines) if line["artist"] != lines[0]["artist"]}
        self.of_concept = {}
        for index, line in enumerate(lines):
            for concept in line["concepts"]:
                lists = self.of_concept.setdefault(concept, dict(any=[], tinted=[], crowded=[]))
                lists["any"].append(index)
                if any(fact.startswith(concept + " / ") for fact in line["facts"]):
                    lists["tinted"].append(index)
                if len(line["concepts"]) > 1:
                    lists["crowded"].append(index)
        self.kinds = [fact for fact in self.of_fact if " / " not in fact]
        self.colours = {
            concept: [fact for fact in self.of_fact if fact.startswith(concept + " / ")] for concept in self.of_concept}
        moderated = {concept for index, concept in self.alone if not self.facts[index].isdisjoint(MODERATED)}
        self.moderated, self.unmoderated = sorted(moderated), sorted(self.of_concept.keys() - moderated)
        rare = [concept for concept, lists in self.of_concept.items() if not all(lists.values())]
        sought = max(stage.moderated or 0 for stage in STAGES)
        if rare or len(self.of_concept) < BATCH // 2 or len(self.moderated) < sought:
            sys.exit(f"{folder}: expected pictures of {BATCH // 2} kinds of things, {sought} of them for moderators, and of each"
                     f" alone, tinted and beside others, found {len(self.of_concept)}, {len(self.moderated)} of them for"
                     f" moderators, and too few of {rare}; draw more, with a higher --count")

    def prepare(self, stage):
        """Has the pictures ready for a stage; their first time takes minutes."""
        if stage is self.stage:
            return
        self.stage = stage
        cache = self.work / f"pictures-{stage.resize}.npy"
        if not cache.exists():
            pictures = numpy.lib.format.open_memmap(
                str(cache) + ".part", mode="w+", dtype=numpy.uint8, shape=(len(self.lengths), stage.resize, stage.resize, 3))
            with open(self.folder / "pictures.bin", "rb") as file, multiprocessing.Pool(initializer=let_end) as pool:
                jpegs = ((file.read(length), stage.resize) for length in self.lengths)
                for index, picture in enumerate(pool.imap(resized, jpegs, chunksize=500)):
                    pictures[index] = picture
            pictures.flush()
            Path(str(cache) + ".part").rename(cache)
        self.pictures = numpy.load(cache, mmap_mode="r")
        if len(self.pictures) != len(self.lengths):
            sys.exit(f"{cache}: expected {len(self.lengths)} pictures, as {self.folder} has, found {len(self.pictures)};"
                     " give each world a --work of its own")

    def batch(self, words, dice):
        """Pixel values [BATCH, 3, crop, crop], captions as tokens, and which is true of which picture, bool [captions, BATCH].

        And for each tinted thing, int64 [things, 3], its picture, the first of the captions that give it all colours one after
        another, and which of those is true; and which captions, int64 [kinds of things], only name a kind of thing; none in
        a stage without.
        """
        kinds = self.stage.pictures
        concepts = self.concepts(BATCH // len(kinds), dice)
        chosen = [self.choose(concept, kind, dice) for concept in concepts for kind in kinds]
        captions = [caption for index in chosen for caption in dice.sample(self.captions[index], CAPTIONS)]
        captions += [dice.choice(self.captions[dice.choice(self.of_concept[concept][kind])])
                     for concept in concepts for kind in UNSEEN * kinds]
        tinted, names = [], []
        if self.stage.everything:
            if self.stage.names > 0:
                names = [len(captions) + place for place, kind in enumerate(self.kinds) if kind in self.of_concept]
            captions += [dice.choice(self.of_fact[kind]) for kind in self.kinds]
            for number, concept in enumerate(concepts):
                colours = self.colours[concept]
                for picture in range(number * len(kinds), (number + 1) * len(kinds)):
                    tinted += [(picture, len(captions), answer) for answer, colour in enumerate(colours)
                               if self.stage.colours > 0 and colour in self.facts[chosen[picture]]]
                captions += [dice.choice(self.of_fact[colour]) for colour in colours]
        true = torch.tensor([[self.facts[index].issuperset(facts) for index in chosen] for _, facts in captions])
        tokens = words([text for text, _ in captions], padding=True, truncation=True, return_tensors="pt")
        pixels = varied(self.pixels(chosen), self.stage, torch.Generator().manual_seed(dice.getrandbits(60)))
        return (pixels, tokens, true, torch.tensor(tinted, dtype=torch.int64).reshape(-1, 3),
                torch.tensor(names, dtype=torch.int64))

    def concepts(self, count, dice):
        """Different kinds of things."""
        if self.stage.moderated is None:
            return dice.sample(sorted(self.of_concept), count)
        return dice.sample(self.moderated, self.stage.moderated) + dice.sample(self.unmoderated, count - self.stage.moderated)

    def choose(self, concept, kind, dice):
        """A picture of a thing; those by other artists are passed over as often as the stage says."""
        while True:
            picture = dice.choice(self.of_concept[concept][kind])
            if picture not in self.of_others or dice.random() < self.stage.others:
                return picture

    def pixels(self, chosen):
        """The image processor's values before its crop, float32 [pictures, 3, resize, resize]."""
        pictures = numpy.stack([self.pictures[index] for index in chosen])
        return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() * (1 / 127.5) - 1

    def crops(self, chosen):
        """The image processor's values, float32 [pictures, 3, crop, crop]."""
        edge = (self.stage.resize - self.stage.crop) // 2
        inside = slice(edge, edge + self.stage.crop)
        return self.pixels(chosen)[:, :, inside, inside].contiguous(memory_format=torch.channels_last)


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


def let_end():
    """Processes of a pool do not wait for the end of a step, as this one does."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


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


def loss_of(model, stage, pixels, tokens, true, tinted, names):
    """ALIGN's contrastive loss, both ways, where a caption counts for every picture of the batch that it is true of.

    Captions are cheap, so there are more of them than pictures; those that are true of none only tell what pictures are not.
    Broad captions are true of many pictures: how many is added to the logits, else the model begins by learning just that,
    and goes no further. That a thing has its colour, and none of the others, counts for itself: among all captions it would
    hardly. So may which kinds of things there are, at the temperature that names alone want, about half (see calibrate).
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
    loss = (find_pictures + find_captions) / 2
    if len(tinted) > 0:
        pictures, firsts, answers = tinted.T
        among_colours = similar[firsts[:, None] + torch.arange(COLOURS), pictures[:, None]]
        loss = loss + stage.colours * F.cross_entropy(among_colours, answers)
    if len(names) > 0:
        named = pairs[names].T
        loss = loss + stage.names * F.cross_entropy(2 * similar[names].T, named / named.sum(1, keepdim=True))
    return loss


def begins():
    """The first step of each stage."""
    return [sum(stage.steps for stage in STAGES[:number]) for number in range(len(STAGES))]


def schedule():
    """The stage of each step, and its learning rate."""
    for stage in STAGES:
        for step in range(stage.steps):
            left = 0.5 * (1 + math.cos(math.pi * max(0, step - WARM_UP) / (stage.steps - WARM_UP)))
            rate = stage.last_rate + (stage.first_rate - stage.last_rate) * left
            yield stage, rate * min(1, (step + 1) / WARM_UP)


class Training:
    """The model and all that goes on with it.

    That is weights averaged so far, those that stages ended with, the optimizer, the next step and the seconds spent.
    """

    def __init__(self, seed, file):
        torch.manual_seed(seed)
        self.plan = dict(seed=seed, stages=[stage._asdict() for stage in STAGES])
        self.file, self.step, self.seconds = file, 0, 0.0
        self.model = AlignModel(config()).train()
        self.model.vision_model.to(memory_format=torch.channels_last)
        keep_depthwise_float(self.model)
        self.averaged = {name: value.detach().clone() for name, value in self.model.named_parameters()}
        self.ends = []
        decayed = [value for value in self.model.parameters() if value.ndim > 1]
        others = [value for value in self.model.parameters() if value.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [dict(params=decayed, weight_decay=WEIGHT_DECAY), dict(params=others, weight_decay=0)], betas=(0.9, 0.98))
        if file.exists():
            self.resume(torch.load(file))

    def resume(self, saved):
        begun = sum(begin < saved["step"] for begin in begins())
        stages = [Stage(**stage) for stage in saved["plan"]["stages"][:begun]]
        if saved["plan"]["seed"] != self.plan["seed"] or stages != list(STAGES[:begun]):
            sys.exit(f"{self.file}: expected the state of a training by {self.plan}, found {saved['plan']};"
                     " give each training a --work of its own")
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.averaged, self.ends = saved["averaged"], saved["ends"]
        self.step, self.seconds = saved["step"], saved["seconds"]
        print(f"going on at step {self.step}", flush=True)

    def save(self, seconds):
        part = self.file.with_suffix(".part")
        torch.save(dict(plan=self.plan, model=self.model.state_dict(), optimizer=self.optimizer.state_dict(),
                        averaged=self.averaged, ends=self.ends, step=self.step, seconds=self.seconds + seconds), part)
        part.rename(self.file)

    def enter(self, stage):
        """Begins a stage, at its first step."""
        if self.step > 0:
            self.ends = self.ends[-1:] + [{name: value.clone() for name, value in self.averaged.items()}]
        if stage.merged:
            with torch.no_grad():
                for name, value in self.model.named_parameters():
                    value.copy_((self.ends[0][name] + self.ends[1][name]) / 2)
                    self.averaged[name].copy_(value)

    def take(self, stage, rate, *batch):
        """One step of the optimizer; gives the loss before it."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss = loss_of(self.model, stage, *batch)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        with torch.no_grad():
            self.model.temperature.clamp_(min=0.01)
            keep = min(AVERAGING, (1 + self.step) / (10 + self.step))
            for name, value in self.model.named_parameters():
                self.averaged[name].lerp_(value, 1 - keep)
        self.step += 1
        return loss.item()


def train(arguments, world, words):
    """Takes all steps, and gives the model with averaged weights."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    training = Training(arguments.seed, arguments.work / "state.pt")
    began = last_saved = time.monotonic()
    running, first = None, training.step
    plan = list(schedule())
    for stage, rate in plan[first:]:
        if training.step in begins():
            training.enter(stage)
        world.prepare(stage)
        loss = training.take(stage, rate, *world.batch(words, random.Random(f"{arguments.seed} {training.step}")))
        running = loss if running is None else 0.98 * running + 0.02 * loss
        now = time.monotonic()
        is_last = training.step == len(plan)
        if training.step % 100 == 0 or is_last:
            print(f"step {training.step} of {len(plan)}, loss {running:.3f},"
                  f" temperature {training.model.temperature.item():.4f},"
                  f" {(training.step - first) * BATCH / (now - began):.0f} pictures/s,"
                  f" {training.seconds + now - began:.0f} s", flush=True)
        if now - last_saved > SAVE_SECONDS or is_last or stopped.is_set():
            training.save(now - began)
            last_saved = now
        if stopped.is_set() and not is_last:
            sys.exit(f"stopped after step {training.step}; the same command goes on from there")
    with torch.no_grad():
        for name, value in training.model.named_parameters():
            value.copy_(training.averaged[name])
    return training.model


def measure_batch_norms(model, world, dice):
    """Statistics of the averaged weights, as exact means over pictures as the processor crops them."""
    world.prepare(STAGES[-1])
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for _ in range(100):
            model.vision_model(pixel_values=world.crops([dice.randrange(len(world.facts)) for _ in range(BATCH)]))


def calibrate(model, world, words, dice):
    """Sets the temperature with which all names, competing for a picture of one kind of thing, get the lowest cross entropy.

    In the loss, all captions that are true of a picture share its probability, which teaches a higher temperature. Pictures
    are the first artist's, whose the demo draws.
    """
    world.prepare(STAGES[-1])
    names = sorted(world.of_concept)
    chosen = dice.sample(world.alone, 16 * BATCH)
    answers = torch.tensor([names.index(name) for _, name in chosen])
    with torch.no_grad():
        texts = F.normalize(model.get_text_features(**words(names, padding=True, return_tensors="pt")))
        cosines = torch.cat([
            F.normalize(model.get_image_features(world.crops([index for index, _ in chosen[first:first + BATCH]]))) @ texts.T
            for first in range(0, len(chosen), BATCH)])
        temperatures = [step / 10_000 for step in range(50, 500)]
        best = min(temperatures, key=lambda temperature: F.cross_entropy(cosines / temperature, answers).item())
        print(f"temperature {best:.4f} instead of {model.temperature.item():.4f}", flush=True)
        model.temperature.fill_(best)


def save(model, words, out):
    model.to(memory_format=torch.contiguous_format).save_pretrained(out)
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
    fast = BertTokenizerFast(words, model_max_length=LONGEST_TEXT)
    model = train(arguments, world, fast)
    measure_batch_norms(model, world, random.Random(arguments.seed))
    calibrate(model.eval(), world, fast, random.Random(arguments.seed))
    save(model, BertTokenizer(words, model_max_length=LONGEST_TEXT), arguments.out)


if __name__ == "__main__":
    main()
