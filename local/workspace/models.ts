import { alreadyExists, invalidParameter, notFound } from "./api-error.ts";
import { type Clock, timestamp } from "./clock.ts";
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
  const reads = createReads(store);
  const parts = { store, clock, tell, reads };
  return {
    ...reads,
    ...createModelWrites(parts),
    ...createVersionWrites(parts),
    ...createAliases(parts),
  };
}

type Parts = { store: Store; clock: Clock; tell: Tell; reads: ReturnType<typeof createReads> };

function createReads(store: Store) {
  function get(name: string): Model {
    const model = store.one<Model>(`SELECT ${modelColumns} FROM models WHERE name = ?`, name);
    if (model === undefined) throw notFound(`Registered Model '${name}' does not exist.`);
    return model;
  }
  return {
    get,
    list: (): Model[] => store.all(`SELECT ${modelColumns} FROM models ORDER BY name`),
    getVersion(name: string, version: number): Version {
      get(name);
      const where = "WHERE model = ? AND version = ?";
      const select = `SELECT ${versionColumns} FROM versions ${where}`;
      const found = store.one<Version>(select, name, version);
      if (found !== undefined) return found;
      throw notFound(`Model Version '${name}', version ${version} does not exist.`);
    },
    /** Newest first. */
    versions(name: string): Version[] {
      get(name);
      const where = "WHERE model = ? ORDER BY version DESC";
      return store.all(`SELECT ${versionColumns} FROM versions ${where}`, name);
    },
    /** Versions that a run made, over all models. */
    versionsOfRun: (runId: string): Version[] =>
      store.all(`SELECT ${versionColumns} FROM versions WHERE run_id = ?`, runId),
    aliases: (name: string): { alias: string; version: number }[] =>
      store.all("SELECT alias, version FROM aliases WHERE model = ? ORDER BY alias", name),
    tags(name: string, version: number): { key: string; value: string }[] {
      const where = "WHERE model = ? AND version = ? ORDER BY key";
      return store.all(`SELECT key, value FROM version_tags ${where}`, name, version);
    },
  };
}

function createModelWrites({ store, clock, reads }: Parts) {
  return {
    create(name: string): Model {
      refuseName(name);
      const known = store.one("SELECT name FROM models WHERE name = ?", name);
      if (known !== undefined) throw alreadyExists(`Registered Model '${name}' already exists.`);
      const now = clock.now();
      store.run("INSERT INTO models VALUES (?, ?, ?, 1)", name, now, now);
      return { name, createdAt: now, updatedAt: now };
    },
    delete(name: string): void {
      reads.get(name);
      for (const table of ["aliases", "version_tags", "versions"]) {
        store.run(`DELETE FROM ${table} WHERE model = ?`, name);
      }
      store.run("DELETE FROM models WHERE name = ?", name);
    },
  };
}

const takeNumber = `UPDATE models SET next_version = next_version + 1, updated_at = ? WHERE name = ?
  RETURNING next_version - 1 AS version`;

function createVersionWrites({ store, clock, tell, reads }: Parts) {
  return {
    /** Registers the next version, READY at once; numbers are never used twice. */
    createVersion(model: string, { source, runId }: { source: string; runId: string }): Version {
      reads.get(model);
      const now = clock.now();
      const { version = 1 } = store.one<{ version: number }>(takeNumber, now, model) ?? {};
      const values = [model, version, source, runId, "READY", now, now];
      store.run("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)", ...values);
      const told = { model, version: String(version), runId };
      store.afterCommit(() => tell({ type: "version", at: timestamp(clock), ...told }));
      return reads.getVersion(model, version);
    },
    setVersionStatus(model: string, version: number, status: Version["status"]): void {
      reads.getVersion(model, version);
      const where = "WHERE model = ? AND version = ?";
      const update = `UPDATE versions SET status = ?, updated_at = ? ${where}`;
      store.run(update, status, clock.now(), model, version);
    },
    setTag(model: string, version: number, key: string, value: string): void {
      reads.getVersion(model, version);
      const insert = "INSERT OR REPLACE INTO version_tags VALUES (?, ?, ?, ?)";
      store.run(insert, model, version, key, value);
    },
    deleteTag(model: string, version: number, key: string): void {
      reads.getVersion(model, version);
      const where = "WHERE model = ? AND version = ? AND key = ?";
      store.run(`DELETE FROM version_tags ${where}`, model, version, key);
    },
  };
}

function createAliases({ store, clock, tell, reads }: Parts) {
  function remove(model: string, alias: string): void {
    store.run("DELETE FROM aliases WHERE model = ? AND alias = ?", model, alias);
    const told = { model, alias, version: null };
    store.afterCommit(() => tell({ type: "alias", at: timestamp(clock), ...told }));
  }
  return {
    getAlias(model: string, alias: string): Version {
      reads.get(model);
      const held = reads.aliases(model).find((candidate) => candidate.alias === alias);
      if (held === undefined) throw notFound(`Alias '${alias}' of '${model}' does not exist.`);
      return reads.getVersion(model, held.version);
    },
    setAlias(model: string, alias: string, version: number): void {
      refuseAlias(alias);
      reads.getVersion(model, version);
      store.run("INSERT OR REPLACE INTO aliases VALUES (?, ?, ?)", model, alias, version);
      const told = { model, alias, version: String(version) };
      store.afterCommit(() => tell({ type: "alias", at: timestamp(clock), ...told }));
    },
    /** Answers whether there was such an alias. */
    deleteAlias(model: string, alias: string): "deleted" | "absent" {
      reads.get(model);
      if (!reads.aliases(model).some((held) => held.alias === alias)) return "absent";
      remove(model, alias);
      return "deleted";
    },
    /** Deletes a version and, silently, the aliases that name it. */
    deleteVersion(model: string, version: number): void {
      reads.getVersion(model, version);
      const held = reads.aliases(model).filter((candidate) => candidate.version === version);
      for (const { alias } of held) remove(model, alias);
      store.run("DELETE FROM version_tags WHERE model = ? AND version = ?", model, version);
      store.run("DELETE FROM versions WHERE model = ? AND version = ?", model, version);
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
