import * as z from "zod/mini";
import { allModels, queues } from "../names.ts";
import { type Alert, alertKinds, type ParsedAlert, type UnrecognisedAlert } from "./alert.ts";

/** What waits in a queue of the router: the alerts of one kind and model that came together. */
export interface RoutedAlerts {
  kind: "alerts";
  /** Model id, or `all`. */
  model: string;
  alerts: Alert[];
}

/** Payloads that nothing is known about. */
export interface RoutedStrangers {
  kind: "unrecognised";
  strangers: UnrecognisedAlert[];
}

/** Queues that alerts end in. */
export type AlertQueue = Alert["kind"] | typeof queues.unrecognised;

/** One message for one queue. */
export type Route =
  | { queue: Alert["kind"]; message: RoutedAlerts }
  | { queue: typeof queues.unrecognised; message: RoutedStrangers };

/** An alert is at most some 700 bytes here, a stranger 5,000: a message stays far below 256 KB. */
const mostAlerts = 100;
const mostStrangers = 25;

/** Sorts alerts into messages, one for each kind and model, so that a storm is few messages. */
export function planRoutes(parsed: readonly ParsedAlert[]): Route[] {
  const groups = new Map<string, Alert[]>();
  const strangers: UnrecognisedAlert[] = [];
  for (const each of parsed) {
    if (each.kind === "unrecognised") {
      strangers.push(each.unrecognised);
      continue;
    }
    const key = `${each.alert.kind}\n${each.alert.model ?? allModels}`;
    groups.set(key, [...(groups.get(key) ?? []), each.alert]);
  }
  return [
    ...[...groups.values()].flatMap((alerts) => chunks(alerts, mostAlerts).map(routeOf)),
    ...chunks(strangers, mostStrangers).map((some) => ({
      queue: queues.unrecognised,
      message: { kind: "unrecognised" as const, strangers: some },
    })),
  ];
}

function routeOf(alerts: [Alert, ...Alert[]]): Route {
  const [{ kind, model }] = alerts;
  return { queue: kind, message: { kind: "alerts", model: model ?? allModels, alerts } };
}

function chunks<Item>(items: readonly Item[], most: number): [Item, ...Item[]][] {
  const [first, ...rest] = items.slice(0, most);
  return first === undefined ? [] : [[first, ...rest], ...chunks(items.slice(most), most)];
}

const nullableText = z.nullable(z.string());
const nullableNumber = z.nullable(z.number());
const alert = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-f]{12}$/)),
  kind: z.enum(alertKinds),
  model: nullableText,
  condition: z.enum(["fired", "resolved"]),
  azureSeverity: nullableNumber,
  rule: z.string(),
  version: nullableText,
  subject: nullableText,
  excess: nullableNumber,
  at: nullableNumber,
  description: z.string(),
});
const routedAlerts = z.strictObject({
  kind: z.literal("alerts"),
  model: z.string(),
  alerts: z.array(alert).check(z.minLength(1), z.maxLength(mostAlerts)),
});
const routedStrangers = z.strictObject({
  kind: z.literal("unrecognised"),
  strangers: z
    .array(z.strictObject({ id: z.string(), reason: z.string(), excerpt: z.string() }))
    .check(z.minLength(1), z.maxLength(mostStrangers)),
});

/**
 * Reads a message of one of the router's queues. Throws where the router did not write it: the message is delivered
 * again, and dead-lettered in the end.
 */
export function parseRouted(
  queue: AlertQueue,
  body: unknown,
  models: readonly string[],
): RoutedAlerts | RoutedStrangers {
  const schema = queue === queues.unrecognised ? routedStrangers : routedAlerts;
  const read = z.safeParse(schema, body);
  if (!read.success) {
    const where = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Error(
      `${queue}: the message is none of the router's (${where.slice(0, 3).join("; ")}). Send alerts to the event hub instead.`,
    );
  }
  const message = read.data;
  if (message.kind === "unrecognised") return message;
  const wrong = message.alerts.find(
    (each) => each.kind !== queue || (each.model ?? allModels) !== message.model,
  );
  const isKnown = models.includes(message.model) || message.model === allModels;
  if (wrong === undefined && isKnown) return message;
  const what = isKnown ? `an alert of kind ${wrong?.kind}` : `model ${message.model}`;
  throw new Error(
    `${queue}: the message holds ${what}, which does not belong there. Put the model back into the catalogue, or drop the message.`,
  );
}
