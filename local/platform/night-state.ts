import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Refusal } from "./refusal.ts";
import { openStateFolder, type StateFolder } from "./state-folder.ts";

const marker = "made-by-a-night";

/**
 * Empties a state folder for a night, which starts from nothing. Throws a Refusal where a platform works in
 * it, or where it holds more than an earlier night.
 */
export function clearForNight(folder: string): void {
  withFolder(folder, (state) => {
    if (existsSync(state.inside("host.sqlite")) && !existsSync(state.inside(marker)))
      throw new Refusal(
        `State folder ${state.path}: it holds a platform's work, and a night starts from nothing. Give the night another folder with --state DIR, or remove this one.`,
      );
    for (const name of readdirSync(state.path))
      if (!name.startsWith("lock.sqlite")) rmSync(state.inside(name), { recursive: true });
    writeFileSync(state.inside(marker), "");
  });
}

/** Keeps a state folder from being emptied by a later night. */
export function keepFromNights(folder: string): void {
  withFolder(folder, (state) => rmSync(state.inside(marker), { force: true }));
}

function withFolder(folder: string, work: (state: StateFolder) => void): void {
  const state = openStateFolder(folder);
  try {
    work(state);
  } finally {
    state.close();
  }
}
