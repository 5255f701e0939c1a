/** Where the code runs. */
export type Runtime = "node" | "deno" | "browser";

/** Tells the runtime from its globals; workers of a browser count as browser. */
export function currentRuntime(globals: object = globalThis): Runtime {
  const { Deno, process } = globals as {
    Deno?: object;
    process?: { versions?: { node?: string } };
  };
  if (Deno !== undefined) return "deno"; // has a Node-like process too
  return process?.versions?.node === undefined ? "browser" : "node";
}
