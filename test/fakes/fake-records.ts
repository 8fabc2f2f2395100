import type { Records } from "../../functions/clients/ports.ts";

/** Creates records in memory. */
export function createFakeRecords(): Records {
  const bodies = new Map<string, string>();
  return {
    async create(container, path, body) {
      const key = `${container}/${path}`;
      if (bodies.has(key)) return { kind: "exists" };
      bodies.set(key, body);
      return { kind: "created" };
    },
    read: async (container, path) => bodies.get(`${container}/${path}`) ?? null,
    async list(container, prefix) {
      const start = `${container}/`;
      return [...bodies.keys()]
        .filter((key) => key.startsWith(start + prefix))
        .map((key) => key.slice(start.length))
        .sort();
    },
    async listNewest(container, prefix, most) {
      const start = `${container}/`;
      return [...bodies.keys()]
        .filter((key) => key.startsWith(start + prefix))
        .map((key) => key.slice(start.length))
        .reverse()
        .slice(0, most);
    },
  };
}
