"""Reads the data sets into documents of words with their annotations."""
import json
import lzma
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from pieces import NO_GAP, PARAGRAPH, SPACE

# The genres of GUM whose texts its licence file lists under attribution licences or in the public domain.
FREE_GENRES = ("news", "interview", "bio", "voyage", "textbook", "vlog", "speech", "conversation")
NAME_CLASSES = ("Person", "Organization", "Location", "NORP", "Date", "Misc", "Money", "Facility", "Product")
# None, then the kinds of claims (`rules/en/kinds`).
KINDS = ["O", "captures", "enters", "advances", "withdraws", "loses", "holds", "besieges", "repels", "attacks", "strikes", "clashes", "kills",
         "injures", "captures_people", "displaces", "closes", "opens", "evacuates", "deploys", "surrenders", "ceasefire", "releases",
         "verifies", "cannot_verify"]
TIME_CLASSES = ("DATE", "TIME", "DURATION", "SET")


@dataclass
class Doc:
    id: str
    words: list = field(default_factory=list)
    gaps: list = field(default_factory=list)
    starts: list = field(default_factory=list)  # index of the first word of each sentence
    # Annotations by layer; a layer that is missing is not trained on.
    upos: list = None
    xpos: list = None
    feats: list = None
    heads: list = None  # index into words, -1 for a root
    rels: list = None
    names: list = None  # B-, I-, O
    times: list = None
    attributions: list = None  # (cue words, source words, content words)
    facts: list = None  # (word, value)
    kinds: list = None  # what sort of claim a word carries, or O
    denied: list = None  # 0 told, 1 denied, -100 for words without a claim
    chains: list = None  # word -> chain of the mention that it heads, or absent


def read(path):
    opener = lzma.open if str(path).endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8") as f:
        return f.read()


def particles(root):
    lines = (root / "lexicons/en/name_particles.txt").read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def treebank(path, root, keep=lambda doc_id: True):
    """Documents of a CoNLL-U file; `al - Sham` is joined as the tokenizer does."""
    docs, doc, rows, par, known = [], None, [], True, particles(root)

    def close():
        nonlocal rows, par
        if rows and doc is not None:
            sentence(doc, rows, par, known)
            par = False
        rows = []

    for line in read(path).split("\n"):
        if line.startswith("# newdoc"):
            close()
            doc = Doc(line.split("= ")[1].strip())
            for layer in ("upos", "xpos", "feats", "heads", "rels", "chains"):
                setattr(doc, layer, [])
            doc.open = []
            docs.append(doc)
            par = True
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            par = True
        elif not line.strip():
            close()
        elif line[0].isdigit():
            rows.append(line.split("\t"))
    close()
    return [d for d in docs if keep(d.id) and d.words]


def free(name):
    """Whether a document of GUM may go into the weights."""
    return any(f"_{g}_" in name for g in FREE_GENRES)


def lines_of(path, keep=lambda doc_id: True):
    """The lines of those documents of a CoNLL-U file."""
    kept = True
    for line in read(path).split("\n"):
        if line.startswith("# newdoc"):
            kept = keep(line.split("= ")[1].strip())
        if kept:
            yield line


def sentence(doc, rows, par, known):
    words, space, glued_until, glued_space = [], [], 0, True
    for c in rows:
        if "." in c[0]:
            continue
        if "-" in c[0]:
            glued_until, glued_space = int(c[0].split("-")[1]), "SpaceAfter=No" not in c[9]
            continue
        n = int(c[0])
        inside = n < glued_until
        after = False if inside else glued_space if n == glued_until else "SpaceAfter=No" not in c[9]
        words.append(c)
        space.append(after)
    # Which word each row goes into.
    group, i = [], 0
    while i < len(words):
        joined = 1
        if i + 2 < len(words) and not space[i] and not space[i + 1]:
            first, mark, last = (words[i + k][1] for k in range(3))
            if first.lower() in known and mark == "-" and last[:1].isupper():
                joined = 3
        group.append(range(i, i + joined))
        i += joined
    where = {k: g for g, r in enumerate(group) for k in r}
    base = len(doc.words)
    doc.starts.append(base)
    mention_heads(doc, words, where, base)
    for g, r in enumerate(group):
        top = next((k for k in r if int(words[k][6]) - 1 not in r), r[0])
        c = words[top]
        head = int(c[6]) - 1
        if len(r) > 1:
            doc.words.append("".join(words[k][1] for k in r))
            doc.upos.append("PROPN" if c[3] in ("PROPN", "DET", "X", "ADP") else c[3])
            doc.xpos.append("NNP" if c[4] in ("NNP", "DT", "FW", "GW", "AFX") else c[4])
            doc.feats.append("Number=Sing" if doc.upos[-1] == "PROPN" else c[5])
        else:
            doc.words.append(c[1])
            doc.upos.append(c[3])
            doc.xpos.append(c[4])
            doc.feats.append(c[5])
        doc.heads.append(base + where[head] if head >= 0 else -1)
        doc.rels.append(c[7])
        before = PARAGRAPH if par and g == 0 else SPACE if g == 0 or space[r[0] - 1] else NO_GAP
        doc.gaps.append(before)


