import * as z from "zod/mini";
import type { Mistake } from "../../functions/core/catalogue/mistake.ts";
import { refuse } from "./refuse.ts";
import { groupName, label, region, tags } from "./setting-values.ts";
import { findShapeMistakes, wellFormedParts } from "./shape-mistakes.ts";

/** What every component is told of its place. */
const placement = {
  location: region,
  resourceGroupName: groupName,
  label,
  salt: z.optional(z.string()),
  tags,
};

/**
 * Throws one error with all that is wrong with the arguments of a component, before it registers itself: by the same
 * parts that the settings of `AgentPlatform` are checked by. What `shape` does not name is left alone.
 */
export function checkArguments<Shape extends z.core.$ZodShape>(
  component: { type: string; name: string },
  args: unknown,
  shape: Shape,
  findMore: (parts: Partial<z.output<z.ZodMiniObject<Shape>>>) => Mistake[] = () => [],
): void {
  const own = z.object(shape);
  const mistakes = [
    ...findShapeMistakes(z.object(placement), args),
    ...findShapeMistakes(own, args),
    ...findMore(wellFormedParts(own, args)).map(flatten),
  ];
  if (mistakes.length > 0) refuse(`${component.type} "${component.name}"`, mistakes);
}

/** A component has for its own arguments what the platform has under a key. */
function flatten({ path, value, rule, mend }: Mistake): Mistake {
  const flat = (words: string) =>
    words.replace(/\b(?:network|hosting|notify|languageModel|databricks)\.(?=\w)/g, "");
  return { path: flat(path), value, rule: flat(rule), mend: flat(mend) };
}
