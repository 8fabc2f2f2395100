import type { Catalogue, ModelDefinition } from "../catalogue/model-definition.ts";

/** What counts for an action that is about no single model. */
export type CommonRules = Pick<ModelDefinition, "registeredModel" | "autonomy" | "gate" | "review">;

type Level = ModelDefinition["autonomy"]["pause"];
const caution: Level[] = ["observe", "propose", "act"];

/** The most cautious of all models' rules: an action that concerns all of them needs the leave of each. */
export function planCommonRules(catalogue: Catalogue): CommonRules | null {
  const definitions = Object.values(catalogue);
  const [first] = definitions;
  if (first === undefined) return null;
  const strictest = (action: keyof ModelDefinition["autonomy"]): Level =>
    caution.find((level) => definitions.some(({ autonomy }) => autonomy[action] === level)) ??
    "observe";
  const autonomy = {
    promote: strictest("promote"),
    rollback: strictest("rollback"),
    retrain: strictest("retrain"),
    pause: strictest("pause"),
  };
  const review = definitions
    .map((definition) => definition.review)
    .reduce((shortest, each) => (each.hours < shortest.hours ? each : shortest));
  return {
    registeredModel: "",
    autonomy,
    gate: { ...first.gate, acceptWeakEvidence: false },
    review,
  };
}
