import * as z from "zod/mini";
import { exactInteger, idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { isNotFound } from "./http-error.ts";
import { modelVersionReply, toModelVersion } from "./model-version-reply.ts";
import type { Models } from "./ports.ts";

/** The model family of Unity Catalog that knows versions' tags; aliases have their own, newer one. */
const mlflowRoot = "/api/2.0/mlflow/unity-catalog";

/** Creates the adapter of the model registry in Unity Catalog. */
export function createUnityCatalogModels(http: Http): Models {
  return {
    async getVersion(model, version) {
      const path = `${mlflowRoot}/model-versions/get`;
      const query = { name: model, version };
      try {
        return toModelVersion(await http.send({ method: "GET", path, query }, modelVersionReply));
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async getAlias(model, alias) {
      try {
        const reply = await http.send(
          { method: "GET", path: aliasPath(model, alias) },
          z.object({ version: idText }),
        );
        return reply.version;
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async setAlias(model, alias, version) {
      const body = { version_num: exactInteger(version) };
      await http.send({ method: "PUT", path: aliasPath(model, alias), body }, z.unknown());
    },

    async deleteAlias(model, alias) {
      try {
        await http.send({ method: "DELETE", path: aliasPath(model, alias) }, z.unknown());
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async setTag(model, version, key, value) {
      const path = `${mlflowRoot}/model-versions/set-tag`;
      const body = { name: model, version, key, value };
      await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
    },
  };
}

function aliasPath(model: string, alias: string): string {
  const name = encodeURIComponent(model);
  return `/api/2.1/unity-catalog/models/${name}/aliases/${encodeURIComponent(alias)}`;
}
