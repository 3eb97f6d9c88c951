"""Trains the reader: train.py --data DIR --root REPOSITORY --work DIR [--steps N] [--minutes N] [--seed N]. See README.md."""
import argparse
import json
import os
import pickle
import random
import time
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F

import sets
import unpack
from batching import LONGEST_WINDOW, PASSED, batches, collate, example, index, on_device, produced, windows
from safetensors.torch import load_file
from model import FORK, Reader, pooled
from pieces import Pieces

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# How much of the training each task gets.
SHARES = {"tree": 0.34, "attributions": 0.22, "names": 0.14, "times": 0.08, "facts": 0.08, "kinds": 0.14}


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--root", type=Path, required=True)
    p.add_argument("--work", type=Path, required=True)
    p.add_argument("--minilm", type=Path)
    p.add_argument("--tokenizer", type=Path)
    p.add_argument("--steps", type=int, default=12000)
    p.add_argument("--minutes", type=float, help="stop then, if the steps are not done before")
    p.add_argument("--batch", type=int, default=8800, help="pieces in a batch")
    p.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1), help="processes that make batches")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rate", type=float, default=3e-4, help="the encoder's; the heads have four times as much")
    p.add_argument("--masked", type=float, default=0.04, help="the share of words that are hidden")
    p.add_argument("--from-shipped", action="store_true", help="begin with the weights in data/ instead of MiniLM's")
    p.add_argument("--only", nargs="*", help="the tasks that are trained, all by default")
    p.add_argument("--every", type=int, default=4000)
    p.add_argument("--bf16", action="store_true")
    p.add_argument("--fold", type=int, default=0, help="the fifth of TimeBank that is left out for measuring")
    p.add_argument("--prepare", action="store_true", help="only cut the sets into words, for a machine that lacks them")
    return p.parse_args()


def load(args):
    """The sets cut into words; `prepared.pkl` in the folder of work keeps them."""
    kept = args.work / "prepared.pkl"
    if kept.exists() and not args.prepare:
        return pickle.loads(kept.read_bytes())
    d, tok = args.data, args.tokenizer
    bank = lambda n, keep=lambda i: True: sets.treebank(d / f"treebank/{n}.conllu.xz", args.root, keep)
    named = list(sets.names(d / "ner/en_worldwide_newswire.jsonl.xz"))
    timebank = list(sets.times(d / "time/timebank.jsonl", tok))
    marked = list(sets.kinds(args.root / "corpus/kinds", tok))
    train = {
        "tree": bank("en_ewt-train") + bank("en_gum-train", sets.free),
        "names": [x for i, x in enumerate(named) if i % 12],
        "attributions": list(sets.attributions(d / "attribution/train.jsonl", tok)),
        "times": [x for i, x in enumerate(timebank) if i % 5 != args.fold]
        + list(sets.times(d / "time/aquaint.jsonl", tok)) + list(sets.times(d / "time/tweets_train.jsonl", tok)),
        "facts": list(sets.factuality(d / "factuality/uw_train.jsonl")),
        "kinds": [x for i, x in enumerate(marked) if i % 10],
    }
    dev = {
        "tree": bank("en_ewt-dev"),
        "gum": bank("en_gum-dev"),
        "names": [x for i, x in enumerate(named) if i % 12 == 0],
        "attributions": list(sets.attributions(d / "attribution/dev.jsonl", tok)),
        "times": [x for i, x in enumerate(timebank) if i % 5 == args.fold],
        "facts": list(sets.factuality(d / "factuality/uw_dev.jsonl")),
        "kinds": [x for i, x in enumerate(marked) if i % 10 == 0],
    }
    kept.write_bytes(pickle.dumps((train, dev)))
    return train, dev


