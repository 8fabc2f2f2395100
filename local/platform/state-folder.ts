import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod/mini";
import { Refusal } from "./refusal.ts";

/** Version of the layout inside a state folder; raised when an older release could not read it. */
const stateVersion = 1;
/** Name of the file whose lock says that a process has the folder open. */
export const lockFile = "lock.sqlite";

const address = z.object({
  pid: z.int(),
  /** Base URL of the app. */
  url: z.string(),
  workspaceUrl: z.string(),
  lakeUrl: z.string(),
  /** Token of the host's admin API. */
  adminToken: z.string(),
  /** Token of the workspace. */
  workspaceToken: z.string(),
  /** ISO 8601 instant of the machine's clock. */
  startedAt: z.string(),
});

/** Where a running platform is reached, for the other commands. */
export type PlatformAddress = z.infer<typeof address>;

/** A state folder that this process alone has open. */
export interface StateFolder {
  path: string;
  /** Path of a file or folder inside. */
  inside(...parts: string[]): string;
  /** Tells other processes where this platform is reached; readable by the user only. */
  publish(address: PlatformAddress): void;
  /** Takes the address back and lets go of the folder. */
  close(): void;
}

/**
 * Opens a state folder for this process alone, making it where it is absent.
 * The lock is an SQLite write lock: the operating system frees it however the process ends.
 */
export function openStateFolder(folder: string): StateFolder {
  const path = resolve(folder);
  makeFolder(path);
  const inside = (...parts: string[]) => join(path, ...parts);
  const lock = takeLock(path);
  return {
    path,
    inside,
    publish(published) {
      const draft = inside("platform.json.new");
      writeFileSync(draft, `${JSON.stringify(published, null, 2)}\n`, { mode: 0o600 });
      chmodSync(draft, 0o600);
      renameSync(draft, inside("platform.json"));
    },
    close() {
      rmSync(inside("platform.json"), { force: true });
      lock.close();
    },
  };
}

/** Address of the platform that runs in this folder, as it was published; null where none was. */
export function readAddress(folder: string): PlatformAddress | null {
  try {
    return address.parse(JSON.parse(readFileSync(join(folder, "platform.json"), "utf8")));
  } catch {
    return null;
  }
}

function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, lockFile));
  try {
    lock.exec("PRAGMA busy_timeout = 200; BEGIN IMMEDIATE");
  } catch (error) {
    lock.close();
    throw new Refusal(isBusy(error) ? inUse(path) : damaged(path, error));
  }
  const found = z
    .object({ user_version: z.number() })
    .parse(lock.prepare("PRAGMA user_version").get());
  if (found.user_version > stateVersion) {
    lock.close();
    throw new Refusal(
      `State folder ${path}: it has version ${found.user_version}; this release reads up to ${stateVersion}. Update Nightshift, or choose another folder with --state DIR.`,
    );
  }
  lock.exec(`PRAGMA user_version = ${stateVersion}; COMMIT; BEGIN IMMEDIATE`);
  return lock;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new Refusal(
      `State folder ${path}: it cannot be made: ${error instanceof Error ? error.message : error}. Choose another with --state DIR.`,
    );
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}

function damaged(path: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `State folder ${path}: its ${lockFile} cannot be used: ${said}. Remove that file if no platform runs there, or choose another folder with --state DIR.`;
}

function inUse(path: string): string {
  const running = readAddress(path);
  const owner = running ? `process ${running.pid} (${running.url})` : "another process";
  return `State folder ${path}: it is in use by ${owner}; a folder serves one platform at a time. End that one, or choose another folder with --state DIR.`;
}
