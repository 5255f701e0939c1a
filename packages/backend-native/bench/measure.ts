import { setTimeout as sleep } from "node:timers/promises";
import type { Level } from "../src/index.ts";
import { makeOurs } from "./ours.ts";
import { PEERS, type Peer, startModule } from "./peers.ts";
import type { Side } from "./process.ts";
import type { Measurement } from "./tasks.ts";

/** How it is measured. */
export interface Conditions {
  readonly threads: number;
  readonly level?: Level | undefined;
  readonly rounds: number;
}

/** One comparison. Ratios above 1 are better for us, in every unit. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly peerName: string;
  readonly unit: string;
  readonly ratio: number | null;
}

/** A peer, and its process where it is installed. */
interface Started {
  readonly peer: Peer;
  readonly side: Side | null;
}

/**
 * Ours and the peers in turn, so that what else the machine does hits all; the best time of each. On
 * the current backend. `after` gets what ours did in a turn, in the measurement's unit, as soon as that ends.
 */
export async function compare(
  measurement: Measurement,
  conditions: Conditions,
  after: (rate: number) => void,
): Promise<Row[]> {
  const sides = await startPeers(measurement, conditions.threads);
  const work = makeOurs(measurement.task);
  for (let i = 0; i < 3; i++) work.run();
  const times = [Number.POSITIVE_INFINITY, ...sides.map(() => Number.POSITIVE_INFINITY)];
  const rate = (milliseconds: number) => round((1000 * measurement.work) / milliseconds);
  const note = (place: number, turn: readonly number[]) => {
    times[place] = Math.min(times[place] as number, ...turn);
  };
  for (let round = 0; round < conditions.rounds; round++) {
    const turn = timed(() => work.run(), measurement.runs);
    note(0, turn);
    after(rate(Math.min(...turn)));
    for (const [i, { side }] of sides.entries()) {
      await sleep(50); // threads of one side go to sleep before the other begins
      if (side !== null) note(i + 1, (await side.run(measurement.runs)).times);
    }
    await sleep(50);
  }
  work.dispose();
  for (const { side } of sides) side?.stop();
  const ours = rate(times[0] as number);
  return sides.map(({ peer, side }, i) => {
    const other = side === null ? null : rate(times[i + 1] as number);
    return row(measurement, ours, other, labelOf(peer, side));
  });
}

/** Most memory of a training step, each side in a fresh process. */
export async function compareMemory(
  measurement: Measurement,
  conditions: Conditions,
): Promise<Row> {
  const { task, precision, name } = measurement;
  const peakOf = async (side: Side | null): Promise<number | null> => {
    if (side === null) return null;
    const { peak } = await side.run(3);
    side.stop();
    return round(peak / 1024);
  };
  const ours = await peakOf(await startModule("alone", { task, precision, ...conditions }));
  const [torch] = PEERS as [Peer];
  const side = await torch.start(measurement, conditions.threads);
  const other = await peakOf(side);
  const ratio = other && ours && round(other / ours);
  const what = {
    name: `memory of ${name}`,
    ours: ours as number,
    peer: other,
    unit: "MiB at most",
  };
  return { ...what, peerName: labelOf(torch, side), ratio };
}

async function startPeers(measurement: Measurement, threads: number): Promise<Started[]> {
  const sides: Started[] = [];
  for (const peer of PEERS) {
    if (peer.does(measurement)) sides.push({ peer, side: await peer.start(measurement, threads) });
  }
  return sides;
}

function timed(run: () => void, times: number): number[] {
  return Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
}

function labelOf({ name }: Peer, side: Side | null): string {
  return side === null ? `${name} (not installed)` : `${name} ${side.version}`;
}

function row(
  { name, unit }: Measurement,
  ours: number,
  peer: number | null,
  peerName: string,
): Row {
  return { name, ours, peer, peerName, unit, ratio: peer && round(ours / peer) };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
