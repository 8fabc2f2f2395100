import * as z from "zod/mini";
import { exactInteger, idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { nullIfNotFound } from "./http-error.ts";
import { createModelVersions } from "./model-versions.ts";
import type { Models } from "./ports.ts";

/** Creates the adapter of the model registry in Unity Catalog. */
export function createUnityCatalogModels(http: Http): Models {
  return {
    // Only this older family tells and sets the tags of versions; aliases have a newer one of their own.
    ...createModelVersions(http, "/api/2.0/mlflow/unity-catalog"),

    async getAlias(model, alias) {
      const request = { method: "GET", path: aliasPath(model, alias) } as const;
      const reply = await http.send(request, z.object({ version: idText })).catch(nullIfNotFound);
      return reply?.version ?? null;
    },

    async setAlias(model, alias, version) {
      const body = { version_num: exactInteger(version) };
      await http.send({ method: "PUT", path: aliasPath(model, alias), body }, z.unknown());
    },

    async deleteAlias(model, alias) {
      const request = { method: "DELETE", path: aliasPath(model, alias) } as const;
      await http.send(request, z.unknown()).catch(nullIfNotFound);
    },
  };
}

function aliasPath(model: string, alias: string): string {
  const name = encodeURIComponent(model);
  return `/api/2.1/unity-catalog/models/${name}/aliases/${encodeURIComponent(alias)}`;
}
