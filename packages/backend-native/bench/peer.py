"""PyTorch's side of bench/cpu.ts: reads a line, runs the task that many times, answers their times in ms.

usage: peer.py '{"task": ..., "precision": "f32"|"bf16", "compile": bool, "threads": n, ...sizes}'
"""
import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


def peak_memory():
    """Most memory this process has had, in KiB; on Linux ru_maxrss begins with the parent's."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))



class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc, self.out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, cache=None, at=0):
        b, t, c = x.shape
        q, k, v = (
            part.view(b, t, self.heads, c // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm1(x)).split(c, -1)
        )
        if cache is not None:
            cache[0][:, :, at : at + t], cache[1][:, :, at : at + t] = k, v
            k, v = cache[0][:, :, : at + t], cache[1][:, :, : at + t]
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=t > 1)
        x = x + self.proj(mixed.transpose(1, 2).reshape(b, t, c))
        return x + self.out(F.gelu(self.fc(self.norm2(x)), approximate="tanh"))


class Model(nn.Module):
    def __init__(self, layers, heads, width, length, vocab):
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocab, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, std=0.02)

    def logits(self, ids, caches=None, at=0):
        x = self.tokens(ids) + self.places.weight[at : at + ids.shape[1]]
        for i, block in enumerate(self.blocks):
            x = block(x, caches[i] if caches else None, at)
        return self.norm(x[:, -1:] if caches else x) @ self.tokens.weight.T

    def forward(self, ids, targets):
        return F.cross_entropy(self.logits(ids).flatten(0, 1), targets.flatten())


task = json.loads(sys.argv[1])
torch.set_num_threads(task["threads"])
torch.manual_seed(0)
bf16 = task["precision"] == "bf16"
number = torch.bfloat16 if bf16 else torch.float32


def gpt2():
    return Model(*(task[name] for name in ("layers", "heads", "width", "time", "vocab")))


def training_step():
    batch, length, vocab = task["batch"], task["time"], task["vocab"]
    model = gpt2()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True
    )
    if task["compile"]:
        model = torch.compile(model)
    ids = (torch.arange(batch * length) * 7919 % vocab).view(batch, length)
    targets = (torch.arange(batch * length) * 7919 + 7919).remainder(vocab).view(batch, length)

    def run():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = model(ids, targets)
        loss.backward()
        optimizer.step()
        loss.item()

    return run


def product():
    m, n, k, turned = (task[name] for name in ("m", "n", "k", "turned"))
    a = torch.randn(k, m, dtype=number).T if turned == "a" else torch.randn(m, k, dtype=number)
    b = torch.randn(n, k, dtype=number).T if turned == "b" else torch.randn(k, n, dtype=number)
    return lambda: a @ b


def attention():
    shape = (task["batch"], task["heads"], task["time"], 64)
    q, k, v = (torch.randn(shape, dtype=number, requires_grad=True) for _ in range(3))
    sparsity, seen = task["sparsity"], None
    if sparsity:
        back = torch.arange(task["time"])[:, None] - torch.arange(task["time"])
        seen = (back >= 0) & ((back < sparsity) | (back % sparsity == 0))

    def run():
        F.scaled_dot_product_attention(q, k, v, attn_mask=seen, is_causal=seen is None).sum().backward()
        for x in (q, k, v):
            x.grad = None

    return run


def decode():
    model = gpt2().to(number)
    shape = (2, 1, task["heads"], task["time"], task["width"] // task["heads"])
    caches = [torch.zeros(shape, dtype=number) for _ in model.blocks]
    at = 0

    @torch.inference_mode()
    def run():
        nonlocal at
        if at % task["time"] == 0:
            model.logits(torch.arange(64)[None], caches, 0)
            at = 64
        model.logits(torch.tensor([[at]]), caches, at)[0, -1].argmax().item()
        at += 1

    return run


run = {"step": training_step, "product": product, "attention": attention, "decode": decode}[task["task"]]()
run()  # compiles, where that is wanted
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    peak = peak_memory()
    print(peak, " ".join(f"{t:.4f}" for t in times), flush=True)
