import { describe, it } from "mocha";
import { fuzzAlerts } from "./fuzz-alerts.ts";

describe("parseAlerts, fuzzed", () => {
  it("never throws, never drops, and lets nothing through but checked alerts", () =>
    fuzzAlerts(2000));
});
