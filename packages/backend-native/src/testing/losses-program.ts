/** Trains on every level that the processor has; prints the losses by level as JSON. */
import { loadAddon } from "../load.ts";
import { lossesOn } from "./losses.ts";

const found: { [level: string]: readonly number[] } = {};
for (const level of loadAddon().levels()) found[level] = await lossesOn(level);
process.stdout.write(`${JSON.stringify(found)}\n`);
