import type { OpenRecords } from "../../activities/open-records.ts";
import { showValue } from "../../core/catalogue/mistake.ts";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import type { LedgerEntry } from "../../core/ledger.ts";
import { allModels } from "../../core/names.ts";
import { readLimit } from "./read-limit.ts";
import type { RegisterRoute } from "./register-route.ts";
import { notFound, ok, refuse } from "./reply.ts";

const limits = { most: 500, usual: 50 };

/** Registers the routes that read the ledger: the last decisions, one decision, and whether the chain is whole. */
export function registerDecisions(
  route: RegisterRoute,
  catalogue: Catalogue,
  records: OpenRecords,
): void {
  const known = [...Object.keys(catalogue), allModels];
  const noModel = (model: string) =>
    refuse(400, [
      {
        path: "model",
        value: showValue(model),
        rule: "is not in the catalogue",
        mend: `Name one of ${known.join(", ")}.`,
      },
    ]);

  route("getDecisions", "GET", "decisions", async ({ query }) => {
    const model = query.get("model");
    if (model !== null && !known.includes(model)) return noModel(model);
    const limit = readLimit(query, limits);
    if (typeof limit !== "number") return refuse(400, [limit]);
    return ok({ decisions: await readDecisions(records, model === null ? known : [model], limit) });
  });

  route("getDecision", "GET", "decisions/{model}/{sequence}", async ({ params }) => {
    const { model = "", sequence = "" } = params;
    if (!known.includes(model)) return noModel(model);
    const decision = await records.decision(model, Number(sequence));
    if (decision !== null) return ok(decision);
    return notFound(
      "sequence",
      sequence,
      `is no entry of ${model}'s ledger`,
      "List them: GET /api/decisions.",
    );
  });

  route("getLedgerCheck", "GET", "ledger/verify", async ({ query }) => {
    const model = query.get("model");
    if (model !== null && !known.includes(model)) return noModel(model);
    const models = model === null ? known : [model];
    const results = await Promise.all(
      models.map(async (one) => ({ model: one, ...(await records.verify(one)) })),
    );
    return ok({ results });
  });
}

/** Reads the newest entries of these models' ledgers, newest first. */
export async function readDecisions(
  records: OpenRecords,
  models: readonly string[],
  limit: number,
): Promise<LedgerEntry[]> {
  const chains = await Promise.all(models.map((model) => records.decisions(model, limit)));
  return chains
    .flat()
    .sort((one, other) => other.at.localeCompare(one.at))
    .slice(0, limit);
}
