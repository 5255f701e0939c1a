import { parentPort } from "node:worker_threads";
import { fill, getBackend, matMul, sum } from "@tensorflow/tfjs-core";
import { startWasm } from "../index.ts";

/** For tests: a product on two threads, again and again; what it gave goes to the parent or out. */
await startWasm({ threads: 2 });
const ones = fill([96, 96], 1);
const products = Array.from({ length: 50 }, () => sum(matMul(ones, ones)).dataSync()[0] as number);
const product = Math.max(...products) === Math.min(...products) ? products[0] : products;
const answer = { backend: getBackend(), product };
if (parentPort === null) process.stdout.write(JSON.stringify(answer));
else parentPort.postMessage(answer);
