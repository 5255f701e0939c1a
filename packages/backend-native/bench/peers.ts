import { join } from "node:path";
import { type Side, startSide } from "./process.ts";
import type { Measurement } from "./tasks.ts";

/** Another program for the same work. */
export interface Peer {
  readonly name: string;
  /** Whether it can do it at all. */
  does(measurement: Measurement): boolean;
  /** Null where it is not installed. */
  start(measurement: Measurement, threads: number): Promise<Side | null>;
}

function startPython({ task, precision }: Measurement, threads: number, compile: boolean) {
  const wanted = JSON.stringify({ ...task, precision, threads, compile });
  const python = process.env.PYTHON ?? "python3";
  const script = join(import.meta.dirname, "..", "..", "bench", "peer.py"); // seen from the bundle
  return startSide(python, [script, wanted]);
}

/** The peers; what is missing is left out with a message. */
export const PEERS: readonly Peer[] = [
  {
    name: "PyTorch",
    does: () => true,
    start: (measurement, threads) => startPython(measurement, threads, false),
  },
  {
    name: "torch.compile",
    does: ({ task }) => task.task === "step",
    start: (measurement, threads) => startPython(measurement, threads, true),
  },
  {
    name: "tfjs-wasm",
    does: ({ task, precision, name }) =>
      task.task === "step" && precision === "f32" && name.startsWith("(a)"),
    start: ({ task }) => startModule("stock", task),
  },
  {
    name: "jax-js",
    does: ({ task, precision }) => task.task === "product" && precision === "f32",
    start: ({ task }) => startModule("jax", task),
  },
];

/** A side in a process of its own: a file beside this one in the bundle. */
export function startModule(name: string, argument: object): Promise<Side | null> {
  const file = join(import.meta.dirname, `${name}.js`);
  return startSide(process.execPath, [file, JSON.stringify(argument)]);
}
