import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { minute } from "../../../functions/core/instant.ts";
import { parseAlerts } from "../../../functions/core/response/parse-alert.ts";
import { type AzureMonitor, createAzureMonitor } from "../../../local/platform/azure-monitor.ts";

const films = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: { path: "films" },
  training: { program: "/train.py" },
  metrics: { rmse: { better: "lower", role: "target" } },
  monitoring: { table: "main.films.answers", errorRateLimit: 0.1 },
});

describe("createAzureMonitor", () => {
  let now = 0;
  let sent: object[] = [];
  let isReachable = true;
  let monitor: AzureMonitor;
  beforeEach(() => {
    now = Date.parse("2026-03-02T22:00:00Z");
    sent = [];
    isReachable = true;
    monitor = createAzureMonitor({
      catalogue: { films },
      now: () => now,
      async send(events) {
        if (!isReachable) throw new Error("nobody listens");
        sent.push(...events);
      },
    });
  });

  /** The app logs a value of the champion's error rate, and its look ends. */
  async function look(...values: number[]): Promise<void> {
    for (const value of values) {
      const about = { model: "films", kind: "model-degradation", version: "3", feature: "" };
      monitor.read(
        JSON.stringify({ record: "nightshift.measurement", ...about, value, limit: 0.1 }),
      );
    }
    monitor.hear({ kind: "invocationEnded", name: "logMeasurements", at: now });
    await monitor.settled();
  }

  const received = () =>
    sent
      .flatMap((event) => parseAlerts(event, ["films"]))
      .flatMap((parsed) => (parsed.kind === "alert" ? [parsed.alert] : []));

  it("fires once for what stays above its limit, as the app understands it", async () => {
    await look(0.15);
    now += 5 * minute;
    await look(0.2);
    const [alert, more] = received();
    assert.equal(more, undefined);
    assert.equal(alert?.kind, "model-degradation");
    assert.equal(alert?.version, "3");
    assert.equal(alert?.condition, "fired");
    assert.ok(Math.abs((alert?.excess ?? 0) - 1.5) < 1e-9);
  });

  it("resolves under the same id once nothing above the limit is left in its window", async () => {
    await look(0.15);
    now += 5 * minute;
    await look(0.05);
    assert.equal(received().length, 1);
    now += 5 * minute;
    await look(0.05);
    const [fired, resolved] = received();
    assert.equal(resolved?.condition, "resolved");
    assert.equal(resolved?.id, fired?.id);
    now += 5 * minute;
    await look(0.3);
    assert.notEqual(received()[2]?.id, fired?.id);
  });

  it("keeps quiet at the limit, and about lines that are no measurements", async () => {
    await look(0.1);
    monitor.read("nightshift.measurement is a word");
    monitor.read('{"record":"nightshift.measurement","value":"9"}');
    await look();
    assert.deepEqual(sent, []);
  });

  it("sends with the next alert what could not be sent", async () => {
    isReachable = false;
    await look(0.15);
    assert.deepEqual(sent, []);
    isReachable = true;
    now += minute;
    await look();
    assert.equal(received().length, 1);
  });

  it("tells of a dead letter and its queue", async () => {
    const letter = { queue: "bronze-arrivals", messageId: "m1", reason: "no JSON", at: now };
    monitor.hear({ kind: "deadLettered", ...letter });
    await monitor.settled();
    const [alert] = received();
    assert.deepEqual([alert?.kind, alert?.model], ["pipeline-failure", null]);
    assert.equal(alert?.subject, "bronze-arrivals");
  });
});
