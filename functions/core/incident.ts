import { type Instant, isoOf } from "./instant.ts";
import { shortHash } from "./names.ts";
import { printable } from "./printable.ts";

/** How loudly a person is told. */
export type Severity = "critical" | "warning" | "informational";

/** What an incident is opened from. */
export interface IncidentReport {
  /** What makes it the same incident: kind and run, alert group or instance. Opened twice, it is one. */
  key: string;
  model: string;
  owner: string;
  severity: Severity;
  at: Instant;
  /** What happened, in one sentence of at most 120 characters. */
  what: string;
  /** The numbers that tell it, each with unit and limit. */
  numbers: { name: string; value: string }[];
  /** What Nightshift did, in one sentence. */
  done: string;
  /** How to undo that, as a command where there is one. */
  undo: string;
  /** What follows if nobody looks, in one sentence. */
  ifIgnored: string;
}

/** The record that a person must look. */
export interface Incident extends Omit<IncidentReport, "at"> {
  /** 12 hex digits derived from model and key. */
  id: string;
  /** ISO 8601 in UTC. */
  openedAt: string;
}

/** What notifiers show. */
export interface IncidentCard {
  title: string;
  /** At most 1,000 characters: read in 20 seconds. */
  text: string;
  severity: Severity;
  /** Deduplication key for pagers. */
  key: string;
  /** Keys of the cards whose matter this one ends. @default none */
  closes?: string[];
}

const longestText = 1000;
const longestLine = 150;

/** Opens an incident under an id that the same cause always gives. */
export function planIncident(report: IncidentReport): Incident {
  const { at, ...rest } = report;
  return { id: shortHash(`${report.model}\n${report.key}`), openedAt: isoOf(at), ...rest };
}

/** The card of an incident: what happened, the numbers, what was done, how to undo it, what follows. */
export function describeIncident(incident: Incident): IncidentCard {
  const texts = [5, 4, 3, 2, 1, 0].map((numbers) => cardText(incident, numbers));
  return {
    title: clip(`[${incident.severity}] ${incident.model}: ${incident.what}`),
    text: texts.find((text) => [...text].length <= longestText) ?? "",
    severity: incident.severity,
    key: `nightshift:${incident.model}:${incident.id}`,
  };
}

/** The card with some of its numbers: where it is too long, numbers give way to what must be read. */
function cardText(incident: Incident, most: number): string {
  const numbers = incident.numbers.slice(0, most);
  const more = incident.numbers.length - numbers.length;
  return [
    clip(incident.what),
    ...numbers.map(({ name, value }) => `  ${clip(`${name}: ${value}`)}`),
    ...(more > 0 ? [`  and ${more} more in the incident record`] : []),
    clip(`Done: ${incident.done}`),
    clip(`Undo: ${incident.undo}`),
    clip(`If ignored: ${incident.ifIgnored}`),
    clip(`Owner: ${incident.owner}. Incident ${incident.id}, ${incident.openedAt}.`),
  ].join("\n");
}

/** Alert and log texts are untrusted and may hold anything. */
function clip(text: string): string {
  return printable(text, longestLine);
}
