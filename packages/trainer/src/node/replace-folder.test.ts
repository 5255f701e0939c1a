import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { recoverFolder, replaceFolder } from "./replace-folder.ts";

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gpt-swap-"));
  path = join(root, "last");
});

const fill = (text: string) => (folder: string) => writeFile(join(folder, "state"), text);
const content = () => readFileSync(join(path, "state"), "utf8");
const put = (name: string, text: string) => {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, "state"), text);
};

it("makes the folder, and replaces it whole", async () => {
  await replaceFolder(path, fill("one"));
  writeFileSync(join(path, "extra"), "of the first");
  await replaceFolder(path, fill("two"));
  expect(content()).toBe("two");
  expect(readdirSync(root)).toEqual(["last"]);
  expect(existsSync(join(path, "extra"))).toBe(false);
});

it("leaves the old folder alone when filling fails", async () => {
  await replaceFolder(path, fill("one"));
  const failing = replaceFolder(path, async (folder) => {
    await fill("half")(folder);
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
  await recoverFolder(path);
  expect(content()).toBe("one");
});

it("keeps the old one after a kill while filling, and clears up at the next save", async () => {
  put("last", "one");
  put("last.partial", "ha");
  await recoverFolder(path);
  expect(content()).toBe("one");
  await replaceFolder(path, fill("two"));
  expect(content()).toBe("two");
  expect(readdirSync(root)).toEqual(["last"]);
});

it("takes the new one after a kill between the renames", async () => {
  put("last", "one");
  put("last.next", "two");
  await recoverFolder(path);
  expect(content()).toBe("two");

  renameSync(path, join(root, "last.previous")); // killed with `last` already moved away
  put("last.next", "three");
  await recoverFolder(path);
  expect(content()).toBe("three");
  expect(readdirSync(root)).toEqual(["last"]);
});

it("takes the new one after a kill before the old one was deleted", async () => {
  put("last", "two");
  put("last.previous", "one");
  await recoverFolder(path);
  expect(content()).toBe("two");
  expect(readdirSync(root)).toEqual(["last"]);
});

it("puts the old one back where only it is left", async () => {
  put("last.previous", "one");
  await recoverFolder(path);
  expect(content()).toBe("one");
});

it("recovers nothing from nothing", async () => {
  await recoverFolder(join(root, "nowhere", "last"));
  expect(readdirSync(root)).toEqual([]);
});
