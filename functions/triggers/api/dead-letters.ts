import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import { type LookAtDeadLetters, mostReplayed } from "../../activities/dead-letters.ts";
import { allModels, instanceId, orchestrations, queues } from "../../core/names.ts";
import type { ReplayEnd, ReplayOrder } from "../../recipes/response/replay.ts";
import { byField, reasonField } from "./order-fields.ts";
import type { RegisterRoute } from "./register-route.ts";
import { notFound, ok, readBody } from "./reply.ts";
import { settle } from "./settle.ts";

const known: readonly string[] = Object.values(queues);

const replayBody = z.strictObject({
  by: byField,
  reason: z._default(reasonField, "no reason given"),
});

/** Registers `GET /api/dead-letters` and `POST /api/dead-letters/{queue}/replay`: what could not be handled, and again after the fix. */
export function registerDeadLetters(route: RegisterRoute, look: LookAtDeadLetters): void {
  route("getDeadLetters", "GET", "dead-letters", async ({ query }) => {
    const queue = query.get("queue");
    if (queue !== null && !known.includes(queue)) return noQueue(queue);
    const looked = queue === null ? known : [queue];
    return ok({ queues: await Promise.all(looked.map(look)) });
  });

  route("postReplay", "POST", "dead-letters/{queue}/replay", async (request, client) => {
    const { queue = "" } = request.params;
    if (!known.includes(queue)) return noQueue(queue);
    const body = await readBody(request, replayBody);
    if (body.kind === "refused") return body.response;
    const order: ReplayOrder = { queue, ...body.value };
    const id = instanceId("replay", allModels, crypto.randomUUID());
    await client.startNew(orchestrations.replay, { instanceId: id, input: order });
    const { replayed, problem } = await settle(`the replay of ${queue}`, () =>
      outputOf(client, id),
    );
    return ok({ queue, replayed, problem, more: problem !== null || replayed === mostReplayed });
  });
}

function noQueue(queue: string) {
  const mend = `Name one of ${known.join(", ")}.`;
  return notFound("queue", queue, "is no queue of the app", mend);
}

async function outputOf(client: DurableClient, id: string): Promise<ReplayEnd | null> {
  const { runtimeStatus, output } = await client.getStatus(id);
  if (runtimeStatus === OrchestrationRuntimeStatus.Failed) throw new Error(`API: ${output}`);
  if (runtimeStatus !== OrchestrationRuntimeStatus.Completed) return null;
  return output as ReplayEnd;
}
