import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { ModelVersion } from "./ports.ts";

/** A model version as both MLflow families answer it. */
export const modelVersionReply = z.object({
  model_version: z.object({
    version: idText,
    run_id: z._default(z.string(), ""),
    status: z.string(),
    tags: z._default(z.array(z.object({ key: z.string(), value: z._default(z.string(), "") })), []),
  }),
});

/** Reads a model version from such an answer. */
export function toModelVersion({ model_version }: z.infer<typeof modelVersionReply>): ModelVersion {
  return {
    version: model_version.version,
    runId: model_version.run_id,
    status: model_version.status,
    tags: Object.fromEntries(model_version.tags.map(({ key, value }) => [key, value])),
  };
}
