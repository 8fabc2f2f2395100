import * as z from "zod/mini";
import type { Plan } from "./training-program.ts";

const knobs = z.catch(z.record(z.string(), z.unknown()), {});

/** What a run is made by: the champion's own plan, and over it what this run's plan asks for, knob by knob. */
export function settlePlan(champion: Plan, asked: Plan): Plan {
  const hyperparameters = {
    ...knobs.parse(champion.hyperparameters),
    ...knobs.parse(asked.hyperparameters),
  };
  return { ...champion, ...asked, hyperparameters };
}
