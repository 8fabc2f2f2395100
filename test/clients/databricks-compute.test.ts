import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as z from "zod/mini";
import { createDatabricksCompute } from "../../functions/clients/databricks-compute.ts";
import type { Http } from "../../functions/clients/http.ts";
import { computeContract } from "../contracts/compute.contract.ts";
import { createFakeCompute } from "../fakes/fake-compute.ts";
import { openWorkspace } from "./open-workspace.ts";

const schedule = {
  quartz_cron_expression: "0 0 3 * * ?",
  timezone_id: "Europe/Vienna",
  pause_status: "UNPAUSED",
} as const;

computeContract("createDatabricksCompute", async () => {
  const { workspace, http, close } = await openWorkspace({ clusterEndsSeconds: 0 });
  return {
    compute: createDatabricksCompute(http),
    async define(kind, name, tags) {
      if (kind === "schedule") return workspace.defineJob({ name, tags, schedule }).id;
      const id = crypto.randomUUID();
      workspace.defineCompute({ kind, id, name, state: "RUNNING", tags });
      return id;
    },
    async restOf(kind, id) {
      if (kind !== "schedule") return null;
      const path = "/api/2.2/jobs/get";
      return await http.send({ method: "GET", path, query: { job_id: id } }, z.unknown());
    },
    close,
  };
});

computeContract("createFakeCompute", async () => {
  const compute = createFakeCompute();
  return {
    compute,
    async define(kind, name, tags) {
      const id = crypto.randomUUID();
      compute.define({ kind, id, name, tags });
      return id;
    },
    restOf: async () => null,
    close: async () => {},
  };
});

describe("createDatabricksCompute", () => {
  const running = { kind: "cluster", name: "c", state: "RUNNING", tags: {} } as const;
  const cluster = { kind: "cluster", id: "c-1" } as const;

  it("starts a cluster that still terminates once that has ended, and not before", async () => {
    const { workspace, http, pass, close } = await openWorkspace({ clusterEndsSeconds: 60 });
    const compute = createDatabricksCompute(http);
    workspace.defineCompute({ ...running, id: "c-1" });
    await compute.stop(cluster);
    const early = await compute.start(cluster);
    assert.equal(early.kind, "notYet");
    pass(60);
    assert.deepEqual(await compute.start(cluster), { kind: "done" });
    await close();
  });

  it("answers a refusal with its reason and its mend, and throws what may succeed later", async () => {
    const { workspace, http, close } = await openWorkspace();
    const compute = createDatabricksCompute(http);
    workspace.defineCompute({ ...running, id: "c-1" });
    workspace.fault({ on: "clusters.terminate", kind: "status", status: 403 });
    const end = await compute.stop(cluster);
    assert.equal(end.kind, "refused");
    assert.match(
      end.kind === "refused" ? end.reason : "",
      /403.*Check that the identity has leave/,
    );
    workspace.fault({ on: "clusters.terminate", times: 9, kind: "status", status: 429 });
    await assert.rejects(compute.stop(cluster), /429/);
    await close();
  });

  it("reads every page, and leaves job clusters out: their run ends them", async () => {
    const cluster = (id: string, source: string) => ({
      cluster_id: id,
      state: "RUNNING",
      cluster_source: source,
    });
    const pages: Record<string, object> = {
      "": { clusters: [cluster("c1", "UI"), cluster("c2", "JOB")], next_page_token: "2" },
      "2": { clusters: [cluster("c3", "API")] },
    };
    const http: Http = {
      async send({ path, query }, schema) {
        const isClusters = path === "/api/2.1/clusters/list";
        return z.parse(schema, isClusters ? pages[query?.page_token ?? ""] : {});
      },
    };
    const items = await createDatabricksCompute(http).list();
    assert.deepEqual(
      items.map(({ id }) => id),
      ["c1", "c3"],
    );
  });
});
