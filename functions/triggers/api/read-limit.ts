import type { Mistake } from "../../core/catalogue/mistake.ts";

/** How many a caller wants: the query's whole number from 1 to `most`, `usual` without one; or what is wrong with it. */
export function readLimit(
  query: URLSearchParams,
  { most, usual }: { most: number; usual: number },
): number | Mistake {
  const text = query.get("limit");
  const limit = Number(text ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  const rule = `must be a whole number from 1 to ${most}`;
  return { path: "limit", value: String(text), rule, mend: `Leave it out for ${usual}.` };
}
