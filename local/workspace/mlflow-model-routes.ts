import * as z from "zod/mini";
import { invalidParameter } from "./api-error.ts";
import type { Model, Models, Version } from "./models.ts";
import { type Route, route, textField } from "./route.ts";

const base = "/api/2.0/mlflow/unity-catalog";
const named = z.object({ name: textField });
const aliased = z.object({ name: textField, alias: textField });
/** Versions are strings here; a number is refused, as MLflow refuses it. */
const versionField = z.pipe(z.string().check(z.regex(/^\d{1,9}$/)), z.transform(Number));
const versioned = z.object({ name: textField, version: versionField });

/** Registered models as MLflow's client for Unity Catalog calls them: versions are strings, aliases by POST. */
export function mlflowModelRoutes(models: Models): Route[] {
  return [...registeredModelRoutes(models), ...versionRoutes(models), ...tagRoutes(models)];
}

const registered = `${base}/registered-models`;

function registeredModelRoutes(models: Models): Route[] {
  return [
    route({
      name: "mlflowModels.create",
      method: "POST",
      path: `${registered}/create`,
      input: named,
      answer: ({ name }) => ({ registered_model: viewModel(models, models.create(name)) }),
    }),
    route({
      name: "mlflowModels.get",
      method: "GET",
      path: `${registered}/get`,
      input: named,
      answer: ({ name }) => ({ registered_model: viewModel(models, models.get(name)) }),
    }),
    route({
      name: "mlflowModels.search",
      method: "GET",
      path: `${registered}/search`,
      input: z.object({}),
      answer: () => ({ registered_models: models.list().map((model) => viewModel(models, model)) }),
    }),
    route({
      name: "mlflowModels.setAlias",
      method: "POST",
      path: `${registered}/alias`,
      input: z.extend(aliased, { version: versionField }),
      answer: ({ name, alias, version }) => models.setAlias(name, alias, version),
    }),
    route({
      name: "mlflowModels.getByAlias",
      method: "GET",
      path: `${registered}/alias`,
      input: aliased,
      answer: ({ name, alias }) => answerVersion(models, models.getAlias(name, alias)),
    }),
    route({
      name: "mlflowModels.deleteAlias",
      method: "DELETE",
      path: `${registered}/alias`,
      input: aliased,
      answer: ({ name, alias }) => void models.deleteAlias(name, alias),
    }),
  ];
}

function versionRoutes(models: Models): Route[] {
  const path = `${base}/model-versions`;
  return [
    route({
      name: "mlflowModels.createVersion",
      method: "POST",
      path: `${path}/create`,
      input: z.extend(named, { source: textField, run_id: z._default(z.string(), "") }),
      answer: ({ name, source, run_id: runId }) =>
        answerVersion(models, models.createVersion(name, { source, runId })),
    }),
    route({
      name: "mlflowModels.finalizeVersion",
      method: "POST",
      path: `${path}/finalize`,
      input: versioned,
      answer: ({ name, version }) => {
        models.setVersionStatus(name, version, "READY");
        return answerVersion(models, models.getVersion(name, version));
      },
    }),
    route({
      name: "mlflowModels.getVersion",
      method: "GET",
      path: `${path}/get`,
      input: versioned,
      answer: ({ name, version }) => answerVersion(models, models.getVersion(name, version)),
    }),
    route({
      name: "mlflowModels.searchVersions",
      method: "GET",
      path: `${path}/search`,
      input: z.object({ filter: textField }),
      answer: ({ filter }) => ({
        model_versions: searchVersions(models, filter).map((found) => viewVersion(models, found)),
      }),
    }),
    route({
      name: "mlflowModels.deleteVersion",
      method: "DELETE",
      path: `${path}/delete`,
      input: versioned,
      answer: ({ name, version }) => models.deleteVersion(name, version),
    }),
  ];
}

function tagRoutes(models: Models): Route[] {
  return [
    route({
      name: "mlflowModels.setTag",
      method: "POST",
      path: `${base}/model-versions/set-tag`,
      input: z.extend(versioned, { key: textField, value: z.string() }),
      answer: ({ name, version, key, value }) => models.setTag(name, version, key, value),
    }),
    route({
      name: "mlflowModels.deleteTag",
      method: "DELETE",
      path: `${base}/model-versions/delete-tag`,
      input: z.extend(versioned, { key: textField }),
      answer: ({ name, version, key }) => models.deleteTag(name, version, key),
    }),
  ];
}

/** One condition is all that Unity Catalog takes: `name='…'` or `run_id='…'`. */
function searchVersions(models: Models, filter: string): Version[] {
  const found = /^\s*(name|run_id)\s*=\s*(?:'([^']*)'|"([^"]*)")\s*$/.exec(filter);
  const wanted = found?.[2] ?? found?.[3];
  if (found === null || wanted === undefined) {
    throw invalidParameter(`Unsupported filter: ${filter}. Use name='…' or run_id='…'.`);
  }
  if (found[1] === "run_id") return models.versionsOfRun(wanted);
  return models.list().some(({ name }) => name === wanted) ? models.versions(wanted) : [];
}

function viewModel(models: Models, model: Model): Record<string, unknown> {
  return {
    name: model.name,
    creation_timestamp: model.createdAt,
    last_updated_timestamp: model.updatedAt,
    aliases: models
      .aliases(model.name)
      .map(({ alias, version }) => ({ alias, version: String(version) })),
  };
}

function answerVersion(models: Models, version: Version): Record<string, unknown> {
  return { model_version: viewVersion(models, version) };
}

function viewVersion(models: Models, version: Version): Record<string, unknown> {
  return {
    name: version.model,
    version: String(version.version),
    creation_timestamp: version.createdAt,
    last_updated_timestamp: version.updatedAt,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    aliases: models
      .aliases(version.model)
      .filter((held) => held.version === version.version)
      .map(({ alias }) => ({ alias, version: String(version.version) })),
    tags: models.tags(version.model, version.version),
  };
}
