import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { type NightshiftProcess, nightshift, startNightshift } from "./nightshift-process.ts";

describe("nightshift local", () => {
  let folder = "";
  let platform: NightshiftProcess;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    cpSync("test/slow/local/rehearsal/nights", folder, { recursive: true });
    platform = startNightshift(folder, ["local", "--night", "waiting-review.yaml"]);
    await platform.shows("Ctrl-C ends it");
  });
  after(async () => {
    platform.child.kill("SIGKILL");
    await platform.leavesNothing();
    rmSync(folder, { recursive: true });
  });
  const succeed = async (...args: string[]) => {
    const { code, out, err } = await nightshift(folder, ...args);
    assert.equal(code, 0, err);
    return out;
  };
  const refuse = async (...args: string[]) => {
    const { code, err } = await nightshift(folder, ...args);
    assert.equal(code, 2);
    return err.trim();
  };

  it("shows exactly the command that answers the review that waits", async () => {
    const [review] = (await succeed("reviews", "--json")).trim().split("\n");
    const { review: id, question } = JSON.parse(review ?? "");
    assert.equal(question, "Promote version 1 of sales as first champion?");
    assert.match(platform.out(), new RegExp(`  \\S.+ approve ${id}\n`));
    assert.match(await succeed("reviews"), new RegExp(`  \\S.+ reject ${id}\n`));
  });

  it("refuses a second platform on the same state", async () => {
    assert.match(await refuse("local"), /^State folder .+: it is in use by process \d+ \(http:/);
    assert.match(
      await refuse("local", "--night", "waiting-review.yaml"),
      /it is in use by process/,
    );
  });

  it("names the nearest model, review or entry where one is not known", async () => {
    assert.match(
      await refuse("drop", "salse", "three-rows.csv"),
      /^Model salse: .+ Did you mean sales\?$/,
    );
    assert.match(await refuse("drop", "sales", "none.csv"), /^File none\.csv: it does not exist\./);
    assert.match(
      await refuse("drop", "sales", "."),
      /^File \.: it is a folder; drop one file at a time\.$/,
    );
    assert.match(
      await refuse("approve", "ffff"),
      /^Review ffff: no open review has this id\. Open: \w{12} \(sales\)\.$/,
    );
    assert.match(
      await refuse("explain", "sales/x"),
      /must be a number from 1\. Write <model>\/<number>/,
    );
    assert.match(await refuse("explain", "sales/99"), /99/);
  });

  it("holds and resumes", async () => {
    assert.equal(
      await succeed("hold", "sales", "--by", "ann", "--reason", "look"),
      "sales held by ann.\n",
    );
    assert.match(
      await succeed("status"),
      /sales is held by ann since 2026-03-02 23:0\d UTC: look\./,
    );
    assert.equal(await succeed("resume", "sales", "--by", "ann"), "sales resumed by ann.\n");
    assert.doesNotMatch(await succeed("status"), /held/);
  });

  it("takes the answer, promotes, and says why when asked", async () => {
    const [line = ""] = (await succeed("reviews", "--json")).trim().split("\n");
    const { review } = JSON.parse(line);
    const answered = await succeed("approve", review, "--by", "ann", "--reason", "fine");
    assert.equal(answered, `Review ${review} of sales: approved by ann.\n`);
    await platform.shows("promoted: version 1 as first champion");
    assert.match(
      await refuse("approve", review, "--by", "bob"),
      /no open review has this id\. Open: none\./,
    );
    assert.match(await succeed("explain", "sales"), /sales\/2 .+verdict +review/);
    assert.match(
      await succeed("explain", "sales/2"),
      /^sales\/2: verdict review\n[\s\S]+rmse +target/,
    );
    const [status = ""] = (await succeed("status", "sales", "--json")).trim().split("\n");
    assert.equal(JSON.parse(status).champion, "1");
    assert.match(await succeed("ledger", "verify"), /^sales: intact, \d+ entries$/m);
  });

  it("ends cleanly on SIGTERM, goes on where it was, and survives nothing of itself when killed", async () => {
    platform.child.kill("SIGTERM");
    assert.equal(await platform.ended(), 0);
    await platform.leavesNothing();
    platform = startNightshift(folder, ["local"]);
    await platform.shows("Ctrl-C ends it");
    assert.match(await succeed("status"), /^sales +1 /m);
    platform.child.kill("SIGKILL");
    await platform.leavesNothing();
    assert.match(await refuse("status"), /has ended\. Start one with/);
    platform = startNightshift(folder, ["local"]);
    await platform.shows("Ctrl-C ends it");
    assert.match(await succeed("ledger", "verify"), /^sales: intact, \d+ entries$/m);
  });

  it("takes a training program with it when it is killed", async () => {
    writeFileSync(join(folder, "sales.ts"), "setInterval(() => {}, 1000);\n");
    const models = [".nightshift/catalogue.json", "--programs", "."];
    const started = startNightshift(folder, ["local", "--state", "third", "--models", ...models]);
    await started.shows("Ctrl-C ends it");
    await succeed("drop", "sales", "three-rows.csv", "--state", "third");
    await started.shows("started");
    assert.ok(started.alive().some(({ command }) => command.includes("sales.ts")));
    started.child.kill("SIGKILL");
    await started.leavesNothing();
  });

  for (const part of ["host/process", "azurite-child"])
    it(`ends with 1 and leaves nothing when ${part} dies`, async () => {
      const started = startNightshift(folder, [
        "local",
        "--state",
        "other",
        "--models",
        ".nightshift/catalogue.json",
      ]);
      await started.shows("Ctrl-C ends it");
      const victim = started.alive().find(({ command }) => command.includes(part));
      process.kill(victim?.pid ?? 0, "SIGKILL");
      assert.equal(await started.ended(), 1);
      await started.leavesNothing();
    });
});
