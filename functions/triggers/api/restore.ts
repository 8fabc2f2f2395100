import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import * as z from "zod/mini";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { instanceId, orchestrations } from "../../core/names.ts";
import type { RestoreEnd, RestoreOrder } from "../../recipes/response/restore.ts";
import { registerRoute } from "./register-route.ts";
import { ok, readBody, refuse, unknown } from "./reply.ts";
import { settle } from "./settle.ts";

const restoreBody = z.strictObject({
  model: z.string(),
  version: z.string().check(z.regex(/^\d{1,18}$/, "must be the number of a version")),
  by: z.string().check(z.minLength(1), z.maxLength(200)),
  reason: z._default(z.string().check(z.maxLength(2000)), "no reason given"),
});

/** Registers `POST /api/restore`: a person makes a version champion, which undoes a rollback. */
export function registerRestore(catalogue: Catalogue): void {
  registerRoute("postRestore", "POST", "restore", async (request, client) => {
    const body = await readBody(request, restoreBody);
    if (body.kind === "refused") return body.response;
    const order: RestoreOrder = body.value;
    const { model, version } = order;
    if (catalogue[model] === undefined) {
      const mend = `Name one of ${Object.keys(catalogue).join(", ")}.`;
      return unknown("model", model, "is not in the catalogue", mend);
    }
    const id = instanceId("restore", model, crypto.randomUUID());
    await client.startNew(orchestrations.restore, { instanceId: id, input: order });
    const end = await settle(`version ${version} of ${model}`, () => outputOf(client, id));
    if (end.kind === "restored") return ok({ model, ...end });
    const mend = "See what stands against it: GET /api/status.";
    return refuse(409, [
      { path: "version", value: version, rule: end.reason.replace(/\.$/, ""), mend },
    ]);
  });
}

async function outputOf(client: DurableClient, id: string): Promise<RestoreEnd | null> {
  const { runtimeStatus, output } = await client.getStatus(id);
  if (runtimeStatus === OrchestrationRuntimeStatus.Failed) throw new Error(`API: ${output}`);
  return runtimeStatus === OrchestrationRuntimeStatus.Completed ? (output as RestoreEnd) : null;
}
