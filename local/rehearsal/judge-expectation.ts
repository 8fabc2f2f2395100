import type { AliasEvent, NightEvent, RunEvent } from "./night-event.ts";
import { formatClock, formatDuration, type NightStart } from "./night-time.ts";
import { type Expectation, patternOf, type Wanted } from "./rehearsal.ts";

/** Whether an expectation was met; if not, what was expected and what happened. */
export type Judgement =
  | { kind: "met"; expected: string }
  | { kind: "unmet"; expected: string; happened: string[] };

const shown = 5;

/** Judges one expectation by the events of the night, in the order they were told. */
export function judgeExpectation(
  expectation: Expectation,
  events: readonly NightEvent[],
  start: NightStart,
): Judgement {
  const deadline = start.at + (expectation.within ?? Number.POSITIVE_INFINITY);
  const spoken = candidates(expectation.kind, events);
  const inTime = spoken.filter((event) => Date.parse(event.at) <= deadline);
  const matched = inTime.filter((event) => matchesAll(expectation.fields, event));
  const expected = describe(expectation);
  const { times } = expectation;
  if (times === undefined ? matched.length > 0 : matched.length === times)
    return { kind: "met", expected };
  const model = expectation.fields.model;
  const near = spoken.filter(
    (event) => model === undefined || matches(model, fieldOf(event, "model")),
  );
  return { kind: "unmet", expected, happened: tell(expectation, matched, near, start) };
}

function candidates(
  kind: Expectation["kind"],
  events: readonly NightEvent[],
): Exclude<NightEvent, { type: "summary" }>[] {
  switch (kind) {
    case "champion":
      return lastBy(events.filter(isChampion), (event) => event.model);
    case "runs":
      return lastBy(events.filter(isRun), (event) => event.run);
    default:
      return events.flatMap((event) => (event.type === kind ? [event] : []));
  }
}

function isChampion(event: NightEvent): event is AliasEvent {
  return event.type === "alias" && event.alias === "champion";
}

function isRun(event: NightEvent): event is RunEvent {
  return event.type === "run";
}

function lastBy<E>(events: readonly E[], key: (event: E) => string): E[] {
  return [...new Map(events.map((event) => [key(event), event])).values()];
}

function matchesAll(fields: Record<string, Wanted>, event: NightEvent): boolean {
  return Object.entries(fields).every(([field, value]) => matches(value, fieldOf(event, field)));
}

function fieldOf(event: NightEvent, field: string): unknown {
  return Object.entries(event).find(([key]) => key === field)?.[1];
}

/** Whether a value is what is wanted: equal as text, fits `/pattern/`, or holds every item of a list. */
export function matches(wanted: Wanted, found: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.every((item) => matches(item, found));
  if (Array.isArray(found)) return found.some((item) => matches(wanted, item));
  if (wanted === null || found === null || found === undefined) return (found ?? null) === wanted;
  const pattern = typeof wanted === "string" ? patternOf(wanted) : null;
  return pattern ? pattern.test(String(found)) : String(wanted) === String(found);
}

function describe({ kind, fields, times, within, line }: Expectation): string {
  const asked = Object.entries(fields).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const often = times === undefined ? "" : times === 0 ? ", never" : `, exactly ${times}×`;
  const soon = within === undefined ? "" : `, within ${formatDuration(within)}`;
  return `line ${line}: ${kind} ${asked.join(", ") || "(any)"}${often}${soon}`;
}

function tell(
  expectation: Expectation,
  matched: readonly NightEvent[],
  near: readonly NightEvent[],
  start: NightStart,
): string[] {
  const of = expectation.times === undefined ? near : [...matched, ...near];
  const lines = [...new Set(of)].map((event) => {
    const { at, type: _, ...fields } = event;
    const interesting = Object.entries(fields).filter(
      ([key, value]) =>
        key in expectation.fields ||
        (key === "reasons" && Array.isArray(value) && value.length > 0) ||
        (typeof value === "string" && value !== "" && key !== "instance"),
    );
    const said = interesting.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ");
    return `${formatClock(Date.parse(at), start.zoneMinutes)} ${event.type} ${said}`;
  });
  if (lines.length === 0) return [`no ${expectation.kind} at all`];
  const head = expectation.times === undefined ? [] : [`it matched ${matched.length}×`];
  const more = lines.length > shown ? [`… and ${lines.length - shown} more`] : [];
  return [...head, ...lines.slice(0, shown), ...more];
}
