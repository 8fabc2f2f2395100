import assert from "node:assert/strict";
import type { TokenCredential } from "@azure/core-auth";
import { afterEach, describe, it } from "mocha";
import * as z from "zod/mini";
import { createHttp } from "../../functions/clients/http.ts";
import { json, type ScriptedServer, startScriptedServer } from "../fakes/scripted-server.ts";

const ok = json({});
const get = { method: "GET", path: "/thing" } as const;

describe("bearerToken", () => {
  let server: ScriptedServer;
  afterEach(() => server.close());

  async function start(credential: TokenCredential, now: () => number) {
    server = await startScriptedServer([ok, ok, ok, ok]);
    return createHttp({
      service: "Databricks workspace",
      setting: "NIGHTSHIFT_WORKSPACE_URL",
      baseUrl: server.url,
      auth: { credential, scope: "workspace-scope" },
      now,
    });
  }

  it("fetches one token for many requests, and a new one shortly before it expires", async () => {
    let time = 0;
    let fetched = 0;
    const credential = {
      getToken: async () => ({ token: `t${++fetched}`, expiresOnTimestamp: time + 3_600_000 }),
    };
    const http = await start(credential, () => time);
    await Promise.all([http.send(get, z.unknown()), http.send(get, z.unknown())]);
    time = 3_479_000;
    await http.send(get, z.unknown());
    time = 3_481_000;
    await http.send(get, z.unknown());
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.authorization),
      ["Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"],
    );
  });

  it("tells a token that cannot be had apart from a service that cannot be reached", async () => {
    const credential = {
      getToken: async () => {
        throw new Error("no identity assigned");
      },
    };
    const http = await start(credential, Date.now);
    await assert.rejects(
      http.send(get, z.unknown()),
      /Identity: no token for workspace-scope: .*no identity assigned/,
    );
    assert.equal(server.seen.length, 0);
  });
});