def inventory(docs):
    """The labels of each layer, the commonest first."""
    def count(layer, least=1):
        seen = {}
        for doc in docs:
            for v in getattr(doc, layer):
                seen[v] = seen.get(v, 0) + 1
        return [v for v, n in sorted(seen.items(), key=lambda x: (-x[1], x[0])) if n >= least]

    bio = lambda classes: ["O"] + [f"{b}-{c}" for c in classes for b in "BI"]
    return {"upos": count("upos"), "xpos": count("xpos"), "feats": count("feats", 3), "rels": count("rels", 3),
            "names": bio(sets.NAME_CLASSES), "times": bio(sets.TIME_CLASSES), "cues": ["O", "B", "I"], "kinds": sets.KINDS}


def among(batch):
    """Which words may be a word's head: those of its sentence and the root, but not itself. B x W x W"""
    s = batch.sentence
    ok = (s[:, :, None] == s[:, None, :]) & (s[:, :, None] > 0)
    ok[:, :, 0] = True
    ok &= ~torch.eye(s.shape[1], dtype=torch.bool, device=s.device)
    ok[:, 0, 0] = True
    return ok


def entropy(logits, gold):
    total = F.cross_entropy(logits.reshape(-1, logits.shape[-1]).float(), gold.reshape(-1), ignore_index=PASSED, reduction="sum")
    return total / (gold != PASSED).sum().clamp(min=1)


def loss_of(model, batch, task):
    states, gold = model.states(batch), batch.gold
    if task == "tree":
        x = model.drop(pooled(model.mix_tags(states), batch))
        total = sum(entropy(getattr(model, k)(x), gold[k]) for k in ("upos", "xpos", "feats", "starts"))
        arcs, word, head = model.tree(states, batch)
        total = total + 2 * entropy(arcs.float().masked_fill(~among(batch), -1e4), gold["heads"])
        b, w = ((gold["heads"] >= 0) & (gold["rels"] >= 0)).nonzero(as_tuple=True)
        total = total + entropy(model.labels(word[b, w], head[b, gold["heads"][b, w]]), gold["rels"][b, w])
        if len(gold["link_rows"]):
            scores, right, there = links(model, states, batch)
            missed = torch.logsumexp(scores, -1) - torch.logsumexp(scores.masked_fill(~right, -1e4), -1)
            total = total + 0.3 * missed[there].mean()
        return total
    if task == "kinds":
        return told(model, model.events(states[FORK], model.mix_spans(states), batch), gold)
    x = model.drop(pooled(model.mix_spans(states), batch))
    if task in ("names", "times"):
        return entropy(getattr(model, task)(x), gold[task])
    if task == "facts":
        got = model.fact(F.relu(model.fact_hidden(x[gold["rows"], gold["cols"]]))).squeeze(-1).float()
        return F.l1_loss(got, gold["values"])
    # Attributions: cues as spans, then for each cue what the other words are to it.
    total = entropy(model.cues(x), gold["cues"])
    if len(gold["rows"]):
        total = total + entropy(roles(model, x, gold), gold["roles"])
    return total


def told(model, x, gold):
    return entropy(model.kinds(x), gold["kinds"]) + 0.3 * entropy(model.denied(x), gold["denied"])


