"""One encoder, one head per task."""
import torch
import torch.nn.functional as F
from torch import nn

from pieces import GAPS, SHAPES

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
# After this layer, events have layers of their own.
FORK = 4
ARC, LABEL, PAIR = 256, 96, 128
# Distances between two words are told apart up to this many steps of a logarithmic scale on each side.
STEPS = 12


def steps(distance):
    """0 for the word itself, then 1 2 3-4 5-8 ... on either side; `src/network/heads.rs` has the same."""
    size = torch.clamp(torch.ceil(torch.log2(distance.abs().clamp(min=1).float())).long() + 1, max=STEPS)
    size = torch.where(distance == 0, torch.zeros_like(size), size)
    return torch.where(distance < 0, STEPS + size, size)


class Drop(nn.Module):
    """Dropout that takes its luck from a pool: drawing every number anew would take a tenth of the time on a CPU."""

    pool = None

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or x.is_cuda:
            return F.dropout(x, self.p, self.training)
        if Drop.pool is None:
            Drop.pool = torch.rand(1 << 23)
        n = x.numel()
        start = torch.randint(max(1, len(Drop.pool) - n), ()).item()
        luck = Drop.pool[start:start + n] if n <= len(Drop.pool) else torch.rand(n)
        return x * ((luck >= self.p).to(x.dtype) / (1 - self.p)).view(x.shape)


