import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createExchange } from "../../functions/clients/exchange.ts";
import { createPlainToken } from "../../functions/clients/identity.ts";
import type { DeadLetters } from "../../functions/clients/ports.ts";
import {
  createServiceBusDeadLetters,
  serviceBusScope,
} from "../../functions/clients/service-bus-dead-letters.ts";
import { json, type Play, startScriptedServer } from "../fakes/scripted-server.ts";
import { type Rig, withHost } from "../local/host/rig.ts";

const token = "the app's own";
// The little app of these tests names its event hub by a setting.
process.env.HUB_NAME = "alerts";

function deadLettersAt(baseUrl: string): DeadLetters {
  return createServiceBusDeadLetters(() =>
    createExchange({
      service: "Service Bus",
      setting: "ServiceBus__fullyQualifiedNamespace",
      baseUrl,
      auth: { credential: createPlainToken(token, baseUrl), scope: serviceBusScope },
      wait: async () => {},
    }),
  );
}

/** The answer of Service Bus that locks a dead letter. */
const locked: Play = {
  kind: "answer",
  status: 201,
  body: '{"id":7}',
  headers: {
    "content-type": "application/json",
    // A sequence number is an int64, with the partition in its upper bits.
    brokerproperties:
      '{"MessageId":"p1","SequenceNumber":9007199254740993,"LockToken":"lock-1","DeliveryCount":10,' +
      '"EnqueuedTimeUtc":"Mon, 02 Mar 2026 22:00:00 GMT"}',
    deadletterreason: '"MaxDeliveryCountExceeded"',
    deadlettererrordescription: '"it failed\\non every delivery"',
  },
};
const none: Play = { kind: "answer", status: 204, body: "" };
const sentAll = (replayed: number) => ({ replayed, problem: null });
const done = (status: number): Play => ({ kind: "answer", status, body: "" });

async function withScript(script: Play[], body: (letters: DeadLetters) => Promise<void>) {
  const server = await startScriptedServer(script);
  try {
    await body(deadLettersAt(server.url));
    return server.seen.map(({ method, url }) => `${method} ${url}`);
  } finally {
    await server.close();
  }
}

describe("createServiceBusDeadLetters", () => {
  it("looks by a lock that it gives back, and tells why each was given up", async () => {
    const seen = await withScript([locked, none, done(200)], async (letters) => {
      assert.deepEqual(await letters.look("fragile", 5), [
        {
          messageId: "p1",
          body: '{"id":7}',
          deliveries: 10,
          enqueuedAt: "2026-03-02T22:00:00.000Z",
          description: "MaxDeliveryCountExceeded: it failed\non every delivery",
        },
      ]);
    });
    assert.deepEqual(seen, [
      "POST /fragile/$DeadLetterQueue/messages/head?timeout=1",
      "POST /fragile/$DeadLetterQueue/messages/head?timeout=1",
      "PUT /fragile/$DeadLetterQueue/messages/9007199254740993/lock-1",
    ]);
  });

  it("sends first and takes away after that, under an id of the dead letter's own", async () => {
    const server = await startScriptedServer([locked, none, done(201), done(200)]);
    assert.deepEqual(await deadLettersAt(server.url).replay("fragile", 5), sentAll(1));
    const [, , sent, taken] = server.seen;
    assert.deepEqual(
      [sent?.method, sent?.url, sent?.body],
      ["POST", "/fragile/messages", '{"id":7}'],
    );
    assert.match(String(sent?.headers.brokerproperties), /^\{"MessageId":"replay-[0-9a-f]{12}"\}$/);
    assert.equal(taken?.method, "DELETE");
    await server.close();
  });

  it("takes nothing away that it could not send", async () => {
    const refused = json({ error: "no" }, 403);
    const seen = await withScript([locked, none, refused], async (letters) => {
      await assert.rejects(letters.replay("fragile", 5), /answered 403.*Data Sender on the queue/);
    });
    assert.ok(!seen.some((call) => call.startsWith("DELETE")));
  });

  it("counts what was sent before it failed, and gives the rest back", async () => {
    const refused = json({ error: "no" }, 403);
    const script = [
      locked,
      locked,
      locked,
      none,
      done(201),
      done(200),
      refused,
      done(200),
      done(200),
    ];
    const seen = await withScript(script, async (letters) => {
      const { replayed, problem } = await letters.replay("fragile", 5);
      assert.equal(replayed, 1);
      assert.match(problem ?? "", /answered 403/);
    });
    assert.deepEqual(
      seen.slice(4).map((call) => call.split(" ")[0]),
      ["POST", "DELETE", "POST", "PUT", "PUT"],
    );
  });

  it("gives back what it locked where it cannot lock the rest", async () => {
    const script = [locked, json({ error: "no" }, 403), done(200)];
    const seen = await withScript(script, (letters) => assert.rejects(letters.look("fragile", 5)));
    assert.match(seen[2] ?? "", /^PUT /);
  });

  it("lets a dead letter stay whose lock ran out after it was sent", async () => {
    await withScript([locked, none, done(201), done(410)], async (letters) => {
      assert.deepEqual(await letters.replay("fragile", 5), sentAll(1));
    });
  });
});

