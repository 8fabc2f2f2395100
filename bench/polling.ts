import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { parseCatalogue } from "../functions/core/catalogue/parse-catalogue.ts";
import { trainingJobName } from "../functions/core/names.ts";
import { type Platform, startPlatform } from "../local/platform/start-platform.ts";
import { better } from "../test/slow/crash/night.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { cpuSecondsOf, familyOf } from "./processes.ts";

const hour = 3_600_000;
const minute = 60_000;
/** Two minutes less than a day: one has passed before the day is measured. */
const dayRunSeconds = (24 * hour - 2 * minute) / 1000;
const model = "slow";
const start = Date.parse("2026-03-02T00:00:00Z");

/** The longest run that a catalogue allows: what waiting for it costs. */
export const polling: Bench = {
  name: "polling",
  about:
    "A job that is polled for 24 h, in virtual time, and an idle day after it: app, storage and workspace",
  limits: [
    { figure: "CPU that polling adds", atMost: 2 },
    { figure: "history events of any orchestration, most", atMost: 200 },
  ],
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
    const looks = { count: 0 };
    const platform = await openPlatform(folder, looks);
    try {
      return await measureOn(platform, folder, looks);
    } finally {
      await platform.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

function openPlatform(folder: string, looks: { count: number }): Promise<Platform> {
  const parsed = parseCatalogue({
    [model]: {
      registeredModel: "main.bench.slow",
      input: { path: model, format: "csv", gather: { mode: "atOnce" }, columns: {} },
      training: { program: "/Shared/none.py", maxRunMinutes: 1440 },
      metrics: { rmse: { better: "lower", role: "target", max: 100 } },
      gate: { firstModel: "bounds" },
      autonomy: { promote: "act" },
    },
  });
  if (parsed.kind !== "catalogue") throw new Error(JSON.stringify(parsed.mistakes));
  return startPlatform({
    state: folder,
    catalogue: parsed.catalogue,
    programs: folder,
    port: 0,
    clock: { kind: "virtual", start, seed: 1 },
    onHostEvent: (event) => {
      if (event.kind === "invocationEnded" && event.name === "readJobRun") looks.count += 1;
    },
    onWorkspaceEvent: () => {},
  });
}

async function measureOn(
  platform: Platform,
  folder: string,
  looks: { count: number },
): Promise<Figure[]> {
  const pids = familyOf(process.pid).map(({ pid }) => pid);
  const measureDay = async () => {
    const before = cpuOf(pids);
    await platform.runTo(platform.now() + 24 * hour);
    return cpuOf(pids) - before;
  };
  // With a champion from the start, the timers have the same to do on both days.
  await beginRun(platform, folder, 1);
  await platform.runTo(platform.now() + hour);
  await beginRun(platform, folder, dayRunSeconds);
  const before = looks.count;
  const withJob = await measureDay();
  const count = looks.count - before;
  const idle = await measureDay();
  const promotions = (await platform.app.decisions({ model })).filter(
    ({ verdict }) => verdict === "promoted",
  );
  if (promotions.length !== 2) throw new Error(`${promotions.length} runs were promoted, not 2.`);
  await beginRun(platform, folder, dayRunSeconds);
  const most = await watchHistory(platform);
  return [
    { name: "CPU that polling adds", value: withJob - idle, unit: "s" },
    { name: "CPU of all processes, that day", value: withJob, unit: "s" },
    { name: "CPU of all processes, an idle day", value: idle, unit: "s" },
    { name: "looks at the run", value: count, unit: "" },
    { name: "history events of any orchestration, most", value: most, unit: "events" },
  ];
}

/** Lands a file and lets a minute pass: the run of this many seconds is on, and is looked at. */
async function beginRun(platform: Platform, folder: string, takesSeconds: number): Promise<void> {
  platform.workspace.script(trainingJobName(model), { ...better, takesSeconds });
  const file = join(folder, "day.csv");
  writeFileSync(file, "id,gross\n1,2\n");
  await platform.drop(model, file);
  await platform.runTo(platform.now() + minute);
}

const cpuOf = (pids: readonly number[]) =>
  pids.map(cpuSecondsOf).reduce((sum, seconds) => sum + seconds, 0);

/**
 * Lets three hours pass, in which a history begins anew at least once, and answers the most events that any held. Two
 * minutes are less than the wait between two looks, so no look is missed.
 */
async function watchHistory({ address, now, runTo }: Platform): Promise<number> {
  const headers = { "x-nightshift-token": address.adminToken };
  const read = async (path: string) =>
    (await fetch(`${address.url}/${path}`, { headers })).json() as Promise<unknown>;
  let most = 0;
  for (const end = now() + 3 * hour; now() < end; await runTo(now() + 2 * minute)) {
    const running = instances.parse(await read("admin/instances"));
    for (const { instanceId, runtimeStatus } of running) {
      if (runtimeStatus !== "Running") continue;
      const path = `durabletask/instances/${encodeURIComponent(instanceId)}?showHistory=true`;
      most = Math.max(most, history.parse(await read(path)).historyEvents.length);
    }
  }
  return most;
}

const instances = z.array(z.object({ instanceId: z.string(), runtimeStatus: z.string() }));
const history = z.object({ historyEvents: z.array(z.unknown()) });
