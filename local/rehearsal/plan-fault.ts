import type { Fault } from "../workspace/faults.ts";
import type { StepAction } from "./rehearsal.ts";

/** What the workspace is told to do wrong. */
export function planFault(body: Extract<StepAction, { kind: "fault" }>["body"]): Fault {
  const { on, status, times, when, retryAfterSeconds } = body;
  const which = { on, times, when };
  if (typeof status !== "number") return { ...which, kind: status === "html" ? "html" : "reset" };
  return {
    ...which,
    kind: "status",
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
