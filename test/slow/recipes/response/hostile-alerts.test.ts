import assert from "node:assert/strict";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { newGuard } from "../../../../functions/core/guard/guard-state.ts";
import { describeIncident, type Incident } from "../../../../functions/core/incident.ts";
import { isoOf, minute } from "../../../../functions/core/instant.ts";
import { orchestrations } from "../../../../functions/core/names.ts";
import { parseAlerts } from "../../../../functions/core/response/parse-alert.ts";
import type {
  RoutedAlerts,
  RoutedStrangers,
} from "../../../../functions/core/response/plan-routes.ts";
import { strangers } from "../../../../functions/recipes/response/strangers.ts";
import { oddBodies } from "../../../core/response/fuzz-alerts.ts";
import { countPayloads, hostileBodies, target } from "../../../core/response/hostile-payloads.ts";
import { play } from "../../../recipes/play.ts";
import { dusk, openWorld } from "../../../recipes/response/response-world.ts";
import { type AlertWay, openAlertWay, type Started } from "./alert-way.ts";

/** Events that the hub hands over at once. */
const batch = 100;

/** What a response asks for where it looks, records and tells, and does nothing else. */
const harmless = new Set([
  ...["readSubject", "readCommonRules", "readChampion", "readVersionStatus", "findFailedRun"],
  ...["findNewestData", "findPausable", "recordDecision", "recordIncident", "listNotifiers"],
  ...["notification", "alertgroup.fold", "alertgroup.read", "hold.read", "guard.read"],
  ...["guard.ask", "guard.report", "measurements.read"],
]);

describe("alerts on their whole way from the event hub to the responder's decision", function () {
  this.timeout(300_000);
  let way: AlertWay;
  before(async () => {
    way = await openAlertWay();
  });
  after(() => way.close());

  it("end as unrecognised with an incident where they are hostile: 100,000 of them, and no action", async () => {
    const incidents = new Map<string, Incident>();
    const totals = { sent: 0, recorded: 0 };
    for (let at = 0; at < 100_000; at += batch) {
      const bodies = fc.sample(hostileBodies(), { numRuns: batch, seed: at });
      for (const each of await way.pass(bodies)) {
        assert.equal(each.name, orchestrations.strangers, JSON.stringify(each.input));
        totals.recorded += await endAsStrangers(
          each,
          Date.parse(dusk) + (at / batch) * minute,
          incidents,
        );
      }
      for (const body of bodies) totals.sent += countPayloads(body);
    }
    assert.equal(totals.recorded, totals.sent, "a payload was lost");
    assert.ok(totals.sent >= 100_000);
    for (const incident of incidents.values()) checkCard(incident);
  });

  it("act only where a payload names its model and kind, and lose none of 20,000 changed ones", async () => {
    let acted = 0;
    for (let at = 0; at < 20_000; at += batch) {
      const bodies = fc.sample(oddBodies().map(textOf), { numRuns: batch, seed: at });
      const fates = { recorded: 0, folded: 0 };
      for (const each of await way.pass(bodies)) {
        if (each.name === orchestrations.strangers) {
          fates.recorded += await endAsStrangers(each, Date.parse(dusk), new Map());
          continue;
        }
        const { fate, steps } = await endAsAlerts(each);
        fates.folded += fate;
        const actions = steps.filter((step) => !harmless.has(step) && !step.startsWith("timer"));
        if (actions.length === 0) continue;
        acted++;
        assert.ok(
          bodies.some((body) => isAbout(body, each)),
          `${actions.join()} out of nothing`,
        );
      }
      const sent = bodies.flatMap((body) => parseAlerts(body, [target])).length;
      assert.equal(fates.recorded + fates.folded, sent, "an alert was lost");
    }
    assert.ok(acted > 100, `${acted} actions: what is an alert must be answered`);
  });
});

/** Plays the orchestration of strangers to its end; answers how many payloads it has recorded. */
async function endAsStrangers(
  { id: instanceId, input }: Started,
  start: number,
  incidents: Map<string, Incident>,
): Promise<number> {
  const { strangers: payloads } = input as RoutedStrangers;
  const recordIncident = (incident: Incident) => {
    const kind = incidents.has(incident.id) ? "exists" : "created";
    if (kind === "created") incidents.set(incident.id, incident);
    return { kind, id: incident.id };
  };
  const { outcome, inputs, steps } = await play(strangers, {
    input,
    instanceId,
    start: isoOf(start),
    answers: {
      recordDecision: () => ({ sequence: 1, hash: "h" }),
      readCommonRules: () => ({ rules: null, owner: "films" }),
      recordIncident,
      listNotifiers: () => ["webhook"],
      notification: () => ({ kind: "told" }),
    },
  });
  assert.deepEqual(outcome, { kind: "returned", output: { recorded: payloads.length } });
  assert.deepEqual(
    steps.filter((step) => !harmless.has(step) && step !== "timer 0s"),
    [],
  );
  const [decision] = inputs.recordDecision as { inputs: RoutedStrangers & { payloads: unknown } }[];
  assert.deepEqual(decision?.inputs.payloads, payloads);
  assert.equal(inputs.recordIncident?.length, 1);
  for (const { excerpt, reason } of payloads) {
    assert.ok(excerpt.length <= 2000);
    assert.doesNotMatch(excerpt + reason, /\p{C}/u);
  }
  return payloads.length;
}

/** Five minutes after the payloads that are changed had fired. */
const firedAt = "2026-01-01T03:05:00.000Z";

/** Plays the response to the alerts of one message, in a world of its own; answers how many have a fate. */
async function endAsAlerts({ id: instanceId, input }: Started) {
  const world = openWorld({
    guard: {
      ...newGuard,
      champion: "3",
      sight: "seen",
      predecessors: [{ version: "2", replacedAt: 0, by: "promote" }],
    },
  });
  world.champion = "3";
  world.statuses = { "2": "READY", "3": "READY" };
  world.compute = [{ kind: "cluster", id: "c", name: "notebooks", state: "RUNNING" }];
  const { alerts } = input as RoutedAlerts;
  const { outcome, steps } = await world.respond(alerts, { instanceId, start: firedAt });
  assert.equal(outcome.kind, "returned", JSON.stringify(outcome));
  const { fates } = (outcome as unknown as { output: { fates: Record<string, number> } }).output;
  const fate = Object.values(fates).reduce((total, count) => total + count, 0);
  for (const incident of world.incidents) checkCard(incident);
  return { fate, steps };
}

/** A card is a few short lines, whatever text an alert holds. */
function checkCard(incident: Incident): void {
  const { title, text } = describeIncident(incident);
  assert.doesNotMatch(title, /\p{C}/u);
  const lines = text.split("\n");
  assert.ok(lines.length <= 11, text);
  for (const line of lines) assert.doesNotMatch(line, /\p{C}/u);
}

/** Whether a body spells out what an action was asked for: a schema, and a kind with its model, or a budget. */
function isAbout(body: string, { input }: Started): boolean {
  const [alert] = (input as RoutedAlerts).alerts;
  if (!body.includes('"azureMonitorCommonAlertSchema"')) return false;
  const isNamed = body.includes(`"${alert?.kind}"`) && body.includes(`"${target}"`);
  return isNamed || (alert?.model === null && body.includes('"CostAlerts"'));
}

/** A body as an event of the hub: text. */
function textOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  try {
    return JSON.stringify(body) ?? "undefined";
  } catch {
    return "[object Object]"; // a big integer, or a circle
  }
}
