import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "mocha";
import { lookAtLink } from "../../functions/clients/look-at-link.ts";
import type { Link } from "../../functions/core/preflight/link.ts";

const credential = { getToken: async () => ({ token: "t", expiresOnTimestamp: Infinity }) };

describe("lookAtLink", () => {
  const server = createServer((request, response) => {
    const allowed = request.headers.authorization === "Bearer t";
    response.writeHead(allowed ? 200 : 403, { "content-type": "application/json" }).end("{}");
  });
  let link: Link;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    link = {
      name: "test",
      host: "127.0.0.1",
      port,
      scope: "test/.default",
      touch: { method: "GET", url: `http://127.0.0.1:${port}/`, headers: {} },
      role: "none",
      setting: "TEST",
    };
  });
  after(() => void server.close());

  it("resolves, signs in, connects and reads", async () => {
    assert.deepEqual(await lookAtLink(link, credential), {
      addresses: { kind: "got", value: ["127.0.0.1"] },
      token: { kind: "got", value: true },
      connected: { kind: "got", value: true },
      touched: { kind: "got", value: { status: 200, page: false } },
    });
  });

  it("stops at the first step that fails, with its error", async () => {
    const silent = { getToken: async () => null };
    const { token, connected } = await lookAtLink(link, silent);
    assert.deepEqual(token, { kind: "failed", error: "none was given" });
    assert.equal(connected, null);
    const nowhere = await lookAtLink({ ...link, host: "nowhere.invalid" }, credential);
    assert.equal(nowhere.addresses.kind, "failed");
    assert.equal(nowhere.token, null);
  });

  it("sees a closed port as a failed connection", async () => {
    const { connected, touched } = await lookAtLink({ ...link, port: 1 }, credential);
    assert.equal(connected?.kind, "failed");
    assert.equal(touched, null);
  });
});
