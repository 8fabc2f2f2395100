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
  const { workspace, http, close } = await openWorkspace();
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
