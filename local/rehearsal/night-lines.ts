import { describeComparison, withoutMetrics } from "./comparison.ts";
import type { NightEvent } from "./night-event.ts";
import { formatClock, formatDuration } from "./night-time.ts";
import { visible } from "./visible.ts";

/** How a line is meant, and so how it may be painted. */
export type Tone = "good" | "bad" | "ask" | "quiet" | "plain";

/** One event as lines for people: the clock and two columns, then the text; more lines stand below the text. */
export interface NightLine {
  at: string;
  word: string;
  model: string;
  text: string;
  below: string[];
  tone: Tone;
}

/** What lines need to know of the night. */
export interface NightSetting {
  /** Minutes that the night's clock is ahead of UTC. */
  zoneMinutes: number;
  /** Whole command line of these words, for the commands that are shown. */
  commandOf(words: string): string;
}

type LineOf = (
  word: string,
  model: string,
  text: string,
  tone?: Tone,
  below?: string[],
) => NightLine;

/** The line that tells an event; null where people need none. */
export function describeEvent(event: NightEvent, setting: NightSetting): NightLine | null {
  const at = formatClock(Date.parse(event.at), setting.zoneMinutes);
  const line: LineOf = (word, model, text, tone = "plain", below = []) => ({
    at,
    word,
    model,
    text,
    below,
    tone,
  });
  switch (event.type) {
    case "step":
      if (!event.outcome.startsWith("error: ")) return null;
      return line(
        "step",
        event.model,
        `${event.step}: ${event.outcome}; it is tried again`,
        "quiet",
      );
    case "run":
      return describeRun(event, line);
    case "decision":
      return describeDecision(event, line);
    case "alias":
      return line(
        "alias",
        event.model,
        `${event.alias} ${event.version === null ? "is removed" : `is version ${event.version}`}`,
        event.alias === "champion" ? "good" : "quiet",
      );
    case "review":
      return event.state === "asked"
        ? line("review", event.model, event.question, "ask", describeAsk(event, setting))
        : line("review", event.model, `${event.state}${event.by ? ` by ${event.by}` : ""}`);
    case "incident":
      return line("incident", event.model, `${event.severity}: ${event.title}`, "bad", [
        `done: ${event.done}`,
        `undo: ${event.undo}`,
      ]);
    case "alert":
      return describeAlert(event, line);
    case "message":
      return line("night", event.model ?? "", event.text, "quiet");
    case "summary":
      return null;
  }
}

function describeAlert(event: Extract<NightEvent, { type: "alert" }>, line: LineOf): NightLine {
  const excess = event.excess === null ? "" : `, ${event.excess.toFixed(2)} times its limit`;
  const part = event.feature ? ` (${event.feature})` : "";
  const text = `${event.condition}: ${event.kind}${part}${excess}; ${event.severity}`;
  return line("alert", event.model, text, event.condition === "fired" ? "bad" : "good");
}

function describeRun(
  { model, run, state, result, seconds }: Extract<NightEvent, { type: "run" }>,
  line: LineOf,
): NightLine {
  if (state === "started") return line("run", model, `run ${run} started`);
  const took = seconds === null ? "" : ` after ${formatDuration(seconds * 1000)}`;
  return line("run", model, `run ${run} ${result}${took}`, result === "SUCCESS" ? "plain" : "bad");
}

/** A promotion that is only intended is not told: its outcome follows at once. */
function describeDecision(
  event: Extract<NightEvent, { type: "decision" }>,
  line: LineOf,
): NightLine | null {
  const { kind, model, verdict, about } = event;
  if (verdict === "intended") return null;
  const [reason = "", ...more] = kind === "promotion" ? [] : event.reasons;
  const text = [verdict ?? event.action, about || reason].filter(Boolean).join(": ");
  // What was not done for want of leave follows the verdict that it repeats.
  if (kind === "permission") return line(kind, model, text, toneOf(verdict));
  const rest = withoutMetrics(about && reason ? [reason, ...more] : more, event.comparison);
  const below = [...rest, ...describeComparison(event.comparison)];
  return line(kind, model, text, toneOf(verdict), below);
}

function describeAsk(
  event: Extract<NightEvent, { type: "review" }>,
  { commandOf, zoneMinutes }: NightSetting,
): string[] {
  const expiry = Date.parse(event.expiresAt ?? event.at);
  const left = formatDuration(expiry - Date.parse(event.at));
  return [
    `silence until ${formatClock(expiry, zoneMinutes).slice(0, 5)} (in ${left}) means no; answer with`,
    `  ${commandOf(`approve ${event.review}`)}`,
    `  ${commandOf(`reject ${event.review}`)}`,
  ];
}

function toneOf(verdict: string | null): Tone {
  if (verdict === "rolledBack" || verdict === "recovered" || verdict === "cleared") return "good";
  if (verdict === "promote" || verdict === "promoted" || verdict === "fit") return "good";
  if (verdict === "reject" || verdict === "unfit" || verdict === "halt") return "bad";
  return verdict === "review" || verdict === "withheld" ? "ask" : "plain";
}

/** A night line as text: `22:15:00  verdict   revenue-forecast  promote: …`, the rest indented below. */
export function layOut(line: NightLine, modelWidth: number): string[] {
  const wordWidth = 10;
  const head = `${line.at}  ${line.word.padEnd(wordWidth)}  ${line.model.padEnd(modelWidth)}  `;
  const indent = " ".repeat(8 + 2 + wordWidth + 2);
  const lines = [`${head}${line.text}`.trimEnd(), ...line.below.map((text) => `${indent}${text}`)];
  return lines.map(visible);
}
