import { basename } from "node:path";
import { Refusal } from "../platform/refusal.ts";
import type { ScriptedOutcome } from "../workspace/scripted-outcome.ts";
import type { NightEvent } from "./night-event.ts";
import { formatDuration } from "./night-time.ts";
import { planOutcome } from "./plan-outcome.ts";
import { planSteps } from "./plan-steps.ts";
import type { Rehearsal, StepAction } from "./rehearsal.ts";

type Body<K extends StepAction["kind"]> = Extract<StepAction, { kind: K }>["body"];

/** Where a rehearsal is played: a platform, as its steps use it. */
export interface Stage {
  /** Lets everything happen that is due up to this instant, in milliseconds since the epoch. */
  runTo(instant: number): Promise<void>;
  drop(body: Body<"drop">): Promise<void>;
  /** Writes an alert to the event hub. */
  alert(body: Body<"alert">): Promise<void>;
  /** Lands answered rows in the model's monitoring table. */
  serve(body: Body<"serve">): Promise<void>;
  compute(body: Body<"compute">): void;
  /** What the model's next job run yields. */
  script(model: string, outcome: ScriptedOutcome): void;
  /** Answers an open review, named by its id or by its model. Throws a Refusal where none is open. */
  answer(answer: "approve" | "reject", body: Body<"approve">): Promise<void>;
  hold(body: Body<"hold">): Promise<void>;
  lift(body: Body<"lift">): Promise<void>;
  fault(body: Body<"fault">): void;
  /** Kills the function host and starts it again. */
  killHost(): Promise<void>;
}

/** Plays the steps of a rehearsal to the end of its night; answers what went wrong with the steps themselves. */
export async function playRehearsal(
  rehearsal: Rehearsal,
  stage: Stage,
  tell: (event: NightEvent) => void,
): Promise<string[]> {
  const plan = planSteps(rehearsal);
  const problems: string[] = [];
  for (const [index, { due, action }] of plan.steps.entries()) {
    await stage.runTo(due);
    tell({ type: "message", at: new Date(due).toISOString(), ...describeAction(action) });
    try {
      await act(action, stage);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(`steps[${index}] ${action.kind}: ${error.message}`);
    }
  }
  await stage.runTo(plan.end);
  return problems;
}

/** A step in words, and the model it is about; null for none or all. */
function describeAction(action: StepAction): { text: string; model: string | null } {
  switch (action.kind) {
    case "drop":
      return {
        text: `${action.body.as ?? basename(action.body.file)} lands in bronze`,
        model: action.body.model,
      };
    case "run":
      return { text: describeOutcome(action.body), model: action.body.model };
    case "alert": {
      const { file, kind, model, value, condition } = action.body;
      const what = file === undefined ? `${kind} at ${value} times its limit` : basename(file);
      return { text: `alert ${condition}: ${what}`, model: model ?? null };
    }
    case "serve":
      return {
        text: `the champion answers ${basename(action.body.file)}`,
        model: action.body.model,
      };
    case "compute":
      return { text: `${action.body.kind} ${action.body.name} runs`, model: null };
    case "approve":
    case "reject": {
      const { by, review } = action.body;
      return { text: `${by} answers review ${review}: ${action.kind}`, model: null };
    }
    case "hold":
      return { text: `held by ${action.body.by}`, model: action.body.model ?? null };
    case "lift":
      return { text: `hold lifted by ${action.body.by}`, model: action.body.model ?? null };
    case "fault": {
      const { on, status, times } = action.body;
      return { text: `the workspace will answer ${on} with ${status}, ${times}×`, model: null };
    }
    case "kill":
      return { text: "the function host is killed and started again", model: null };
  }
}

function describeOutcome({ takes, result, metrics }: Body<"run">): string {
  const how = metrics || result ? `is scripted: ${result ?? "SUCCESS"} after` : "trains for";
  return `its next run ${how} ${formatDuration(takes)}`;
}

async function act(action: StepAction, stage: Stage): Promise<void> {
  switch (action.kind) {
    case "drop":
      return stage.drop(action.body);
    case "run":
      return stage.script(action.body.model, planOutcome(action.body));
    case "alert":
      return stage.alert(action.body);
    case "serve":
      return stage.serve(action.body);
    case "compute":
      return stage.compute(action.body);
    case "approve":
    case "reject":
      return stage.answer(action.kind, action.body);
    case "hold":
      return stage.hold(action.body);
    case "lift":
      return stage.lift(action.body);
    case "fault":
      return stage.fault(action.body);
    case "kill":
      return stage.killHost();
  }
}
