import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "mocha";
import { connectApp } from "../../../local/cli/connect-app.ts";

/** What an app in Azure answers to status, once Entra ID has let the caller through. */
const status = {
  models: [
    {
      ...{ model: "sales", owner: "team", champion: "4", challenger: null, previousChampion: "3" },
      ...{ hold: null, lifecycle: null, waitingFiles: 0, reviews: [] },
    },
  ],
  hold: null,
};

describe("connectApp", () => {
  let server: Server;
  let url = "";
  before(async () => {
    server = createServer(({ headers, url: path }, response) => {
      const isIn = headers.authorization === "Bearer secret";
      response.statusCode = isIn ? 200 : 401;
      response.end(isIn && path === "/api/status" ? JSON.stringify(status) : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => void server.close());

  const deployed = (token?: string) => connectApp({ state: "none", url, token });

  it("asks a deployment by its URL, with the token", async () => {
    assert.deepEqual(await deployed("secret").app.status(), status);
  });

  it("says how to get a token where the app lets nobody in", async () => {
    await assert.rejects(deployed().app.status(), {
      name: "Refusal",
      message: /^401: the app does not let you in\. Give --token .+ az account get-access-token/,
    });
  });

  it("takes a path or a slash behind the host for what was pasted with it", async () => {
    const pasted = connectApp({ state: "none", url: `${url}/api/console`, token: "secret" });
    assert.deepEqual(await pasted.app.status(), status);
  });

  it("names the nearest model that the deployment knows", async () => {
    await deployed("secret").requireModel("sales");
    await assert.rejects(deployed("secret").requireModel("slaes"), {
      name: "Refusal",
      message: "Model slaes: the catalogue has no such model. Did you mean sales?",
    });
  });

  for (const open of ["http://func.azurewebsites.net", "func.azurewebsites.net", "ftp://x", ""])
    it(`sends no token to ${JSON.stringify(open)}`, () => {
      assert.throws(() => connectApp({ state: "none", url: open, token: "secret" }), {
        name: "Refusal",
        message: /must be the app's https address/,
      });
    });

  it("says that nothing answers, and where to look", async () => {
    await assert.rejects(connectApp({ state: "none", url: "https://127.0.0.1:9" }).app.status(), {
      name: "Refusal",
      message: /^App at https:\/\/127\.0\.0\.1:9: it does not answer\. .+ in its network\.$/,
    });
  });
});
