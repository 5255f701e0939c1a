/** Our step on tfjs' own wasm backend with its own kernels: `stock.js '<task>'`. */
import "@tensorflow/tfjs-backend-wasm";
import { env, setBackend, version_core } from "@tensorflow/tfjs-core";
import { makeStep } from "./ours.ts";
import { serve } from "./serve.ts";

env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // its threads do not start in Node
await setBackend("wasm");
const step = makeStep(JSON.parse(process.argv[2] as string));
await serve(version_core, () => step.run());
