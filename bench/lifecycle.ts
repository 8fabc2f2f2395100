import { queues } from "../functions/core/names.ts";
import { createHostAdmin } from "../local/platform/host-admin.ts";
import { startHostProcess } from "../local/platform/host-process.ts";
import {
  adminToken,
  blobCreated,
  eagerModel,
  type House,
  openHouse,
  seedChampion,
} from "../test/slow/crash/house.ts";
import { better, script } from "../test/slow/crash/night.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { cpuSecondsOf, watchMemory } from "./processes.ts";
import { medianOf, shareOf } from "./share-of.ts";

const atOnce = 20;
const rounds = 5;
// Five rounds at most: a guard allows a model ten actions an hour, and a lifecycle is two.
const inSeries = Array.from({ length: atOnce }, (_, index) => `series${index}`);
const together = Array.from({ length: atOnce }, (_, index) => `together${index}`);
const models = ["warm", ...inSeries, ...together];

/** What the platform itself costs: the job takes no time, so all time is the platform's. */
export const lifecycle: Bench = {
  name: "lifecycle",
  about: `Time that the platform adds from a file's arrival to a moved champion alias, around a job of zero length: ${rounds * atOnce} one after the other, and ${rounds} times ${atOnce} at once`,
  limits: [
    { figure: `${atOnce} at once: the last has ended, median`, atMost: 2000 },
    { figure: "memory of host and app, most", atMost: 200 },
  ],
  async measure() {
    const house = await openHouse(Object.fromEntries(models.map((id) => [id, eagerModel(id)])));
    try {
      for (const id of models) await seedChampion(house, eagerModel(id).registeredModel);
      return await measureIn(house);
    } finally {
      await house.close();
    }
  },
};

/** Hears lifecycles end: by model, with what they came to. */
interface Endings {
  hear(model: string, output: unknown): void;
}

async function measureIn(house: House): Promise<Figure[]> {
  const endings: Endings = { hear: () => {} };
  const host = await startHostProcess({
    app: house.app,
    stateFile: house.stateFile(),
    logFile: "/dev/null",
    port: 0,
    clock: "real",
    now: Date.now(),
    settings: house.settings,
    onLog: () => {},
    onEvent: (event) => {
      if (event.kind === "invocationEnded" && event.name === "lifecycle")
        endings.hear(event.instanceId?.split(":")[1] ?? "", event.output);
    },
  });
  try {
    const admin = createHostAdmin(host.url, adminToken);
    const run = async (round: string, chosen: readonly string[]) => {
      const messages = await prepare(house, round, chosen);
      const over = awaitEnds(endings, chosen);
      const began = performance.now();
      await admin.send(queues.bronzeArrivals, messages);
      return (await over).map((end) => end - began);
    };
    for (let round = 0; round < rounds; round += 1) await run(`warm-${round}`, ["warm"]);
    const mostMemory = watchMemory(() => [host.pid]);
    const ones = await runAll(host.pid, async (round) => {
      const times: number[] = [];
      for (const id of inSeries) times.push(...(await run(`one-${round}`, [id])));
      return times;
    });
    const many = await runAll(host.pid, (round) => run(`many-${round}`, together));
    return [...describeOnes(ones), ...describeMany(many), memoryFigure(mostMemory())];
  } finally {
    await host.stop();
  }
}

/** Puts each model's file into bronze and scripts its run; answers the messages that announce the files. */
async function prepare(house: House, round: string, chosen: readonly string[]) {
  const messages = [];
  for (const id of chosen) {
    const path = `${id}/${round}.csv`;
    script(house, id, { ...better, takesSeconds: 0 });
    await house.put(path, 20);
    messages.push({ body: blobCreated(path), messageId: path });
  }
  return messages;
}

/** Resolves with the instants at which the models' lifecycles ended; rejects where one did not promote. */
function awaitEnds(endings: Endings, chosen: readonly string[]): Promise<number[]> {
  const waiting = new Set(chosen);
  const ends: number[] = [];
  return new Promise((resolve, reject) => {
    endings.hear = (model, output) => {
      const kind = typeof output === "object" && output && "kind" in output ? output.kind : output;
      if (kind !== "promoted")
        return reject(new Error(`Lifecycle of ${model} ended ${JSON.stringify(output)}.`));
      if (waiting.delete(model)) ends.push(performance.now());
      if (waiting.size === 0) resolve(ends);
    };
  });
}

/** Times of all rounds, by round, and the host's CPU seconds that they took together. */
interface Rounds {
  times: number[][];
  cpuSeconds: number;
}

async function runAll(pid: number, run: (round: number) => Promise<number[]>): Promise<Rounds> {
  const before = cpuSecondsOf(pid);
  const times: number[][] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await run(round));
  return { times, cpuSeconds: cpuSecondsOf(pid) - before };
}

function describeOnes({ times, cpuSeconds }: Rounds): Figure[] {
  const all = times.flat();
  return [
    { name: "added to one, median", value: medianOf(all), unit: "ms" },
    { name: "added to one, p99", value: shareOf(all, 0.99), unit: "ms" },
    { name: "CPU of host and app for one", value: (1000 * cpuSeconds) / all.length, unit: "ms" },
  ];
}

function describeMany({ times, cpuSeconds }: Rounds): Figure[] {
  const all = times.flat();
  const lasts = times.map((round) => Math.max(...round));
  const many = `${atOnce} at once`;
  return [
    { name: `${many}: one has ended, median`, value: medianOf(all), unit: "ms" },
    { name: `${many}: one has ended, p99`, value: shareOf(all, 0.99), unit: "ms" },
    { name: `${many}: the last has ended, median`, value: medianOf(lasts), unit: "ms" },
    { name: `${many}: CPU for one`, value: (1000 * cpuSeconds) / all.length, unit: "ms" },
  ];
}

const memoryFigure = (value: number): Figure => ({
  name: "memory of host and app, most",
  value,
  unit: "MiB",
});
