import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { afterEach, describe, it } from "mocha";
import {
  createWebhookNotifier,
  signatureHeader,
} from "../../functions/clients/webhook-notifier.ts";
import { notifierContract } from "../contracts/notifier.contract.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";

const card = { title: "Rolled back", text: "RMSE rose.", severity: "critical", key: "i1" } as const;
const accepted: Play = { kind: "answer", status: 202, body: "" };

notifierContract("createWebhookNotifier", async () => {
  const script: Play[] = [accepted];
  const server = await startScriptedServer(script);
  return {
    notifier: createWebhookNotifier({ name: "on-call", url: server.url, secret: null }),
    received: () =>
      server.seen.filter(({ play }) => play === accepted).map(({ body }) => JSON.parse(body).text),
    refuseNext: () => {
      script.unshift(json({}, 500));
    },
    close: server.close,
  };
});

describe("createWebhookNotifier", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  async function start(script: Play[], secret: string | null = null) {
    server = await startScriptedServer(script);
    const url = `${server.url}/hook/hush?sig=hush`;
    return createWebhookNotifier({ name: "on-call", url, secret, now: () => 1_700_000_000_500 });
  }

  it("POSTs the card to the URL as it stands", async () => {
    const notifier = await start([accepted]);
    await notifier.notify(card);
    const [seen] = server.seen;
    assert.deepEqual([seen?.method, seen?.url], ["POST", "/hook/hush?sig=hush"]);
    assert.deepEqual(JSON.parse(seen?.body ?? ""), card);
    assert.equal(seen?.headers[signatureHeader], undefined);
  });

  it("signs time and body, so that a receiver can verify both", async () => {
    const notifier = await start([accepted], "shared key");
    await notifier.notify(card);
    const [seen] = server.seen;
    const signature = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(seen?.headers[signatureHeader]));
    assert.equal(signature?.[1], "1700000000");
    const expected = createHmac("sha256", "shared key").update(`1700000000.${seen?.body}`);
    assert.equal(signature?.[2], expected.digest("hex"));
  });

  it("tells the same card again after a reset", async () => {
    const notifier = await start([{ kind: "reset" }, accepted]);
    await notifier.notify(card);
    assert.equal(server.seen.length, 2);
    assert.equal(server.seen[0]?.body, server.seen[1]?.body);
  });

  for (const play of [json({}, 410), { kind: "answer", status: 302, body: "" } as const]) {
    it(`throws where ${play.kind === "answer" ? play.status : ""} is answered, naming the host alone`, async () => {
      const notifier = await start([play]);
      await assert.rejects(notifier.notify(card), (error: Error) => {
        assert.match(error.message, /^Webhook on-call at 127\.0\.0\.1:\d+ answered \d+ to card i1/);
        assert.doesNotMatch(error.message, /hush/);
        return true;
      });
    });
  }
});
