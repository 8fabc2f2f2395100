import { isLoopback } from "./clients/loopback.ts";
import { mayCarryScope, tokenScopeOf } from "./core/token-scope.ts";

/** A language model that improvement may ask. */
export interface LlmSettings {
  url: string;
  model: string;
  /** Scope of the token that goes there. */
  scope: string;
  /** Plain token, for loopback only; null signs in as the app's identity. */
  token: string | null;
  /** Price of a million tokens in US dollars; 0 where unknown. */
  dollarsPerMillionTokens: number;
}

const mostDollars = 1000;

/** Reads the settings of the language model; null where none is set. What is wrong is added to `problems`. */
export function readLlmSettings(
  text: (name: string) => string | null,
  url: string | null,
  problems: string[],
): LlmSettings | null {
  const model = text("NIGHTSHIFT_LLM_MODEL");
  if (url === null) {
    if (model !== null)
      problems.push(
        missing(
          "NIGHTSHIFT_LLM_URL",
          "there is no endpoint that is meant without saying so",
          "llmUrl",
        ),
      );
    return null;
  }
  if (model === null) {
    problems.push(missing("NIGHTSHIFT_LLM_MODEL", "it names the model or deployment", "llmModel"));
  }
  const token = readToken(text, url, problems);
  const scope = text("NIGHTSHIFT_LLM_SCOPE") ?? scopeOf(url);
  if (scope === null) {
    problems.push(
      `NIGHTSHIFT_LLM_SCOPE is missing; ${new URL(url).host} is neither Azure OpenAI nor Databricks, so it must be said whom its token is for. ${setBy("llmScope")}`,
    );
  } else if (!mayCarryScope(new URL(url).hostname, scope)) {
    problems.push(
      `NIGHTSHIFT_LLM_SCOPE is ${JSON.stringify(scope)}; ${new URL(url).host} is not that service, and whoever has the token acts as the app there. ${setBy("llmScope")}`,
    );
  }
  return {
    url,
    model: model ?? "",
    scope: scope ?? "",
    token,
    dollarsPerMillionTokens: readPrice(text, problems),
  };
}

function readToken(
  text: (name: string) => string | null,
  url: string,
  problems: string[],
): string | null {
  const token = text("NIGHTSHIFT_LLM_TOKEN");
  if (token !== null && !isLoopback(url)) {
    problems.push(
      "NIGHTSHIFT_LLM_TOKEN is set, but NIGHTSHIFT_LLM_URL is not a loopback address; a plain token is for the local platform only. Remove it: in Azure the app signs in by managed identity.",
    );
    return null;
  }
  return token;
}

function readPrice(text: (name: string) => string | null, problems: string[]): number {
  const value = text("NIGHTSHIFT_LLM_DOLLARS_PER_MILLION_TOKENS");
  const price = Number(value ?? 0);
  if (price >= 0 && price <= mostDollars) return price;
  problems.push(
    `NIGHTSHIFT_LLM_DOLLARS_PER_MILLION_TOKENS is ${JSON.stringify(value)}; it must be a number from 0 to ${mostDollars}. ${setBy("llmDollarsPerMillionTokens")} Leave it out where the price is unknown.`,
  );
  return 0;
}

/** Whom the token is for, by the host; a token is never sent to a host that it is not for. */
function scopeOf(url: string): string | null {
  if (isLoopback(url)) return "local";
  return tokenScopeOf(new URL(url).hostname);
}

function missing(name: string, why: string, argument: string): string {
  return `${name} is missing; ${why}. ${setBy(argument)}`;
}

function setBy(argument: string): string {
  return `The argument ${argument} of the component FunctionHosting sets it.`;
}
