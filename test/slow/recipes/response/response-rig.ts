import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { AlertGroupState } from "../../../../functions/core/response/alert-group.ts";
import { type ForkedHost, forkHost } from "../../../local/host/fork-host.ts";
import { alarm, boldModel, seedHistory } from "../../crash/alarm.ts";
import { adminToken, type House, openHouse } from "../../crash/house.ts";
import { startMortalHost } from "../../crash/mortal-host.ts";

/** What a storm came to. */
export interface Storm {
  seconds: number;
  /** Alerts in the group of each model. */
  counts: number[];
  /** Registered models whose champion moved, each time it did. */
  moved: string[];
  /** Largest memory of the host's process, in MiB. */
  peakMiB: number;
}

/** A host with models whose version 2 replaced version 1 a moment ago. */
export interface ResponseRig {
  /** Milliseconds from an alert's arrival on the event hub to the moved alias, for each model in turn. */
  timesToAlias(): Promise<number[]>;
  /** Writes so many alerts about the stormy models at once, and waits until each is in its group. */
  storm(alerts: number): Promise<Storm>;
  close(): Promise<void>;
}

/** Opens a rig with so many models for single alerts and for the storm. */
export async function openResponseRig(single: number, stormy: number): Promise<ResponseRig> {
  const calm = Array.from({ length: single }, (_, at) => `alone${String(at).padStart(3, "0")}`);
  const wild = Array.from({ length: stormy }, (_, at) => `storm${String(at).padStart(3, "0")}`);
  const models = [...calm, ...wild];
  const house = await openHouse(Object.fromEntries(models.map((id) => [id, boldModel(id)])));
  const stateFile = house.stateFile();
  const seeding = await startMortalHost(house, stateFile);
  for (const model of models) await seedHistory(house, seeding, model);
  await seeding.end();
  const host = await forkHost({
    app: house.app,
    stateFile,
    port: 0,
    clock: "real",
    env: { ...process.env, ...house.settings } as Record<string, string>,
  });
  return {
    async timesToAlias() {
      const taken: number[] = [];
      for (const model of calm) taken.push(await timeToAlias(house, host, model));
      return taken;
    },
    storm: (alerts) => raise(house, host, wild, alerts),
    async close() {
      await host.kill();
      await house.close();
    },
  };
}

async function timeToAlias(house: House, host: ForkedHost, model: string): Promise<number> {
  const { promise: moved, resolve } = Promise.withResolvers<number>();
  const stop = house.workspace.onEvent((event) => {
    const isOurs = event.type === "alias" && event.model === `ml.films.${model}`;
    if (isOurs && event.alias === "champion" && event.version === "1") resolve(performance.now());
  });
  const written = performance.now();
  await send(host, [alarm("model-degradation", model)]);
  const taken = (await moved) - written;
  stop();
  // The rest of the response must not slow the next one down.
  await new Promise((settle) => setTimeout(settle, 100));
  return taken;
}

async function raise(
  house: House,
  host: ForkedHost,
  models: string[],
  alerts: number,
): Promise<Storm> {
  const moved: string[] = [];
  const stop = house.workspace.onEvent((event) => {
    if (event.type === "alias" && event.alias === "champion") moved.push(event.model);
  });
  const firedAt = Date.now();
  const events = Array.from({ length: alerts }, (_, at) =>
    alarm("model-degradation", models[at % models.length] ?? "", firedAt + at),
  );
  const before = performance.now();
  for (let at = 0; at < alerts; at += 1000) await send(host, events.slice(at, at + 1000));
  for (;;) {
    const counts = await Promise.all(models.map((model) => countOf(host, model)));
    if (counts.reduce((total, count) => total + count, 0) >= alerts) {
      stop();
      return { seconds: (performance.now() - before) / 1000, counts, moved, peakMiB: peak(host) };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function countOf({ url }: ForkedHost, model: string): Promise<number> {
  const answer = await fetch(`${url}/durabletask/entities/alertgroup/${model}:model-degradation`);
  if (answer.status === 404) return 0;
  return ((await answer.json()) as AlertGroupState).group?.count ?? 0;
}

async function send({ url }: ForkedHost, events: object[]): Promise<void> {
  const answer = await fetch(`${url}/admin/event-hubs/alerts/events`, {
    method: "POST",
    headers: { "x-nightshift-token": adminToken },
    body: JSON.stringify({ events }),
  });
  assert.equal(answer.status, 202);
}

function peak({ pid }: ForkedHost): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
