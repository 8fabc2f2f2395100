import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { readAddress } from "../../../../local/platform/state-folder.ts";
import { type NightshiftProcess, nightshift, startNightshift } from "./nightshift-process.ts";

describe("nightshift local", () => {
  let folder = "";
  let platform: NightshiftProcess;
  let started: NightshiftProcess[] = [];
  const start = async (...args: string[]) => {
    const process = startNightshift(folder, args);
    started.push(process);
    await process.shows("Ctrl-C ends it");
    return process;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    cpSync("test/slow/local/rehearsal/nights", folder, { recursive: true });
    platform = await start("local", "--night", "waiting-review.yaml");
  });
  afterEach(async () => {
    for (const { child, leavesNothing } of started) {
      child.kill("SIGKILL");
      await leavesNothing();
    }
    started = [];
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

  it("reaches the same app by its URL, as a deployed one is reached", async () => {
    const { url } = readAddress(join(folder, ".nightshift")) ?? { url: "" };
    assert.equal(await succeed("status", "--url", url), await succeed("status"));
    const [review] = (await succeed("reviews", "--json", "--url", url)).trim().split("\n");
    const { review: id } = JSON.parse(review ?? "");
    assert.match(await succeed("reviews", "--url", url), new RegExp(` approve ${id} --url ${url}`));
    await succeed("reject", id, "--url", url);
    assert.equal(await succeed("reviews"), "Nothing waits for a person.\n");
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
    assert.equal(
      await succeed("resume", "sales", "--by", "ann"),
      "sales resumed by ann: its hold, set by ann (look), is lifted.\n",
    );
    assert.match(await succeed("resume", "sales"), /^Nothing to resume: there is no hold on sales/);
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

  it("ends cleanly on SIGTERM, and goes on where it was", async () => {
    platform.child.kill("SIGTERM");
    assert.equal(await platform.ended(), 0);
    await platform.leavesNothing();
    await start("local");
    assert.match(await succeed("status"), /^sales +none +1 +none +decideAction/m);
    assert.match(await succeed("reviews"), /Promote version 1 of sales as first champion\?/);
  });

  it("leaves nothing running and nothing lost when it is killed", async () => {
    platform.child.kill("SIGKILL");
    await platform.leavesNothing();
    assert.match(await refuse("status"), /has ended\. Start one with/);
    await start("local");
    assert.match(await succeed("ledger", "verify"), /^sales: intact, 3 entries$/m);
  });

  it("takes a training program with it when it is killed", async () => {
    writeFileSync(join(folder, "sales.ts"), "setInterval(() => {}, 1000);\n");
    const models = [".nightshift/catalogue.json", "--programs", "."];
    const training = await start("local", "--state", "second", "--models", ...models);
    await succeed("drop", "sales", "three-rows.csv", "--state", "second");
    await training.runs("sales.ts");
    training.child.kill("SIGKILL");
    await training.leavesNothing();
  });

  for (const part of ["host/process", "azurite-child"])
    it(`ends with 1 and leaves nothing when ${part} dies`, async () => {
      const victim = await platform.runs(part);
      process.kill(victim, "SIGKILL");
      assert.equal(await platform.ended(), 1);
      await platform.leavesNothing();
    });
});
