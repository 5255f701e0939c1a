import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Registry } from "@gpt/registry";
import { describe, expect, it, vi } from "vitest";
import type { Document, TextSource } from "../index.ts";
import {
  csvFiles,
  downloadFile,
  fileDataPlugins,
  findFiles,
  jsonlFiles,
  textFiles,
} from "../node.ts";

const folder = () => mkdtempSync(join(tmpdir(), "gpt-data-"));

/** A file with contents, in a folder of its own. */
function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder(), name);
  writeFileSync(path, contents);
  return path;
}

async function read(source: TextSource): Promise<Document[]> {
  const out: Document[] = [];
  for await (const document of source.documents()) out.push(document);
  return out;
}
const texts = async (source: TextSource) => (await read(source)).map((document) => document.text);

describe("text files", () => {
  it("are one document each", async () => {
    expect(
      await texts(textFiles([file("a.txt", "one\n\ntwo"), file("b.txt", "drei – Ω")])),
    ).toEqual(["one\n\ntwo", "drei – Ω"]);
  });

  it("are cut at a separator", async () => {
    expect(await texts(textFiles([file("a.txt", "one\n\ntwo\n\nthree")], "\n\n"))).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  it("are unpacked", async () => {
    expect(await texts(textFiles([file("a.txt.gz", gzipSync("packed"))]))).toEqual(["packed"]);
  });

  it("come in stretches that join to the whole, and end between lines", async () => {
    const whole = Array.from({ length: 60_000 }, (_, i) => `line ${i} with some words in it`).join(
      "\n",
    );
    const parts = await read(textFiles([file("long.txt", whole)]));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.text).join("")).toBe(whole);
    expect(parts.slice(0, -1).every((part) => part.continues && part.text.endsWith("\n"))).toBe(
      true,
    );
    expect(parts.at(-1)?.continues).toBeUndefined();
  });

  it("are read in bounded memory", async () => {
    const path = file("big.txt", "a short line of text\n".repeat(4_000_000)); // 84 MB
    globalThis.gc?.();
    let most = 0;
    let characters = 0;
    for await (const { text } of textFiles([path]).documents()) {
      characters += text.length;
      most = Math.max(most, text.length);
    }
    expect(characters).toBe(84_000_000);
    expect(most).toBeLessThan(3_000_000);
  });

  it("that are binary are refused, with the place", async () => {
    const zero = read(textFiles([file("a.txt", Uint8Array.of(104, 105, 0, 33))]));
    await expect(zero).rejects.toMatchObject({ code: "FILE_BINARY", got: "a zero byte at byte 2" });
    const latin = read(textFiles([file("b.txt", Uint8Array.of(104, 0xe9, 33))]));
    await expect(latin).rejects.toMatchObject({ code: "FILE_BINARY" });
    const cut = read(textFiles([file("c.txt", Uint8Array.of(104, 0xc3))]));
    await expect(cut).rejects.toMatchObject({ code: "FILE_BINARY" });
  });

  it("that are missing, folders, or broken archives are refused", async () => {
    const path = folder();
    await expect(read(textFiles([join(path, "no.txt")]))).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
    });
    await expect(read(textFiles([path]))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    const broken = file("x.gz", gzipSync("packed").subarray(0, 12));
    await expect(read(textFiles([broken]))).rejects.toMatchObject({ code: "FILE_FAILED" });
  });
});

describe("JSON Lines", () => {
  it("give one field", async () => {
    const path = file("a.jsonl", '{"text": "one"}\n\n{"text": "two", "n": 1}\r\n');
    expect(await texts(jsonlFiles([path], "text"))).toEqual(["one", "two"]);
  });

  it("name the line of a missing field and of bad JSON", async () => {
    const missing = file("a.jsonl", '{"text": "one"}\n{"body": "two"}\n');
    await expect(read(jsonlFiles([missing], "text"))).rejects.toThrow(
      /line 2, has no text in "text"[\s\S]*body/,
    );
    const bad = file("b.jsonl", '{"text": "one"}\n{"text": \n');
    await expect(read(jsonlFiles([bad], "text"))).rejects.toThrow(/line 2, is not a JSON object/);
  });
});

describe("CSV and TSV", () => {
  it("give one column, with quotes and line breaks inside", async () => {
    const path = file("a.csv", 'id,text\n1,"one, ""two""\nthree"\n2,four\n');
    expect(await texts(csvFiles([path], "text", ","))).toEqual(['one, "two"\nthree', "four"]);
  });

  it.skipIf(!existsSync("/proc/self/fd"))(
    "close the file when the reader stops early",
    async () => {
      const path = file("long.csv", `text\n${"a row of some length\n".repeat(200_000)}`);
      for await (const document of csvFiles([path], "text", ",").documents()) {
        expect(document.text).toBe("a row of some length");
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      const links = readdirSync("/proc/self/fd").map((fd) => {
        try {
          return readlinkSync(join("/proc/self/fd", fd));
        } catch {
          return "";
        }
      });
      expect(links).not.toContain(path);
    },
  );

  it("take quotes in TSV as they are", async () => {
    expect(await texts(csvFiles([file("a.tsv", 'text\tn\nsay "hi\t1\n')], "text", "\t"))).toEqual([
      'say "hi',
    ]);
  });

  it("refuse a quote that is never closed", async () => {
    const open = csvFiles([file("open.csv", 'text\n"one\ntwo\n')], "text", ",");
    await expect(texts(open)).rejects.toMatchObject({ code: "CSV_INVALID" });
  });

  it("name a missing column, and a file that is not there", async () => {
    const path = file("a.csv", "id,body\n1,x\n");
    await expect(read(csvFiles([path], "text", ","))).rejects.toThrow(/fields id, body/);
    await expect(read(csvFiles(["no.csv"], "text", ","))).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
    });
  });
});

