import * as z from "zod/mini";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { minute } from "../../functions/core/instant.ts";
import { measurementRecord, shortHash } from "../../functions/core/names.ts";
import { alertKinds } from "../../functions/core/response/alert.ts";
import type { Measurement } from "../../functions/core/response/measurement.ts";
import {
  type AlertRow,
  type AlertRule,
  alertThreshold,
  evaluateRule,
  planAlertRules,
  windowMinutesOf,
} from "../../functions/core/response/plan-alert-rules.ts";
import { type RuleFiring, renderAlert } from "../../functions/core/response/render-alert.ts";
import { renderDeadLetterAlert } from "./dead-letter-alert.ts";
import type { HostEvent } from "./host-process.ts";

/** Azure Monitor's part on the local platform: it reads the app's log, and fires and resolves the rules of the stack. */
export interface AzureMonitor {
  /** Reads one line of the app's log. */
  read(line: string): void;
  /** Hears what the host does: a look that has ended is when rules are evaluated, a dead letter fires at once. */
  hear(event: HostEvent): void;
  /** Resolves once every alert so far has been sent, or could not be. */
  settled(): Promise<void>;
}

const longestWindowMs = Math.max(...alertKinds.map(windowMinutesOf)) * minute;

const measurement = z.object({
  record: z.literal(measurementRecord),
  model: z.string(),
  kind: z.enum(alertKinds),
  version: z.string(),
  feature: z.string(),
  value: z.number(),
  limit: z.number(),
});

/** Evaluates the rules of a catalogue; `send` writes to the event hub as an action group does. */
export function createAzureMonitor(options: {
  catalogue: Catalogue;
  now(): number;
  send(events: object[]): Promise<void>;
}): AzureMonitor {
  const { catalogue, now, send } = options;
  const rules = planAlertRules(catalogue);
  const firing = new Map<string, RuleFiring>();
  const outbox: object[] = [];
  let records: { at: number; record: Measurement }[] = [];
  let sending = Promise.resolve();

  /** What cannot be sent, since the host is just killed, is sent with what comes next. */
  function post(events: object[]): void {
    outbox.push(...events);
    if (outbox.length === 0) return;
    sending = sending.then(async () => {
      const batch = outbox.splice(0);
      if (batch.length > 0) await send(batch).catch(() => outbox.unshift(...batch));
    });
  }

  function evaluate(): object[] {
    const at = now();
    records = records.filter((each) => each.at > at - longestWindowMs);
    return rules.flatMap((rule) => {
      const since = at - windowMinutesOf(rule.kind) * minute;
      const measured = records.filter((each) => each.at > since).map(({ record }) => record);
      const rows = evaluateRule(rule, measured).filter(({ excess }) => excess > alertThreshold);
      const fired = rows.flatMap((row) => fire(rule, row, at));
      return [...fired, ...resolveOthers(rule, rows, at)];
    });
  }

  function fire(rule: AlertRule, row: AlertRow, firedAt: number): object[] {
    const key = keyOf(rule, row);
    if (firing.has(key)) return [];
    const alertId = `/local/alerts/${shortHash(`${key}\n${firedAt}`)}`;
    const begun: RuleFiring = { rule, row, alertId, firedAt, resolvedAt: null };
    firing.set(key, begun);
    return [renderAlert(begun)];
  }

  function resolveOthers(rule: AlertRule, rows: readonly AlertRow[], resolvedAt: number): object[] {
    const kept = new Set(rows.map((row) => keyOf(rule, row)));
    const over = [...firing].filter(([key, each]) => isOf(each, rule) && !kept.has(key));
    return over.map(([key, each]) => {
      firing.delete(key);
      return renderAlert({ ...each, resolvedAt });
    });
  }

  return {
    read(line) {
      if (!line.includes(measurementRecord)) return;
      const found = measurement.safeParse(parseJson(line));
      if (found.success) records.push({ at: now(), record: found.data });
    },
    hear(event) {
      if (event.kind === "deadLettered") post([renderDeadLetterAlert(event)]);
      if (event.kind === "invocationEnded" && event.name === "logMeasurements") post(evaluate());
    },
    settled: () => sending,
  };
}

function keyOf({ modelId, kind }: AlertRule, { version, feature }: AlertRow): string {
  return JSON.stringify([modelId, kind, version, feature]);
}

function isOf({ rule }: RuleFiring, { modelId, kind }: AlertRule): boolean {
  return rule.modelId === modelId && rule.kind === kind;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
