import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { dawn, type Rig, withHost } from "./rig.ts";

const minute = 60_000;

process.env.HUB_NAME = "alerts";

describe("Service Bus queues", () => {
  it("hand over the body with its metadata and send what the function puts out", () =>
    withHost("messaging", async (rig) => {
      await rig.host.send("one", [{ body: { a: 1 }, messageId: "m1" }]);
      await rig.host.idle();
      assert.deepEqual(await peek(rig, "out"), [
        {
          message: { a: 1 },
          messageId: "m1",
          deliveryCount: 1,
          enqueuedTimeUtc: new Date(dawn).toISOString(),
        },
      ]);
    }));

  it("drop a second message of one id for ten minutes, and take it after", () =>
    withHost("messaging", async (rig) => {
      const message = { body: "x", messageId: "same" };
      assert.equal(await rig.host.send("one", [message, message]), 1);
      await rig.pass(9 * minute);
      assert.equal(await rig.host.send("one", [message]), 0);
      await rig.pass(2 * minute);
      assert.equal(await rig.host.send("one", [message]), 1);
      await rig.host.idle();
      assert.equal(rig.calls("echoOne"), 2);
    }));

  it("keep a scheduled message hidden until its time", () =>
    withHost("messaging", async (rig) => {
      const scheduledAt = new Date(dawn + 5 * minute).toISOString();
      await rig.host.send("one", [{ body: "later", scheduledAt }]);
      assert.equal((await rig.host.idle()).nextDue, dawn + 5 * minute);
      assert.equal((await queue(rig, "one")).scheduled, 1);
      await rig.pass(5 * minute - 1);
      assert.equal(rig.calls("echoOne"), 0);
      await rig.pass(1);
      await rig.host.idle();
      assert.equal(rig.calls("echoOne"), 1);
    }));

  it("give many at once where the function asks for many", () =>
    withHost("messaging", async (rig) => {
      const messages = ["a", "b", "c"].map((body) => ({ body, messageId: body }));
      await rig.host.send("many", messages);
      await rig.host.idle();
      assert.deepEqual(await peek(rig, "out"), [
        { count: 3, first: "a", messageIdArray: ["a", "b", "c"] },
      ]);
    }));

  it("bury a message after ten deliveries, sending nothing", () =>
    withHost("messaging", async (rig) => {
      await rig.call("POST", "/api/mend", false);
      await rig.host.send("fragile", [{ body: { id: 7 }, messageId: "p1" }]);
      await rig.host.idle();
      assert.equal(rig.calls("fragile"), 10);
      assert.deepEqual(await peek(rig, "poisoned"), []);
      const dead = (await rig.call("GET", "/admin/queues/fragile/dead-letters")).body;
      const [letter] = (dead as { deadLetters: Record<string, unknown>[] }).deadLetters;
      assert.equal(letter?.messageId, "p1");
      assert.equal(letter?.deliveries, 10);
      assert.equal(letter?.reason, "MaxDeliveryCountExceeded");
      assert.match(String(letter?.description), /cannot digest this/);
      assert.ok(
        rig.events.some((event) => event.kind === "deadLettered" && event.queue === "fragile"),
      );
    }));

  it("make a message of each element of a returned array", () =>
    withHost("messaging", async (rig) => {
      await rig.host.send("fan", [{ body: "go" }]);
      await rig.host.idle();
      assert.deepEqual(await peek(rig, "out"), ["a", { b: 1 }]);
    }));
});

describe("event hubs", () => {
  it("hand over batches of at most a hundred, and each event once", () =>
    withHost("messaging", async (rig) => {
      await rig.host.publish(
        "alerts",
        Array.from({ length: 250 }, (_, index) => ({ index })),
      );
      await rig.host.idle();
      assert.deepEqual(await peek(rig, "batches"), [
        { size: 100, last: { index: 99 } },
        { size: 100, last: { index: 199 } },
        { size: 50, last: { index: 249 } },
      ]);
      assert.equal(rig.calls("readOne"), 250);
    }));

  it("move on after a failed batch, as in Azure without a retry policy", () =>
    withHost("messaging", async (rig) => {
      await rig.call("POST", "/api/failNext", 1);
      await rig.host.publish("alerts", [1]);
      await rig.host.idle();
      await rig.host.publish("alerts", [2]);
      await rig.host.idle();
      assert.deepEqual(await peek(rig, "batches"), [{ size: 1, last: 2 }]);
    }));

  it("try again by the retry policy before they move on", () =>
    withHost("messaging", async (rig) => {
      await rig.host.publish("alerts", ["bad", "good"]);
      assert.equal((await rig.host.idle()).nextDue, dawn + 30_000);
      assert.equal(rig.calls("readOne"), 1);
      await rig.pass(60_000);
      await rig.host.idle();
      const errors = rig.events.flatMap((event) =>
        event.kind === "invocationEnded" && event.name === "readOne" ? [event.error] : [],
      );
      assert.deepEqual(errors, ["bad, try 0", "bad, try 1", "bad, try 2", undefined]);
    }));
});

