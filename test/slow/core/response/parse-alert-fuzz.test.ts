import { describe, it } from "mocha";
import { fuzzAlerts } from "../../../core/response/fuzz-alerts.ts";

describe("parseAlerts, fuzzed 100,000 times", () => {
  it("never throws, never drops, and lets nothing through but checked alerts", () =>
    fuzzAlerts(100_000));
});