def kept(model, teacher, batch, task):
    """How far tags, trees and spans have moved from the teacher's on a text without labels of theirs.

    Each set has labels for its own task only. Without this, a task bends the states of the words it is about (verbs of war for
    kinds), and the other heads, which never see such texts, misread them.
    """
    with torch.no_grad():
        theirs = teacher.states(batch)
    ours = model.states(batch)
    words = batch.sentence > 0

    def apart(got, wanted):
        got, wanted = got[words].float().log_softmax(-1), wanted[words].float().log_softmax(-1)
        return (wanted.exp() * (wanted - got)).sum(-1).mean()

    x = model.drop(pooled(model.mix_tags(ours), batch))
    with torch.no_grad():
        y = pooled(teacher.mix_tags(theirs), batch)
        arcs_y, word_y, head_y = teacher.tree(theirs, batch)
        arcs_y = arcs_y.float().masked_fill(~among(batch), -1e4)
    total = sum(apart(getattr(model, k)(x), getattr(teacher, k)(y)) for k in ("upos", "xpos", "feats", "starts"))
    arcs, word, head = model.tree(ours, batch)
    total = total + 2 * apart(arcs.float().masked_fill(~among(batch), -1e4), arcs_y)
    b, w = words.nonzero(as_tuple=True)
    best = arcs_y.argmax(-1)[b, w]
    got, wanted = (m.labels(p[b, w], h[b, best]).float().log_softmax(-1) for m, p, h in ((model, word, head), (teacher, word_y, head_y)))
    total = total + (wanted.exp() * (wanted - got)).sum(-1).mean()
    x, y = model.drop(pooled(model.mix_spans(ours), batch)), pooled(teacher.mix_spans(theirs), batch)
    spans = [k for k in ("names", "times", "cues") if k != task and not (k == "cues" and task == "attributions")]
    total = total + sum(apart(getattr(model, k)(x), getattr(teacher, k)(y)) for k in spans)
    if task != "facts":
        fact = lambda m, v: m.fact(F.relu(m.fact_hidden(v))).squeeze(-1)[words].float()
        total = total + 0.2 * F.l1_loss(fact(model, x), fact(teacher, y))
    return total


def peaceful(train, maps, words=(("tree", 80000), ("attributions", 50000))):
    """Texts without marks, as texts in which nothing is told but by words that are marked elsewhere: those are passed over."""
    seen = Counter(w.lower() for d in train["kinds"] for w, k in zip(d.words, d.kinds) if k != "O")
    rng = random.Random(1)
    for task, limit in words:
        count = 0
        for doc in rng.sample(train[task], len(train[task])):
            if count > limit:
                break
            count += len(doc.words)
            kinds = ["?" if seen[w.lower()] > 1 else "O" for w in doc.words]
            calm = replace(doc, kinds=kinds, denied=[PASSED] * len(kinds))
            index([calm], maps)
            yield calm


def settle(model, docs, pieces, seed, rounds=4, rate=4e-4):
    """Fits the layers and heads of events once more on states that no longer move: marked words are few, and all else is done."""
    own = [*model.event_layers.parameters()], [model.event_mix, *model.kinds.parameters(), *model.denied.parameters()]
    model.eval()
    rng = random.Random(seed)
    rows = []
    with torch.no_grad():
        for luck in (None, rng):  # once as they are, once with words hidden and capitals changed
            examples = [example(d, w, pieces, luck, "kinds", 0.04) for d in docs for w in windows(d, pieces, LONGEST_WINDOW, luck)]
            for b in batches(examples, 2500, rng):
                batch = on_device(collate(b, "kinds"), DEVICE)
                states = model.states(batch)
                rows.append((states[FORK].half(), model.mix_spans(states).half(), batch))
    model.event_layers.train()
    model.drop.train()
    opt = torch.optim.AdamW([{"params": own[0]}, {"params": own[1]}], betas=(0.9, 0.98), weight_decay=0.01)
    mean = [p.detach().clone() for p in own[0] + own[1]]
    steps, done = rounds * len(rows), 0
    for _ in range(rounds):
        rng.shuffle(rows)
        for forked, spans, batch in rows:
            for group, times in zip(opt.param_groups, (1, 4)):
                group["lr"] = times * rate * min((done + 1) / 60, max(0.01, 1 - done / steps))
            with torch.autocast(DEVICE, torch.bfloat16):
                loss = told(model, model.events(forked.float(), spans.float(), batch), batch.gold)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(own[0] + own[1], 2.0)
            opt.step()
            done += 1
            with torch.no_grad():
                torch._foreach_lerp_(mean, own[0] + own[1], 1 - min(0.995, done / (done + 10)))
    with torch.no_grad():
        for p, m in zip(own[0] + own[1], mean):
            p.copy_(m)


def roles(model, x, gold):
    """What the words of its window are to each cue. cues x W x 3"""
    ones = torch.einsum("nw,nwd->nd", gold["weights"], x[gold["rows"]])
    distance = torch.arange(x.shape[1], device=x.device)[None] - gold["middle"][:, None]
    return model.roles(ones, model.roles.others(x)[gold["rows"]], distance)


