"""What Hugging Face's tokenizers and tiktoken make of the files that @gpt/tokenizer writes.

    WRITE_TOKENIZERS=/tmp/tok npx vitest run --project tokenizer packages/tokenizer/src/hugging-face.test.ts
    python3 tooling/reference/tokenizer_files.py /tmp/tok

Needs tokenizers and tiktoken; neither building nor testing needs this script. The folder holds
texts.json, corpus.txt and a tokenizer.json for each family (a .tiktoken file too for byte-level
BPE). Writes packages/tokenizer/fixtures/hugging-face.json: the ids of every text, and the pieces
that Hugging Face's trainer learns from the same corpus where it has the form.
"""

import base64
import json
import pathlib
import sys

import tiktoken
import tokenizers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

FOLDER = pathlib.Path(sys.argv[1])
TEXTS = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
CORPUS = (FOLDER / "corpus.txt").read_bytes().decode("utf-8")
FIXTURE = pathlib.Path(__file__).parents[2] / "packages" / "tokenizer" / "fixtures" / "hugging-face.json"


def ordered(vocab):
    return [piece for piece, _ in sorted(vocab.items(), key=lambda entry: entry[1])]


def our_pieces(name):
    return ordered(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["model"]["vocab"])


def retrained(name):
    """Hugging Face's trainer on the corpus. It numbers marked characters by chance, so that ours
    are given to it as its first pieces: then ties fall alike."""
    ours = our_pieces(name)
    if name == "byte-bpe":
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=len(ours) - 1, min_frequency=2, initial_alphabet=alphabet)
    elif name == "wordpiece-frequency":
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(
            vocab_size=len(ours), min_frequency=2, special_tokens=first(ours), continuing_subword_prefix="##"
        )
    else:
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
        tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        trainer = trainers.BpeTrainer(
            vocab_size=len(ours), min_frequency=2, special_tokens=first(ours), end_of_word_suffix="</w>"
        )
    tokenizer.train_from_iterator([CORPUS], trainer)
    return ordered(tokenizer.get_vocab())


def first(pieces):
    """Special tokens and characters: all before the first piece of two characters."""
    plain = [piece.replace("##", "").replace("</w>", "") for piece in pieces]
    named = next(i for i, piece in enumerate(plain) if len(piece) == 1)
    merged = next(i for i in range(named, len(plain)) if len(plain[i]) > 1)
    return pieces[:merged]


result = {
    "tokenizers": tokenizers.__version__,
    "tiktoken": tiktoken.__version__,
    "ids": {},
    "pairs": {},
    "pieces": {},
}
for path in sorted(FOLDER.glob("*.json")):
    if path.name == "texts.json":
        continue
    tokenizer = Tokenizer.from_file(str(path))
    result["ids"][path.stem] = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    pair = tokenizer.encode("the water", "is hot")
    result["pairs"][path.stem] = {"ids": pair.ids, "types": pair.type_ids}
for name in ("byte-bpe", "wordpiece-frequency", "shared-bpe"):
    result["pieces"][name] = retrained(name)

lines = (FOLDER / "byte-bpe.tiktoken").read_text().splitlines()
ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split(" ") for line in lines)}
pattern = (FOLDER / "pattern.txt").read_text(encoding="utf-8")
encoding = tiktoken.Encoding("ours", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
result["ids"]["byte-bpe.tiktoken"] = [encoding.encode_ordinary(text) for text in TEXTS]
FIXTURE.write_text(json.dumps(result, ensure_ascii=True) + "\n")
