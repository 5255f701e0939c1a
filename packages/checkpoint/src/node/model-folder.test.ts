import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeSafetensors } from "../index.ts";
import { loadModelFolder, saveModelFolder, writeAtomic } from "../node.ts";

const folder = () => mkdtempSync(join(tmpdir(), "gpt-model-"));
const config = {
  type: "bert",
  vocabSize: 3,
  contextLength: 2,
  nLayer: 1,
  nHead: 1,
  dModel: 2,
  dFf: 8,
};
const parameters = [
  { name: "bert.pooler.dense.weight", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: "bert.pooler.dense.bias", shape: [3], values: Float32Array.of(7, 8, 9) },
];

describe("saveModelFolder and loadModelFolder", () => {
  it("bring config, weights and tokenizer back", async () => {
    const path = folder();
    await saveModelFolder(path, { config, parameters, tokenizer: { version: "1.0" } });
    const loaded = await loadModelFolder(path);
    expect(loaded.config).toEqual(config);
    expect(loaded.tokenizer).toEqual({ version: "1.0" });
    expect(Object.fromEntries(await loaded.weights(parameters))).toEqual(
      Object.fromEntries(parameters.map(({ name, values }) => [name, values])),
    );
  });

  it("write the published layout: torch's matrices are [out, in]", async () => {
    const path = folder();
    await saveModelFolder(path, { config, parameters });
    const { tensors } = decodeSafetensors(readFileSync(join(path, "model.safetensors")));
    expect(tensors.get("bert.pooler.dense.weight")).toMatchObject({ shape: [3, 2] });
    expect([...(tensors.get("bert.pooler.dense.weight")?.data ?? [])]).toEqual([1, 4, 2, 5, 3, 6]);
    expect(JSON.parse(readFileSync(join(path, "config.json"), "utf8"))).toMatchObject({
      model_type: "bert",
      architectures: ["BertForPreTraining"],
      hidden_size: 2,
      intermediate_size: 8,
    });
  });

  it("keep variants that no published family has under our own names", async () => {
    const path = folder();
    const own = { type: "gpt2", attention: { type: "banded", window: 4 } };
    const weight = { name: "wte.weight", shape: [2], values: Float32Array.of(1, 2) };
    await saveModelFolder(path, { config: own, parameters: [weight] });
    const loaded = await loadModelFolder(path);
    expect((await loaded.weights([weight])).get("wte.weight")).toEqual(weight.values);
  });

  it("name what is missing, left over, or of another shape", async () => {
    const path = folder();
    await saveModelFolder(path, { config, parameters });
    const loaded = await loadModelFolder(path);
    const wanted = [
      { name: "bert.pooler.dense.weight", shape: [9, 9] },
      { name: "bert.extra", shape: [1] },
    ];
    await expect(loaded.weights(wanted)).rejects.toThrow(
      /dense\.weight is \[2,3\] instead of \[9,9\]; bert\.extra is missing; bert\.pooler\.dense\.bias is left over/,
    );
  });

  it("refuse a folder without a config, a torn one, and one of a newer version", async () => {
    const path = folder();
    await expect(loadModelFolder(path)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    writeFileSync(join(path, "config.json"), '{"gpt": {"vers');
    await expect(loadModelFolder(path)).rejects.toMatchObject({ code: "CONFIG_NOT_JSON" });
    writeFileSync(join(path, "config.json"), '{"gpt": {"version": 99}}');
    await expect(loadModelFolder(path)).rejects.toMatchObject({ code: "CONFIG_NEWER" });
    writeFileSync(join(path, "config.json"), '{"model_type": "llama"}');
    await expect(loadModelFolder(path)).rejects.toMatchObject({ code: "CHECKPOINT_UNSUPPORTED" });
  });
});

describe("writeAtomic", () => {
  it("replaces a file and leaves nothing else behind", async () => {
    const path = join(folder(), "a.txt");
    await writeAtomic(path, "one");
    await writeAtomic(path, [Uint8Array.of(116, 119), Uint8Array.of(111)]);
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
  });

  it("says when a folder is missing", async () => {
    const path = join(folder(), "no", "a.txt");
    await expect(writeAtomic(path, "x")).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });

  it("leaves the old file when the new one fails half-way", async () => {
    const path = join(folder(), "a.txt");
    await writeAtomic(path, "old");
    const failing = function* () {
      yield Uint8Array.of(1);
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    };
    await expect(writeAtomic(path, failing())).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
  });
});
