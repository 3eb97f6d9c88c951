"""Packs a checkpoint into the two model files: export.py --work DIR --data DIR --minilm DIR --lemmas TOOL --out DIR."""
import argparse
import hashlib
import json
import subprocess
from collections import Counter
from pathlib import Path

import sets
import torch
from safetensors.torch import save_file

from model import FORK, LABEL, LAYERS, PAIR, WIDTH

# The names of the classes in the files, after those of the set.
CLASSES = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "NORP": "NORP", "Facility": "FAC",
           "Product": "PRODUCT", "Misc": "MISC", "Date": "DATE", "Money": "MONEY"}


def quantised(weight):
    """Eight bits with one scale a row."""
    scale = weight.abs().amax(1).clamp(min=1e-8) / 127
    return torch.round(weight / scale[:, None]).clamp(-127, 127).to(torch.int8), scale


class Packer:
    def __init__(self):
        self.tensors = {}

    def linear(self, name, weight, bias=None):
        packed, scale = quantised(weight.float())
        self.tensors[name + ".weight"] = packed.contiguous()
        self.tensors[name + ".scale"] = scale.contiguous()
        self.tensors[name + ".bias"] = (torch.zeros(len(weight)) if bias is None else bias).float().contiguous()

    def floats(self, name, values):
        self.tensors[name] = values.float().contiguous()

    def pairs(self, name, s, key):
        self.linear(f"{name}.one", s[f"{key}.one.weight"], s[f"{key}.one.bias"])
        self.linear(f"{name}.other", s[f"{key}.other.weight"], s[f"{key}.other.bias"])
        table = s[f"{key}.table"]  # label, first word, other word
        self.linear(f"{name}.table", table.transpose(1, 2).reshape(-1, PAIR))
        self.linear(f"{name}.of_other", s[f"{key}.of_other.weight"], s[f"{key}.of_other.bias"])
        self.floats(f"{name}.far", s[f"{key}.far"])


def main():
    p = argparse.ArgumentParser()
    for name in ("work", "data", "minilm", "lemmas", "out"):
        p.add_argument("--" + name, type=Path, required=True)
    args = p.parse_args()
    state = torch.load(args.work / "checkpoint.pt", weights_only=False, map_location="cpu")
    s, labels = state["model"], state["labels"]
    own = lambda name: (s[name + ".weight"], s[name + ".bias"])

    main_file = Packer()
    pieces, scale = quantised(s["encoder.pieces.weight"])
    main_file.tensors["pieces.weight"], main_file.tensors["pieces.scale"] = pieces, scale
    for name in ("positions", "shapes", "gaps"):
        main_file.floats(name, s[f"encoder.{name}.weight"])
    norm = lambda name, key: (main_file.floats(name + ".gain", s[key + ".weight"]), main_file.floats(name + ".shift", s[key + ".bias"]))
    norm("norm", "encoder.norm")
    for name, key, count in (("layers", "encoder.layers", LAYERS), ("event_layers", "event_layers", LAYERS - FORK)):
        for i in range(count):
            for part in ("qkv", "out", "up", "down"):
                main_file.linear(f"{name}.{i}.{part}", *own(f"{key}.{i}.{part}"))
            for part in ("norm1", "norm2"):
                norm(f"{name}.{i}.{part}", f"{key}.{i}.{part}")
    mixed = {name: torch.softmax(s[f"mix_{name}.weights"], 0) for name in ("tags", "tree", "spans")}
    # That for events is of the one for spans and of the last of its own layers.
    share = torch.softmax(s["event_mix"], 0)
    mixed["events"] = torch.cat([share[0] * mixed["spans"], share[1:]])
    for name, weights in mixed.items():
        main_file.floats(f"mix.{name}", weights)
    for name in ("starts", "upos", "xpos", "feats"):
        main_file.linear(name, *own(name))
    main_file.linear("arc.word", *own("arc_word"))
    main_file.linear("arc.head", *own("arc_head"))
    main_file.linear("arc.table", s["arc_table"].T, s["arc_bias.weight"][0])
    main_file.linear("rel.word", *own("rel_word"))
    main_file.linear("rel.head", *own("rel_head"))
    main_file.linear("rel.table", s["rel_table"].transpose(1, 2).reshape(-1, LABEL + 1))
    main_file.pairs("links", s, "links")
    for name in ("kinds", "denied"):
        main_file.linear(name, *own(name))
    banks = [sets.lines_of(args.data / "treebank/en_ewt-train.conllu.xz"),
             sets.lines_of(args.data / "treebank/en_gum-train.conllu.xz", sets.free)]
    text = "".join(line + "\n" for bank in banks for line in bank)
    # Which tags go together; what was seen once or twice only may be an error.
    seen = Counter(tuple(line.split("\t")[3:5]) for line in text.splitlines() if line[:1].isdigit() and "-" not in line.split("\t")[0])
    pairs = sorted(f"{u} {x}" for (u, x), n in seen.items() if n > 2 and u in labels["upos"] and x in labels["xpos"])
    lemmas = json.loads(subprocess.run([args.lemmas], input=text.encode(), capture_output=True, check=True).stdout)
    # The heads of the second file go with this encoder and no other.
    digest = hashlib.sha256()
    for name in sorted(main_file.tensors):
        digest.update(main_file.tensors[name].numpy().tobytes())
    shared = {"id": digest.hexdigest()[:16]}
    metadata = {**shared, "format": "dateline language 1",
                "licence": "CC BY-SA 4.0; see crates/language/MODEL_CARD.md",
                "vocabulary": "\n".join(line.rstrip("\n") for line in open(args.minilm / "vocab.txt", encoding="utf-8")),
                "pairs": "\n".join(pairs),
                "lemmas.exceptions": lemmas["exceptions"], "lemmas.rules": lemmas["rules"],
                **{k: "\n".join(labels[k]) for k in ("upos", "xpos", "feats", "rels", "kinds")}}
    save_file(main_file.tensors, args.out / "language.safetensors", metadata)

    news = Packer()
    for name in ("names", "times", "cues"):
        news.linear(name, *own(name))
    news.pairs("roles", s, "roles")
    news.linear("fact.hidden", *own("fact_hidden"))
    news.linear("fact.out", *own("fact"))
    renamed = [tag[:2] + CLASSES[tag[2:]] if "-" in tag else tag for tag in labels["names"]]
    metadata = {**shared, "format": "dateline news heads 1", "licence": "no licence is stated for the training data; see crates/language/MODEL_CARD.md",
                "names": "\n".join(renamed), "times": "\n".join(labels["times"])}
    save_file(news.tensors, args.out / "language-news.safetensors", metadata)
    print(f"step {state['step']}")


if __name__ == "__main__":
    main()
