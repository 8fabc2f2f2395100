import { shortHash } from "../names.ts";
import { printable } from "../printable.ts";
import type { Alert, ParsedAlert } from "./alert.ts";
import { commonAlert } from "./alert-payload.ts";
import { readBudget, readRuleAlerts } from "./read-alert.ts";

const longestPayload = 256_000;
const longestBatch = 1000;
const longestExcerpt = 1000;

/**
 * The alerts in one message of the event hub: a payload of the common alert schema, a batch of them, or their JSON text.
 * Whatever is not understood comes back as `unrecognised`; nothing is dropped and nothing throws.
 * `models` are the ids of the catalogue: an alert about any other is unrecognised.
 */
export function parseAlerts(body: unknown, models: readonly string[]): ParsedAlert[] {
  const read = readBody(body);
  if (read.kind === "unreadable") return [unrecognised(read.reason, body)];
  const { value } = read;
  const batch = Array.isArray(value) ? value : [value];
  if (batch.length === 0) return [unrecognised("The payload is an empty batch.", body)];
  if (batch.length > longestBatch) {
    const reason = `The payload holds ${batch.length} alerts; ${longestBatch} are the most.`;
    return [unrecognised(reason, body)];
  }
  return batch.flatMap((payload) => parsePayload(payload, models));
}

type Body = { kind: "value"; value: unknown } | { kind: "unreadable"; reason: string };

function readBody(body: unknown): Body {
  const text = body instanceof Uint8Array ? decode(body) : body;
  if (typeof text !== "string") return { kind: "value", value: text };
  if (text.length > longestPayload) return { kind: "unreadable", reason: tooLong(text) };
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch {
    return { kind: "unreadable", reason: "The payload is not JSON." };
  }
}

function tooLong(text: string): string {
  return `The payload has ${text.length} characters; ${longestPayload} are the most.`;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, longestPayload + 1));
}

function parsePayload(payload: unknown, models: readonly string[]): ParsedAlert[] {
  const parsed = commonAlert.safeParse(payload);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join(".").slice(0, 100) || "payload";
    return [
      unrecognised(`It is not of the common alert schema: see ${printable(where, 100)}.`, payload),
    ];
  }
  // The Functions worker hands JSON over parsed: it is measured again as the text that it was.
  const text = textOf(payload);
  if (text === null) return [unrecognised("The payload is nested too deep.", payload)];
  if (text.length > longestPayload) return [unrecognised(tooLong(text), payload)];
  const { data } = parsed.data;
  const service = data.essentials.monitoringService ?? "";
  const read = service === "CostAlerts" ? readBudget(data) : readRuleAlerts(data, models);
  if (read.kind === "refused") return [unrecognised(read.reason, payload)];
  return read.alerts.map((alert: Alert) => ({ kind: "alert", alert }));
}

function unrecognised(reason: string, payload: unknown): ParsedAlert {
  const text = showPayload(payload);
  const excerpt = printable(text, longestExcerpt);
  return { kind: "unrecognised", unrecognised: { id: shortHash(text), reason, excerpt } };
}

/** The start of a payload as text; values that JSON cannot show are named by their type. */
function showPayload(payload: unknown): string {
  if (typeof payload === "string") return payload.slice(0, longestPayload);
  if (payload instanceof Uint8Array) return decode(payload);
  const text = textOf(payload) ?? `a payload of type ${typeof payload} that is no JSON`;
  return text.slice(0, longestPayload);
}

/** A value as JSON text; null where it has none: it is too deep, circular, or no data. */
function textOf(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
