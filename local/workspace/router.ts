import { ApiError } from "./api-error.ts";
import type { Route } from "./route.ts";

/** A route and what its placeholders stand for in one path. */
export interface Match {
  route: Route;
  placeholders: Record<string, string>;
}

/** Finds the route of a method and a path; null where there is none. */
export type Router = (method: string, path: string) => Match | null;

/** Makes a router. Where two routes fit, the earlier in the list wins. */
export function createRouter(routes: Route[]): Router {
  const compiled = routes.map((route) => ({ route, pattern: compile(route.path) }));
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found !== null) return { route, placeholders: decode(found.groups ?? {}) };
    }
    return null;
  };
}

function compile(path: string): RegExp {
  const source = path.replaceAll(/[.]/g, "\\.").replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return new RegExp(`^${source}/?$`);
}

function decode(placeholders: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(placeholders).map(([name, text]) => [name, decodeURIComponent(text)]),
    );
  } catch {
    throw new ApiError(400, "BAD_REQUEST", "The request path is not valid percent-encoding.");
  }
}
