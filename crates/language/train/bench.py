"""The crate against PyTorch in 32 bits: the same model, texts and cores in one run, taking turns.

bench.py --model DIR --minilm DIR --speed TOOL --words TOOL --texts FILE.jsonl [--threads 2] [--rounds 3]

PyTorch gets its windows cut and batched by length beforehand, which the crate does inside the measured time.
"""
import argparse
import json
import subprocess
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import sets
import unpack
from batching import LONGEST_WINDOW, batches, collate, example, on_device, windows
from model import pooled
from pieces import Pieces


@torch.inference_mode()
def read(model, batch):
    """Tree and all heads."""
    states = model.states(batch)
    x = pooled(model.mix_tags(states), batch)
    for head in (model.starts, model.upos, model.xpos, model.feats):
        head(x).argmax(-1)
    arcs, word, head = model.tree(states, batch)
    best = arcs.argmax(-1)
    rows = torch.arange(batch.shape[0])[:, None].expand(batch.shape)
    model.labels(word.flatten(0, 1), head[rows, best].flatten(0, 1)).argmax(-1)
    x = pooled(model.mix_spans(states), batch)
    for head in (model.names, model.times):
        head(x).argmax(-1)
    model.fact(F.relu(model.fact_hidden(x)))
    others = model.roles.others(x)
    for i, tags in enumerate(model.cues(x).argmax(-1)):
        cues = (tags == 1).nonzero().flatten()
        if len(cues):
            distance = torch.arange(batch.shape[1])[None] - cues[:, None]
            model.roles(x[i, cues], others[i][None].expand(len(cues), -1, -1), distance)
    model.links.others(x), model.links.one(x)


def main():
    p = argparse.ArgumentParser()
    for name in ("model", "minilm", "speed", "words", "texts"):
        p.add_argument("--" + name, type=Path, required=True)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--rounds", type=int, default=3)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    model, _ = unpack.load(args.model)
    model.eval()
    pieces = Pieces(args.minilm / "vocab.txt")
    rows = [json.loads(line) for line in args.texts.read_text(encoding="utf-8").splitlines()]
    docs = [doc for _, doc, _ in sets.tokenized(rows, args.words)]
    examples = [example(d, w, pieces) for d in docs for w in windows(d, pieces, LONGEST_WINDOW)]
    made = [on_device(collate(b), "cpu") for b in batches(examples, 4000)]
    words = sum(len(d.words) for d in docs)
    files = [str(args.model / n) for n in ("language.safetensors", "language-news.safetensors")]
    best = {"torch": 1e9, "crate": 1e9}
    for _ in range(args.rounds):
        begun = time.perf_counter()
        for batch in made:
            read(model, batch)
        best["torch"] = min(best["torch"], time.perf_counter() - begun)
        out = subprocess.run([args.speed, *files, "--threads", str(args.threads)], stdin=open(args.texts), capture_output=True, check=True)
        crate = json.loads(out.stdout)
        best["crate"] = min(best["crate"], crate["seconds"])
    print(f"{words} words, {sum(len(e.ids) for e in examples)} pieces, {args.threads} threads, best of {args.rounds}")
    print(f"PyTorch f32  {words / best['torch']:8.0f} words/s")
    print(f"the crate    {words / best['crate']:8.0f} words/s, {best['torch'] / best['crate']:.2f} times as fast")
    print(f"load {1e3 * crate['load']:.0f} ms, peak memory {crate['peak_kb'] / 1024:.0f} MB")


if __name__ == "__main__":
    main()
