import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import type { TokenCredential } from "@azure/core-auth";
import type { Attempt, Link, LinkSight } from "../core/preflight/link.ts";

const patienceMs = 5_000;

/** Looks at one link as the app would use it: name, token, connection, and a read that changes nothing. */
export async function lookAtLink(link: Link, credential: TokenCredential): Promise<LinkSight> {
  const unseen = { token: null, connected: null, touched: null };
  const addresses = await attempt(async () =>
    (await lookup(link.host, { all: true })).map(({ address }) => address),
  );
  if (addresses.kind === "failed") return { ...unseen, addresses };
  const { scope } = link;
  const given = scope === null ? null : await attempt(() => tokenOf(credential, scope));
  if (given?.kind === "failed") return { ...unseen, addresses, token: given };
  const token: LinkSight["token"] = given && { kind: "got", value: true };
  const connected = await attempt(() => connectTo(link));
  if (connected.kind === "failed" || link.touch === null) {
    return { ...unseen, addresses, token, connected };
  }
  const request = link.touch;
  const touched = await attempt(() => touch(request, given?.value ?? null));
  return { addresses, token, connected, touched };
}

async function attempt<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: "got", value: await act() };
  } catch (error) {
    return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

async function tokenOf(credential: TokenCredential, scope: string): Promise<string> {
  const token = await credential.getToken(scope);
  if (token === null) throw new Error("none was given");
  return token.token;
}

async function connectTo({ host, port }: Link): Promise<true> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (result: () => void) => {
      socket.destroy();
      result();
    };
    socket.once("connect", () => end(() => resolve(true)));
    socket.once("timeout", () => end(() => reject(new Error(`no answer in ${patienceMs} ms`))));
    socket.once("error", (error) => end(() => reject(error)));
  });
}

async function touch(
  { method, url, headers }: NonNullable<Link["touch"]>,
  token: string | null,
): Promise<{ status: number; page: boolean }> {
  const answer = await fetch(url, {
    method,
    headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` },
    redirect: "manual",
    signal: AbortSignal.timeout(patienceMs),
  });
  await answer.body?.cancel();
  const page = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  return { status: answer.status, page };
}
