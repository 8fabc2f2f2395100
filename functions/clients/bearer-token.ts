import type { AccessToken, TokenCredential } from "@azure/core-auth";
import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** How long before its expiry a token is no longer used. */
const marginMs = 120_000;

/**
 * Policy that puts a bearer token on each request. One token is fetched at a time and kept until two minutes
 * before it expires: managed identity credentials do not keep it themselves. Core's own policy refuses
 * loopback over plain http, which the local platform needs; the exchange lets no other plain http out.
 */
export function bearerToken(options: {
  credential: TokenCredential;
  scope: string;
  /** Milliseconds since the epoch. */
  now: () => number;
}): PipelinePolicy {
  const { credential, scope, now } = options;
  let kept: AccessToken | null = null;
  let fetching: Promise<AccessToken> | null = null;

  async function fetchToken(): Promise<AccessToken> {
    const token = await credential.getToken(scope).catch((cause: unknown) => {
      throw new Error(`Identity: no token for ${scope}: ${String(cause)}.`, { cause });
    });
    if (token === null) throw new Error(`Identity: no token for ${scope}: none was given.`);
    kept = token;
    return token;
  }

  function currentToken(): AccessToken | Promise<AccessToken> {
    if (kept !== null && kept.expiresOnTimestamp - marginMs > now()) return kept;
    fetching ??= fetchToken().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  return {
    name: "nightshiftBearerToken",
    async sendRequest(request, next) {
      const { token } = await currentToken();
      request.headers.set("Authorization", `Bearer ${token}`);
      return next(request);
    },
  };
}
