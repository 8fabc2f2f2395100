import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { createPagerDutyNotifier } from "../../functions/clients/pagerduty-notifier.ts";
import { notifierContract } from "../contracts/notifier.contract.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";

const accepted: Play = json({ status: "success", dedup_key: "k" }, 202);
const card = { title: "Rolled back", text: "RMSE rose.", severity: "critical", key: "k1" } as const;

notifierContract("createPagerDutyNotifier", async () => {
  const script: Play[] = [accepted];
  const server = await startScriptedServer(script);
  return {
    notifier: createPagerDutyNotifier({ routingKey: "hush", url: server.url }),
    received: () =>
      server.seen
        .filter(({ play }) => play === accepted)
        .map(({ body }) => JSON.parse(body).payload.custom_details.card),
    refuseNext: () => {
      script.unshift(json({}, 500));
    },
    close: server.close,
  };
});

describe("createPagerDutyNotifier", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  async function send(...cards: Parameters<ReturnType<typeof createPagerDutyNotifier>["notify"]>) {
    server = await startScriptedServer([accepted]);
    await createPagerDutyNotifier({ routingKey: "hush", url: server.url }).notify(...cards);
    return { url: server.seen[0]?.url, event: JSON.parse(server.seen[0]?.body ?? "") };
  }

  it("triggers under the card's key, so that PagerDuty folds what is told again", async () => {
    const { url, event } = await send(card);
    assert.equal(url, "/v2/enqueue");
    assert.deepEqual(event, {
      routing_key: "hush",
      event_action: "trigger",
      dedup_key: "k1",
      payload: {
        summary: "Rolled back",
        source: "nightshift",
        severity: "critical",
        custom_details: { card: "RMSE rose." },
      },
    });
  });

  it("resolves the matter that a card ends", async () => {
    const { event } = await send({ ...card, key: "k2", closes: ["k1"] });
    assert.deepEqual(event, { routing_key: "hush", event_action: "resolve", dedup_key: "k1" });
  });

  it("keeps within the lengths that PagerDuty takes", async () => {
    const { event } = await send({ ...card, title: "t".repeat(2000), key: "k".repeat(400) });
    assert.equal(event.payload.summary.length, 1024);
    assert.equal(event.dedup_key.length, 255);
  });

  it("throws where it is refused, and never names the key", async () => {
    server = await startScriptedServer([json({ message: "bad key" }, 400)]);
    const notifier = createPagerDutyNotifier({ routingKey: "hush", url: server.url });
    await assert.rejects(notifier.notify(card), (error: Error) => {
      assert.match(error.message, /PagerDuty at 127\.0\.0\.1:\d+ answered 400 to card k1/);
      assert.doesNotMatch(error.message, /hush/);
      return true;
    });
  });
});
