"""Trains the layer by which events of several texts are compared.

cargo run --release -p dateline-language --features train --example mentions < TRAIN.jsonl > MENTIONS.jsonl
events.py --mentions MENTIONS.jsonl --model data --out DIR

It writes `language-events.safetensors`, and `likeness.jsonl`: the numbers of each event by a layer that has not seen its
topic (by fifths), for the example `coreference` of the crate `dateline`, which fits the weights of pairs.
"""
import argparse
import copy
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

import unpack
from export import Packer
from model import LAYERS, WIDTH

NUMBERS, ROUNDS, FOLDS = 128, 25, 5
MASK = 103


class Topic:
    """All windows of a topic's texts, and where the main words of their events stand."""

    def __init__(self, texts):
        windows = [w for t in texts for w in t["windows"]]
        longest = max(map(len, windows))
        seen = np.zeros((len(windows), longest, 4), dtype=np.int64)
        mask = np.zeros((len(windows), longest), dtype=bool)
        for i, w in enumerate(windows):
            seen[i, :len(w)], mask[i, :len(w)] = w, True
        events, before = [], 0
        for t in texts:
            events += [(before + window, word, chain) for window, word, chain in t["events"]]
            before += len(t["windows"])
        means = np.zeros((len(events), len(windows) * longest), dtype=np.float32)
        for i, (window, word, _) in enumerate(events):
            at = np.flatnonzero(mask[window] & (seen[window, :, 1] == word))
            means[i, window * longest + at] = 1 / len(at)
        self.ids, self.shapes, self.gaps = (torch.tensor(seen[..., k]) for k in (0, 2, 3))
        self.mask, self.means = torch.tensor(mask), torch.tensor(means)
        names = [chain for _, _, chain in events]
        self.chains = torch.tensor(np.unique(names, return_inverse=True)[1])
        self.counts = [(t["id"], len(t["events"])) for t in texts]


class Likeness(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.layer = copy.deepcopy(encoder.layers[-1])
        self.numbers = nn.Linear(2 * WIDTH, NUMBERS)
        self.scale, self.bias = nn.Parameter(torch.tensor(6.0)), nn.Parameter(torch.tensor(-4.0))
        self.drop = nn.Dropout(0.1)

    def forward(self, encoder, topic):
        ids, mask = topic.ids, topic.mask[:, None, None, :]
        plain = encoder.norm(encoder.pieces(ids) + encoder.positions(torch.arange(ids.shape[1]))
                             + encoder.shapes(topic.shapes) + encoder.gaps(topic.gaps))
        with torch.no_grad():
            if self.training:  # Words are hidden now and then.
                hidden = torch.where((torch.rand(ids.shape) < 0.05) & (ids > 0), MASK, ids)
                x = encoder.norm(encoder.pieces(hidden) + encoder.positions(torch.arange(ids.shape[1]))
                                 + encoder.shapes(topic.shapes) + encoder.gaps(topic.gaps))
            else:
                x = plain
            for layer in encoder.layers[:LAYERS - 1]:
                x = layer(x, mask)
        x = self.layer(x, mask)
        words = [topic.means @ s.reshape(-1, WIDTH) for s in (x, plain)]
        return F.normalize(self.numbers(self.drop(torch.cat(words, 1))), dim=1)


def train(encoder, topics, seed):
    """All pairs of a topic's events at a time: one chain, or not."""
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    net = Likeness(encoder)
    own = [p for name, p in net.named_parameters() if name.startswith("layer.")]
    new = [p for name, p in net.named_parameters() if not name.startswith("layer.")]
    optimizer = torch.optim.AdamW([{"params": own, "lr": 4e-4}, {"params": new, "lr": 1e-3}], weight_decay=0.02)
    rates = [g["lr"] for g in optimizer.param_groups]
    net.train()
    step, steps = 0, ROUNDS * len(topics)
    for _ in range(ROUNDS):
        for i in order.permutation(len(topics)):
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * min(1, step / 40) * (1 - step / steps)
            numbers = net(encoder, topics[i]).float()
            one, other = torch.tril_indices(len(numbers), len(numbers), -1)
            same = (topics[i].chains[one] == topics[i].chains[other]).float()
            logits = net.scale * (numbers @ numbers.T)[one, other] + net.bias
            weight = torch.where(same > 0, 3.0, 1.0)
            loss = F.binary_cross_entropy_with_logits(logits, same, weight=weight, reduction="sum") / weight.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step += 1
    return net.eval()


def main():
    p = argparse.ArgumentParser()
    for name in ("mentions", "model", "out"):
        p.add_argument("--" + name, type=Path, required=True)
    args = p.parse_args()
    torch.set_default_device("cuda" if torch.cuda.is_available() else "cpu")
    encoder = unpack.load(args.model)[0].encoder.to(torch.get_default_device()).eval().requires_grad_(False)
    by_topic = defaultdict(list)
    with open(args.mentions, encoding="utf-8") as f:
        for line in f:
            text = json.loads(line)
            by_topic[text["topic"]].append(text)
    topics = [Topic(by_topic[name]) for name in sorted(by_topic)]
    with open(args.out / "likeness.jsonl", "w", encoding="utf-8") as f:
        for fold in range(FOLDS):
            net = train(encoder, [t for i, t in enumerate(topics) if i % FOLDS != fold], fold)
            for topic in topics[fold::FOLDS]:
                with torch.no_grad():
                    numbers = iter(net(encoder, topic).tolist())
                for name, count in topic.counts:
                    rows = [[round(x, 5) for x in next(numbers)] for _ in range(count)]
                    f.write(json.dumps({"id": name, "numbers": rows}) + "\n")
    net = train(encoder, topics, FOLDS)
    packer = Packer()
    for part in ("qkv", "out", "up", "down"):
        linear = getattr(net.layer, part)
        packer.linear(f"layer.{part}", linear.weight.detach().cpu(), linear.bias.detach().cpu())
    for part in ("norm1", "norm2"):
        norm = getattr(net.layer, part)
        packer.floats(f"layer.{part}.gain", norm.weight.detach().cpu())
        packer.floats(f"layer.{part}.shift", norm.bias.detach().cpu())
    packer.linear("numbers", net.numbers.weight.detach().cpu(), net.numbers.bias.detach().cpu())
    with safe_open(str(args.model / "language.safetensors"), "pt") as f:
        name = f.metadata()["id"]
    save_file(packer.tensors, args.out / "language-events.safetensors", {"format": "dateline event layer 1", "id": name})


if __name__ == "__main__":
    main()
