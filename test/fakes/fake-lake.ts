import { createHash } from "node:crypto";
import { lookAtFile } from "../../functions/clients/look-at-file.ts";
import type { Lake } from "../../functions/clients/ports.ts";
import type { FileFacts, FileLook } from "../../functions/core/dataset/dataset-facts.ts";
import { chunksOf } from "./chunks-of.ts";

/** A lake in memory: files are really looked at, tables are what they are said to be. */
export interface FakeLake extends Lake {
  put(path: string, content: Uint8Array): void;
  remove(path: string): void;
  putTable(facts: FileFacts): void;
}

/** Creates an empty lake whose files are all written at this moment (ISO 8601). */
export function createFakeLake(modifiedAt: string): FakeLake {
  const files = new Map<string, Buffer>();
  const tables = new Map<string, FileFacts>();
  return {
    put(path, content) {
      files.set(path, Buffer.from(content));
    },
    remove(path) {
      files.delete(path);
    },
    putTable(facts) {
      tables.set(facts.path, facts);
    },
    list: async (prefix) =>
      [...files.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => ({ path, modifiedAt: Date.parse(modifiedAt) })),
    async look(path, input) {
      const content = files.get(path);
      if (content === undefined) return missing(path);
      const file = {
        bytes: content.length,
        etag: createHash("sha256").update(content).digest("hex"),
        read: async (start: number, end: number) => content.subarray(start, end),
        open: async () => chunksOf(content, 65_536),
      };
      const look = await lookAtFile(file, input, Infinity);
      if (look.kind === "unreadable") {
        const { problem, detail } = look;
        return { kind: "unreadable", unreadable: { path, problem, detail } };
      }
      const place = { path, bytes: known(content.length), modifiedAt: known(modifiedAt) };
      return { kind: "facts", facts: { ...place, ...look.content } };
    },
    async lookAtTable(table) {
      const facts = tables.get(table);
      return facts === undefined ? missing(table) : { kind: "facts", facts };
    },
  };
}

function known<T>(value: T) {
  return { kind: "known", value } as const;
}

function missing(path: string): FileLook {
  return { kind: "unreadable", unreadable: { path, problem: "missing", detail: "It is gone." } };
}
