import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import type { AliasedVersions, OpenRecords } from "../../activities/open-records.ts";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { allModels, orchestrations } from "../../core/names.ts";
import { openReviews } from "../../core/reviews.ts";
import { readEntity } from "./read-entity.ts";
import type { RegisterRoute } from "./register-route.ts";
import { ok } from "./reply.ts";

/** Registers `GET /api/status`: every model, where it stands, and what waits for a person. */
export function registerStatus(
  route: RegisterRoute,
  catalogue: Catalogue,
  records: OpenRecords,
): void {
  route("getStatus", "GET", "status", async (_, client) =>
    ok(await readStatus(client, catalogue, records)),
  );
}

/** Reads where every model stands. A registry that does not answer is said, not hidden. */
export async function readStatus(
  client: DurableClient,
  catalogue: Catalogue,
  records: OpenRecords,
) {
  const running = await client.getStatusBy({
    runtimeStatus: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending],
  });
  const models = await Promise.all(
    Object.entries(catalogue).map(async ([model, { owner }]) => ({
      model,
      owner,
      ...(await versionsOf(client, records, model)),
      hold: await readEntity(client, "hold", model),
      lifecycle: lifecycleOf(running, model),
      waitingFiles: (await readEntity(client, "arrivals", model))?.burst?.files.length ?? 0,
      reviews: openReviews((await readEntity(client, "reviews", model)) ?? []).map(({ id }) => id),
    })),
  );
  return { models, hold: await readEntity(client, "hold", allModels) };
}

/** The registry's word, or the guard's memory while the registry does not answer. */
async function versionsOf(
  client: DurableClient,
  records: OpenRecords,
  model: string,
): Promise<AliasedVersions & { registry: string }> {
  try {
    return { ...(await records.aliases(model)), registry: "read" };
  } catch (error) {
    const guard = await readEntity(client, "guard", model);
    return {
      champion: guard?.champion ?? null,
      challenger: null,
      previousChampion: guard?.predecessors[0]?.version ?? null,
      registry: `unreachable, as last known: ${error instanceof Error ? error.message : error}`,
    };
  }
}

type Running = Awaited<ReturnType<DurableClient["getStatusBy"]>>;

function lifecycleOf(running: Running, model: string) {
  const found = running.find(
    ({ name, instanceId }) =>
      name === orchestrations.lifecycle &&
      instanceId.startsWith(`${orchestrations.lifecycle}:${model}:`),
  );
  if (found === undefined) return null;
  const status = found.customStatus as { step: string; since: string } | null;
  return {
    instance: found.instanceId,
    step: status?.step ?? "starting",
    since: status?.since ?? found.createdTime,
  };
}
