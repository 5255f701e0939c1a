import type { TaskSet } from "./task-set.ts";

declare module "@gpt/registry" {
  interface Kinds {
    task: { product: Promise<TaskSet>; context: object };
  }
}
