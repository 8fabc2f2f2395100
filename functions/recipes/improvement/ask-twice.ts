import type { OrchestrationContext } from "durable-functions";
import type { Question, Read } from "../../core/improvement/question.ts";
import { printable } from "../../core/printable.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { now } from "../waits.ts";
import { leftOf, type Matter, spend } from "./matter.ts";

/** One answer of the language model, as the ledger keeps it. */
export interface Heard {
  tokens: number;
  /** What it said, or as much of it as is kept; empty where it said nothing. */
  said: string;
  /** Why it was not taken; empty where it was. */
  refused: string[];
}

/** What asking came to: the value of the first answer that was taken, or null. */
export interface Asked<T> {
  matter: Matter;
  value: T | null;
  heard: Heard[];
}

const longestKept = 1000;
const turns = 2;

/**
 * Asks the language model, and once more with the reason where its answer is refused. Whatever else goes wrong ends the
 * asking: then the rules decide alone, and the reason is kept.
 */
export function* askTwice<T>(
  context: OrchestrationContext,
  asking: Matter,
  ask: {
    /** What sets this question apart from all others of the improvement. */
    key: string;
    question: (refused: readonly string[]) => Question;
    take: (text: string) => Read<T>;
  },
): Recipe<Asked<T>> {
  const step = stepsOf(context);
  const heard: Heard[] = [];
  let matter = asking;
  for (let turn = 1; turn <= turns; turn++) {
    const { tokens: tokensLeft, dollars: dollarsLeft } = leftOf(matter, now(context));
    const reply = yield* step.askOpinion({
      model: matter.subject.model,
      key: `${context.df.instanceId}/${ask.key}/${turn}`,
      question: ask.question(heard.flatMap(({ refused }) => refused)),
      ...{ tokensLeft, dollarsLeft },
    });
    if (reply.kind === "notAsked") {
      const why = reply.reason === null ? [] : [{ tokens: 0, said: "", refused: [reply.reason] }];
      return { matter, value: null, heard: [...heard, ...why] };
    }
    const { tokens, dollars } = reply;
    matter = spend(matter, { runs: 0, tokens, dollars });
    if (reply.kind === "failed") {
      heard.push({ tokens, said: "", refused: [reply.reason] });
      return { matter, value: null, heard };
    }
    const taken = ask.take(reply.text);
    const said = printable(reply.text, longestKept);
    if (taken.kind === "read") {
      return { matter, value: taken.value, heard: [...heard, { tokens, said, refused: [] }] };
    }
    heard.push({ tokens, said, refused: taken.reasons });
  }
  return { matter, value: null, heard };
}

/** What was heard, in sentences for people: only what was not taken needs one. */
export function describeHeard(heard: readonly Heard[], instead: string): string[] {
  const refused = heard.filter((each) => each.refused.length > 0);
  if (refused.length === 0) return [];
  const reasons = refused.map((each) => each.refused.join(" "));
  const ended = heard.at(-1)?.refused.length === 0 ? [] : [instead];
  return [...reasons.map((reason) => `The language model was not heeded: ${reason}`), ...ended];
}