def links(model, states, batch):
    """For each nominal of each window with chains: scores of its antecedents (column 0: none), which are right, and which rows are nominals."""
    rows, at, chain = (batch.gold[k] for k in ("link_rows", "link_words", "link_chains"))
    m, n = at.shape
    x = model.drop(pooled(model.mix_spans(states), batch))
    cols = torch.cat([at.new_zeros(m, 1), at], 1)
    distance = cols[:, None, :] - at[:, :, None]
    distance[:, :, 0] = 0
    others = model.links.others(x)[rows[:, None], cols]
    scores = model.links(x[rows[:, None], at].flatten(0, 1), others[:, None].expand(m, n, n + 1, -1).flatten(0, 1), distance.flatten(0, 1))
    scores = scores.squeeze(-1).float().view(m, n, n + 1)
    there = at > 0
    allowed = (cols[:, None, :] < at[:, :, None]) & (cols[:, None, :] > 0)
    right = allowed & (torch.cat([chain.new_zeros(m, 1), chain], 1)[:, None, :] == chain[:, :, None])
    allowed[:, :, 0] = True
    right[:, :, 0] = ~right.any(-1)
    return scores.masked_fill(~allowed, -1e4), right, there


@torch.no_grad()
def measure(model, dev, pieces, labels):
    """Figures on gold words; the crate measures from raw text."""
    model.eval()
    out = {}

    def made(docs, task):
        examples = [example(d, w, pieces) for d in docs for w in windows(d, pieces, LONGEST_WINDOW)]
        return [on_device(collate(b, task), DEVICE, b) for b in batches(examples, 12000)]

    spans_of = lambda batch: pooled(model.mix_spans(model.states(batch)), batch)
    base = [r.split(":")[0] for r in labels["rels"]]
    base = torch.tensor([base.index(r) for r in base] + [-1], device=DEVICE)
    for name in ("tree", "gum"):
        n = las = uas = linked = anaphoric = 0
        tags, starts = {"upos": 0, "xpos": 0, "feats": 0}, Counts()
        for batch in made(dev[name], "tree"):
            states, gold = model.states(batch), batch.gold
            x = pooled(model.mix_tags(states), batch)
            arcs, word, head = model.tree(states, batch)
            got = arcs.float().masked_fill(~among(batch), -1e4).argmax(-1)
            b, w = (gold["heads"] >= 0).nonzero(as_tuple=True)
            same = base[model.labels(word[b, w], head[b, got[b, w]]).argmax(-1)] == base[gold["rels"][b, w].clamp(min=-1)]
            right = got[b, w] == gold["heads"][b, w]
            n += len(b); uas += right.sum().item(); las += (right & same).sum().item()
            for k in tags:
                tags[k] += (getattr(model, k)(x).argmax(-1) == gold[k])[b, w].sum().item()
            if len(gold["link_rows"]):
                scores, right, there = links(model, states, batch)
                taken = right.gather(2, scores.argmax(-1, keepdim=True)).squeeze(-1)
                some = there & ~right[:, :, 0]
                linked += (taken & some).sum().item(); anaphoric += some.sum().item()
            starts.add(model.starts(x).argmax(-1)[b, w] == 1, gold["starts"][b, w] == 1)
        out[name] = {"LAS": las / n, "UAS": uas / n, **{k: v / n for k, v in tags.items()}, "starts": starts.f(), "links": linked / max(1, anaphoric)}
    for name in ("names", "times"):
        classes = {}
        for batch in made(dev[name], name):
            got = getattr(model, name)(spans_of(batch)).argmax(-1).tolist()
            for i, e in enumerate(batch.examples):
                a = spans(getattr(e.doc, name)[e.first:e.end])
                b = spans([labels[name][k] for k in got[i][1:e.words]])
                for kind in {k for _, _, k in a | b}:
                    c = classes.setdefault(kind, Counts())
                    c.sets({s for s in b if s[2] == kind}, {s for s in a if s[2] == kind})
        out[name] = {k: classes[k].f() for k in sorted(classes)}
    # Times as the crate gives them: what touches is one; and whether they overlap.
    met = gold_n = got_n = 0
    for batch in made(dev["times"], "times"):
        got = (model.times(spans_of(batch)).argmax(-1) != 0).tolist()
        for i, e in enumerate(batch.examples):
            a = spans(e.doc.times[e.first:e.end])
            b, last = [], None
            for k, inside in enumerate(got[i][1:e.words] + [False]):
                if inside and last is None:
                    last = k
                elif not inside and last is not None:
                    b.append((last, k))
                    last = None
            gold_n += len(a); got_n += len(b)
            met += sum(any(s < f and q < t for s, t in b) for q, f, _ in a)
    out["times"]["relaxed"] = 2 * met / max(1, gold_n + got_n)
    wrong = n = 0
    for batch in made(dev["facts"], "facts"):
        gold = batch.gold
        got = model.fact(F.relu(model.fact_hidden(spans_of(batch)[gold["rows"], gold["cols"]]))).squeeze(-1)
        wrong += (got.clamp(-3, 3) - gold["values"]).abs().sum().item(); n += len(got)
    out["facts"] = {"MAE": wrong / n}
    cues, hit, total = Counts(), 0, 0
    for batch in made(dev["attributions"], "attributions"):
        x, gold = spans_of(batch), batch.gold
        got = model.cues(x).argmax(-1).tolist()
        for i, e in enumerate(batch.examples):
            b = spans([["O", "B-x", "I-x"][k] for k in got[i][1:e.words]])
            a = [{c - e.first for c in cue} for cue, _, _ in e.doc.attributions if e.first <= cue[0] < e.end]
            cues.hits += sum(any(set(range(s, t)) & c for s, t, _ in b) for c in a)
            cues.got += len(b); cues.gold += len(a)
        if len(gold["rows"]):
            best, true = roles(model, x, gold).argmax(-1), gold["roles"]
            both = lambda k: ((best == k) & (true == k)).sum(-1)
            either = lambda k: (((best == k) | (true == k)) & (true != PASSED)).sum(-1)
            content = (both(2) * 2 >= either(2))
            nobody = either(1) == 0
            hit += (content & ((both(1) > 0) | nobody)).sum().item(); total += len(best)
    out["attributions"] = {"cue": cues.f(), "roles given the cue": hit / max(1, total)}
    told, denied = Counts(), [0, 0]
    for batch in made(dev["kinds"], "kinds"):
        states, gold = model.states(batch), batch.gold
        x = model.events(states[FORK], model.mix_spans(states), batch)
        got, there = model.kinds(x).argmax(-1), gold["kinds"] > 0
        told.hits += ((got == gold["kinds"]) & there).sum().item()
        told.got += ((got > 0) & (gold["kinds"] != PASSED)).sum().item(); told.gold += there.sum().item()
        right = (model.denied(x).argmax(-1) == gold["denied"]) & there
        denied[0] += (right & (gold["denied"] == 1)).sum().item(); denied[1] += (gold["denied"] == 1).sum().item()
    out["kinds"] = {"f": told.f(), "denials known": denied[0] / max(1, denied[1])}
    model.train()
    return out


