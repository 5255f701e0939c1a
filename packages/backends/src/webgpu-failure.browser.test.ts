import { add, engine, fill } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { selectBackend } from "./select.ts";

interface OpenDevice {
  createBuffer(descriptor: { size: number; usage: number }): unknown;
}

it("throws at the next read after the device refused a command", async () => {
  await selectBackend("webgpu");
  const sum = () => add(fill([64, 64], 3), fill([64, 64], 4)).data(); // too much for the CPU to do it
  expect((await sum())[9]).toBe(7);
  const { device } = engine().backend as unknown as { device: OpenDevice };
  device.createBuffer({ size: 16, usage: 0xffff }); // no such usage
  await expect(sum()).rejects.toMatchObject({ code: "WEBGPU_FAILED" });
});