describe("createServiceBusDeadLetters on the local host", () => {
  const poison = { body: { id: 7, text: "naïve\n☃" }, messageId: "p1" };
  const withPoison = (body: (rig: Rig, letters: DeadLetters) => Promise<void>) =>
    withHost(
      "messaging",
      async (rig) => {
        await rig.call("POST", "/api/mend", false);
        await rig.host.send("fragile", [poison]);
        await rig.host.idle();
        await body(rig, deadLettersAt(`${rig.host.url}/servicebus`));
      },
      { busToken: token },
    );

  it("shows what was given up, and leaves it there", () =>
    withPoison(async (_, letters) => {
      for (const _look of [1, 2]) {
        const [letter, ...others] = await letters.look("fragile", 10);
        assert.deepEqual(others, []);
        assert.equal(letter?.messageId, "p1");
        assert.deepEqual(JSON.parse(letter?.body ?? ""), poison.body);
        assert.match(letter?.description ?? "", /delivered 10 times.*cannot digest this/);
      }
    }));

  it("delivers it again after the fix, though the queue still remembers its id", () =>
    withPoison(async (rig, letters) => {
      await rig.call("POST", "/api/mend", true);
      assert.deepEqual(await letters.replay("fragile", 10), sentAll(1));
      await rig.host.idle();
      const { body } = await rig.call("GET", "/admin/queues/poisoned/messages");
      const { messages } = body as { messages: { body: string }[] };
      assert.deepEqual(
        messages.map((message) => JSON.parse(message.body)),
        [poison.body],
      );
      assert.deepEqual(await letters.look("fragile", 10), []);
      assert.deepEqual(await letters.replay("fragile", 10), sentAll(0));
    }));

  it("makes a dead letter again of what fails again, and replays it only when it is told to", () =>
    withPoison(async (rig, letters) => {
      assert.deepEqual(await letters.replay("fragile", 10), sentAll(1));
      await rig.host.idle();
      const [letter, ...others] = await letters.look("fragile", 10);
      assert.match(letter?.messageId ?? "", /^replay-/);
      assert.deepEqual(others, []);
      assert.equal(rig.calls("fragile"), 20);
    }));

  it("hides a dead letter from others for as long as its lock lasts", () =>
    withPoison(async (rig) => {
      const lock = () =>
        fetch(`${rig.host.url}/servicebus/fragile/$DeadLetterQueue/messages/head`, {
          method: "POST",
          headers: { authorization: `Bearer ${token}` },
        });
      assert.deepEqual([(await lock()).status, (await lock()).status], [201, 204]);
      await rig.pass(60_000);
      assert.equal((await lock()).status, 201);
    }));

  it("answers 400 to a path and to properties that cannot be read, as Azure does", () =>
    withPoison(async (rig) => {
      const post = async (path: string, properties: string) => {
        const headers = { authorization: `Bearer ${token}`, brokerproperties: properties };
        const url = `${rig.host.url}/servicebus/${path}`;
        return (await fetch(url, { method: "POST", headers, body: "{}" })).status;
      };
      assert.equal(await post("fragile/messages", '{"MessageId":"m1"}'), 201);
      for (const properties of [
        "{",
        "7",
        "null",
        '{"MessageId":7}',
        `{"MessageId":"${"m".repeat(129)}"}`,
      ])
        assert.equal(await post("fragile/messages", properties), 400, properties);
      assert.equal(await post("%E0%A4%A/messages", "{}"), 400);
    }));

  it("refuses whoever has not the app's token, and a queue that is not there", () =>
    withPoison(async (rig, letters) => {
      const head = `${rig.host.url}/servicebus/fragile/$DeadLetterQueue/messages/head`;
      assert.equal((await fetch(head, { method: "POST" })).status, 401);
      await assert.rejects(letters.look("nowhere", 1), /answered 410/);
    }));
});
