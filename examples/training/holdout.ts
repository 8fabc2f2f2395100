import { createHash } from "node:crypto";

/**
 * Whether a row is held out, by the hash of its own key alone. So a row is on the same side in every file, every
 * run and every process: no model ever trains on a row that any model is scored on.
 */
export function isHeldOut(key: string, share: number): boolean {
  const hash = createHash("sha256").update(key).digest();
  return hash.readUInt32BE(0) / 2 ** 32 < share;
}

/** Digest of rows in any order: 64 hex digits. */
export function digestOf(rows: readonly unknown[]): string {
  const hash = createHash("sha256");
  for (const line of rows.map((row) => JSON.stringify(row)).sort()) hash.update(`${line}\n`);
  return hash.digest("hex");
}
