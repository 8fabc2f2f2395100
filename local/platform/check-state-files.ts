import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { schemaVersion as hostVersion } from "../host/schema.ts";
import { schemaVersion as workspaceVersion } from "../workspace/store.ts";
import { Refusal } from "./refusal.ts";
import type { StateFolder } from "./state-folder.ts";

/**
 * Looks at the files of a state folder before anything is started on them; one that is absent is made later.
 * Throws a Refusal where one is no state file, or of a newer version than this release can read.
 */
export function checkStateFiles(state: StateFolder): void {
  checkStateFile(state.inside("host.sqlite"), hostVersion);
  checkStateFile(state.inside("workspace.sqlite"), workspaceVersion);
}

function checkStateFile(file: string, newest: number): void {
  if (!existsSync(file)) return;
  const version = readVersion(file);
  if (version <= newest) return;
  throw new Refusal(
    `State file ${file}: its version is ${version}; this release reads up to ${newest}. Update Nightshift, or choose another folder with --state DIR.`,
  );
}

function readVersion(file: string): number {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const row = database.prepare("PRAGMA user_version").get() ?? {};
      return Number(Object.values(row)[0]);
    } finally {
      database.close();
    }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `State file ${file}: it cannot be read as one: ${said}. Move it away, or choose another folder with --state DIR.`,
    );
  }
}
