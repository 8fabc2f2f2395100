import * as z from "zod/mini";
import type { Plan } from "./training-program.ts";

const knobs = z._default(z.record(z.string(), z.unknown()), {});

/**
 * What a run is made by: the champion's own plan, and over it what this run's plan asks for, knob by knob. Knobs that
 * are no object are left as they are, for the program to refuse.
 */
export function settlePlan(champion: Plan, asked: Plan): Plan {
  const [own, over] = [
    knobs.safeParse(champion.hyperparameters),
    knobs.safeParse(asked.hyperparameters),
  ];
  const hyperparameters =
    own.success && over.success ? { ...own.data, ...over.data } : asked.hyperparameters;
  return { ...champion, ...asked, hyperparameters };
}
