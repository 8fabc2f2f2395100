import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { nullIfNotFound } from "./http-error.ts";
import type { Models } from "./ports.ts";

const tag = z.object({ key: z.string(), value: z._default(z.string(), "") });
const versionReply = z.object({
  model_version: z.object({
    version: idText,
    run_id: z._default(z.string(), ""),
    status: z.string(),
    tags: z._default(z.array(tag), []),
  }),
});

/** Creates what the two MLflow families of registries have in common: versions and their tags, below this path. */
export function createModelVersions(
  http: Http,
  root: string,
): Pick<Models, "getVersion" | "setTag"> {
  return {
    async getVersion(model, version) {
      const path = `${root}/model-versions/get`;
      const query = { name: model, version };
      const reply = await http
        .send({ method: "GET", path, query }, versionReply)
        .catch(nullIfNotFound);
      if (reply === null) return null;
      const { run_id, status, tags } = reply.model_version;
      return {
        version: reply.model_version.version,
        runId: run_id,
        status,
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      };
    },

    async setTag(model, version, key, value) {
      const path = `${root}/model-versions/set-tag`;
      const body = { name: model, version, key, value };
      await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
    },
  };
}