describe("timers", () => {
  it("run at their times", () =>
    withHost("messaging", async (rig) => {
      assert.equal((await rig.host.idle()).nextDue, dawn + 60 * minute);
      await rig.pass(3 * 60 * minute);
      await rig.host.idle();
      const ticks = (await peek(rig, "ticks")) as { isPastDue: boolean }[];
      assert.equal(ticks.length, 3);
      assert.ok(ticks.every(({ isPastDue }) => !isPastDue));
    }));

  it("make up for one time that passed while the host was down, and say so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    const stateFile = join(folder, "state.db");
    try {
      await withHost("messaging", async (rig) => void (await rig.host.idle()), { stateFile });
      const now = dawn + 5.5 * 60 * minute;
      await withHost(
        "messaging",
        async (rig) => {
          assert.equal((await rig.host.idle()).nextDue, dawn + 6 * 60 * minute);
          const ticks = (await peek(rig, "ticks")) as { isPastDue: boolean }[];
          assert.deepEqual(
            ticks.map(({ isPastDue }) => isPastDue),
            [true],
          );
        },
        { stateFile, now },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the admin API", () => {
  it("refuses whoever does not know the token", () =>
    withHost("messaging", async ({ host }) => {
      for (const token of ["", "wrong-token-here"]) {
        const response = await fetch(`${host.url}/admin/queues`, {
          headers: { "x-nightshift-token": token },
        });
        assert.equal(response.status, 401);
      }
    }));

  it("sends messages and events, and counts what waits", () =>
    withHost("messaging", async (rig) => {
      const sent = await rig.call("POST", "/admin/queues/out/messages", {
        messages: [{ body: 1, messageId: "a" }, { body: 2, messageId: "a" }, { body: "three" }],
      });
      assert.deepEqual(sent, { status: 202, body: { accepted: 2, duplicates: 1 } });
      assert.deepEqual(await queue(rig, "out"), {
        queue: "out",
        active: 2,
        scheduled: 0,
        locked: 0,
        deadLetters: 0,
        oldestAt: new Date(dawn).toISOString(),
      });
      const events = await rig.call("POST", "/admin/event-hubs/alerts/events", { events: [1, 2] });
      assert.deepEqual(events, { status: 202, body: { accepted: 2 } });
      await rig.host.idle();
      assert.equal(rig.calls("readOne"), 2);
    }));

  it("names what there is where a queue or an event hub is not there", () =>
    withHost("messaging", async (rig) => {
      const message = { messages: [{ body: 1 }] };
      const sent = await rig.call("POST", "/admin/queues/onee/messages", message);
      assert.equal(sent.status, 404);
      assert.match(String(sent.body), /no queue "onee"; it has .*\bone\b.*\bout\b/);
      const events = { events: [1] };
      const published = await rig.call("POST", "/admin/event-hubs/alert/events", events);
      assert.equal(published.status, 404);
      assert.match(String(published.body), /no event hub "alert"; it has alerts/);
    }));

  it("says what is wrong with a message it does not take", () =>
    withHost("messaging", async (rig) => {
      const bad = [
        [{ messages: "x" }, /messages/],
        [{ messages: [{ body: 1, sessionId: "s" }] }, /sessions are not supported/],
        [{ messages: [{ body: 1, scheduledAt: "soon" }] }, /scheduledAt is "soon".*ISO 8601/],
        [{}, /messages/],
      ] as const;
      for (const [body, message] of bad) {
        const answer = await rig.call("POST", "/admin/queues/one/messages", body);
        assert.equal(answer.status, 400);
        assert.match(String(answer.body), message);
      }
      assert.equal((await rig.call("GET", "/admin/nothing")).status, 404);
    }));

  it("tells that the host is well and which instances it has", () =>
    withHost("messaging", async (rig) => {
      assert.deepEqual((await rig.call("GET", "/admin/health")).body, {
        kind: "ok",
        now: new Date(dawn).toISOString(),
      });
      assert.deepEqual((await rig.call("GET", "/admin/instances")).body, []);
    }));
});

async function queue(rig: Rig, name: string) {
  const { body } = await rig.call("GET", "/admin/queues");
  const found = (body as { queues: { queue: string }[] }).queues.find(
    ({ queue }) => queue === name,
  );
  return found as Record<string, unknown>;
}

/** The messages of a queue that nobody reads. */
async function peek(rig: Rig, name: string): Promise<unknown[]> {
  const { body } = await rig.call("GET", `/admin/queues/${name}/messages`);
  const { messages } = body as { messages: { body: string }[] };
  return messages.map(({ body: text }) => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  });
}
