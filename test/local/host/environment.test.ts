import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseEnvironment } from "../../../local/host/environment.ts";

describe("parseEnvironment", () => {
  it("reads what to run and the tokens", () => {
    const settings = { app: "a.ts", stateFile: "s.db", port: 0, clock: "virtual", now: 5 };
    const environment = {
      NIGHTSHIFT_HOST: JSON.stringify(settings),
      NIGHTSHIFT_ADMIN_TOKEN: "t",
      NIGHTSHIFT_LOCAL_TOKEN: "u",
    };
    assert.deepEqual(parseEnvironment(environment), {
      ...settings,
      adminToken: "t",
      busToken: "u",
    });
  });

  it("names the variable, its value and the mend", () => {
    for (const text of [
      undefined,
      "{",
      '{"app":1}',
      '{"app":"a","stateFile":"s","colour":"red"}',
    ]) {
      assert.throws(
        () => parseEnvironment({ NIGHTSHIFT_HOST: text }),
        /Setting NIGHTSHIFT_HOST is .* must be JSON .*forkHost/s,
      );
    }
  });
});
