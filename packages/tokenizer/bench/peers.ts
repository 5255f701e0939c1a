import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Something that encodes text with one vocabulary. */
export interface Encoder {
  readonly name: string;
  readonly encode: (text: string) => ArrayLike<number>;
}

/** The JavaScript encoders that have this vocabulary. */
export async function jsPeers(vocabulary: "gpt2" | "cl100k"): Promise<Encoder[]> {
  const { Tiktoken } = await import("js-tiktoken/lite");
  if (vocabulary === "gpt2") {
    const { default: ranks } = await import("js-tiktoken/ranks/gpt2");
    const tiktoken = new Tiktoken(ranks);
    const gptTokenizer = await import("gpt-tokenizer/encoding/r50k_base");
    return [
      { name: "js-tiktoken", encode: (text) => tiktoken.encode(text, [], []) },
      { name: "gpt-tokenizer", encode: (text) => gptTokenizer.encode(text) },
    ];
  }
  const { default: ranks } = await import("js-tiktoken/ranks/cl100k_base");
  const tiktoken = new Tiktoken(ranks);
  const gptTokenizer = await import("gpt-tokenizer/encoding/cl100k_base");
  const { Tokenizer } = await import("ai-tokenizer");
  const encoding = await import("ai-tokenizer/encoding/cl100k_base");
  const ai = new Tokenizer(encoding);
  return [
    { name: "js-tiktoken", encode: (text) => tiktoken.encode(text, [], []) },
    { name: "gpt-tokenizer", encode: (text) => gptTokenizer.encode(text) },
    { name: "ai-tokenizer", encode: (text) => ai.encode(text) },
  ];
}

/** tiktoken's patterns, as its `openai_public.py` has them. */
const PYTHON = `
import base64, json, os, re, sys, time
import tiktoken
import tiktoken_ext.openai_public as public
folder, ranks, name = sys.argv[1:]
public.load_tiktoken_bpe = public.data_gym_to_mergeable_bpe_ranks = lambda *_, **__: {}
packed = json.loads(re.search(r"\\{.*\\}", open(ranks).read(), re.S).group(0))
tokens = {}
for line in filter(None, packed["bpe_ranks"].split("\\n")):
    _, first, *encoded = line.split(" ")
    for index, token in enumerate(encoded):
        tokens[base64.b64decode(token)] = int(first) + index
pattern = getattr(public, name)()["pat_str"]
encoding = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=tokens, special_tokens={})
result = {}
for file in os.listdir(folder):
    text = open(os.path.join(folder, file), newline="", encoding="utf-8").read()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        encoding.encode_ordinary(text)
        times.append(time.perf_counter() - start)
    result[file] = min(times)
print(json.dumps(result))
`;

/** Best seconds of tiktoken for Python on each text; nothing where Python has no tiktoken. */
export function pythonSeconds(
  vocabulary: "gpt2" | "cl100k",
  ranksFile: string,
  texts: readonly { readonly name: string; readonly text: string }[],
): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    texts.forEach(({ text }, i) => {
      writeFileSync(join(folder, String(i)), text);
    });
    const name = vocabulary === "gpt2" ? "gpt2" : "cl100k_base";
    const args = ["-c", PYTHON, folder, ranksFile, name];
    const { status, stdout } = spawnSync("python3", args, { encoding: "utf8" });
    if (status !== 0) return new Map();
    const seconds = JSON.parse(stdout) as Record<string, number>;
    return new Map(texts.map(({ name }, i) => [name, seconds[i] as number]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
