"""Words to word pieces and shapes; `src/pieces.rs` does the same, and a test there compares the two on `tests/pieces.tsv`."""
import re
import unicodedata

PLAIN = str.maketrans({c: to for chars, to in (("“”„‟«»″", '"'), ("‘’‚‛`´ʼʻʿʾ′", "'"), ("‐‑‒–—―−", "-")) for c in chars})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\x00-\x08\x0e-\x1b\x7f]")
LONGEST_WORD = 100
# What stands between a word and the one before it.
NO_GAP, SPACE, PARAGRAPH = 0, 1, 2
GAPS, SHAPES = 3, 7


def shape(word):
    """0 no letters, 1 lower case, 2 first capital, 3 all capitals, 4 one capital letter, 5 mixed, 6 digits."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 6 if any(c.isdigit() for c in word) else 0
    capitals = sum(c.isupper() for c in letters)
    if capitals == 0:
        return 1
    if len(letters) == 1:
        return 4
    if capitals == len(letters):
        return 3
    return 2 if capitals == 1 and letters[0].isupper() else 5


def is_mark(c):
    cp = ord(c)
    ascii_mark = 33 <= cp <= 47 or 58 <= cp <= 64 or 91 <= cp <= 96 or 123 <= cp <= 126
    return ascii_mark or unicodedata.category(c).startswith("P")


class Pieces:
    def __init__(self, vocab_file):
        with open(vocab_file, encoding="utf-8") as f:
            self.list = [line.rstrip("\n") for line in f]
        self.ids = {piece: i for i, piece in enumerate(self.list)}
        self.unknown, self.cls, self.mask = self.ids["[UNK]"], self.ids["[CLS]"], self.ids["[MASK]"]
        self.known = {}

    def of(self, word):
        """The ids of the pieces of one word, at least one."""
        if word not in self.known:
            self.known[word] = self._of(word)
        return self.known[word]

    def _of(self, word):
        plain = INVISIBLE.sub("", word).translate(PLAIN).replace("…", "...").lower()
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if unicodedata.category(c)[0] != "M")
        out, run = [], ""
        for c in plain + " ":
            if c.isspace() or is_mark(c):
                out += self._run(run) if run else []
                run = ""
                if not c.isspace():
                    out.append(self.ids.get(c, self.unknown))
            else:
                run += c
        return out[:LONGEST_WORD] or [self.unknown]

    def _run(self, run):
        if len(run) > LONGEST_WORD:
            return [self.unknown]
        out, start = [], 0
        while start < len(run):
            end = len(run)
            while end > start and (("##" if start else "") + run[start:end]) not in self.ids:
                end -= 1
            if end == start:
                return [self.unknown]
            out.append(self.ids[("##" if start else "") + run[start:end]])
            start = end
        return out


if __name__ == "__main__":
    import sys

    pieces = Pieces(sys.argv[1])
    for line in sys.stdin:
        word = line.rstrip("\n")
        print(word, " ".join(map(str, pieces.of(word))), shape(word), sep="\t")
