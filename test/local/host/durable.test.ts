import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { dawn, withHost } from "./rig.ts";

const hour = 3600 * 1000;

describe("orchestrations", () => {
  it("get activity results as they were returned, and their own input", () =>
    withHost("durable", async ({ run }) => {
      const { runtimeStatus, output } = await run("echoes", "e1", { deep: [1] });
      assert.equal(runtimeStatus, "Completed");
      assert.deepEqual(output, {
        text: "a text",
        object: { a: [1, null] },
        number: 1.5,
        nothing: null,
        input: { deep: [1] },
      });
    }));

  it("fan out and gather in order", () =>
    withHost("durable", async ({ run, calls }) => {
      assert.equal((await run("fanOut", "f1", 100)).output, 4950);
      assert.equal(calls("echo"), 100);
    }));

  it("retry an activity with growing pauses until it succeeds", () =>
    withHost("durable", async ({ run }) => {
      const { output } = await run("retrying", "r1", { key: "third", succeedsAt: 3 });
      assert.deepEqual(output, {
        kind: "done",
        attempt: 3,
        seconds: 3,
        after: "still numbered right",
      });
    }));

  it("wait out one more timer after the last failed try, as the protocol does", () =>
    withHost("durable", async ({ run, calls }) => {
      const { output } = await run("retrying", "r2", { key: "never", succeedsAt: 99 });
      assert.equal(calls("flaky"), 3);
      assert.deepEqual(output, {
        kind: "failed",
        message: (output as { message: string }).message,
        seconds: 7,
        after: "still numbered right",
      });
      assert.match((output as { message: string }).message, /attempt 3 of never failed/);
    }));

  it("fail with the reason, after their signals have left", () =>
    withHost("durable", async ({ run, call }) => {
      const { runtimeStatus, output } = await run("failing", "x1");
      assert.equal(runtimeStatus, "Failed");
      assert.match(String(output), /Orchestrator function 'failing' failed: .*attempt 1 of x1/s);
      assert.deepEqual((await call("GET", "/durabletask/entities/counter/before-failure")).body, 1);
    }));

  it("call sub-orchestrations and see their failures", () =>
    withHost("durable", async ({ run }) => {
      assert.deepEqual((await run("parent", "p1", { child: "fanOut" })).output, {
        kind: "done",
        result: 3,
      });
      const failed = (await run("parent", "p2", { child: "failing", id: "c2" })).output;
      assert.match(JSON.stringify(failed), /failed.*'failing' failed/);
      const unknown = (await run("parent", "p3", { child: "nobody" })).output;
      assert.match(JSON.stringify(unknown), /'nobody' doesn't exist/);
    }));

  it("refuse a sub-orchestration whose id is running already", () =>
    withHost("durable", async ({ start, run, host }) => {
      await start("approval", "busy");
      await host.idle();
      const { output } = await run("parent", "p4", { child: "approval", id: "busy" });
      assert.match(JSON.stringify(output), /status Running already exists/);
    }));

  it("expire by timer when nobody answers", () =>
    withHost("durable", async ({ run, host }) => {
      const began = performance.now();
      assert.equal((await run("approval", "a1")).output, "expired");
      assert.equal(host.now(), dawn + 24 * hour);
      assert.ok(performance.now() - began < 1000, "24 virtual hours take under a second");
    }));

  it("take an answer, cancel the timer, and leave nothing due", () =>
    withHost("durable", async ({ start, raise, playTo, host, events }) => {
      await start("approval", "a2");
      assert.equal(await raise("a2", "answer", { by: "ann" }), 202);
      const { output } = await playTo("a2");
      assert.deepEqual(output, { answer: { by: "ann" }, confirmed: "told everyone" });
      assert.equal((await host.idle()).nextDue, null);
      assert.deepEqual(warnings(events), []);
    }));

  it("buffer events that come early and keep them over continueAsNew", () =>
    withHost("durable", async ({ start, raise, playTo }) => {
      await start("collector", "c1");
      for (const item of ["a", "b", "c", "end"]) await raise("c1", "item", item);
      assert.deepEqual((await playTo("c1")).output, ["a", "b", "c"]);
    }));

  it("take a flood of events sent to a suspended instance, once it is resumed", () =>
    withHost("durable", async ({ start, call, playTo, host }) => {
      await start("collector", "flood");
      await call("POST", "/api/manage/suspend/flood");
      const raise = (item: number | "end") =>
        fetch(`${host.url}/durabletask/instances/flood/raiseEvent/item`, {
          method: "POST",
          body: JSON.stringify(item),
        });
      for (let first = 0; first < 300; first += 100) {
        const posts = Array.from({ length: 100 }, (_, index) => raise(first + index));
        await Promise.all(posts.map(async (post) => (await post).arrayBuffer()));
      }
      await raise("end");
      await call("POST", "/api/manage/resume/flood");
      assert.equal(((await playTo("flood")).output as number[]).length, 300);
    }));

  it("keep no history over continueAsNew", () =>
    withHost("durable", async ({ run, host }) => {
      const { output, historyEvents } = await run("counting", "k1", 50);
      assert.equal(output, "done");
      assert.equal(host.now(), dawn + 51 * hour);
      assert.ok((historyEvents?.length ?? 0) <= 5);
    }));

  it("sleep for weeks in pieces, as the extension does", () =>
    withHost("durable", async ({ run }) => {
      const { output, historyEvents } = await run("longSleep", "l1");
      assert.deepEqual(output, { days: 20, after: 5 });
      const timers = historyEvents?.filter((event) => event.EventType === 10).length ?? 0;
      assert.ok(timers > 1, `${timers} timers`);
    }));

  it("show a custom status that outlives the turn that set it", () =>
    withHost("durable", async ({ start, raise, status, playTo, host }) => {
      await start("status", "s1");
      await host.idle();
      assert.deepEqual((await status("s1")).customStatus, { step: 1 });
      await raise("s1", "next", null);
      await host.idle();
      assert.deepEqual((await status("s1")).customStatus, { step: 2, parent: null });
      await raise("s1", "next", null);
      assert.equal((await playTo("s1")).runtimeStatus, "Completed");
    }));

  it("warn of a race that Azure would number otherwise", () =>
    withHost("durable", async ({ start, raise, host, events }) => {
      await start("staleRace", "w1");
      await raise("w1", "one", 1);
      await host.idle();
      assert.match(warnings(events).join(), /durable-js\/issues\/574/);
    }));

  it("fail as in Azure where a cancelled timer shifts the numbers of a retried rival", () =>
    withHost("durable", async ({ run }) => {
      const { runtimeStatus, output } = await run("retryAgainstClock", "rc1");
      assert.equal(runtimeStatus, "Failed");
      assert.match(String(output), /history has timer .*as task 2.*asks for activity echo there/);
      assert.match(String(output), /race a sub-orchestration instead/);
    }));

  it("fail clearly where Azure would stop or where this host cannot follow", () =>
    withHost("durable", async ({ run }) => {
      assert.match(String((await run("impatient", "i1")).output), /retryTimeoutInMilliseconds/);
      assert.match(String((await run("caller", "h1")).output), /callHttp is not supported/);
    }));
});

describe("entities", () => {
  it("take signals and calls in order, answer, signal others and report failures", () =>
    withHost("durable", async ({ run, call, host }) => {
      const { output } = await run("entityUser", "u1", "mine");
      assert.deepEqual(output, {
        sum: 5,
        relayed: "relayed",
        // A thrown Error reaches the caller so in Azure too: its JSON is {}.
        failure: { kind: "failed", message: "[object Object]" },
      });
      await host.idle();
      assert.equal((await call("GET", "/durabletask/entities/counter/relayed")).body, 7);
    }));

  it("take a flood of signals in bounded batches, and all of it, before a later call", () =>
    withHost("durable", async ({ run, calls }) => {
      assert.equal((await run("signaller", "sf1", 2500)).output, 2500);
      assert.equal(calls("counter"), 26);
    }));

  it("serve one holder of a lock at a time", () =>
    withHost("durable", async ({ start, playTo, call }) => {
      await call("POST", "/durabletask/entities/counter/from?op=add", 10);
      for (const id of ["k1", "k2", "k3"]) await start("critical", id);
      const outputs = [];
      for (const id of ["k1", "k2", "k3"]) outputs.push((await playTo(id)).output);
      const befores = outputs.map((output) => (output as { before: number }).before);
      assert.deepEqual(befores.sort(), [10, 8, 9].sort());
      assert.equal((await call("GET", "/durabletask/entities/counter/from")).body, 7);
      assert.equal((await call("GET", "/durabletask/entities/counter/to")).body, 3);
    }));

  it("are freed when the orchestration that holds them ends", () =>
    withHost("durable", async ({ start, call, host }) => {
      await start("lockAndDie", "d1");
      await host.idle();
      await call("POST", "/durabletask/entities/counter/held?op=add", 1);
      await host.idle();
      assert.equal((await call("GET", "/durabletask/entities/counter/held")).status, 404);
      await call("POST", "/durabletask/instances/d1/terminate?reason=enough");
      await host.idle();
      assert.equal((await call("GET", "/durabletask/entities/counter/held")).body, 1);
    }));

  it("are gone once they destruct", () =>
    withHost("durable", async ({ call, host }) => {
      await call("POST", "/durabletask/entities/counter/brief?op=add", 1);
      await call("POST", "/durabletask/entities/counter/brief?op=delete");
      await host.idle();
      assert.equal((await call("GET", "/durabletask/entities/counter/brief")).status, 404);
    }));
});

describe("the durable client", () => {
  it("starts an id once while it runs, and again once it is over", () =>
    withHost("durable", async ({ call, raise, playTo, calls }) => {
      assert.equal((await call("POST", "/api/begin/approval/b1")).status, 202);
      const second = await call("POST", "/api/begin/approval/b1");
      assert.equal(second.status, 409);
      assert.match(String(second.body), /status (Running|Pending) already exists/);
      await raise("b1", "answer", 1);
      assert.equal((await playTo("b1")).runtimeStatus, "Completed");
      assert.equal((await call("POST", "/api/begin/approval/b1")).status, 202);
      await playTo("b1");
      assert.equal(calls("approval"), 2);
    }));

  it("refuses an orchestration the app has not", () =>
    withHost("durable", async ({ call }) => {
      const { status, body } = await call("POST", "/api/begin/nobody/n1");
      assert.equal(status, 409);
      assert.match(String(body), /400.*'nobody' doesn't exist/);
    }));

  it("hands out management URLs that work", () =>
    withHost("durable", async ({ call, host }) => {
      const { body } = await call("POST", "/api/begin/approval/m1");
      const urls = body as { statusQueryGetUri: string; sendEventPostUri: string };
      assert.ok(urls.statusQueryGetUri.startsWith(host.url));
      const event = urls.sendEventPostUri.replace("{eventName}", "answer");
      assert.equal((await fetch(event, { method: "POST", body: "1" })).status, 202);
      await host.idle();
      assert.equal((await fetch(urls.statusQueryGetUri)).status, 200);
    }));

  it("suspends and resumes: what comes meanwhile waits", () =>
    withHost("durable", async ({ call, start, raise, status, playTo, host }) => {
      await start("approval", "z1");
      await call("POST", "/api/manage/suspend/z1");
      await host.idle();
      await raise("z1", "answer", 1);
      await host.idle();
      assert.equal((await status("z1")).runtimeStatus, "Suspended");
      await call("POST", "/api/manage/resume/z1");
      assert.equal((await playTo("z1")).runtimeStatus, "Completed");
    }));

  it("terminates, suspended or not, and answers 410 afterwards", () =>
    withHost("durable", async ({ call, start, raise, status, host }) => {
      await start("approval", "t1");
      await call("POST", "/api/manage/suspend/t1");
      await call("POST", "/api/manage/terminate/t1");
      await host.idle();
      const { runtimeStatus, output } = await status("t1");
      assert.deepEqual([runtimeStatus, output], ["Terminated", "enough"]);
      assert.equal(await raise("t1", "answer", 1), 410);
      assert.equal((await host.idle()).nextDue, null);
    }));

  it("tells a parent that its child was terminated", () =>
    withHost("durable", async ({ call, start, playTo, host }) => {
      await start("parent", "q1", { child: "approval", id: "q1-child" });
      await host.idle();
      await call("POST", "/api/manage/terminate/q1-child");
      assert.match(JSON.stringify((await playTo("q1")).output), /terminated/);
    }));

  it("purges what is over and only that", () =>
    withHost("durable", async ({ call, start, run, host }) => {
      await run("fanOut", "g1", 1);
      await start("approval", "g2");
      await host.idle();
      const purged = await call("POST", "/api/manage/purge/g1");
      assert.deepEqual(purged.body, { instancesDeleted: 1 });
      assert.deepEqual((await call("POST", "/api/manage/purgeAll/x")).body, {
        instancesDeleted: 0,
      });
      assert.equal((await call("GET", "/durabletask/instances/g1")).status, 404);
      assert.equal((await call("GET", "/durabletask/instances/g2")).status, 202);
    }));

  it("refuses a rewind and says what to do instead", () =>
    withHost("durable", async ({ call, run }) => {
      await run("failing", "v1");
      const { status, body } = await call("POST", "/api/manage/rewind/v1");
      assert.equal(status, 501);
      assert.match(String(body), /rewind operation is not supported.*Start the instance again/);
    }));

  it("lists all instances page by page, and filters them", () =>
    withHost("durable", async ({ call, start, run, host }) => {
      await run("failing", "list-failed");
      for (let index = 0; index < 150; index += 1) await start("fanOut", `list-${index}`, 1);
      await host.idle();
      const all = (await call("POST", "/api/manage/all/x")).body as unknown[];
      assert.equal(all.length, 151);
      const failed = (await call("POST", "/api/manage/failed/x")).body as { instanceId: string }[];
      assert.deepEqual(
        failed.map(({ instanceId }) => instanceId),
        ["list-failed"],
      );
    }));

  it("reads, signals and misses entities", () =>
    withHost("durable", async ({ call, host }) => {
      await call("POST", "/api/manage/signal/s9", 4);
      await host.idle();
      const there = (await call("POST", "/api/manage/entity/s9")).body;
      assert.deepEqual(there, { entityExists: true, entityState: 4 });
      const gone = (await call("POST", "/api/manage/entity/none")).body;
      assert.deepEqual(gone, { entityExists: false });
    }));

  it("answers 404 for what is not there", () =>
    withHost("durable", async ({ call, raise }) => {
      assert.equal(await raise("none", "answer", 1), 404);
      assert.equal((await call("GET", "/durabletask/instances/none")).status, 404);
      assert.equal((await call("POST", "/durabletask/instances/none/terminate")).status, 404);
    }));
});

function warnings(events: { kind: string; message?: string }[]): string[] {
  return events.flatMap((event) => (event.kind === "warning" ? [event.message ?? ""] : []));
}
