import { functionsOf, triggerOf } from "./bindings.ts";
import type { App, AppFunction } from "./worker.ts";

/** A function behind HTTP and the paths it answers. */
export interface Route {
  called: AppFunction;
  methods: Set<string>;
  segments: Segment[];
}

type Segment =
  | { kind: "literal"; text: string }
  | { kind: "parameter"; name: string; isOptional: boolean; pattern: RegExp }
  | { kind: "rest"; name: string };

const constraints: Record<string, RegExp> = {
  int: /^-?\d+$/,
  long: /^-?\d+$/,
  guid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  alpha: /^[a-z]+$/i,
  bool: /^(true|false)$/i,
};

/** The app's HTTP routes, the most specific first. */
export function routesOf(app: App): Route[] {
  const routes = functionsOf(app, "httpTrigger").map((called): Route => {
    const { binding } = triggerOf(called);
    const route = typeof binding.route === "string" ? binding.route : called.name;
    const methods = Array.isArray(binding.methods) ? binding.methods : ["GET", "POST"];
    return {
      called,
      methods: new Set(methods.map((method) => String(method).toUpperCase())),
      segments: route.split("/").filter(Boolean).map(parseSegment),
    };
  });
  return routes.sort((left, right) => rankOf(left).localeCompare(rankOf(right)));
}

/** The route that answers this method and path (without its /api) and the path's parameters. */
export function findRoute(
  routes: Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | null {
  const parts = path.split("/").filter(Boolean);
  for (const route of routes) {
    const params = route.methods.has(method) ? match(route.segments, parts) : null;
    if (params) return { route, params };
  }
  return null;
}

function parseSegment(text: string): Segment {
  const inner = /^\{(.+)\}$/.exec(text)?.[1];
  if (inner === undefined) return { kind: "literal", text: text.toLowerCase() };
  if (inner.startsWith("*")) return { kind: "rest", name: inner.replace(/^\*+/, "") };
  const isOptional = inner.endsWith("?");
  const [name = "", constraint = ""] = inner.replace(/\?$/, "").split(":");
  const pattern = constraints[constraint] ?? /^/;
  return { kind: "parameter", name, isOptional, pattern };
}

function rankOf({ segments }: Route): string {
  const ranks = { literal: "0", parameter: "1", rest: "2" };
  return segments.map(({ kind }) => ranks[kind]).join("");
}

function match(segments: Segment[], parts: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (segment.kind === "rest") {
      params[segment.name] = parts.slice(index).map(decode).join("/");
      return params;
    }
    if (part === undefined) {
      if (segment.kind === "parameter" && segment.isOptional) continue;
      return null;
    }
    if (segment.kind === "literal") {
      if (decode(part).toLowerCase() !== segment.text) return null;
    } else {
      const value = decode(part);
      if (!segment.pattern.test(value)) return null;
      params[segment.name] = value;
    }
  }
  return parts.length > segments.length ? null : params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
