import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHostAdmin } from "../local/platform/host-admin.ts";
import { type HostProcess, startHostProcess } from "../local/platform/host-process.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { watchMemory } from "./processes.ts";
import { medianOf } from "./share-of.ts";

const jobMs = 1000;
const repetitions = 7;
const atOnce = 20;
const adminToken = "bench";

/** The durable chain alone, without storage and workspace, as other durable engines are measured. */
export const chain: Bench = {
  name: "chain",
  about: `13 durable steps around a job of 1.0 s that is polled each second, on the local host: ${repetitions} times one, ${repetitions} times ${atOnce} at once`,
  limits: [
    { figure: "added to one job, median", atMost: 100 },
    { figure: `${atOnce} at once: the last has ended, median`, atMost: 2000 },
    { figure: "memory of host and app, most", atMost: 200 },
  ],
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
    const ended = { hear: (_instance: string) => {} };
    const host = await startHostProcess({
      app: fileURLToPath(new URL("../test/local/host/apps/polling.ts", import.meta.url)),
      stateFile: join(folder, "host.sqlite"),
      logFile: join(folder, "host.log"),
      port: 0,
      clock: "real",
      now: Date.now(),
      settings: { NIGHTSHIFT_ADMIN_TOKEN: adminToken },
      onLog: () => {},
      onEvent: (event) => {
        if (event.kind === "invocationEnded" && event.name === "chain")
          ended.hear(event.instanceId ?? "");
      },
    });
    try {
      return await measureOn(host, ended);
    } finally {
      await host.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

async function measureOn(
  { url, pid }: HostProcess,
  ended: { hear(instance: string): void },
): Promise<Figure[]> {
  const admin = createHostAdmin(url, adminToken);
  /** Starts chains together; answers the milliseconds until the last has ended. */
  const run = async (round: string, count: number): Promise<number> => {
    const waiting = new Set(Array.from({ length: count }, (_, index) => `${round}-${index}`));
    const over = new Promise<void>((resolve) => {
      ended.hear = (instance) => {
        if (waiting.delete(instance) && waiting.size === 0) resolve();
      };
    });
    const messages = [...waiting].map((body) => ({ body }));
    const began = performance.now();
    await admin.send("arrivals", messages);
    await over;
    return performance.now() - began;
  };
  await run("warm", 1);
  const mostMemory = watchMemory(() => [pid]);
  const [ones, many]: [number[], number[]] = [[], []];
  for (let round = 0; round < repetitions; round += 1) {
    ones.push((await run(`one-${round}`, 1)) - jobMs);
    many.push(await run(`many-${round}`, atOnce));
  }
  return [
    { name: "added to one job, median", value: medianOf(ones), unit: "ms" },
    { name: "added to one job, most", value: Math.max(...ones), unit: "ms" },
    { name: `${atOnce} at once: the last has ended, median`, value: medianOf(many), unit: "ms" },
    { name: "memory of host and app, most", value: mostMemory(), unit: "MiB" },
  ];
}
