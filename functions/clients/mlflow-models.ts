import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { HttpError, nullIfNotFound } from "./http-error.ts";
import { createModelVersions } from "./model-versions.ts";
import type { Models } from "./ports.ts";

const root = "/api/2.0/mlflow";
const path = `${root}/registered-models/alias`;
const aliasReply = z.object({ model_version: z.object({ version: idText }) });

/** How often a write is sent that met the server's own race. */
const raceAttempts = 3;

/** Creates the adapter of an open-source MLflow server's model registry. */
export function createMlflowModels(http: Http): Models {
  return {
    ...createModelVersions(http, root),

    async getAlias(model, alias) {
      const query = { name: model, alias };
      const reply = await http
        .send({ method: "GET", path, query }, aliasReply)
        .catch(nullIfAliasAbsent);
      return reply?.model_version.version ?? null;
    },

    async setAlias(model, alias, version) {
      const body = { name: model, alias, version };
      for (let attempt = 1; ; attempt++) {
        try {
          await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
          return;
        } catch (error) {
          if (attempt >= raceAttempts || !isLostRace(error)) throw error;
        }
      }
    },

    async deleteAlias(model, alias) {
      const body = { name: model, alias };
      await http.send({ method: "DELETE", path, body }, z.unknown()).catch(nullIfNotFound);
    },
  };
}

/** MLflow answers 400 INVALID_PARAMETER_VALUE, not 404, for an alias that a model does not have. */
function nullIfAliasAbsent(error: unknown): null {
  const isAbsent =
    error instanceof HttpError &&
    error.errorCode === "INVALID_PARAMETER_VALUE" &&
    /alias .* not found/i.test(error.message);
  return isAbsent ? null : nullIfNotFound(error);
}

/** Two writers of a new alias: the loser gets the database's own words as a client error. Sent again, it succeeds. */
function isLostRace(error: unknown): boolean {
  return (
    error instanceof HttpError && error.status === 400 && /UNIQUE constraint/i.test(error.message)
  );
}
