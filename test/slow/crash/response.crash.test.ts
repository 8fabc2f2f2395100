import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { AlertKind } from "../../../functions/core/response/alert.ts";
import { alarm, answered, boldModel, copyState, publish, seedHistory } from "./alarm.ts";
import { type House, openHouse } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import { better, runsOf, script } from "./night.ts";

/** A retrain goes through a whole lifecycle. */
const mostCommits = 130;
const actions: [action: string, kind: AlertKind, incident: RegExp][] = [
  ["rollback", "model-degradation", /was rolled back to version 1/],
  ["retrain", "data-drift", /a retrain was started/],
  ["incident", "pipeline-failure", /^Pipeline failure/],
  ["pause", "budget", /1 piece\(s\) of compute were paused/],
];
const modelOf = (action: string, commit: number) => `${action}${String(commit).padStart(3, "0")}`;
const models = actions.flatMap(([action]) =>
  Array.from({ length: mostCommits + 1 }, (_, commit) => modelOf(action, commit)),
);

describe("a response that is killed after every commit", function () {
  this.timeout(1_200_000);
  let house: House;
  let seeded: string;

  before(async () => {
    house = await openHouse(Object.fromEntries(models.map((id) => [id, boldModel(id)])));
    seeded = house.stateFile();
    const host = await startMortalHost(house, seeded);
    for (const model of models) await seedHistory(house, host, model);
    await host.end();
  });
  after(() => house.close());

  for (const [action, kind, incident] of actions) {
    it(`ends a ${action} the same way, with each effect once`, async () => {
      const undisturbed = await live(house, seeded, modelOf(action, 0), kind);
      assert.equal(undisturbed.incidents.length, 1);
      assert.match(undisturbed.incidents[0] ?? "", incident);
      let deaths = 0;
      for (let commit = 1; commit <= mostCommits; commit++) {
        const life = await live(house, seeded, modelOf(action, commit), kind, commit);
        assert.deepEqual({ ...life, killed: false }, undisturbed, `killed after commit ${commit}`);
        if (!life.killed) break;
        deaths++;
      }
      assert.ok(deaths > 10 && deaths < mostCommits, `${deaths} commits were killed`);
      console.log(`      ${deaths} commits, each killed once`);
    });
  }
});

/** One alert from the event hub to the end of its action, with one death after the given commit. */
async function live(house: House, seeded: string, model: string, kind: AlertKind, commit?: number) {
  const cluster = { kind: "cluster", id: `c-${model}`, name: model, state: "RUNNING" } as const;
  const tags: Record<string, string> = kind === "budget" ? { "nightshift-pausable": "true" } : {};
  house.workspace.defineCompute({ ...cluster, tags });
  script(house, model, better);
  await house.put(`${model}/a.csv`, 20);
  const moves: string[] = [];
  const stopListening = house.workspace.onEvent((event) => {
    if (event.type === "alias" && event.model === `ml.films.${model}`)
      moves.push(`${event.alias} ${event.version}`);
  });
  const stateFile = house.stateFile();
  await copyState(seeded, stateFile);
  const event = alarm(kind, model);
  const finish = async (host: MortalHost) =>
    (await publish(host, [event])) && (await answered(host, model)) !== null;
  const first = await startMortalHost(house, stateFile, commit);
  const killed = !(await finish(first));
  await first.end();
  const host = await startMortalHost(house, stateFile);
  assert.ok(await finish(host), "the host that nobody kills died");
  const life = {
    killed,
    moves,
    runs: runsOf(house, model).length,
    ...(await recordsOf(host, model)),
    incidents: (await house.incidents(model)).map(({ what }) => what),
    paused: await stateOf(house, cluster.id),
  };
  await host.post("resume", { model, by: "the test" });
  const resumed = await stateOf(house, cluster.id);
  house.workspace.defineCompute({ ...cluster, tags: {} });
  await host.end();
  stopListening();
  assert.equal(resumed, "RUNNING");
  return life;
}

/** Decisions in words, in an order that does not depend on what ran side by side; and whether the chain is whole. */
async function recordsOf(host: MortalHost, model: string) {
  const { decisions } = (await host.api(`decisions?model=${model}`)) as {
    decisions: { kind: string; verdict: string | null }[];
  };
  const { results } = (await host.api(`ledger/verify?model=${model}`)) as {
    results: { kind: string }[];
  };
  return {
    decisions: decisions.map(({ kind, verdict }) => `${kind} ${verdict}`).sort(),
    ledger: results.map(({ kind }) => kind).join(),
  };
}

async function stateOf({ workspace }: House, id: string): Promise<string> {
  const answer = await fetch(`${workspace.url}/api/2.1/clusters/get?cluster_id=${id}`, {
    headers: { authorization: `Bearer ${workspace.token}` },
  });
  return ((await answer.json()) as { state: string }).state;
}
