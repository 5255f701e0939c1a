import { startNative } from "/work/main/packages/backend-native/src/index.ts";
import { beforeAll } from "vitest";
beforeAll(async () => { await startNative(process.env.LV ? { level: process.env.LV, threads: 2 } : { threads: 2 }); });
