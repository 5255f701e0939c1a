import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainByteBpe } from "../src/train/train-byte-bpe.ts";
import type { Row } from "./bench.ts";

const VOCAB = 32_768;

const PYTHON = `
import sys, time
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
trainer = trainers.BpeTrainer(vocab_size=${VOCAB}, min_frequency=2, show_progress=False,
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
text = open(sys.argv[1], newline="", encoding="utf-8").read()
start = time.perf_counter()
tokenizer.train_from_iterator([text], trainer)
print(time.perf_counter() - start)
`;

/** Time to learn a vocabulary from a text; nothing where Python has no tokenizers. */
export async function trainRows(text: string): Promise<Row[]> {
  if (text === "") return [];
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const file = join(folder, "text.txt");
    writeFileSync(file, text);
    const start = performance.now();
    await trainByteBpe([text], { vocabSize: VOCAB });
    const ours = (performance.now() - start) / 1000;
    const { status, stdout } = spawnSync("python3", ["-c", PYTHON, file], { encoding: "utf8" });
    if (status !== 0) return [];
    const peer = Number(stdout);
    const size = (Buffer.byteLength(text) / 1e6).toFixed(1);
    const name = `train byte-bpe ${size} MB to ${VOCAB}`;
    return [{ name, ours, peer, peerName: "tokenizers (Python)", unit: "s", ratio: peer / ours }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
