"""Trains the reader: train.py --data DIR --root REPOSITORY --work DIR [--steps N] [--seed N]. See README.md."""
import argparse
import json
import random
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
import torch.nn.functional as F

import sets
import unpack
from safetensors.torch import load_file
from model import Reader, pooled
from pieces import NO_GAP, PARAGRAPH, SPACE, Pieces, shape

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# Tensors that are made on the way are made there too.
torch.set_default_device(DEVICE)
LONGEST_WINDOW = 200
# How much of the training each task gets, from which step on: trees first, which the others build on.
SHARES = (
    (0, {"tree": 0.56, "attributions": 0.18, "names": 0.15, "times": 0.05, "facts": 0.06}),
    (3000, {"tree": 0.40, "attributions": 0.28, "names": 0.20, "times": 0.06, "facts": 0.06}),
)
# And from the shipped weights on, which know their trees.
FURTHER = ((0, {"tree": 0.32, "attributions": 0.24, "names": 0.28, "times": 0.10, "facts": 0.06}),)
BATCH = 2200


def tensor(array):
    return torch.from_numpy(array).to(DEVICE)


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--root", type=Path, required=True)
    p.add_argument("--work", type=Path, required=True)
    p.add_argument("--minilm", type=Path)
    p.add_argument("--tokenizer", type=Path)
    p.add_argument("--steps", type=int, default=5400)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rate", type=float, help="the encoder's; the heads have five times as much (2e-4, further 1e-4)")
    p.add_argument("--from-shipped", action="store_true", help="begin with the weights in data/ instead of MiniLM's")
    p.add_argument("--only", nargs="*", help="the tasks that are trained, all by default")
    p.add_argument("--every", type=int, default=1000)
    p.add_argument("--bf16", action="store_true")
    p.add_argument("--fold", type=int, default=0, help="the fifth of TimeBank that is left out for measuring")
    args = p.parse_args()
    args.rate = args.rate or (1e-4 if args.from_shipped else 2e-4)
    return args


def load(args):
    d, tok = args.data, args.tokenizer
    bank = lambda n, keep=lambda i: True: sets.treebank(d / f"treebank/{n}.conllu.xz", args.root, keep)
    named = list(sets.names(d / "ner/en_worldwide_newswire.jsonl.xz"))
    timebank = list(sets.times(d / "time/timebank.jsonl", tok))
    train = {
        "tree": bank("en_ewt-train") + bank("en_gum-train", sets.free),
        "names": [x for i, x in enumerate(named) if i % 12],
        "attributions": list(sets.attributions(d / "attribution/train.jsonl", tok)),
        "times": [x for i, x in enumerate(timebank) if i % 5 != args.fold]
        + list(sets.times(d / "time/aquaint.jsonl", tok)) + list(sets.times(d / "time/tweets_train.jsonl", tok)),
        "facts": list(sets.factuality(d / "factuality/uw_train.jsonl")),
    }
    dev = {
        "tree": bank("en_ewt-dev"),
        "gum": bank("en_gum-dev"),
        "names": [x for i, x in enumerate(named) if i % 12 == 0],
        "attributions": list(sets.attributions(d / "attribution/dev.jsonl", tok)),
        "times": [x for i, x in enumerate(timebank) if i % 5 == args.fold],
        "facts": list(sets.factuality(d / "factuality/uw_dev.jsonl")),
    }
    if args.only:  # what is not trained is hardly measured
        dev = {k: v if k in args.only else v[:2] for k, v in dev.items()}
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
            "names": bio(sets.NAME_CLASSES), "times": bio(sets.TIME_CLASSES), "cues": ["O", "B", "I"]}


