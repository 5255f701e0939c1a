// Setup of tests that name no backend: they run on the one of the environment variable BACKEND.
import { env } from "node:process";
import { getBackend } from "@tensorflow/tfjs-core";
import { afterAll, expect } from "vitest";
import { startBackend } from "../backend.ts";
import { createRegistry } from "../registry.ts";

const backend = env.BACKEND as string;
await startBackend(await createRegistry(), { backend, threads: 2 });

afterAll(() => expect(getBackend()).toBe(backend));
