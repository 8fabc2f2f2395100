import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { queues } from "../../../../functions/core/names.ts";
import { createHostAdmin, type HostAdmin } from "../../../../local/platform/host-admin.ts";
import { readAddress } from "../../../../local/platform/state-folder.ts";
import { type NightshiftProcess, nightshift, startNightshift } from "./nightshift-process.ts";

describe("nightshift alert and dead-letters", () => {
  let folder = "";
  let platform: NightshiftProcess;
  let host: HostAdmin;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    cpSync("test/slow/local/rehearsal/nights", folder, { recursive: true });
    platform = startNightshift(folder, ["local", "--night", "waiting-review.yaml"]);
    await platform.shows("Ctrl-C ends it");
    const address = readAddress(join(folder, ".nightshift"));
    assert.ok(address);
    host = createHostAdmin(address.url, address.adminToken);
  });
  after(async () => {
    platform.child.kill("SIGKILL");
    await platform.leavesNothing();
    rmSync(folder, { recursive: true });
  });

  it("sends a payload through the router to an incident, also one that nobody has seen before", async () => {
    writeFileSync(join(folder, "odd.json"), '{"hello":"<script>"}');
    const { code, out } = await nightshift(folder, "alert", "odd.json");
    assert.equal(code, 0);
    assert.match(out, /^1 alert\(s\) sent/);
    await platform.shows("1 alert(s) came that no rule knows");
    const list = await nightshift(folder, "incidents", "all");
    assert.match(list.out, /critical|warning/);
    const [, name = ""] = /(all\/[0-9a-f]{12}) {2}1 alert\(s\) came that/.exec(list.out) ?? [];
    const card = await nightshift(folder, "incidents", name);
    assert.equal(card.code, 0);
    assert.match(card.out, /if ignored .+\n[\s\S]*told +nobody: the app has no notifier/);
  });

  it("refuses a file that is missing, no JSON, or too deep", async () => {
    writeFileSync(join(folder, "deep.json"), `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
    const deep = await nightshift(folder, "alert", "deep.json");
    assert.equal(deep.code, 2);
    assert.match(
      deep.err,
      /^Alert deep\.json: it is nested 100000 levels deep; at most 1000 .+\n$/,
    );
    const missing = await nightshift(folder, "alert", "none.json");
    assert.deepEqual([missing.code, missing.err.includes("does not exist")], [2, true]);
    writeFileSync(join(folder, "broken.json"), "{");
    assert.match((await nightshift(folder, "alert", "broken.json")).err, /it is not JSON/);
  });

  it("opens an incident for a poison message, shows why it failed, and replays it", async () => {
    await host.send(queues.bronzeArrivals, [{ body: { no: "event" }, messageId: "poison" }]);
    await platform.shows("Pipeline failure (bronze-arrivals)");
    const states = await nightshift(folder, "dead-letters");
    assert.match(states.out, /bronze-arrivals +0 +0 +— +1\n/);
    const letters = await nightshift(folder, "dead-letters", queues.bronzeArrivals);
    assert.match(
      letters.out,
      /poison: MaxDeliveryCountExceeded: delivered 10 times; the last time: .* is no Event Grid event/,
    );
    const replayed = await nightshift(folder, "dead-letters", queues.bronzeArrivals, "--replay");
    assert.match(replayed.out, /^1 dead letter\(s\) of bronze-arrivals are delivered again\.\n$/);
    const none = await nightshift(folder, "dead-letters", queues.budget, "--replay");
    assert.match(
      none.out,
      /^0 dead .+ again\. None is there, or a look or another replay holds them locked/,
    );
    // It still is no event, so it is given up again, under another id; the order stands in the ledger.
    await platform.shows("message replay-");
    assert.match((await nightshift(folder, "explain", "all")).out, /replay/);
  });

  it("refuses a queue that is not there, and a replay of all", async () => {
    const unknown = await nightshift(folder, "dead-letters", "bronze-arrival");
    assert.match(unknown.err, /Did you mean bronze-arrivals\?/);
    assert.match((await nightshift(folder, "dead-letters", "--replay")).err, /needs the name/);
  });
});
