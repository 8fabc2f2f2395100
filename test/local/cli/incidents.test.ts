import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";

const incident = {
  id: "0123456789ab",
  model: "films",
  openedAt: "2026-03-03T05:10:00.000Z",
  severity: "critical",
  what: "Version 8 degraded and was rolled back to version 7",
  numbers: [
    { name: "measured / limit", value: "2.31" },
    { name: "it says", value: "\u001b[31mred\u202etxt" },
    { name: "its error", value: "e".repeat(2000) },
  ],
  done: "Made version 7 champion again.",
  undo: "nightshift restore films 8",
  ifIgnored: "Version 7 stays champion.",
  owner: "ana",
};
const told = [
  { kind: "told", notifier: "webhook", at: "2026-03-03T05:11:00.000Z" },
  { kind: "trying", notifier: "pagerduty", since: "2026-03-03T05:10:00.000Z" },
  { kind: "failed", notifier: "teams", at: "2026-03-03T09:11:00.000Z", error: "answered 403" },
];

describe("nightshift incidents", () => {
  let server: Server;
  let url = "";
  before(async () => {
    const answers: Record<string, unknown> = {
      "/api/incidents?limit=20": { incidents: [incident] },
      "/api/incidents?model=all&limit=1": { incidents: [] },
      "/api/incidents/films/0123456789ab": { ...incident, told },
      "/api/incidents/films/0123456789ac": { ...incident, told: [] },
    };
    server = createServer((request, response) => {
      const answer = answers[request.url ?? ""];
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(JSON.stringify(answer ?? { error: `no ${request.url}` }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());

  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const command = ["local/cli.ts", "incidents", ...args, "--url", url];
      execFile(process.execPath, command, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
    });

  it("lists when, how bad, about what, what was done and how to undo it", async () => {
    assert.equal(
      (await run()).out,
      "2026-03-03 05:10 UTC  critical  films/0123456789ab  Version 8 degraded and was rolled back to version 7\n" +
        "    done  Made version 7 champion again.\n" +
        "    undo  nightshift restore films 8\n" +
        "All that one says, and who was told: incidents films/0123456789ab\n",
    );
    assert.equal((await run("all", "--limit", "1")).out, "all: No incident is on record.\n");
  });

  it("shows a card with its numbers, and who was told or could not be", async () => {
    const { out } = await run("films/0123456789ab");
    const lines = out.split("\n");
    assert.equal(lines[0], incident.what);
    assert.match(out, /measured \/ limit: 2\.31/);
    assert.match(out, /if ignored {2}Version 7 stays champion\./);
    assert.match(out, /told {8}webhook, at 2026-03-03 05:11 UTC/);
    assert.match(out, /told {8}pagerduty: not yet; tried since 2026-03-03 05:10 UTC/);
    assert.match(out, /told {8}teams: NOT told; given up at .+: answered 403/);
    assert.ok(lines.every((line) => line.length < 350));
    assert.match((await run("films/0123456789ac")).out, /told {8}nobody: the app has no notifier/);
  });

  it("lets no text of others reach the terminal raw", async () => {
    for (const args of [["films/0123456789ab"], ["films/0123456789ab", "--json"]]) {
      const { out } = await run(...args);
      assert.deepEqual(out.match(/(?!\n)[\p{Cc}\p{Cf}]/gu), null);
      assert.match(out, /\\u202e/);
    }
  });

  it("prints one object a line with --json, the summary last", async () => {
    for (const args of [["--json"], ["films/0123456789ab", "--json"]]) {
      const events = (await run(...args)).out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        events.map(({ type }) => type),
        ["incident", "summary"],
      );
      const { at, incident: id, title } = events[0];
      assert.deepEqual([at, id, title], [incident.openedAt, incident.id, incident.what]);
      assert.equal(events[0].told?.length, args.length === 1 ? undefined : 3);
      assert.deepEqual([events[1].ok, events[1].counts], [true, { incident: 1 }]);
    }
  });

  it("refuses what is no id, and a limit above a hundred, with exit code 2", async () => {
    const id = await run("films/8");
    assert.deepEqual([id.code, /must be 12 hex digits\. Write <model>/.test(id.err)], [2, true]);
    const limit = await run("all", "--limit", "101");
    assert.deepEqual([limit.code, /whole number from 1 to 100/.test(limit.err)], [2, true]);
    assert.equal((await run("films/0123456789ff")).code, 2);
  });
});
