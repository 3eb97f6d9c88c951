"""Documents to batches of windows with their labels as arrays; processes of their own make them while the model trains."""
import random
from multiprocessing import get_context
from types import SimpleNamespace

import numpy as np
import torch

from pieces import NO_GAP, PARAGRAPH, SPACE, shape

LONGEST_WINDOW = 200
PASSED = -100  # a label that is not trained on


def index(docs, maps):
    """Gives each document its labels as numbers. What a layer's inventory lacks is passed over; rare names and times are none."""
    for doc in docs:
        doc.numbers = {}
        for layer in maps:
            values = getattr(doc, layer, None)
            if values is not None:
                unknown = 0 if layer in ("names", "times") else PASSED
                doc.numbers[layer] = np.array([maps[layer].get(v, unknown) for v in values], np.int64)
        for layer in ("heads", "denied"):
            if getattr(doc, layer) is not None:
                doc.numbers[layer] = np.array(getattr(doc, layer), np.int64)


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


def example(doc, window, pieces, rng=None, task="", masked=0.02):
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
        if rng is not None and rng.random() < masked:
            found = [pieces.mask] * len(found)
        for k, piece in enumerate(found):
            ids.append(piece)
            word_of.append(i + 1)
            ps.append(shapes[i])
            pg.append(gaps[i] if k == 0 else NO_GAP)
    ids, word_of, ps, pg = ids[:512], word_of[:512], ps[:512], pg[:512]
    return SimpleNamespace(doc=doc, first=first, end=end, starts=starts, ids=ids, word_of=word_of, shapes=ps, gaps=pg, words=len(words) + 1)


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
    return [[examples[i] for i in b] for b in out]


def collate(examples, task=None):
    """Arrays of one batch, and the labels of its task in `gold`."""
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
    made = {"tree": tree, "names": layers("names"), "times": layers("times"), "facts": facts, "attributions": attributions,
            "kinds": layers("kinds", "denied")}
    return {"ids": ids, "piece_shapes": shapes, "piece_gaps": gaps, "mask": mask, "real": real, "word_of": word_of,
            "inverse_counts": 1 / np.maximum(counts, 1), "shape": (b, w), "pieces": int(mask.sum()),
            "sentence": sentences(examples, (b, w)), "gold": made[task](examples, (b, w)) if task else {}}


def on_device(batch, device, examples=None):
    """The same as tensors."""
    move = lambda v: torch.from_numpy(v).to(device, non_blocking=True) if isinstance(v, np.ndarray) else v
    out = SimpleNamespace(**{k: move(v) for k, v in batch.items() if k != "gold"}, examples=examples)
    out.gold = {k: move(v) for k, v in batch["gold"].items()}
    return out


def sentences(examples, shape):
    """The number of each word's sentence; 0 for the root and for padding."""
    out = np.zeros(shape, np.int64)
    for i, e in enumerate(examples):
        bounds = [s - e.first for s in e.starts] + [e.words - 1]
        for k in range(len(bounds) - 1):
            out[i, 1 + bounds[k]:1 + bounds[k + 1]] = k + 1
    return out


def layers(*names):
    def made(examples, shape):
        out = {}
        for name in names:
            out[name] = np.full(shape, PASSED, np.int64)
            for i, e in enumerate(examples):
                values = e.doc.numbers[name][e.first:e.end]
                out[name][i, 1:1 + len(values)] = values
        return out
    return made


def tree(examples, shape):
    """Tags, heads (0: the root; those outside of the window are passed over), and chains."""
    out = layers("upos", "xpos", "feats", "rels")(examples, shape)
    out["starts"], out["heads"] = (np.full(shape, PASSED, np.int64) for _ in range(2))
    for i, e in enumerate(examples):
        out["starts"][i, 1:e.words] = 0
        out["starts"][i, [1 + s - e.first for s in e.starts]] = 1
        h = e.doc.numbers["heads"][e.first:e.end]
        out["heads"][i, 1:e.words] = np.where(h < 0, 0, np.where((h >= e.first) & (h < e.end), 1 + h - e.first, PASSED))
    found = []
    for i, e in enumerate(examples):
        chain = {w - e.first + 1: c for w, c, _ in e.doc.chains if e.first <= w < e.end} if e.words >= 25 else {}
        if len(chain) >= 4:
            found.append((i, sorted(chain), chain))
    n = max((len(at) for _, at, _ in found), default=0)
    rows, at, chains = np.zeros(len(found), np.int64), np.zeros((len(found), n), np.int64), np.zeros((len(found), n), np.int64)
    for k, (i, words, chain) in enumerate(found):
        number = {c: j + 1 for j, c in enumerate(dict.fromkeys(chain[w] for w in words))}
        rows[k], at[k, :len(words)], chains[k, :len(words)] = i, words, [number[chain[w]] for w in words]
    return out | {"link_rows": rows, "link_words": at, "link_chains": chains}


def facts(examples, shape):
    found = [(i, 1 + word - e.first, value) for i, e in enumerate(examples) for word, value in e.doc.facts if e.first <= word < e.end]
    return {"rows": np.array([f[0] for f in found], np.int64), "cols": np.array([f[1] for f in found], np.int64),
            "values": np.array([f[2] for f in found], np.float32)}


def attributions(examples, shape):
    """Cues as B-I-O; and for each cue its words, the first of them, and what every other word of the window is to it."""
    cues = np.full(shape, PASSED, np.int64)
    rows, insides, roles = [], [], []
    for i, e in enumerate(examples):
        cues[i, 1:e.words] = 0
        for cue, source, content in e.doc.attributions:
            if not e.first <= cue[0] < e.end:
                continue
            inside = [c - e.first + 1 for c in cue if e.first <= c < e.end]
            for k, c in enumerate(inside):
                if cues[i, c] == 0:
                    cues[i, c] = 1 if k == 0 else 2
            labels = np.full(shape[1], PASSED, np.int64)
            labels[1:e.words] = 0
            for value, words in ((2, content), (1, source)):
                labels[[c - e.first + 1 for c in words if e.first <= c < e.end]] = value
            rows.append(i), insides.append(inside), roles.append(labels)
    weights = np.zeros((len(rows), shape[1]), np.float32)
    for k, inside in enumerate(insides):
        weights[k, inside] = 1 / len(inside)
    return {"cues": cues, "rows": np.array(rows, np.int64), "weights": weights, "middle": np.array([c[0] for c in insides], np.int64),
            "roles": np.stack(roles) if roles else np.zeros((0, shape[1]), np.int64)}


def producer(train, pieces, size, shares, masked, seed, number, queue):
    """Puts batches without end, the tasks by their shares; each draws from a part of the documents at a time."""
    rng = random.Random(seed * 1000 + number)
    waiting = {task: [] for task in train}
    while True:
        task = rng.choices(list(shares), list(shares.values()))[0]
        if not waiting[task]:
            docs = rng.sample(train[task], max(1, len(train[task]) // 8))
            made = [example(d, w, pieces, rng, task, masked) for d in docs for w in windows(d, pieces, LONGEST_WINDOW, rng)]
            waiting[task] = batches(made, size, rng)
        queue.put((task, collate(waiting[task].pop(), task)))


def produced(train, pieces, size, shares, masked, seed, workers):
    """Batches of `workers` processes, which end with this one."""
    context = get_context("fork")
    queue = context.Queue(4 * workers)
    for number in range(workers):
        context.Process(target=producer, args=(train, pieces, size, shares, masked, seed, number, queue), daemon=True).start()
    while True:
        yield queue.get()
