import type { TokenCredential } from "@azure/core-auth";
import { isLoopback } from "./loopback.ts";

/**
 * Creates the credential of a user-assigned managed identity. `@azure/identity` is loaded with the first
 * token, so that an app that starts pays nothing for it.
 */
export function createManagedIdentity(clientId: string): TokenCredential {
  let loading: Promise<TokenCredential> | null = null;
  async function load(): Promise<TokenCredential> {
    const { ManagedIdentityCredential } = await import("@azure/identity");
    return new ManagedIdentityCredential({ clientId });
  }
  return {
    async getToken(scopes, options) {
      loading ??= load();
      return (await loading).getToken(scopes, options);
    },
  };
}

/** Creates a credential that always gives this token. Throws where the URL it is meant for is not loopback. */
export function createPlainToken(token: string, url: string): TokenCredential {
  if (!isLoopback(url)) {
    throw new Error(
      `Identity: NIGHTSHIFT_LOCAL_TOKEN is set for "${new URL(url).host}"; a plain token is for loopback only. Set NIGHTSHIFT_IDENTITY_CLIENT_ID instead.`,
    );
  }
  return { getToken: async () => ({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
}
