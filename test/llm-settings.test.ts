import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readLlmSettings } from "../functions/llm-settings.ts";

describe("readLlmSettings", () => {
  it("is null where no endpoint is set: improvement then plans by rules", () => {
    assert.deepEqual(read({}), { settings: null, problems: [] });
  });

  const scopes: [string, string][] = [
    ["https://x.openai.azure.com/openai/v1", "https://cognitiveservices.azure.com/.default"],
    ["https://x.services.ai.azure.com/openai/v1", "https://cognitiveservices.azure.com/.default"],
    [
      "https://adb-1.2.azuredatabricks.net/serving-endpoints",
      "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
    ],
  ];

  for (const [url, scope] of scopes) {
    it(`takes a token for ${scope} to ${new URL(url).hostname}`, () => {
      const { settings, problems } = read({ NIGHTSHIFT_LLM_URL: url, NIGHTSHIFT_LLM_MODEL: "m" });
      assert.deepEqual(problems, []);
      assert.deepEqual(settings, {
        url,
        model: "m",
        scope,
        token: null,
        dollarsPerMillionTokens: 0,
      });
    });
  }

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      "a token for Azure itself to a host that is not Azure",
      {
        NIGHTSHIFT_LLM_URL: "https://evil.example.com/v1",
        NIGHTSHIFT_LLM_MODEL: "m",
        NIGHTSHIFT_LLM_SCOPE: "https://management.azure.com/.default",
      },
      /NIGHTSHIFT_LLM_SCOPE is .*evil\.example\.com is not that service/,
    ],
    [
      "a host that no token is known to be for",
      { NIGHTSHIFT_LLM_URL: "https://evil-azuredatabricks.net/v1", NIGHTSHIFT_LLM_MODEL: "m" },
      /NIGHTSHIFT_LLM_SCOPE is missing; evil-azuredatabricks\.net is neither/,
    ],
    [
      "a plain token beyond loopback",
      {
        NIGHTSHIFT_LLM_URL: "https://x.openai.azure.com/openai/v1",
        NIGHTSHIFT_LLM_MODEL: "m",
        NIGHTSHIFT_LLM_TOKEN: "t",
      },
      /NIGHTSHIFT_LLM_TOKEN is set, but NIGHTSHIFT_LLM_URL is not a loopback address/,
    ],
    ["a model without an endpoint", { NIGHTSHIFT_LLM_MODEL: "m" }, /NIGHTSHIFT_LLM_URL is missing/],
    [
      "an endpoint without a model",
      { NIGHTSHIFT_LLM_URL: "http://127.0.0.1:1/v1" },
      /NIGHTSHIFT_LLM_MODEL is missing/,
    ],
    [
      "a price that is none",
      {
        NIGHTSHIFT_LLM_URL: "http://127.0.0.1:1/v1",
        NIGHTSHIFT_LLM_MODEL: "m",
        NIGHTSHIFT_LLM_DOLLARS_PER_MILLION_TOKENS: "cheap",
      },
      /"cheap"; it must be a number from 0 to 1000/,
    ],
  ];

  for (const [what, environment, problem] of refused) {
    it(`refuses ${what}`, () => {
      const { problems } = read(environment);
      assert.equal(problems.length, 1, problems.join());
      assert.match(problems[0] ?? "", problem);
    });
  }
});

function read(environment: Record<string, string>) {
  const problems: string[] = [];
  const url = environment.NIGHTSHIFT_LLM_URL ?? null;
  const settings = readLlmSettings((name) => environment[name] ?? null, url, problems);
  return { settings, problems };
}
