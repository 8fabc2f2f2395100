import * as z from "zod/mini";
import { referenceTag } from "../names.ts";
import type { FeatureReference } from "./measure-drift.ts";

const finite = z.number();
const reference = z.object({
  edges: z.array(finite).check(z.maxLength(99)),
  counts: z.array(z.number().check(z.gte(0))).check(z.maxLength(100)),
});

/**
 * The fixed deciles that a training run stored with its version: one tag a feature, `{"edges":[…],"counts":[…]}`.
 * Only features that the catalogue names are read; a tag that is not right is none.
 */
export function parseReferences(
  tags: Readonly<Record<string, string>>,
  features: readonly string[],
): FeatureReference[] {
  return features.flatMap((feature) => {
    const text = tags[referenceTag(feature)];
    const read = text === undefined ? null : z.safeParse(reference, parseJson(text));
    if (read?.success !== true) return [];
    const { edges, counts } = read.data;
    const isAscending = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge));
    const isWhole = isAscending && counts.length === edges.length + 1;
    return isWhole ? [{ feature, edges, counts }] : [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