class Layer(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Drop(drop)

    def forward(self, x, mask):
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if not x.is_cuda:  # In 32 bits: the kernel for 16 is slow backwards.
            q, k, v = q.float(), k.float(), v.float()
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, pieces, drop=0.1):
        super().__init__()
        self.pieces = nn.Embedding(pieces, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.gaps = nn.Embedding(GAPS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = Drop(drop)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.gaps.weight)

    def forward(self, ids, shapes, gaps, mask):
        at = torch.arange(ids.shape[1])
        x = self.pieces(ids) + self.positions(at) + self.shapes(shapes) + self.gaps(gaps)
        x = self.drop(self.norm(x))
        states = [x]
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
            states.append(x)
        return states

    def load_minilm(self, tensors):
        """Takes over the weights of all-MiniLM-L6-v2; the type embedding goes into the positions."""
        t = tensors
        with torch.no_grad():
            self.pieces.weight.copy_(t["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(t["embeddings.position_embeddings.weight"] + t["embeddings.token_type_embeddings.weight"][0])
            self.norm.weight.copy_(t["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(t["embeddings.LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for kind in ("weight", "bias"):
                    qkv = [t[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                    getattr(layer.qkv, kind).copy_(torch.cat(qkv))
                    getattr(layer.out, kind).copy_(t[f"{p}attention.output.dense.{kind}"])
                    getattr(layer.norm1, kind).copy_(t[f"{p}attention.output.LayerNorm.{kind}"])
                    getattr(layer.up, kind).copy_(t[f"{p}intermediate.dense.{kind}"])
                    getattr(layer.down, kind).copy_(t[f"{p}output.dense.{kind}"])
                    getattr(layer.norm2, kind).copy_(t[f"{p}output.LayerNorm.{kind}"])


class Mix(nn.Module):
    """A weighted mean of the states of all layers, for each word the mean over its pieces."""

    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.tensor([0.0] * LAYERS + [2.0]))

    def forward(self, states):
        w = torch.softmax(self.weights, 0)
        return sum(w[i] * s for i, s in enumerate(states))


def pooled(x, batch):
    """[words of the whole batch as a padded B x W x D]"""
    flat = x.reshape(-1, x.shape[-1])[batch.real]
    out = torch.zeros(batch.shape[0] * batch.shape[1], x.shape[-1]).index_add_(0, batch.word_of, flat.float())
    return (out * batch.inverse_counts[:, None]).view(*batch.shape, -1)


class Pairs(nn.Module):
    """A label for each pair of a word (or mean of words) and another word."""

    def __init__(self, labels, width=PAIR):
        super().__init__()
        self.one = nn.Linear(WIDTH, width)
        self.other = nn.Linear(WIDTH, width)
        self.table = nn.Parameter(torch.zeros(labels, width, width))
        self.of_other = nn.Linear(width, labels)
        self.far = nn.Parameter(torch.zeros(2 * STEPS + 1, labels))
        self.drop = Drop(0.2)
        nn.init.normal_(self.table, std=1 / width)

    def others(self, x):
        return self.drop(F.relu(self.other(x)))

    def forward(self, ones, b, distance):
        """ones N x D, b N x W x width of `others`, distance N x W; logits N x W x labels"""
        a = self.drop(F.relu(self.one(ones)))
        product = torch.einsum("nlj,nwj->nwl", torch.einsum("ni,lij->nlj", a, self.table), b)
        return product + self.of_other(b) + self.far[steps(distance)]


class Reader(nn.Module):
    def __init__(self, pieces, inventory):
        super().__init__()
        n = {k: len(v) for k, v in inventory.items()}
        self.inventory = inventory
        self.encoder = Encoder(pieces)
        self.mix_tags, self.mix_tree, self.mix_spans = Mix(), Mix(), Mix()
        self.drop = Drop(0.2)
        self.starts = nn.Linear(WIDTH, 2)
        self.upos = nn.Linear(WIDTH, n["upos"])
        self.xpos = nn.Linear(WIDTH, n["xpos"])
        self.feats = nn.Linear(WIDTH, n["feats"])
        self.arc_word, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arc_table, self.arc_bias = nn.Parameter(torch.zeros(ARC, ARC)), nn.Linear(ARC, 1)
        self.rel_word, self.rel_head = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.rel_table = nn.Parameter(torch.zeros(n["rels"], LABEL + 1, LABEL + 1))
        self.drop_tree = Drop(0.3)
        self.names, self.times, self.cues = (nn.Linear(WIDTH, n[k]) for k in ("names", "times", "cues"))
        self.roles = Pairs(3)
        self.fact_hidden, self.fact = nn.Linear(WIDTH, PAIR), nn.Linear(PAIR, 1)
        self.links = Pairs(1)
        self.event_layers = nn.ModuleList(Layer(0.1) for _ in range(LAYERS - FORK))
        self.event_mix = nn.Parameter(torch.tensor([0.0, 2.0]))
        self.kinds, self.denied = nn.Linear(WIDTH, n["kinds"]), nn.Linear(WIDTH, 2)
        nn.init.normal_(self.arc_table, std=1 / ARC)

    def states(self, batch):
        return self.encoder(batch.ids, batch.piece_shapes, batch.piece_gaps, batch.mask)

    def fork(self):
        """Lets the layers of events begin as those that all share."""
        self.event_layers.load_state_dict(self.encoder.layers[FORK:].state_dict())

    def events(self, forked, spans, batch):
        """What kinds are told from, of the states after FORK and those for spans. B x W x D"""
        for layer in self.event_layers:
            forked = layer(forked, batch.mask[:, None, None, :])
        w = torch.softmax(self.event_mix, 0)
        return self.drop(pooled(w[0] * spans + w[1] * forked, batch))

    def tree(self, states, batch):
        """Scores of heads B x W x W (column 0 is the root), and what labels need."""
        x = self.drop(pooled(self.mix_tree(states), batch))
        word = self.drop_tree(F.relu(self.arc_word(x)))
        head = self.drop_tree(F.relu(self.arc_head(x)))
        arcs = word @ self.arc_table @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        return arcs, self.drop_tree(F.relu(self.rel_word(x))), self.drop_tree(F.relu(self.rel_head(x)))

    def labels(self, word, head):
        """Logits of relations for pairs, both N x LABEL."""
        one = torch.ones(word.shape[0], 1)
        left = torch.cat([word, one], 1) @ self.rel_table.permute(1, 0, 2).reshape(LABEL + 1, -1)
        return (left.view(word.shape[0], -1, LABEL + 1) * torch.cat([head, one], 1)[:, None]).sum(-1)