describe("findFiles", () => {
  it("takes files, folders and globs, sorted and each once", async () => {
    const root = folder();
    mkdirSync(join(root, "sub"));
    for (const name of ["b.txt", "a.txt.gz", "sub/c.txt", "d.json"])
      writeFileSync(join(root, name), "x");
    const names = (found: string[]) => found.map((path) => path.slice(root.length + 1));
    expect(names(await findFiles([root], [".txt"]))).toEqual(["a.txt.gz", "b.txt", "sub/c.txt"]);
    expect(names(await findFiles([join(root, "*.txt"), join(root, "b.txt")], []))).toEqual([
      "b.txt",
    ]);
  });

  it("refuses what names nothing", async () => {
    await expect(findFiles([join(folder(), "*.txt")], [".txt"])).rejects.toMatchObject({
      code: "NO_FILES",
    });
  });
});

it("data sets of files are made from their configs", async () => {
  const registry = new Registry().register(...fileDataPlugins);
  const config = {
    type: "text",
    files: [file("a.txt", "train")],
    validation: [file("b.txt", "held out")],
  };
  const { train, validation } = registry.create("dataset", config, { registry });
  expect(await texts(train)).toEqual(["train"]);
  expect(await texts(validation as TextSource)).toEqual(["held out"]);
});

describe("downloadFile", () => {
  async function serve(
    answer: RequestListener,
    use: (url: string) => Promise<void>,
  ): Promise<void> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/corpus.txt`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  it("fetches once, shows progress, and checks what it keeps", async () => {
    let requests = 0;
    const answer: RequestListener = (_request, response) => {
      requests++;
      response.setHeader("content-length", 5);
      response.end("hello");
    };
    await serve(answer, async (url) => {
      const cache = folder();
      const seen: (number | null)[] = [];
      const options = {
        cache,
        sha256: HELLO,
        onProgress: (_: number, total: number | null) => seen.push(total),
      };
      const path = await downloadFile(url, options);
      expect(await texts(textFiles([path]))).toEqual(["hello"]);
      expect(seen.at(-1)).toBe(5);
      expect(await downloadFile(url, options)).toBe(path);
      expect(requests).toBe(1);
      writeFileSync(path, "tampered");
      await downloadFile(url, options);
      expect(requests).toBe(2);
    });
  });

  it("serves data sets that name an address, once, and checks its sum", async () => {
    const answer: RequestListener = (_request, response) => response.end("hello");
    vi.stubEnv("XDG_CACHE_HOME", folder());
    await serve(answer, async (url) => {
      const registry = new Registry().register(...fileDataPlugins);
      const seen: number[] = [];
      const onDownload = ({ received }: { received: number }) => seen.push(received);
      const read = async (sum: string) => {
        const config = { type: "text", files: [`${url}#sha256=${sum}`] };
        return texts(registry.create("dataset", config, { registry, onDownload }).train);
      };
      expect(await read(HELLO)).toEqual(["hello"]);
      expect(await read(HELLO)).toEqual(["hello"]);
      expect(seen).toEqual([5]);
      await expect(read("0".repeat(64))).rejects.toMatchObject({ code: "DOWNLOAD_CHECKSUM" });
    });
    vi.unstubAllEnvs();
  });

  const refusals: readonly (readonly [string, string, RequestListener])[] = [
    [
      "a missing file",
      "DOWNLOAD_FAILED",
      (_request, response) => void response.writeHead(404).end(),
    ],
    [
      "another file than expected",
      "DOWNLOAD_CHECKSUM",
      (_request, response) => void response.end("other"),
    ],
    [
      "a body that ends early",
      "DOWNLOAD_TRUNCATED",
      (_request, response) => {
        response.writeHead(200, { "content-length": 50 });
        response.write("hel");
        setTimeout(() => response.destroy(), 50);
      },
    ],
  ];
  for (const [name, code, answer] of refusals) {
    it(`refuses ${name} and keeps nothing`, async () => {
      await serve(answer, async (url) => {
        const cache = folder();
        await expect(downloadFile(url, { cache, sha256: HELLO })).rejects.toMatchObject({ code });
        expect(readdirSync(cache)).toEqual([]);
      });
    });
  }

  it.skipIf(!existsSync("/dev/full"))("fails on a full disk and keeps nothing", async () => {
    await serve(
      (_request, response) => void response.end("hello"),
      async (url) => {
        const cache = folder();
        const key = createHash("sha256").update(url).digest("hex").slice(0, 12);
        symlinkSync("/dev/full", join(cache, `${key}-corpus.txt.${process.pid}.tmp`));
        await expect(downloadFile(url, { cache })).rejects.toMatchObject({ code: "ENOSPC" });
        expect(readdirSync(cache)).toEqual([]);
      },
    );
  });
});
