import * as z from "zod/mini";

/** Who calls the app's API. */
export type Caller =
  /** Signed in with Entra ID, which stands in front of the app in Azure. */
  | { kind: "signedIn"; name: string; roles: string[] }
  /** Nobody signed in: the local platform, which only this machine reaches. */
  | { kind: "unsigned" };

const principal = z.object({
  role_typ: z.optional(z.string()),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

/**
 * Reads who calls from the header `x-ms-client-principal`, which App Service sets after it has checked the
 * token and takes away from outside. A header that cannot be read is somebody without a role.
 * Source: https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
export function parseCaller(header: string | null, name: string | null): Caller {
  if (header === null) return { kind: "unsigned" };
  const read = principal.safeParse(jsonOf(header));
  const claims = read.data?.claims ?? [];
  const roleTypes = ["roles", read.data?.role_typ];
  const roles = claims.filter(({ typ }) => roleTypes.includes(typ)).map(({ val }) => val);
  return { kind: "signedIn", name: name ?? "unknown", roles };
}

/** Whether the caller may change something: with a role where one is asked for, and anybody on a laptop. */
export function mayAct(caller: Caller, approverRole: string | null): boolean {
  if (approverRole === null) return true;
  return caller.kind === "signedIn" && caller.roles.includes(approverRole);
}

function jsonOf(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, "base64").toString("utf8"));
  } catch {
    return null;
  }
}
