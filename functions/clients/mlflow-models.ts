import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { HttpError, isNotFound } from "./http-error.ts";
import { modelVersionReply, toModelVersion } from "./model-version-reply.ts";
import type { Models } from "./ports.ts";

const root = "/api/2.0/mlflow";
const aliasPath = `${root}/registered-models/alias`;

const aliasReply = z.object({ model_version: z.object({ version: idText }) });

/** How often a write is sent that met the server's own race. */
const raceAttempts = 3;

/** Creates the adapter of an open-source MLflow server's model registry. */
export function createMlflowModels(http: Http): Models {
  return {
    async getVersion(model, version) {
      const path = `${root}/model-versions/get`;
      const query = { name: model, version };
      try {
        return toModelVersion(await http.send({ method: "GET", path, query }, modelVersionReply));
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },

    async getAlias(model, alias) {
      const query = { name: model, alias };
      try {
        const reply = await http.send({ method: "GET", path: aliasPath, query }, aliasReply);
        return reply.model_version.version;
      } catch (error) {
        if (isNotFound(error) || isAliasAbsent(error)) return null;
        throw error;
      }
    },

    async setAlias(model, alias, version) {
      const body = { name: model, alias, version };
      for (let attempt = 1; ; attempt++) {
        try {
          await http.send({ method: "POST", path: aliasPath, body, replay: "safe" }, z.unknown());
          return;
        } catch (error) {
          if (attempt >= raceAttempts || !isLostRace(error)) throw error;
        }
      }
    },

    async deleteAlias(model, alias) {
      const body = { name: model, alias };
      try {
        await http.send({ method: "DELETE", path: aliasPath, body }, z.unknown());
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    async setTag(model, version, key, value) {
      const path = `${root}/model-versions/set-tag`;
      const body = { name: model, version, key, value };
      await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
    },
  };
}

/** MLflow answers 400 INVALID_PARAMETER_VALUE, not 404, for an alias that a model does not have. */
function isAliasAbsent(error: unknown): boolean {
  return (
    error instanceof HttpError &&
    error.errorCode === "INVALID_PARAMETER_VALUE" &&
    /alias .* not found/i.test(error.message)
  );
}

/** Two writers of a new alias: the loser gets the database's own words as a client error. Sent again, it succeeds. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof HttpError && error.status === 400 && /UNIQUE constraint/i.test(error.message)
  );
}
