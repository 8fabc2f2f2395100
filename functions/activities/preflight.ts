import { judgeLink } from "../core/preflight/judge-link.ts";
import type { Link, LinkFinding, LinkSight } from "../core/preflight/link.ts";
import { type Places, planLinks } from "../core/preflight/plan-links.ts";

/** What a preflight needs. */
export interface PreflightSurroundings {
  places: Places;
  lookAtLink(link: Link): Promise<LinkSight>;
}

/** Looks at every link at once and answers with what holds and what is broken. Never throws on a broken link. */
export async function runPreflight(surroundings: PreflightSurroundings): Promise<LinkFinding[]> {
  return await Promise.all(
    planLinks(surroundings.places).map(async (link) =>
      judgeLink(link, await surroundings.lookAtLink(link)),
    ),
  );
}
