import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type DurableClient, EntityId, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import type { Activities } from "../../activities/create-activities.ts";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import type { HoldRequest } from "../../core/hold.ts";
import { allModels, entities, events, orchestrations } from "../../core/names.ts";
import { readEntity } from "./read-entity.ts";
import { registerRoute } from "./register-route.ts";
import { ok, readBody, unknown } from "./reply.ts";

const holdBody = z.strictObject({
  model: z.optional(z.string()),
  by: z.string().check(z.minLength(1), z.maxLength(200)),
  reason: z.optional(z.string().check(z.maxLength(2000))),
});

type HoldBody = z.output<typeof holdBody>;
type Act = (client: DurableClient, key: string, body: HoldBody, now: number) => Promise<void>;

/** Registers `POST /api/hold` and `POST /api/resume`: the emergency stop of one model, or of all. */
export function registerHolds(
  catalogue: Catalogue,
  activities: Pick<Activities, "recordDecision">,
): void {
  const handle = async (request: HttpRequest, client: DurableClient, act: Act) => {
    const body = await readBody(request, holdBody);
    if (body.kind === "refused") return body.response;
    const { model } = body.value;
    if (model !== undefined && catalogue[model] === undefined) return noModel(model, catalogue);
    const key = model ?? allModels;
    await act(client, key, body.value, Date.now());
    return ok({ model: key, hold: await readEntity(client, "hold", key) });
  };

  const write = async (action: "hold" | "resume", key: string, body: HoldBody, at: number) => {
    const { by, reason = "" } = body;
    await activities.recordDecision({
      key: `${action}/${key}/${at}`,
      at,
      model: key,
      pattern: "operator",
      instance: `operator:${by}`,
      kind: "hold",
      inputs: body,
      verdict: null,
      action,
      autonomy: null,
      reasons: [reason === "" ? `${by} asked for it.` : `${by}: ${reason}`],
    });
  };

  registerRoute("postHold", "POST", "hold", (request, client) =>
    handle(request, client, async (durable, key, body, now) => {
      const { by, reason = "no reason given" } = body;
      await signal(durable, key, { kind: "hold", by, reason, now });
      await until(async () => (await readEntity(durable, "hold", key)) !== null);
      await write("hold", key, body, now);
    }),
  );

  registerRoute("postResume", "POST", "resume", (request, client) =>
    handle(request, client, async (durable, key, body, now) => {
      await signal(durable, key, { kind: "lift" });
      await until(async () => (await readEntity(durable, "hold", key)) === null);
      await write("resume", key, body, now);
      await wake(durable, key);
    }),
  );
}

async function signal(client: DurableClient, key: string, request: HoldRequest): Promise<void> {
  await client.signalEntity(new EntityId(entities.hold, key), request.kind, request);
}

/** Tells everybody who may wait for a lift to look again: whoever still finds a hold waits on. */
async function wake(client: DurableClient, key: string): Promise<void> {
  const running = await client.getStatusBy({
    runtimeStatus: [OrchestrationRuntimeStatus.Running],
  });
  const waiting = running.filter(
    ({ name, instanceId }) =>
      (name === orchestrations.arrival || name === orchestrations.lifecycle) &&
      (key === allModels || instanceId.startsWith(`${name}:${key}:`)),
  );
  await Promise.all(
    waiting.map(({ instanceId }) => client.raiseEvent(instanceId, events.lifted, {})),
  );
}

const mostLooks = 50;
const lookMs = 100;

/** A signal is answered by nobody: looks until its effect shows, for five seconds at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < mostLooks; look++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  throw new Error(
    "Hold: the entity did not answer within 5 seconds. Ask again, then look at /api/status.",
  );
}

function noModel(model: string, catalogue: Catalogue): HttpResponseInit {
  const known = Object.keys(catalogue).join(", ");
  return unknown(
    "model",
    model,
    "is not in the catalogue",
    `Name one of ${known}, or none for all.`,
  );
}