def windows(doc, pieces, longest, rng=None):
    """Stretches of whole sentences, as (first word, last word + 1, sentence starts)."""
    sizes = [len(pieces.of(w)) for w in doc.words]
    ends = doc.starts[1:] + [len(doc.words)]
    out, current, used = [], [], 0
    budget = longest if rng is None else rng.choice((40, 80, longest, longest))
    for start, end in zip(doc.starts, ends):
        for a in range(start, end, longest):  # endless sentences are cut
            b = min(a + longest, end)
            size = sum(sizes[a:b])
            if current and (used + size > budget or size > longest):
                out.append((current[0], a, current))
                current, used = [], 0
                budget = longest if rng is None else rng.choice((40, 80, longest, longest))
            current.append(a)
            used += size
    if current:
        out.append((current[0], len(doc.words), current))
    return out


def example(doc, window, pieces, rng=None, task=""):
    """One window with its pieces; word 0 stands for the root."""
    first, end, starts = window
    words = doc.words[first:end]
    gaps = list(doc.gaps[first:end])
    gaps[0] = PARAGRAPH if rng is None or rng.random() < 0.9 else gaps[0]
    shapes = [shape(w) for w in words]
    if rng is not None:
        luck = rng.random()
        if luck < 0.03:  # wires in capitals
            shapes = [3 if s in (1, 2, 5) else s for s in shapes]
        elif luck < 0.05:
            shapes = [1 if s in (2, 3, 4, 5) else s for s in shapes]
        if task in ("names", "facts") and rng.random() < 0.3:  # texts whose words are all parted by blanks
            gaps = [SPACE if g == NO_GAP else g for g in gaps]
        elif rng.random() < 0.1:
            i = rng.choice(starts) - first
            if i:
                gaps[i] = NO_GAP
    ids, word_of = [pieces.cls], [0]
    ps, pg = [0], [NO_GAP]
    for i, w in enumerate(words):
        found = pieces.of(w)
        if rng is not None and rng.random() < 0.02:
            found = [pieces.mask] * len(found)
        for k, piece in enumerate(found):
            ids.append(piece)
            word_of.append(i + 1)
            ps.append(shapes[i])
            pg.append(gaps[i] if k == 0 else NO_GAP)
    ids, word_of, ps, pg = ids[:512], word_of[:512], ps[:512], pg[:512]
    return SimpleNamespace(doc=doc, first=first, end=end, starts=starts, ids=ids, word_of=word_of, shapes=ps, gaps=pg, words=len(words) + 1)


def collate(examples):
    b = len(examples)
    n, w = max(len(e.ids) for e in examples), max(e.words for e in examples)
    ids, shapes, gaps = (np.zeros((b, n), np.int64) for _ in range(3))
    mask = np.zeros((b, n), bool)
    real, word_of, counts = [], [], np.zeros(b * w, np.float32)
    for i, e in enumerate(examples):
        k = len(e.ids)
        ids[i, :k], shapes[i, :k], gaps[i, :k], mask[i, :k] = e.ids, e.shapes, e.gaps, True
        real.append(np.arange(k) + i * n)
        word_of.append(np.array(e.word_of) + i * w)
    real, word_of = np.concatenate(real), np.concatenate(word_of)
    np.add.at(counts, word_of, 1)
    t = tensor
    return SimpleNamespace(ids=t(ids), piece_shapes=t(shapes), piece_gaps=t(gaps), mask=t(mask), shape=(b, w), real=t(real),
                           word_of=t(word_of), inverse_counts=1 / t(counts).clamp(min=1), examples=examples)


def batches(examples, size, rng=None):
    """Windows of like length together, in a random order."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids) + (rng.random() * 12 if rng else 0))
    out, current = [], []
    for i in order:
        longest = max([len(examples[i].ids)] + [len(examples[j].ids) for j in current])
        if current and longest * (len(current) + 1) > size:
            out.append(current)
            current = []
        current.append(i)
    if current:
        out.append(current)
    if rng:
        rng.shuffle(out)
    return [collate([examples[i] for i in b]) for b in out]


def layer(batch, name, index, default=-100):
    """The numbers of a layer's labels as B x W; padding and the root are passed over."""
    out = np.full(batch.shape, -100, np.int64)
    for i, e in enumerate(batch.examples):
        values = getattr(e.doc, name)[e.first:e.end]
        out[i, 1:1 + len(values)] = [index.get(v, default) for v in values]
    return tensor(out)


