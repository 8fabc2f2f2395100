import type { HttpResponseInit } from "@azure/functions";
import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { allModels, events, instanceId, orchestrations } from "../../core/names.ts";
import type { Order } from "../../recipes/operation.ts";
import { byField, reasonField, scopeField } from "./order-fields.ts";
import type { RegisterRoute } from "./register-route.ts";
import { ok, readBody } from "./reply.ts";
import { settle } from "./settle.ts";

/** Registers `POST /api/hold` and `POST /api/resume`: the emergency stop of one model, or of all. */
export function registerHolds(route: RegisterRoute, catalogue: Catalogue): void {
  const orderBody = z.strictObject({
    model: scopeField(Object.keys(catalogue)),
    by: byField,
    reason: z._default(reasonField, "no reason given"),
  });
  for (const kind of ["hold", "resume"] as const) {
    const name = kind === "hold" ? "postHold" : "postResume";
    route(name, "POST", kind, async (request, client) => {
      const body = await readBody(request, orderBody);
      if (body.kind === "refused") return body.response;
      return await carryOut(client, { kind, ...body.value });
    });
  }
}

/** Holds or resumes one model, or all: 200 with what it did. A resume answers after its first round, and goes on. */
export async function carryOut(client: DurableClient, order: Order): Promise<HttpResponseInit> {
  const { kind, model } = order;
  const id = instanceId("operation", model, crypto.randomUUID());
  await client.startNew(orchestrations.operation, { instanceId: id, input: order });
  const answer = await settle(`the ${kind} of ${model}`, () => answerOf(client, id));
  if (kind === "resume") await wake(client, model);
  return ok({ model, ...answer });
}

const earlyAnswer = z.object({ answer: z.looseObject({}) });

async function answerOf(client: DurableClient, id: string): Promise<object | null> {
  const { runtimeStatus, output, customStatus } = await client.getStatus(id);
  if (runtimeStatus === OrchestrationRuntimeStatus.Failed) throw new Error(`API: ${output}`);
  if (runtimeStatus === OrchestrationRuntimeStatus.Completed)
    return z.looseObject({}).parse(output);
  return z.safeParse(earlyAnswer, customStatus).data?.answer ?? null;
}

const waiters: string[] = [
  orchestrations.arrival,
  orchestrations.lifecycle,
  orchestrations.improvement,
  orchestrations.response,
];

/** Lets everybody who may wait for the end of a hold look again: whoever still finds one waits on. */
async function wake(client: DurableClient, model: string): Promise<void> {
  const running = await client.getStatusBy({
    runtimeStatus: [OrchestrationRuntimeStatus.Running],
  });
  const waiting = running.filter(
    ({ name, instanceId }) =>
      waiters.includes(name) &&
      // A pause waits for the holds of all models, whichever it is about.
      (model === allModels ||
        name === orchestrations.response ||
        instanceId.startsWith(`${name}:${model}:`)),
  );
  await Promise.all(
    waiting.map(({ instanceId }) => client.raiseEvent(instanceId, events.lifted, {})),
  );
}
