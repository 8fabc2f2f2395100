import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { allModels, events, instanceId, orchestrations } from "../../core/names.ts";
import type { Order } from "../../recipes/operation.ts";
import { registerRoute } from "./register-route.ts";
import { ok, readBody, unknown } from "./reply.ts";
import { settle } from "./settle.ts";

const orderBody = z.strictObject({
  model: z.optional(z.string()),
  by: z.string().check(z.minLength(1), z.maxLength(200)),
  reason: z._default(z.string().check(z.maxLength(2000)), "no reason given"),
});

/** Registers `POST /api/hold` and `POST /api/resume`: the emergency stop of one model, or of all. */
export function registerHolds(catalogue: Catalogue): void {
  registerRoute("postHold", "POST", "hold", (request, client) =>
    carryOut(request, client, catalogue, "hold"),
  );
  registerRoute("postResume", "POST", "resume", (request, client) =>
    carryOut(request, client, catalogue, "resume"),
  );
}

async function carryOut(
  request: HttpRequest,
  client: DurableClient,
  catalogue: Catalogue,
  kind: Order["kind"],
): Promise<HttpResponseInit> {
  const body = await readBody(request, orderBody);
  if (body.kind === "refused") return body.response;
  const { model = allModels, by, reason } = body.value;
  if (model !== allModels && catalogue[model] === undefined) return noModel(model, catalogue);
  const order: Order = { kind, model, by, reason };
  const id = instanceId("operation", model, crypto.randomUUID());
  await client.startNew(orchestrations.operation, { instanceId: id, input: order });
  const hold = await settle(`the ${kind} of ${model}`, () => outputOf(client, id));
  if (kind === "resume") await wake(client, model);
  return ok({ model, ...hold });
}

async function outputOf(client: DurableClient, id: string): Promise<{ hold: unknown } | null> {
  const { runtimeStatus, output } = await client.getStatus(id);
  if (runtimeStatus === OrchestrationRuntimeStatus.Failed) throw new Error(`API: ${output}`);
  return runtimeStatus === OrchestrationRuntimeStatus.Completed ? { hold: output } : null;
}

const waiters: string[] = [
  orchestrations.arrival,
  orchestrations.lifecycle,
  orchestrations.response,
];

/** Lets everybody who may wait for the end of a hold look again: whoever still finds one waits on. */
async function wake(client: DurableClient, model: string): Promise<void> {
  const running = await client.getStatusBy({
    runtimeStatus: [OrchestrationRuntimeStatus.Running],
  });
  const waiting = running.filter(
    ({ name, instanceId }) =>
      waiters.includes(name) && (model === allModels || instanceId.startsWith(`${name}:${model}:`)),
  );
  await Promise.all(
    waiting.map(({ instanceId }) => client.raiseEvent(instanceId, events.lifted, {})),
  );
}

function noModel(model: string, catalogue: Catalogue): HttpResponseInit {
  const known = Object.keys(catalogue).join(", ");
  const mend = `Name one of ${known}, or none for all.`;
  return unknown("model", model, "is not in the catalogue", mend);
}