def starts(batch):
    out = np.full(batch.shape, -100, np.int64)
    for i, e in enumerate(batch.examples):
        out[i, 1:e.words] = 0
        for s in e.starts:
            out[i, 1 + s - e.first] = 1
    return tensor(out)


def sentence_mask(batch):
    """Which words may be a word's head: those of its sentence and the root, but not itself. B x W x W"""
    b, w = batch.shape
    sent = np.zeros((b, w), np.int64)
    for i, e in enumerate(batch.examples):
        bounds = [s - e.first for s in e.starts] + [e.words - 1]
        for k in range(len(bounds) - 1):
            sent[i, 1 + bounds[k]:1 + bounds[k + 1]] = k + 1
    s = tensor(sent)
    ok = (s[:, :, None] == s[:, None, :]) & (s[:, :, None] > 0)
    ok[:, :, 0] = True
    ok &= ~torch.eye(w, dtype=torch.bool)
    ok[:, 0, 0] = True
    return ok


def heads(batch):
    out = np.full(batch.shape, -100, np.int64)
    for i, e in enumerate(batch.examples):
        for k, h in enumerate(e.doc.heads[e.first:e.end]):
            inside = e.first <= h < e.end
            out[i, 1 + k] = 0 if h < 0 else 1 + h - e.first if inside else -100
    return tensor(out)


def loss_of(model, batch, task, maps):
    states = model.states(batch)
    ce = lambda logits, gold: F.cross_entropy(logits.reshape(-1, logits.shape[-1]).float(), gold.reshape(-1), ignore_index=-100)
    if task == "tree":
        x = model.drop(pooled(model.mix_tags(states), batch))
        total = sum(ce(getattr(model, k)(x), layer(batch, k, maps[k])) for k in ("upos", "xpos", "feats"))
        total = total + ce(model.starts(x), starts(batch))
        arcs, word, head = model.tree(states, batch)
        arcs = arcs.float().masked_fill(~sentence_mask(batch), -1e4)
        gold = heads(batch)
        total = total + 2 * ce(arcs, gold)
        rels = layer(batch, "rels", maps["rels"])
        keep = (gold >= 0) & (rels >= 0)
        where = keep.nonzero()
        total = total + ce(model.labels(word[where[:, 0], where[:, 1]], head[where[:, 0], gold[keep]]), rels[keep])
        links = links_loss(model, states, batch)
        return total + 0.3 * links if links is not None else total
    x = model.drop(pooled(model.mix_spans(states), batch))
    if task in ("names", "times"):
        return ce(getattr(model, task)(x), layer(batch, task, maps[task], 0))
    if task == "facts":
        rows, cols, gold = [], [], []
        for i, e in enumerate(batch.examples):
            for word, value in e.doc.facts:
                if e.first <= word < e.end:
                    rows.append(i), cols.append(1 + word - e.first), gold.append(value)
        got = model.fact(F.relu(model.fact_hidden(x[rows, cols]))).squeeze(-1).float()
        return F.l1_loss(got, torch.tensor(gold, dtype=torch.float32))
    # Attributions: cues as spans, then for each cue what the other words are to it.
    cue_gold = np.full(batch.shape, -100, np.int64)
    rows, means, gold, middle = [], [], [], []
    for i, e in enumerate(batch.examples):
        cue_gold[i, 1:e.words] = 0
        for cue, source, content in e.doc.attributions:
            if not e.first <= cue[0] < e.end:
                continue
            inside = [c - e.first + 1 for c in cue if e.first <= c < e.end]
            for k, c in enumerate(inside):
                if cue_gold[i, c] == 0:
                    cue_gold[i, c] = 1 if k == 0 else 2
            labels = np.full(batch.shape[1], -100, np.int64)
            labels[1:e.words] = 0
            for value, words in ((2, content), (1, source)):
                labels[[c - e.first + 1 for c in words if e.first <= c < e.end]] = value
            rows.append(i), means.append(inside), gold.append(labels), middle.append(inside[0])
    total = ce(model.cues(x), tensor(cue_gold))
    if rows:
        ones = torch.stack([x[i, m].mean(0) for i, m in zip(rows, means)])
        distance = torch.arange(batch.shape[1])[None] - torch.tensor(middle)[:, None]
        logits = model.roles(ones, model.roles.others(x)[rows], distance)
        total = total + ce(logits, tensor(np.stack(gold)))
    return total


