import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { type Instant, minute } from "../instant.ts";

/** A file below the bronze container. */
export interface StoredPath {
  path: string;
  modifiedAt: Instant;
}

const mostFiles = 1000;

/**
 * Paths of the newest burst, oldest first: the newest data file, and those that came with it as the model gathers them.
 * Markers and hidden files are no data.
 */
export function pickNewest(
  files: readonly StoredPath[],
  { mode, quietMinutes, maxMinutes }: ModelDefinition["input"]["gather"],
): string[] {
  const minutes = { atOnce: 0, quiet: quietMinutes, marker: maxMinutes }[mode];
  const data = files.filter(({ path }) => !/^[._]/.test(path.slice(path.lastIndexOf("/") + 1)));
  const newest = data.reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt), -Infinity);
  return data
    .filter(({ modifiedAt }) => modifiedAt >= newest - minutes * minute)
    .sort((left, right) => left.modifiedAt - right.modifiedAt || (left.path < right.path ? -1 : 1))
    .slice(-mostFiles)
    .map(({ path }) => path);
}
