/** Our side in a process of its own, for its memory: `alone.js '<measurement>'`. */
import { startNative } from "../src/index.ts";
import { makeOurs } from "./ours.ts";
import { serve } from "./serve.ts";

const { task, precision, threads, level } = JSON.parse(process.argv[2] as string);
await startNative({ threads, precision, level });
const work = makeOurs(task);
await serve("native", () => work.run());
