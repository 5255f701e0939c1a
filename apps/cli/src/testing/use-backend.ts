// Setup of tests that name no backend: they run on the one of the environment variable BACKEND, at the level of LEVEL if that
// is given.
import { env } from "node:process";
import { getBackend } from "@tensorflow/tfjs-core";
import { afterAll, expect } from "vitest";
import { startBackend } from "../backend.ts";
import { createRegistry } from "../registry.ts";

const backend = env.BACKEND as string;
const wanted = env.LEVEL ? { type: backend, level: env.LEVEL } : backend;
await startBackend(await createRegistry(), { threads: 2 }, wanted);

afterAll(() => expect(getBackend()).toBe(backend));
