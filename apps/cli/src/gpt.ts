#!/usr/bin/env node
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

const wantsJson = process.argv.includes("--json");
createProgram()
  .parseAsync()
  .catch((error: unknown) => reportFailure(error, wantsJson));
