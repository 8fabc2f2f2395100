import type { Enactment } from "./stage.ts";

/**
 * What an orchestration does that works here but not, or not the same, in Azure: in words, for its
 * author. `sdkOpen` holds the keys of the tasks the SDK waits for; null when it does not tell.
 */
export function differencesFromAzure(
  name: string,
  { tasks, open, isOver }: Enactment & { isOver: boolean },
  sdkOpen: string[] | null,
): string[] {
  if (isOver) {
    const timers = tasks.filter((task) => task.kind === "timer" && open.has(task.id)).length;
    if (timers === 0) return [];
    return [
      `Orchestration "${name}": it ends with ${timers} timer(s) neither fired nor cancelled; ` +
        "in Azure it stays Running until they fire. Cancel a timer that has lost its race.",
    ];
  }
  if (sdkOpen === null) return [];
  const here = [...open].map(String).sort().join(", ");
  const there = [...sdkOpen].sort().join(", ");
  if (here === there) return [];
  return [
    `Orchestration "${name}": the SDK holds tasks [${there}] open, the protocol [${here}]; ` +
      "this will misbehave in Azure " +
      "(https://github.com/Azure/azure-functions-durable-js/issues/574). " +
      "Race fresh tasks in every Task.any, and do not yield a loser again.",
  ];
}