def links(model, states, batch):
    """For each window with chains: scores of each nominal's antecedents (column 0: none), and which are right."""
    x = None
    for i, e in enumerate(batch.examples):
        if not e.doc.chains or e.words < 25:
            continue
        chain = {w - e.first + 1: c for w, c, _ in e.doc.chains if e.first <= w < e.end}
        at = sorted(chain)
        if len(at) < 4:
            continue
        if x is None:
            x = model.drop(pooled(model.mix_spans(states), batch))
            others = model.links.others(x)
        cols = [0] + at
        distance = torch.tensor(cols)[None, :] - torch.tensor(at)[:, None]
        distance[:, 0] = 0
        scores = model.links(x[i, at], others[i, cols][None].expand(len(at), -1, -1), distance).squeeze(-1).float()
        allowed = torch.tensor([[c == 0 or c < a for c in cols] for a in at])
        right = torch.tensor([[c != 0 and c < a and chain[c] == chain[a] for c in cols] for a in at])
        right[:, 0] = ~right.any(1)
        yield scores.masked_fill(~allowed, -1e4), right


def links_loss(model, states, batch):
    total, count = 0.0, 0
    for scores, right in links(model, states, batch):
        total = total + (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, -1e4), 1)).sum()
        count += len(scores)
    return total / count if count else None


