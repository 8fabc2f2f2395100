import { isPrivateAddress } from "./is-private-address.ts";
import type { Link, LinkFinding, LinkSight } from "./link.ts";

/** Judges what was seen of a link: the first step that failed, and the mend for it. */
export function judgeLink(link: Link, sight: LinkSight): LinkFinding {
  const broken = (
    at: Extract<LinkFinding, { kind: "broken" }>["at"],
    seen: string,
    mend: string,
  ): LinkFinding => ({ kind: "broken", link: link.name, at, seen, mend });
  const { addresses, token, connected, touched } = sight;

  if (addresses.kind === "failed") {
    const mend = `Link the private DNS zone of this service to the network, or correct the setting ${link.setting}.`;
    return broken("name", `${link.host} does not resolve: ${addresses.error}`, mend);
  }
  const open = addresses.value.filter((address) => !isPrivateAddress(address));
  if (open.length > 0 || addresses.value.length === 0) {
    const mend =
      "The name leads to the public address: its private endpoint has no DNS zone group, or the zone is not linked to the network.";
    return broken("address", `${link.host} is ${addresses.value.join(", ") || "nothing"}`, mend);
  }
  if (token?.kind === "failed") {
    const mend = `Assign the identity to the app, and check NIGHTSHIFT_IDENTITY_CLIENT_ID.`;
    return broken("token", `no token for ${link.scope}: ${token.error}`, mend);
  }
  if (connected?.kind === "failed") {
    const mend = `Allow port ${link.port} from the functions subnet to the endpoints subnet, and check that the private endpoint is approved.`;
    return broken("connection", `${link.host}:${link.port}: ${connected.error}`, mend);
  }
  return judgeTouch(link, touched, addresses.value, broken);
}

function judgeTouch(
  link: Link,
  touched: LinkSight["touched"],
  addresses: string[],
  broken: (at: "role" | "answer", seen: string, mend: string) => LinkFinding,
): LinkFinding {
  const where = `${link.host} is ${addresses.join(", ")}`;
  if (link.touch === null) {
    const asked = link.scope === null ? "" : "; its role is seen only in use";
    return {
      kind: "holds",
      link: link.name,
      seen: `${where}, and it takes the connection${asked}`,
    };
  }
  if (touched === null || touched.kind === "failed") {
    const error = touched === null ? "it was not asked" : touched.error;
    return broken(
      "answer",
      `${link.host}: ${error}`,
      "Look at the service's health, and try again.",
    );
  }
  const { status, page } = touched.value;
  if (status === 401 || status === 403) {
    return broken(
      "role",
      `${link.host} refuses with ${status}`,
      `Grant ${link.role}; a new role takes up to ten minutes.`,
    );
  }
  if (page || status >= 500) {
    const seen = `${link.host} answers ${status}${page ? " with a web page" : ""}`;
    return broken(
      "answer",
      seen,
      `Check the setting ${link.setting}; something else answers in its place.`,
    );
  }
  return { kind: "holds", link: link.name, seen: `${where}, and it answers ${status}` };
}
