"""Ids of tiktoken (Python) for packages/tokenizer/fixtures.

    pip install tiktoken==0.14.0
    python tooling/reference/tiktoken_hashes.py ../shared/data/lm

Writes tiktoken-hashes.json (sha256 over the ids of each file as little-endian 32-bit numbers) and
tiktoken-strings.json (ids of short strings with sharp edges, drawn with a fixed seed). The ranks are
those of js-tiktoken, so that nothing is downloaded; the patterns are tiktoken's own.
"""

import array
import base64
import hashlib
import json
import random
import re
import sys
from pathlib import Path

import tiktoken
import tiktoken_ext.openai_public as public

PACKAGE = Path(__file__).resolve().parents[2] / "packages" / "tokenizer"
RANKS = PACKAGE / "node_modules" / "js-tiktoken" / "dist" / "ranks"


def ranks(name):
    packed = json.loads(re.search(r"\{.*\}", (RANKS / f"{name}.js").read_text(), re.S).group(0))
    tokens = {}
    for line in filter(None, packed["bpe_ranks"].split("\n")):
        _, first, *encoded = line.split(" ")
        for index, token in enumerate(encoded):
            tokens[base64.b64decode(token)] = int(first) + index
    return tokens


def pattern(name):
    """The pattern that tiktoken gives this encoding; its ranks would come from the network."""
    found = {}
    loaders = ("load_tiktoken_bpe", "data_gym_to_mergeable_bpe_ranks")
    kept = {loader: getattr(public, loader) for loader in loaders}
    for loader in loaders:
        setattr(public, loader, lambda *_, **__: {})
    found = getattr(public, name)()["pat_str"]
    for loader, function in kept.items():
        setattr(public, loader, function)
    return found


def encoding(name, ranks_name):
    return tiktoken.Encoding(
        name, pat_str=pattern(name), mergeable_ranks=ranks(ranks_name), special_tokens={}
    )


ENCODINGS = {
    "gpt2": encoding("gpt2", "gpt2"),
    "cl100k": encoding("cl100k_base", "cl100k_base"),
    "o200k": encoding("o200k_base", "o200k_base"),
}

SHARP = [
    *" \n\r\t'sSdrRevElLmMaAbBzZéÉß1290½-!/.,<>",
    *"中文한あʰªǅſ\u0301\u0308\u20dd\x85\xa0\u2003\u2028\u3000\ufeff\u200b🙂𝒜𝟘\0\x1c",
    *["  ", "\n\n", "\r\n", "'s", "'LL", "'ſ", "ABC", "abc", "McD", "123", "http://"],
]


def strings():
    draw = random.Random(20240607)
    for _ in range(600):
        yield "".join(draw.choices(SHARP, k=draw.randint(1, 20)))


def digest(ids):
    data = array.array("I", ids)
    if sys.byteorder == "big":
        data.byteswap()
    return hashlib.sha256(data.tobytes()).hexdigest()


def main(folder):
    files = sorted(path for end in ("txt", "jsonl") for path in folder.rglob(f"*.{end}"))
    hashes = {}
    for path in files:
        text = path.read_bytes().decode("utf-8")
        hashes[path.relative_to(folder).as_posix()] = {
            "textSha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            **{name: digest(e.encode_ordinary(text)) for name, e in ENCODINGS.items()},
        }
    cases = [
        {"text": s, **{name: e.encode_ordinary(s) for name, e in ENCODINGS.items()}}
        for s in strings()
    ]
    fixtures = PACKAGE / "fixtures"
    fixtures.mkdir(exist_ok=True)
    (fixtures / "tiktoken-hashes.json").write_text(json.dumps(hashes, indent=2) + "\n")
    lines = ",\n  ".join(json.dumps(case) for case in cases)
    (fixtures / "tiktoken-strings.json").write_text(f"[\n  {lines}\n]\n")


main(Path(sys.argv[1]))
