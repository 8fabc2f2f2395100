import { alreadyExists, invalidParameter, notFound } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import { timestamp } from "./clock.ts";
import type { Store } from "./store.ts";
import type { Tell } from "./workspace-event.ts";

/** A registered model. Times are milliseconds since the epoch. */
export interface Model {
  name: string;
  createdAt: number;
  updatedAt: number;
}

/** One version of a registered model. */
export interface Version {
  model: string;
  version: number;
  source: string;
  /** MLflow run that made it, or empty. */
  runId: string;
  status: "PENDING_REGISTRATION" | "READY" | "FAILED_REGISTRATION";
  createdAt: number;
  updatedAt: number;
}

const modelColumns = "name, created_at AS createdAt, updated_at AS updatedAt";
const versionColumns =
  "model, version, source, run_id AS runId, status, created_at AS createdAt, updated_at AS updatedAt";

/**
 * Registered models, their versions and aliases: the one state behind both REST families. What is absent is
 * refused with 404 RESOURCE_DOES_NOT_EXIST; moving an alias is a silent upsert, as it is on Databricks.
 */
export function createModels(store: Store, clock: Clock, tell: Tell) {
  function get(name: string): Model {
    const model = store.one<Model>(`SELECT ${modelColumns} FROM models WHERE name = ?`, name);
    if (model === undefined) throw notFound(`Registered Model '${name}' does not exist.`);
    return model;
  }
  function getVersion(name: string, version: number): Version {
    get(name);
    const found = store.one<Version>(
      `SELECT ${versionColumns} FROM versions WHERE model = ? AND version = ?`,
      ...[name, version],
    );
    if (found !== undefined) return found;
    throw notFound(`Model Version '${name}', version ${version} does not exist.`);
  }
  function aliases(name: string): { alias: string; version: number }[] {
    return store.all("SELECT alias, version FROM aliases WHERE model = ? ORDER BY alias", name);
  }
  function removeAlias(model: string, alias: string): void {
    store.run("DELETE FROM aliases WHERE model = ? AND alias = ?", model, alias);
    store.afterCommit(() =>
      tell({ type: "alias", at: timestamp(clock), model, alias, version: null }),
    );
  }

  return {
    get,
    getVersion,
    aliases,
    list: (): Model[] => store.all(`SELECT ${modelColumns} FROM models ORDER BY name`),
    versions(name: string): Version[] {
      get(name);
      const where = "WHERE model = ? ORDER BY version DESC";
      return store.all(`SELECT ${versionColumns} FROM versions ${where}`, name);
    },
    /** Versions that a run made, over all models. */
    versionsOfRun: (runId: string): Version[] =>
      store.all(`SELECT ${versionColumns} FROM versions WHERE run_id = ?`, runId),
    tags: (name: string, version: number): { key: string; value: string }[] =>
      store.all(
        "SELECT key, value FROM version_tags WHERE model = ? AND version = ? ORDER BY key",
        ...[name, version],
      ),
    create(name: string): Model {
      refuseName(name);
      const known = store.one("SELECT name FROM models WHERE name = ?", name);
      if (known !== undefined) throw alreadyExists(`Registered Model '${name}' already exists.`);
      const now = clock.now();
      store.run("INSERT INTO models VALUES (?, ?, ?, 1)", name, now, now);
      return { name, createdAt: now, updatedAt: now };
    },
    delete(name: string): void {
      get(name);
      for (const table of ["aliases", "version_tags", "versions"]) {
        store.run(`DELETE FROM ${table} WHERE model = ?`, name);
      }
      store.run("DELETE FROM models WHERE name = ?", name);
    },
    /** Registers the next version, READY at once; numbers are never used twice. */
    createVersion(name: string, made: { source: string; runId: string }): Version {
      get(name);
      const row = store.one<{ next: number }>(
        "UPDATE models SET next_version = next_version + 1, updated_at = ? WHERE name = ? RETURNING next_version - 1 AS next",
        ...[clock.now(), name],
      );
      const version = row?.next ?? 1;
      const now = clock.now();
      store.run(
        "INSERT INTO versions VALUES (?, ?, ?, ?, 'READY', ?, ?)",
        ...[name, version, made.source, made.runId, now, now],
      );
      const told = { model: name, version: String(version), runId: made.runId };
      store.afterCommit(() => tell({ type: "version", at: timestamp(clock), ...told }));
      return getVersion(name, version);
    },
    setVersionStatus(name: string, version: number, status: Version["status"]): void {
      getVersion(name, version);
      store.run(
        "UPDATE versions SET status = ?, updated_at = ? WHERE model = ? AND version = ?",
        ...[status, clock.now(), name, version],
      );
    },
    /** Deletes a version and, silently, the aliases that name it. */
    deleteVersion(name: string, version: number): void {
      getVersion(name, version);
      for (const held of aliases(name)) {
        if (held.version === version) removeAlias(name, held.alias);
      }
      store.run("DELETE FROM version_tags WHERE model = ? AND version = ?", name, version);
      store.run("DELETE FROM versions WHERE model = ? AND version = ?", name, version);
    },
    getAlias(name: string, alias: string): Version {
      get(name);
      const held = aliases(name).find((candidate) => candidate.alias === alias);
      if (held === undefined) throw notFound(`Alias '${alias}' of '${name}' does not exist.`);
      return getVersion(name, held.version);
    },
    setAlias(model: string, alias: string, version: number): void {
      refuseAlias(alias);
      getVersion(model, version);
      store.run("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", model, alias, version);
      const told = { model, alias, version: String(version) };
      store.afterCommit(() => tell({ type: "alias", at: timestamp(clock), ...told }));
    },
    /** Answers whether there was such an alias. */
    deleteAlias(model: string, alias: string): "deleted" | "absent" {
      get(model);
      if (!aliases(model).some((held) => held.alias === alias)) return "absent";
      removeAlias(model, alias);
      return "deleted";
    },
    setTag(name: string, version: number, key: string, value: string): void {
      getVersion(name, version);
      store.run(
        "INSERT OR REPLACE INTO version_tags VALUES (?, ?, ?, ?)",
        name,
        version,
        key,
        value,
      );
    },
    deleteTag(name: string, version: number, key: string): void {
      getVersion(name, version);
      store.run(
        "DELETE FROM version_tags WHERE model = ? AND version = ? AND key = ?",
        ...[name, version, key],
      );
    },
  };
}

/** What {@link createModels} makes. */
export type Models = ReturnType<typeof createModels>;

function refuseName(name: string): void {
  if (!/^[^./\s]+\.[^./\s]+\.[^./\s]+$/.test(name)) {
    throw invalidParameter(
      `'${name}' is not a valid name: a model in Unity Catalog has three parts, catalog.schema.model.`,
    );
  }
}

function refuseAlias(alias: string): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(alias)) {
    throw invalidParameter(
      `Invalid alias name: '${alias}'. Use letters, digits, underscores and dashes, at most 255.`,
    );
  }
  if (/^(latest|v\d+)$/i.test(alias)) {
    throw invalidParameter(`'${alias}' alias name (case insensitive) is reserved.`);
  }
}
