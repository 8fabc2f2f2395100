import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { instanceId, orchestrations } from "../../core/names.ts";
import type { RestoreEnd, RestoreOrder } from "../../recipes/response/restore.ts";
import { byField, modelField, reasonField } from "./order-fields.ts";
import type { RegisterRoute } from "./register-route.ts";
import { ok, readBody, refuse } from "./reply.ts";
import { settle } from "./settle.ts";

/** Registers `POST /api/restore`: a person makes a version champion, which undoes a rollback. */
export function registerRestore(route: RegisterRoute, catalogue: Catalogue): void {
  const restoreBody = z.strictObject({
    model: modelField(Object.keys(catalogue)),
    version: z
      .string("must be text")
      .check(z.regex(/^\d{1,18}$/, "must be the number of a version")),
    by: byField,
    reason: z._default(reasonField, "no reason given"),
    mode: z._default(z.enum(["restore", "firstTime"], "must be restore or firstTime"), "restore"),
  });
  route("postRestore", "POST", "restore", async (request, client) => {
    const body = await readBody(request, restoreBody);
    if (body.kind === "refused") return body.response;
    const order: RestoreOrder = body.value;
    const { model, version } = order;
    const id = instanceId("restore", model, crypto.randomUUID());
    await client.startNew(orchestrations.restore, { instanceId: id, input: order });
    const end = await settle(`version ${version} of ${model}`, () => outputOf(client, id));
    if (end.kind === "restored") return ok({ model, ...end });
    const { reason, mend } = end;
    return refuse(409, [
      { path: "version", value: version, rule: reason.replace(/\.$/, ""), mend },
    ]);
  });
}

async function outputOf(client: DurableClient, id: string): Promise<RestoreEnd | null> {
  const { runtimeStatus, output } = await client.getStatus(id);
  if (runtimeStatus === OrchestrationRuntimeStatus.Failed) throw new Error(`API: ${output}`);
  return runtimeStatus === OrchestrationRuntimeStatus.Completed ? (output as RestoreEnd) : null;
}
