import { availableParallelism, cpus, totalmem } from "node:os";

/** The computer in words, for reports: processor, usable cores, memory, system. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim().replace(/\s+/g, " ");
  const cores = availableParallelism();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const system = `${process.platform} ${process.arch}`;
  const parts = [model, `${cores} ${cores === 1 ? "core" : "cores"}`, memory, system];
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}
