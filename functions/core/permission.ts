import type { ModelDefinition } from "./catalogue/model-definition.ts";
import type { Hold } from "./hold.ts";
import type { EvidenceGrade } from "./lifecycle/evidence.ts";

/** What Nightshift wants to do, as autonomy is declared for it. */
export type ActionKind = keyof ModelDefinition["autonomy"];

/** All that decides whether an action may happen by itself. */
export interface PermissionRequest {
  action: ActionKind;
  autonomy: ModelDefinition["autonomy"];
  /** The hold in force, or null. */
  hold: Hold | null;
  /** How good the evidence for the action is. */
  evidence: EvidenceGrade;
  /** Weakest grade that the owner accepts without a person. @default fair */
  leastEvidence?: EvidenceGrade;
  /** How the effect is taken back in one sentence, or null where it cannot be. */
  undo: string | null;
}

/** How far Nightshift may go now: do it, ask first, only say so, or wait for the hold to be lifted. */
export type Permission =
  | { kind: "act" }
  | { kind: "propose"; reason: string }
  | { kind: "observe"; reason: string }
  | { kind: "held"; reason: string };

const strength: Record<EvidenceGrade, number> = { none: 0, weak: 1, fair: 2, strong: 3 };

/** Decides how far one action may go: a hold wins, then autonomy, then evidence and undo may lower `act` to `propose`. */
export function judgePermission(request: PermissionRequest): Permission {
  const { action, autonomy, hold, evidence, leastEvidence = "fair", undo } = request;
  if (hold !== null) {
    return { kind: "held", reason: `${hold.by} holds since ${hold.since}: ${hold.reason}` };
  }
  const level = autonomy[action];
  if (level === "observe") {
    return { kind: "observe", reason: `autonomy.${action} is observe: nothing is done.` };
  }
  if (level === "propose") {
    return { kind: "propose", reason: `autonomy.${action} is propose: a person decides.` };
  }
  if (evidence === "none" || strength[evidence] < strength[leastEvidence]) {
    return {
      kind: "propose",
      reason: `Evidence is ${evidence}, ${leastEvidence} is needed to ${action} without a person.`,
    };
  }
  if (undo === null) {
    return { kind: "propose", reason: `This ${action} cannot be undone: a person decides.` };
  }
  return { kind: "act" };
}
