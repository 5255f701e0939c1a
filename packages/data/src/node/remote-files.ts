import { homedir } from "node:os";
import { join } from "node:path";
import type { DatasetContext } from "../datasets.ts";
import { downloadFile } from "./download.ts";

/** Whether a name is to be fetched over the network. */
export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/**
 * Fetches a file once into the user's cache (`$XDG_CACHE_HOME/gpt`, else `~/.cache/gpt`).
 *
 * @param url what stands after `#sha256=` is checked: `https://…/book.txt#sha256=86c4e6…`
 * @returns the path of the kept file
 * @throws GptError as {@link downloadFile}
 */
export function fetchFile(url: string, { onDownload }: DatasetContext): Promise<string> {
  const [address = url, fragment = ""] = url.split("#", 2);
  const sha256 = /^sha256=([0-9a-f]{64})$/i.exec(fragment)?.[1]?.toLowerCase();
  return downloadFile(address, {
    cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gpt"),
    ...(sha256 !== undefined && { sha256 }),
    ...(onDownload !== undefined && {
      onProgress: (received, total) => onDownload({ url: address, received, total }),
    }),
  });
}
