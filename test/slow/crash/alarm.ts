import { copyFile } from "node:fs/promises";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import { alertHub } from "../../../functions/core/names.ts";
import type { AlertKind } from "../../../functions/core/response/alert.ts";
import { renderScriptedAlert } from "../../../local/platform/scripted-alert.ts";
import { adminToken, eagerModel, type House, seedChampion } from "./house.ts";
import type { Instance, MortalHost } from "./mortal-host.ts";

/** A model that answers every alert by itself. */
export function boldModel(id: string): ModelDefinitionInput {
  return {
    ...eagerModel(id),
    autonomy: { promote: "act", rollback: "act", retrain: "act", pause: "act" },
  };
}

/** Makes version 2 champion over version 1 in the eyes of the guard, as a promotion would. */
export async function seedHistory(house: House, host: MortalHost, model: string): Promise<void> {
  const registeredModel = `ml.films.${model}`;
  await seedChampion(house, registeredModel);
  await fetch(`${house.workspace.url}/api/2.0/mlflow/unity-catalog/model-versions/create`, {
    method: "POST",
    headers: { authorization: `Bearer ${house.workspace.token}` },
    body: JSON.stringify({ name: registeredModel, source: "dbfs:/models" }),
  });
  const restored = await host.post("restore", {
    model,
    version: "2",
    by: "the test",
    mode: "firstTime",
  });
  if (restored.status !== 200) throw new Error(JSON.stringify(restored.body));
}

/** The payload of an alert about a model. */
export function alarm(kind: AlertKind, model: string, firedAt = Date.now()): object {
  const version = kind === "model-degradation" ? "2" : "";
  const about = { kind, model, value: 2, version, feature: "", condition: "fired" } as const;
  return renderScriptedAlert({ ...about, firedAt, now: firedAt }, {});
}

/** Writes to the event hub of the alerts; false where the host died before it answered. */
export async function publish(host: MortalHost, events: unknown[]): Promise<boolean> {
  let isDead = false;
  void host.died.then(() => {
    isDead = true;
  });
  while (!isDead) {
    try {
      const answer = await fetch(`${host.url}/admin/event-hubs/${alertHub}/events`, {
        method: "POST",
        headers: { "x-nightshift-token": adminToken },
        body: JSON.stringify({ events }),
      });
      return answer.status === 202;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return false;
}

/** Waits until the response to a model's alert has acted and nothing else goes on; null where the host died. */
export async function answered(host: MortalHost, model: string): Promise<Instance | null> {
  for (;;) {
    const instances = await host.instances().catch(() => null);
    if (instances === null) return null;
    const own = instances.filter(({ instanceId }) => instanceId.split(":")[1] === model);
    const found = own.find(({ name }) => name === "response");
    const others = own.filter(({ name }) => name !== "response");
    if (found !== undefined && isAtRest(found) && others.every(isAtRest)) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAtRest({ runtimeStatus, customStatus }: Instance): boolean {
  if (runtimeStatus === "Failed") throw new Error("an orchestration failed");
  const { step = "" } = (customStatus ?? {}) as { step?: string };
  return runtimeStatus === "Completed" || step.startsWith("watching");
}

/** Copies a host's state, with what its journal holds beyond the last checkpoint. */
export async function copyState(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await copyFile(`${from}-wal`, `${to}-wal`).catch(() => undefined);
}
