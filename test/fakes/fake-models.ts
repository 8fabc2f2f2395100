import type { Models, ModelVersion } from "../../functions/clients/ports.ts";

/** A registry in memory. */
export interface FakeModels extends Models {
  /** Registers the next version of a model. */
  register(model: string, runId: string): ModelVersion;
}

/** Creates a registry without a model. */
export function createFakeModels(): FakeModels {
  const versions = new Map<string, ModelVersion[]>();
  const aliases = new Map<string, string>();
  const find = (model: string, version: string) =>
    versions.get(model)?.find((known) => known.version === version) ?? null;
  const found = (model: string, version: string) => {
    const known = find(model, version);
    if (known === null) throw new Error(`Fake models: ${model} has no version ${version}.`);
    return known;
  };
  return {
    register(model, runId) {
      const known = versions.get(model) ?? [];
      const version = { version: String(known.length + 1), runId, status: "READY", tags: {} };
      versions.set(model, [...known, version]);
      return version;
    },
    getVersion: async (model, version) => structuredClone(find(model, version)),
    getAlias: async (model, alias) => aliases.get(`${model}@${alias}`) ?? null,
    async setAlias(model, alias, version) {
      aliases.set(`${model}@${alias}`, found(model, version).version);
    },
    async deleteAlias(model, alias) {
      aliases.delete(`${model}@${alias}`);
    },
    async setTag(model, version, key, value) {
      found(model, version).tags[key] = value;
    },
  };
}
