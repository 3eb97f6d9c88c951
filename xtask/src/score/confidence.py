"""How far the confidence of claims can be trusted, and its weights fitted anew.

confidence.py --eval DIR --claims PROGRAM --weights FILE [--fit GOLD[=TEXTS] ...] GOLD[=TEXTS] ...

PROGRAM reads reports as JSON Lines and prints claims with `confidence` and `terms`. "Right" is what score_claims.py counts:
the same kind, and quotes that overlap by half; claims of the kind `other` are not judged. With --fit the weights are fitted on
those sets (a logistic with a little shrinkage, by Newton's method), FILE is written, and the sets are measured with them.
"""
import argparse
import json
import math
import re
import subprocess
from pathlib import Path

STEPS = (0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
SHRINKAGE = 1.0


def scorer(folder):
    """The scorer's functions: it is a script, so all but its last call."""
    code = (folder / "score_claims.py").read_text().rsplit("main()", 1)[0]
    names = {}
    exec(compile(code, "score_claims.py", "exec"), names)
    return names


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def judged(given, program, s):
    """Of each claim of a set its terms, its confidence and whether it is right."""
    gold, _, texts = given.partition("=")
    gold, texts = Path(gold), Path(texts)
    docs = {d["id"]: d | {"text": d["text"] if "text" in d else (texts / d["file"]).read_text()} for d in rows(gold / "docs.jsonl")}
    told = subprocess.run([program, "--terms"], input="".join(json.dumps(d) + "\n" for d in docs.values()),
                          capture_output=True, text=True, check=True).stdout
    wanted = [g for g in rows(gold / "claims.jsonl") if g["kind"] in s["FAMILY"]]
    for g in wanted:
        g["_span"] = s["span"](docs[g["doc"]]["text"], g["quote"])
    got = []
    for c in map(json.loads, told.splitlines()):
        doc = docs[c["report"]]
        c["_span"] = s["span"](doc["text"], c["quote"], c["start"])
        if c["kind"] in s["FAMILY"] and c["_span"][0] < (doc.get("annotated_chars") or len(doc["text"])):
            got.append(c)
    right = {i for _, i in s["pair"](wanted, got, lambda a, b: a == b)}
    return [(c["terms"], c["confidence"], i in right) for i, c in enumerate(got)]


def logistic(terms, weights):
    return 1 / (1 + math.exp(-sum(weights.get(t, 0.0) for t in terms)))


def fitted(claims):
    """Weights of the terms."""
    names = sorted({t for terms, _, _ in claims for t in terms})
    at = {n: i for i, n in enumerate(names)}
    w = [0.0] * len(names)
    for _ in range(12):
        slope = [-SHRINKAGE * x for x in w]
        bend = [[SHRINKAGE * (i == j) for j in range(len(w))] for i in range(len(w))]
        for terms, _, right in claims:
            here = [at[t] for t in terms]
            p = 1 / (1 + math.exp(-sum(w[i] for i in here)))
            for i in here:
                slope[i] += right - p
                for j in here:
                    bend[i][j] += p * (1 - p)
        w = [x + d for x, d in zip(w, solved(bend, slope))]
    return dict(zip(names, w))


def solved(a, b):
    """x of a x = b, for a symmetric and positive a."""
    n = len(b)
    a, b = [row[:] for row in a], b[:]
    for k in range(n):
        for i in range(k + 1, n):
            f = a[i][k] / a[k][k]
            for j in range(k, n):
                a[i][j] -= f * a[k][j]
            b[i] -= f * b[k]
    for k in reversed(range(n)):
        b[k] = (b[k] - sum(a[k][j] * b[j] for j in range(k + 1, n))) / a[k][k]
    return b


def reliability(name, claims):
    print(f"{name}: {len(claims)} claims, {sum(r for _, _, r in claims) / len(claims):.3f} right")
    error = 0.0
    for low, high in zip(STEPS, STEPS[1:]):
        here = [(p, right) for _, p, right in claims if low <= p < high]
        if here:
            mean, share = sum(p for p, _ in here) / len(here), sum(r for _, r in here) / len(here)
            error += abs(mean - share) * len(here) / len(claims)
            print(f"  {low:.1f} to {min(high, 1):.1f}  {len(here):5} claims, mean confidence {mean:.2f}, share right {share:.2f}")
    print(f"{name}: expected calibration error {error:.4f}")
    lost = -sum(math.log(max(1e-9, p if r else 1 - p)) for _, p, r in claims) / len(claims)
    print(f"{name}: log loss {lost:.4f}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--eval", type=Path, required=True)
    p.add_argument("--claims", required=True)
    p.add_argument("--weights", type=Path, required=True)
    p.add_argument("--fit", nargs="*", default=[])
    p.add_argument("sets", nargs="*")
    args = p.parse_args()
    s = scorer(args.eval)
    fit = [c for given in args.fit for c in judged(given, args.claims, s)]
    weights = fitted(fit) if fit else None
    if weights:
        head = re.split(r"(?m)^\[weights\]\n", args.weights.read_text())[0]
        args.weights.write_text(head + "[weights]\n" + "".join(f'"{n}" = {w:.3f}\n' for n, w in sorted(weights.items())))
    again = lambda claims: [(t, logistic(t, weights), r) for t, _, r in claims] if weights else claims
    if fit:
        reliability("fitted on", again(fit))
    for given in args.sets:
        reliability(Path(given.partition("=")[0]).name, again(judged(given, args.claims, s)))


if __name__ == "__main__":
    main()
