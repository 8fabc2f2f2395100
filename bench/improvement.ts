import {
  isBetterBeyondNoise,
  isWorseBeyondNoise,
  type MeasuredPoint,
  measurePoints,
} from "./improvement-points.ts";
import type { Bench, Figure } from "./judge-figures.ts";

const notBetter =
  "starting points that end no better than the plain retrain, a champion that is kept among the ends";
const endings = {
  promoted: "starting points that end in a promotion",
  asked: "starting points that end in a question to a person",
  kept: "starting points that keep the champion, which is no win of the planner",
};
const harmful = "promotions that are worse than the champion beyond noise";

/** What improvement is worth: the rules planner against a plain retrain and against random search, on rows nothing ever saw. */
export const improvement: Bench = {
  name: "improvement",
  about:
    "Error on unseen rows of what up to three iterations end with, where the gate rejected a plain retrain on real films and flights. Film windows overlap in most of their years, so the starting points are no independent samples",
  limits: [
    { figure: notBetter, atMost: 1 },
    { figure: harmful, atMost: 0 },
  ],
  async measure() {
    const points = await measurePoints();
    const promoted = points.filter(({ rules }) => rules.kind === "promoted");
    return [
      ...points.flatMap(figuresOf),
      { name: "starting points, of which film windows overlap", value: points.length, unit: "" },
      ...(["promoted", "asked", "kept"] as const).map((kind) => ({
        name: endings[kind],
        value: points.filter(({ rules }) => rules.kind === kind).length,
        unit: "",
      })),
      {
        name: "candidates of their own that are better than the plain retrain beyond noise",
        value: points.filter(
          ({ rules }) => rules.kind !== "kept" && isBetterBeyondNoise(rules.overPlain),
        ).length,
        unit: "",
      },
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