def mention_heads(doc, words, where, base):
    """Gives the syntactic head of each mention that ends here the mention's chain (GUM's `Entity`)."""
    heads = {}
    for i, c in enumerate(words):
        entity = next((f[7:] for f in c[9].split("|") if f.startswith("Entity=")), "")
        for opening, closing in re.findall(r"\(([^()]+\)?)|([0-9]+\))", entity.replace("(", " (")):
            if opening:
                chain = opening.split("-")[0].rstrip(")")
                kind = opening.split("-")[1] if "-" in opening else ""
                if opening.endswith(")"):
                    heads[where[i]] = (chain, kind)
                else:
                    doc.open.append((chain, kind, i))
            elif closing:
                chain = closing.rstrip(")")
                at = next((k for k in reversed(range(len(doc.open))) if doc.open[k][0] == chain), None)
                if at is None:
                    continue
                chain, kind, first = doc.open.pop(at)
                span = range(first, i + 1)
                top = next((k for k in span if int(words[k][6]) - 1 not in span), first)
                heads.setdefault(where[top], (chain, kind))
    doc.open = []
    doc.chains += [(base + w, chain, kind) for w, (chain, kind) in heads.items()]


def names(path):
    """Newswire articles; each line of the set may hold several sentences."""
    for line in read(path).splitlines():
        row = json.loads(line)
        doc = Doc(row["id"], names=[])
        for s in row["sentences"]:
            doc.starts.append(len(doc.words))
            for i, (word, tag) in enumerate(zip(s["tokens"], s["tags"])):
                doc.words.append(word)
                doc.names.append(tag)
                doc.gaps.append(PARAGRAPH if i == 0 else glue(doc.words, i))
        if doc.words:
            yield doc


def glue(words, i):
    """The set does not say where blanks stood: the usual places."""
    word, before = words[-1], words[-2]
    closing = word in (".", ",", ";", ":", "?", "!", ")", "]", "%", "'s", "’s", "n't", "'re", "'ve", "'ll", "'d", "'m")
    return NO_GAP if closing or before in ("(", "[", "$", "-") or word == "-" else SPACE


def tokenized(rows, tokenizer):
    """Documents of raw texts cut by the tokenizer of the crate; offsets are kept for the annotations."""
    lines = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in rows)
    out = subprocess.run([str(tokenizer)], input=lines.encode(), capture_output=True, check=True).stdout
    for row, line in zip(rows, out.decode().splitlines()):
        cut = json.loads(line)
        spans = cut["words"]
        doc = Doc(row["id"], [row["text"][a:b] for a, b in spans], cut["gaps"], cut["starts"])
        if doc.words:
            yield row, doc, spans


def covered(spans, pieces):
    """The words that overlap one of the pieces."""
    return [i for i, (a, b) in enumerate(spans) for p in pieces if a < p["end"] and p["start"] < b]


def attributions(path, tokenizer):
    rows = [json.loads(line) for line in read(path).splitlines()]
    for row, doc, spans in tokenized(rows, tokenizer):
        doc.attributions = []
        for a in row["attributions"]:
            cue, source, content = (covered(spans, a[k]) for k in ("cue", "source", "content"))
            if cue:
                doc.attributions.append((cue, source, content))
        yield doc


def times(path, tokenizer):
    rows = [json.loads(line) for line in read(path).splitlines()]
    for row, doc, spans in tokenized(rows, tokenizer):
        doc.times = ["O"] * len(doc.words)
        for t in row["timexes"]:
            inside = [i for i in covered(spans, [t]) if doc.times[i] == "O"]
            for k, i in enumerate(inside):
                doc.times[i] = ("I-" if k else "B-") + t["type"]
        yield doc


def factuality(path):
    """One document a sentence; its words stand as the set cuts them."""
    by_text = defaultdict(list)
    for line in read(path).splitlines():
        row = json.loads(line)
        by_text[row["text"]].append(row)
    for text, rows in by_text.items():
        words = rows[0]["tokens"]
        gaps = [PARAGRAPH] + [glue(words[: i + 1], i) for i in range(1, len(words))]
        yield Doc(rows[0]["id"], words, gaps, [0], facts=[(r["event_index"], r["label"]) for r in rows])


MARKED = re.compile(r"\{([^{}|]+)\|([a-z_]+)(\|denies)?\}")


def kinds(folder, tokenizer):
    """Passages whose words for events are marked, as `The army {lost|loses|denies} nothing.`; one a line."""
    rows = []
    for path in sorted(folder.glob("*.txt")):
        for n, line in enumerate(read(path).splitlines()):
            text, marks, last = "", [], 0
            for m in MARKED.finditer(line):
                text += line[last:m.start()]
                marks.append(({"start": len(text), "end": len(text) + len(m[1])}, m[2], bool(m[3])))
                text += m[1]
                last = m.end()
            rows.append({"id": f"{path.stem}-{n + 1}", "text": text + line[last:], "marks": marks})
    for row, doc, spans in tokenized(rows, tokenizer):
        doc.kinds, doc.denied = ["O"] * len(doc.words), [-100] * len(doc.words)
        for mark, kind, denied in row["marks"]:
            for i in covered(spans, [mark]):
                doc.kinds[i], doc.denied[i] = kind, int(denied)
        yield doc
