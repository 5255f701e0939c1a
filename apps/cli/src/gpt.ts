#!/usr/bin/env node
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

// Whoever read the output has gone (gpt … | head): end as if by Ctrl-C, which saves.
let isRead = true;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  if (isRead) process.kill(process.pid, "SIGINT");
  isRead = false;
});

const wantsJson = process.argv.includes("--json");
createProgram()
  .parseAsync()
  .catch((error: unknown) => reportFailure(error, wantsJson));
