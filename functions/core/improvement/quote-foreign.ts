import { printable } from "../printable.ts";

const longestText = 300;
const longestKey = 100;
const mostMembers = 20;
const deepest = 6;

/**
 * JSON data with every text and every key in it printable and cut, and the longest lists and objects cut as well: what
 * runs, columns and alerts say, made fit to be quoted.
 */
export function quoteForeign(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return printable(value, longestText);
  if (typeof value !== "object" || value === null) return value;
  if (depth === deepest) return "…";
  if (Array.isArray(value)) {
    return value.slice(0, mostMembers).map((member) => quoteForeign(member, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostMembers)
      .map(([key, member]) => [printable(key, longestKey), quoteForeign(member, depth + 1)]),
  );
}
