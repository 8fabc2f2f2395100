import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { findRoute, routesOf } from "../../../local/host/routes.ts";
import type { App, AppFunction, ProgrammingModel } from "../../../local/host/worker.ts";

describe("findRoute", () => {
  it("prefers literals to parameters and parameters to the rest, however they were registered", () => {
    const routes = routesOf(appOf({ all: "{*rest}", one: "models/{id}", fixed: "models/new" }));
    assert.equal(findRoute(routes, "GET", "models/new")?.route.called.name, "fixed");
    assert.equal(findRoute(routes, "GET", "models/7")?.route.called.name, "one");
    assert.equal(findRoute(routes, "GET", "models/7/runs")?.route.called.name, "all");
  });

  it("decodes parameters, and takes a malformed one as it is", () => {
    const routes = routesOf(appOf({ one: "models/{id}" }));
    assert.deepEqual(findRoute(routes, "GET", "models/a%2Fb")?.params, { id: "a/b" });
    assert.deepEqual(findRoute(routes, "GET", "models/100%")?.params, { id: "100%" });
  });

  it("checks constraints", () => {
    const routes = routesOf(appOf({ int: "n/{id:int}", guid: "g/{id:guid}" }));
    assert.equal(findRoute(routes, "GET", "n/x"), null);
    assert.equal(findRoute(routes, "GET", "n/12")?.params.id, "12");
    assert.equal(findRoute(routes, "GET", "g/12"), null);
  });
});

function appOf(routes: Record<string, string>): App {
  const hooks = new Map();
  const model: ProgrammingModel = {
    getCapabilities: async () => ({}),
    getInvocationModel: () => assert.fail("not called"),
  };
  const functions = Object.entries(routes).map(([name, route]): AppFunction => {
    const bindings = { t: { type: "httpTrigger", direction: "in", route } as const };
    return { name, bindings, callback: null, model, hooks };
  });
  return { functions, hooks, hookData: {} };
}
