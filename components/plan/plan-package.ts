import { createHash } from "node:crypto";
import { zipSync } from "fflate";

/** A function package: its bytes, and the name that says what they are. */
export interface FunctionZip {
  /** `app-<sha256>.zip`. */
  blobName: string;
  /** SHA-256 of the bytes, 64 hex digits. */
  sha256: string;
  bytes: Uint8Array;
}

/** One moment for every file: a zip keeps times, and the same content must give the same bytes. Noon, so that no time zone moves the day. */
const madeAt = "1980-01-01T12:00:00";

/** Zips files by path. The same files give the same bytes on every machine, at any time, in any order. */
export function planPackage(files: Readonly<Record<string, string | Uint8Array>>): FunctionZip {
  const entries = Object.entries(files)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, content]) => [path, bytesOf(content)]);
  const bytes = zipSync(Object.fromEntries(entries), { level: 6, mtime: madeAt });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { blobName: `app-${sha256}.zip`, sha256, bytes };
}

/** The catalogue as the package carries it: keys in one order, so that their order in the stack file changes nothing. */
export function catalogueJson(models: unknown): string {
  return `${JSON.stringify(inOrder(models), null, 2)}\n`;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
