import * as z from "zod/mini";
import { notFound } from "./api-error.ts";
import type { Model, Models, Version } from "./models.ts";
import { flagField, integerField, type Route, route, textField } from "./route.ts";

const base = "/api/2.1/unity-catalog/models";
const named = z.object({ full_name: textField });
const aliasPath = z.object({ full_name: textField, alias: textField });
const versionPath = z.object({ full_name: textField, version: integerField });

/** Registered models as Unity Catalog's own REST family has them: whole-number versions, aliases by PUT. */
export function catalogModelRoutes(models: Models): Route[] {
  return [...registeredModelRoutes(models), ...aliasRoutes(models), ...versionRoutes(models)];
}

function registeredModelRoutes(models: Models): Route[] {
  return [
    route({
      name: "models.create",
      method: "POST",
      path: base,
      input: z.object({ catalog_name: textField, schema_name: textField, name: textField }),
      answer: ({ catalog_name, schema_name, name }) =>
        viewModel(models.create(`${catalog_name}.${schema_name}.${name}`)),
    }),
    route({
      name: "models.list",
      method: "GET",
      path: base,
      input: z.object({}),
      answer: () => ({ registered_models: models.list().map(viewModel) }),
    }),
    route({
      name: "models.get",
      method: "GET",
      path: `${base}/{full_name}`,
      input: z.extend(named, { include_aliases: z._default(flagField, false) }),
      answer: ({ full_name, include_aliases }) => ({
        ...viewModel(models.get(full_name)),
        ...(include_aliases ? { aliases: viewAliases(models, full_name) } : {}),
      }),
    }),
    route({
      name: "models.delete",
      method: "DELETE",
      path: `${base}/{full_name}`,
      input: named,
      answer: ({ full_name }) => models.delete(full_name),
    }),
  ];
}

function aliasRoutes(models: Models): Route[] {
  const path = `${base}/{full_name}/aliases/{alias}`;
  return [
    route({
      name: "models.setAlias",
      method: "PUT",
      path,
      input: z.extend(aliasPath, { version_num: z.int().check(z.gte(1)) }),
      answer: ({ full_name, alias, version_num }) => {
        models.setAlias(full_name, alias, version_num);
        return { alias_name: alias, version_num };
      },
    }),
    route({
      name: "models.getByAlias",
      method: "GET",
      path,
      input: aliasPath,
      answer: ({ full_name, alias }) => viewVersion(models, models.getAlias(full_name, alias)),
    }),
    route({
      name: "models.deleteAlias",
      method: "DELETE",
      path,
      input: aliasPath,
      answer: ({ full_name, alias }) => {
        if (models.deleteAlias(full_name, alias) === "deleted") return {};
        throw notFound(`Alias '${alias}' of '${full_name}' does not exist.`);
      },
    }),
  ];
}

function versionRoutes(models: Models): Route[] {
  return [
    route({
      name: "models.createVersion",
      method: "POST",
      path: `${base}/versions`,
      input: z.object({
        catalog_name: textField,
        schema_name: textField,
        model_name: textField,
        source: textField,
        run_id: z._default(z.string(), ""),
      }),
      answer: ({ catalog_name, schema_name, model_name, source, run_id: runId }) => {
        const name = `${catalog_name}.${schema_name}.${model_name}`;
        return viewVersion(models, models.createVersion(name, { source, runId }));
      },
    }),
    route({
      name: "models.finalizeVersion",
      method: "PATCH",
      path: `${base}/{full_name}/versions/{version}/finalize`,
      input: versionPath,
      answer: ({ full_name, version }) => {
        models.setVersionStatus(full_name, version, "READY");
        return viewVersion(models, models.getVersion(full_name, version));
      },
    }),
    route({
      name: "models.listVersions",
      method: "GET",
      path: `${base}/{full_name}/versions`,
      input: named,
      answer: ({ full_name }) => ({
        model_versions: models.versions(full_name).map((version) => viewVersion(models, version)),
      }),
    }),
    route({
      name: "models.getVersion",
      method: "GET",
      path: `${base}/{full_name}/versions/{version}`,
      input: versionPath,
      answer: (at) => viewVersion(models, models.getVersion(at.full_name, at.version)),
    }),
    route({
      name: "models.deleteVersion",
      method: "DELETE",
      path: `${base}/{full_name}/versions/{version}`,
      input: versionPath,
      answer: ({ full_name, version }) => models.deleteVersion(full_name, version),
    }),
  ];
}

function viewModel(model: Model): Record<string, unknown> {
  const [catalog_name, schema_name, name] = model.name.split(".");
  return {
    name,
    catalog_name,
    schema_name,
    full_name: model.name,
    owner: "local",
    created_at: model.createdAt,
    updated_at: model.updatedAt,
  };
}

function viewAliases(models: Models, name: string, version?: number) {
  return models
    .aliases(name)
    .filter((held) => version === undefined || held.version === version)
    .map((held) => ({ alias_name: held.alias, version_num: held.version }));
}

function viewVersion(models: Models, version: Version): Record<string, unknown> {
  const [catalog_name, schema_name, model_name] = version.model.split(".");
  return {
    model_name,
    catalog_name,
    schema_name,
    version: version.version,
    source: version.source,
    run_id: version.runId,
    status: version.status,
    created_at: version.createdAt,
    updated_at: version.updatedAt,
    aliases: viewAliases(models, version.model, version.version),
  };
}
