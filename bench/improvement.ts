import { isWorseBeyondNoise, type MeasuredPoint, measurePoints } from "./improvement-points.ts";
import type { Bench, Figure } from "./judge-figures.ts";

const notBetter = "starting points that end no better than the plain retrain";
const harmful = "promotions that are worse than the champion beyond noise";

/** What improvement is worth: the rules planner against a plain retrain and against random search, on rows nothing ever saw. */
export const improvement: Bench = {
  name: "improvement",
  about:
    "Error on unseen rows of what three iterations end with, where the gate rejected a plain retrain on real films and flights",
  limits: [
    { figure: notBetter, atMost: 1 },
    { figure: harmful, atMost: 0 },
  ],
  async measure() {
    const points = await measurePoints();
    const promoted = points.filter(({ rules }) => rules.kind === "promoted");
    return [
      ...points.flatMap(figuresOf),
      { name: "starting points", value: points.length, unit: "" },
      {
        name: notBetter,
        value: points.filter(({ rules }) => rules.overPlain.gain <= 0).length,
        unit: "",
      },
      {
        name: harmful,
        value: promoted.filter(
          ({ rules: { overChampion } }) =>
            overChampion !== null && isWorseBeyondNoise(overChampion),
        ).length,
        unit: "",
      },
    ];
  },
};

function figuresOf({ name, metric, rules, random }: MeasuredPoint): Figure[] {
  const plain = { name: "a plain retrain", value: rules.overPlain.other };
  const better = random.filter(({ kind }) => kind !== "kept").length;
  const mean = random.reduce((sum, { overPlain }) => sum + overPlain.candidate, 0) / random.length;
  return [
    {
      name: `${name}: rules, ${rules.kind} after ${rules.tries}`,
      value: rules.overPlain.candidate,
      unit: metric,
      against: plain,
    },
    {
      name: `${name}: random search, ${better} of ${random.length} seeds end with a model`,
      value: mean,
      unit: metric,
      against: plain,
    },
  ];
}
