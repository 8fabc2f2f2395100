import { bestTrial, type Situation, type Trial } from "./trial.ts";

/** The best trial that passed only as far as a person may decide, which another try was to settle; null where there is none. */
export function openTrial({ trials, metrics }: Situation): Trial | null {
  const [first, ...rest] = trials.slice(1).filter(isOpen);
  return first === undefined ? null : bestTrial([first, ...rest], metrics);
}

function isOpen({ result }: Trial): boolean {
  if (result.kind === "failed" || result.verdict.kind !== "review") return false;
  return result.verdict.cause === "attended" || result.verdict.cause === "conflict";
}
