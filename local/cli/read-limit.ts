import { Refusal } from "../platform/refusal.ts";

/** How many a command lists: a whole number from 1 to `most`. Throws a Refusal for anything else. */
export function readLimit(text: string, most: number): number {
  const limit = Number(text);
  if (/^\d{1,3}$/.test(text) && limit >= 1 && limit <= most) return limit;
  throw new Refusal(`--limit is ${text}; it must be a whole number from 1 to ${most}.`);
}
