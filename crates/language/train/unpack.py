"""The weights of the shipped files as numbers again: to train them further, and to measure PyTorch on the same model."""
import torch
from safetensors import safe_open

from export import CLASSES
from sets import KINDS
from model import FORK, LABEL, LAYERS, PAIR, Reader


def load(folder):
    """The model of `language.safetensors` and `language-news.safetensors` in a folder."""
    tensors, texts = {}, {}
    for name in ("language.safetensors", "language-news.safetensors"):
        with safe_open(str(folder / name), "pt") as f:
            texts |= f.metadata()
            tensors |= {k: f.get_tensor(k) for k in f.keys()}
    labels = {k: texts[k].split("\n") for k in ("upos", "xpos", "feats", "rels", "times")}
    back = {v: k for k, v in CLASSES.items()}
    labels["names"] = [t[:2] + back[t[2:]] if "-" in t else t for t in texts["names"].split("\n")]
    labels["cues"] = ["O", "B", "I"]
    labels["kinds"] = KINDS
    model = Reader(tensors["pieces.scale"].shape[0], labels)
    state = {}

    def weight(name):
        return tensors[name + ".weight"].float() * tensors[name + ".scale"][:, None]

    def linear(key, name):
        state[key + ".weight"], state[key + ".bias"] = weight(name), tensors[name + ".bias"]

    def norm(key, name):
        state[key + ".weight"], state[key + ".bias"] = tensors[name + ".gain"], tensors[name + ".shift"]

    def pairs(key, name, count):
        for part in ("one", "other", "of_other"):
            linear(f"{key}.{part}", f"{name}.{part}")
        state[f"{key}.table"] = weight(f"{name}.table").view(count, PAIR, PAIR).transpose(1, 2)
        state[f"{key}.far"] = tensors[f"{name}.far"].view(-1, count)

    state["encoder.pieces.weight"] = weight("pieces")
    for name in ("positions", "shapes", "gaps"):
        state[f"encoder.{name}.weight"] = tensors[name]
    norm("encoder.norm", "norm")
    for key, name, count in (("encoder.layers", "layers", LAYERS), ("event_layers", "event_layers", LAYERS - FORK)):
        for i in range(count):
            for part in ("qkv", "out", "up", "down"):
                linear(f"{key}.{i}.{part}", f"{name}.{i}.{part}")
            for part in ("norm1", "norm2"):
                norm(f"{key}.{i}.{part}", f"{name}.{i}.{part}")
    for name in ("tags", "tree", "spans"):
        # The mixture is a softmax of the weights; the logarithm gives it back.
        state[f"mix_{name}.weights"] = tensors[f"mix.{name}"].clamp(min=1e-9).log()
    for key, name in (("starts", "starts"), ("upos", "upos"), ("xpos", "xpos"), ("feats", "feats"), ("names", "names"),
                      ("times", "times"), ("cues", "cues"), ("kinds", "kinds"), ("denied", "denied"), ("arc_word", "arc.word"), ("arc_head", "arc.head"),
                      ("rel_word", "rel.word"), ("rel_head", "rel.head"), ("fact_hidden", "fact.hidden"), ("fact", "fact.out")):
        linear(key, name)
    last = tensors["mix.events"][-1]
    state["event_mix"] = torch.stack([1 - last, last]).clamp(min=1e-9).log()
    state["arc_table"] = weight("arc.table").T
    state["arc_bias.weight"], state["arc_bias.bias"] = tensors["arc.table.bias"][None], torch.zeros(1)
    state["rel_table"] = weight("rel.table").view(-1, LABEL + 1, LABEL + 1).transpose(1, 2)
    pairs("links", "links", 1)
    pairs("roles", "roles", 3)
    model.load_state_dict({k: v.contiguous() for k, v in state.items()})
    return model, labels
