import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { Refusal } from "./refusal.ts";
import { lockFile, openStateFolder, type StateFolder } from "./state-folder.ts";

const marker = "made-by-a-night";
const clockFile = "night-clock.json";

/**
 * Empties a state folder for a night, which starts from nothing. Throws a Refusal where a platform works in
 * it, or where it holds anything that is not an earlier night's.
 */
export function clearForNight(folder: string): void {
  const held = existsSync(folder) ? listAllButLock(folder) : [];
  if (held.length > 0 && !held.includes(marker))
    throw new Refusal(
      `State folder ${folder}: it holds ${held[0]}, which no night made, and a night starts from nothing. Give the night another folder with --state DIR, or remove this one.`,
    );
  withFolder(folder, (state) => {
    for (const name of listAllButLock(folder)) rmSync(state.inside(name), { recursive: true });
    writeFileSync(state.inside(marker), "");
  });
}

function listAllButLock(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith(lockFile));
}

/** Keeps a state folder from being emptied by a later night. */
export function keepFromNights(folder: string): void {
  withFolder(folder, (state) => rmSync(state.inside(marker), { force: true }));
}

/** Remembers how far a night's clock is ahead of real time (negative: behind), for platforms that go on from it. */
export function keepNightClock(folder: string, aheadMs: number): void {
  writeFileSync(join(folder, clockFile), JSON.stringify({ aheadMs }));
}

/** How far the clock of this folder is ahead of real time, in milliseconds; null where no night set it. */
export function readNightClock(folder: string): number | null {
  const path = join(folder, clockFile);
  if (!existsSync(path)) return null;
  return z.object({ aheadMs: z.number() }).parse(JSON.parse(readFileSync(path, "utf8"))).aheadMs;
}

function withFolder(folder: string, work: (state: StateFolder) => void): void {
  const state = openStateFolder(folder);
  try {
    work(state);
  } finally {
    state.close();
  }
}
