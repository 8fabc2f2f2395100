import type { BrokenRule } from "./dataset-facts.ts";

/** Says in one line what broke which rule, where, and what the rule allows. */
export function describeBrokenRule({ where, rule, value, limit }: BrokenRule): string {
  return `${where}: ${value} (${rule}: ${limit})`;
}
