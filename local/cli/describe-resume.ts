import type { Resumed } from "../platform/app-replies.ts";

/** What a resume did, in words: which hold it lifted, and what became of the compute that was paused. */
export function describeResume(
  model: string | null,
  by: string,
  { lifted, compute }: Resumed,
): string {
  const { started, waiting, refused, gone } = compute;
  const hold = model === null ? "the hold on all models" : "its hold";
  const did = [
    ...(lifted === null ? [] : [`${hold}, set by ${lifted.by} (${lifted.reason}), is lifted`]),
    ...started.map((each) => `${each} is started`),
    ...waiting.map((each) => `not started yet: ${each} It is tried again for half an hour`),
    ...refused.map((each) => `not started: ${each} After the mend, resume again`),
    ...gone.map((each) => `${each} was deleted meanwhile`),
  ];
  if (did.length > 0) return `${model ?? "All models"} resumed by ${by}: ${did.join("; ")}.`;
  const name = model ?? "all models";
  const mend = model === null ? " What one model holds is lifted with its name." : "";
  return `Nothing to resume: there is no hold on ${name}, and nothing paused for ${model ?? "them"}.${mend}`;
}