@torch.no_grad()
def measure(model, dev, pieces, maps):
    """Figures on gold words; the crate measures from raw text."""
    model.eval()
    out = {}
    made = lambda docs: batches([example(d, w, pieces) for d in docs for w in windows(d, pieces, LONGEST_WINDOW)], 6000)
    for name in ("tree", "gum"):
        n = las = uas = tp = fp = fn = linked = anaphoric = 0
        tags = {"upos": 0, "xpos": 0, "feats": 0}
        for batch in made(dev[name]):
            states = model.states(batch)
            x = pooled(model.mix_tags(states), batch)
            arcs, word, head = model.tree(states, batch)
            arcs = arcs.float().masked_fill(~sentence_mask(batch), -1e4)
            gold = heads(batch)
            got = arcs.argmax(-1)
            rels = layer(batch, "rels", {r: i for i, r in enumerate(maps["rels"])}, -1)
            keep = gold >= 0
            where = keep.nonzero()
            label = model.labels(word[where[:, 0], where[:, 1]], head[where[:, 0], got[keep]]).argmax(-1)
            base = np.array([r.split(":")[0] for r in maps["rels"]] + ["?"])
            same = tensor(base[label.cpu().numpy()] == base[rels[keep].cpu().numpy()])
            right = got[keep] == gold[keep]
            n += keep.sum().item(); uas += right.sum().item(); las += (right & same).sum().item()
            for k in tags:
                hits = (getattr(model, k)(x).argmax(-1) == layer(batch, k, maps[k], -1))[keep].sum().item()
                tags[k] += hits
            for scores, right in links(model, states, batch):
                taken = right.gather(1, scores.argmax(1)[:, None]).squeeze(1)
                linked += (taken & ~right[:, 0]).sum().item()
                anaphoric += (~right[:, 0]).sum().item()
            s, g = model.starts(x).argmax(-1), starts(batch)
            tp += ((s == 1) & (g == 1)).sum().item(); fp += ((s == 1) & (g == 0)).sum().item(); fn += ((s == 0) & (g == 1)).sum().item()
        out[name] = {"LAS": las / n, "UAS": uas / n, **{k: v / n for k, v in tags.items()}, "starts": 2 * tp / (2 * tp + fp + fn),
                     "links": linked / max(1, anaphoric)}
    for name in ("names", "times"):
        hits, gold_n, got_n = {}, {}, {}
        for batch in made(dev[name]):
            got = getattr(model, name)(pooled(model.mix_spans(model.states(batch)), batch)).argmax(-1)
            back = list(maps[name])
            for i, e in enumerate(batch.examples):
                a = spans(getattr(e.doc, name)[e.first:e.end])
                b = spans([back[k] for k in got[i, 1:e.words].tolist()])
                for kind in {k for _, _, k in a | b}:
                    gold_n[kind] = gold_n.get(kind, 0) + sum(k == kind for _, _, k in a)
                    got_n[kind] = got_n.get(kind, 0) + sum(k == kind for _, _, k in b)
                    hits[kind] = hits.get(kind, 0) + sum(k == kind for _, _, k in a & b)
        out[name] = {k: 2 * hits[k] / max(1, gold_n[k] + got_n[k]) for k in sorted(gold_n)}
    # Times as the crate gives them: what touches is one; and whether they overlap.
    met = gold_n = got_n = 0
    for batch in made(dev["times"]):
        got = model.times(pooled(model.mix_spans(model.states(batch)), batch)).argmax(-1)
        for i, e in enumerate(batch.examples):
            a = spans(e.doc.times[e.first:e.end])
            b, last = [], None
            for k, inside in enumerate((got[i, 1:e.words] != 0).tolist() + [False]):
                if inside and last is None:
                    last = k
                elif not inside and last is not None:
                    b.append((last, k))
                    last = None
            gold_n += len(a); got_n += len(b)
            met += sum(any(s < f and q < t for s, t in b) for q, f, _ in a)
    out["times"]["relaxed"] = 2 * met / max(1, gold_n + got_n)
    wrong = n = 0
    for batch in made(dev["facts"]):
        x = pooled(model.mix_spans(model.states(batch)), batch)
        for i, e in enumerate(batch.examples):
            for word, value in e.doc.facts:
                if e.first <= word < e.end:
                    got = model.fact(F.relu(model.fact_hidden(x[i, 1 + word - e.first]))).item()
                    wrong += abs(max(-3, min(3, got)) - value); n += 1
    out["facts"] = {"MAE": wrong / n}
    tp = fp = fn = hit = total = 0
    for batch in made(dev["attributions"]):
        x = pooled(model.mix_spans(model.states(batch)), batch)
        got, others = model.cues(x).argmax(-1), model.roles.others(x)
        for i, e in enumerate(batch.examples):
            b = [s for s in spans([["O", "B-x", "I-x"][k] for k in got[i, 1:e.words].tolist()])]
            a = [{c - e.first for c in cue} for cue, _, _ in e.doc.attributions if e.first <= cue[0] < e.end]
            found = sum(any(set(range(s, t)) & c for s, t, _ in b) for c in a)
            tp += found; fn += len(a) - found
            fp += sum(not any(set(range(s, t)) & c for c in a) for s, t, _ in b)
            for cue, source, content in e.doc.attributions:
                if not e.first <= cue[0] < e.end:
                    continue
                inside = [c - e.first + 1 for c in cue if c < e.end]
                distance = torch.arange(e.words)[None] - inside[0]
                labels = model.roles(x[i, inside].mean(0)[None], others[i:i + 1, :e.words], distance)[0].argmax(-1)
                got_c = {k - 1 + e.first for k in (labels == 2).nonzero().flatten().tolist()}
                got_s = {k - 1 + e.first for k in (labels == 1).nonzero().flatten().tolist()}
                c, s = set(content), set(source)
                total += 1
                hit += (not c | got_c or len(c & got_c) * 2 >= len(c | got_c)) and (bool(s & got_s) or not s and not got_s)
    out["attributions"] = {"cue": 2 * tp / max(1, 2 * tp + fp + fn), "roles given the cue": hit / total}
    model.train()
    return out


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
    rng = random.Random(args.seed)
    train, dev = load(args)
    for name, docs in train.items():
        print(f"{name}: {len(docs)} documents, {sum(len(d.words) for d in docs)} words", flush=True)
    labels = inventory(train["tree"])
    maps = {k: {v: i for i, v in enumerate(vs)} for k, vs in labels.items()}
    pieces = Pieces(args.minilm / "vocab.txt")
    if args.from_shipped:
        model, known = unpack.load(args.root / "data")
        model = model.to(DEVICE)
        if known != labels:
            raise SystemExit("data/ has a model with other labels")
    else:
        model = Reader(len(pieces.list), labels).to(DEVICE)
        model.encoder.load_minilm(load_file(args.minilm / "model.safetensors", device=DEVICE))
    encoder = list(model.encoder.parameters())
    rest = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    opt = torch.optim.AdamW([{"params": encoder, "lr": args.rate, "weight_decay": 0.01}, {"params": rest, "lr": 5 * args.rate, "weight_decay": 0.01}],
                            betas=(0.9, 0.98), fused=True)
    # Up over the first steps, then down to nothing in a straight line.
    up = min(300, args.steps // 8)
    plan = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / up, max(0.0, (args.steps - s) / (args.steps - up))))
    queues = {task: [] for task in train}
    rounds = {task: 0 for task in train}

    def next_batch(task):
        if not queues[task]:
            rounds[task] += 1
            made = [example(d, w, pieces, rng, task) for d in train[task] for w in windows(d, pieces, LONGEST_WINDOW, rng)]
            queues[task] = batches(made, BATCH, rng)
        return queues[task].pop()

    step, begun, seen, losses = 0, time.time(), 0, {}
    saved = args.work / "checkpoint.pt"
    if saved.exists():
        state = torch.load(saved, weights_only=False, map_location=DEVICE)
        model.load_state_dict(state["model"]), opt.load_state_dict(state["opt"]), plan.load_state_dict(state["plan"])
        step = state["step"]
        if state["labels"] != labels:
            raise SystemExit(f"{saved} was trained with other labels: remove it to begin anew")
        if step >= args.steps:
            raise SystemExit(f"{saved} is at step {step} already: remove it to begin anew, or pack it with --export")
        rng.seed(args.seed + step)
        torch.manual_seed(args.seed + step)
        print(f"goes on from step {step}", flush=True)
    model.train()
    while step < args.steps:
        share = next(share for first, share in reversed(FURTHER if args.from_shipped else SHARES) if step >= first)
        share = {task: weight for task, weight in share.items() if train[task] and (not args.only or task in args.only)}
        task = rng.choices(list(share), list(share.values()))[0]
        batch = next_batch(task)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=args.bf16):
            loss = loss_of(model, batch, task, maps)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        opt.step()
        plan.step()
        step += 1
        seen += batch.mask.sum().item()
        losses[task] = 0.98 * losses.get(task, loss.item()) + 0.02 * loss.item()
        if step % 100 == 0:
            took = time.time() - begun
            print(f"step {step}  {took:.0f} s  {seen / took:.0f} pieces/s  rounds {rounds}  " + "  ".join(f"{k} {v:.3f}" for k, v in losses.items()), flush=True)
        if step % args.every == 0 or step == args.steps:
            torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "plan": plan.state_dict(), "step": step, "labels": labels}, saved)
            begun_measure = time.time()
            print(json.dumps(measure(model, dev, pieces, maps)), flush=True)
            begun += time.time() - begun_measure


if __name__ == "__main__":
    main()