class Counts:
    """What was found, what there is, and how much of it is both."""

    def __init__(self):
        self.hits = self.got = self.gold = 0

    def add(self, got, gold):
        self.hits += (got & gold).sum().item(); self.got += got.sum().item(); self.gold += gold.sum().item()

    def sets(self, got, gold):
        self.hits += len(got & gold); self.got += len(got); self.gold += len(gold)

    def f(self):
        return 2 * self.hits / max(1, self.got + self.gold)


def spans(tags):
    out, start = set(), None
    for i, t in enumerate(list(tags) + ["O"]):
        if start is not None and (t[0] != "I" or t[2:] != tags[start][2:]):
            out.add((start, i, tags[start][2:]))
            start = None
        if t[0] == "B" or (t[0] == "I" and start is None):
            start = i
    return out


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    train, dev = load(args)
    if args.prepare:
        return
    if args.only:  # what is not trained is hardly measured
        dev = {k: v if k in args.only else v[:2] for k, v in dev.items()}
    for name, docs in train.items():
        print(f"{name}: {len(docs)} documents, {sum(len(d.words) for d in docs)} words", flush=True)
    labels = inventory(train["tree"])
    maps = {k: {v: i for i, v in enumerate(vs)} for k, vs in labels.items()}
    for docs in [*train.values(), *dev.values()]:
        index(docs, maps)
    pieces = Pieces(args.minilm / "vocab.txt")
    share = {task: weight for task, weight in SHARES.items() if train[task] and (not args.only or task in args.only)}
    feed = produced(train, pieces, args.batch, share, args.masked, args.seed, args.workers)
    first = next(feed)  # the processes are there before the GPU is used
    torch.set_default_device(DEVICE)
    if args.from_shipped:
        model, known = unpack.load(args.root / "data")
        if any(known[k] != labels[k] for k in known):
            raise SystemExit("data/ has a model with other labels")
    else:
        model = Reader(len(pieces.list), labels)
        model.encoder.load_minilm(load_file(args.minilm / "model.safetensors"))
        model.fork()
    model = model.to(DEVICE)
    teacher = deepcopy(model).eval().requires_grad_(False) if args.from_shipped else None
    mean = deepcopy(model)  # the weights' running mean, which is what is kept
    encoder = list(model.encoder.parameters())
    rest = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    opt = torch.optim.AdamW([{"params": encoder, "lr": args.rate, "weight_decay": 0.01}, {"params": rest, "lr": 4 * args.rate, "weight_decay": 0.01}],
                            betas=(0.9, 0.98), fused=True)
    # Up over the first steps, then down to nothing in a straight line.
    up = min(500, args.steps // 8)
    begun, seen, counts = time.time(), 0, {task: 0 for task in share}
    losses = {task: torch.zeros((), device=DEVICE) for task in share}
    model.train()
    step = 0
    while True:
        done = step / args.steps
        if args.minutes:
            done = max(done, (time.time() - begun) / (60 * args.minutes))
        if done >= 1:
            break
        for group, rate in zip(opt.param_groups, (args.rate, 4 * args.rate)):
            group["lr"] = rate * min((step + 1) / up, 1 - done)
        task, arrays = first if step == 0 else next(feed)
        batch = on_device(arrays, DEVICE)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=args.bf16):
            loss = loss_of(model, batch, task)
            if teacher is not None and task != "tree":
                loss = loss + kept(model, teacher, batch, task)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        opt.step()
        step += 1
        with torch.no_grad():
            keep = min(0.998, step / (step + 10))
            torch._foreach_lerp_(list(mean.parameters()), list(model.parameters()), 1 - keep)
            losses[task].lerp_(loss.detach().float(), 0.02 if counts[task] else 1.0)
        seen += batch.pieces
        counts[task] += 1
        if step % 200 == 0:
            took = time.time() - begun
            print(f"step {step}  {took:.0f} s  {seen / took:.0f} pieces/s  " + "  ".join(f"{k} {v.item():.3f}" for k, v in losses.items()), flush=True)
        if step % args.every == 0:
            print(json.dumps(measure(mean, dev, pieces, labels)), flush=True)
    if "kinds" in share:
        settle(mean, [*train["kinds"], *peaceful(train, maps)], pieces, args.seed)
    torch.save({"model": mean.state_dict(), "step": step, "labels": labels}, args.work / "checkpoint.pt")
    print(json.dumps({"step": step, "pieces": seen, **measure(mean, dev, pieces, labels)}), flush=True)


if __name__ == "__main__":
    main()
