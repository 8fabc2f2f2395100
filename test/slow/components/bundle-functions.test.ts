import assert from "node:assert/strict";
import { isBuiltin } from "node:module";
import { describe, it } from "mocha";
import { bundleFunctions } from "../../../components/bundle-functions.ts";

const mostBytes = 2_500_000;
const givenByHost = ["@azure/functions-core"];
const neverLoaded = ["apache-arrow"];

describe("bundleFunctions", function () {
  this.timeout(60_000);

  it("gives the same bytes for the same sources", async () => {
    const [first, second] = [await bundleFunctions(), await bundleFunctions()];
    assert.equal(Buffer.compare(first.code, second.code), 0);
  });

  it("needs nothing beside it but Node and what the Functions host gives, and stays small", async () => {
    const { code } = await bundleFunctions();
    const text = Buffer.from(code).toString();
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
    const strangers = required.filter((name) => !isBuiltin(name) && !givenByHost.includes(name));
    assert.deepEqual(
      [...new Set(strangers)].filter((name) => !neverLoaded.includes(name)),
      [],
    );
    assert.ok(code.length < mostBytes, `${code.length} bytes`);
  });

  it("takes in no code of the local platform", async () => {
    const { inputs } = await bundleFunctions();
    assert.deepEqual(
      inputs.filter((input) => /^(local|test|components)\//.test(input)),
      [],
    );
  });
});
