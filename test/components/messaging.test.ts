import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { Messaging } from "../../components/messaging.ts";
import { all, at, only, type RecordedResource, recordResources } from "./record-resources.ts";
import { testAccess, testPlacement } from "./test-arguments.ts";

describe("Messaging", () => {
  let resources: RecordedResource[];

  before(async () => {
    resources = await recordResources(
      () =>
        new Messaging("bus", {
          ...testPlacement,
          access: testAccess,
          subscriptionId: "sub",
          agentPrincipalId: "agent",
          onCallGroupId: "/groups/on-call",
          agentsGroupId: "/groups/agents",
          logWorkspaceId: "/logs",
        }),
    );
  });

  it("is a Premium namespace that takes no key and no public call", () => {
    const namespace = only(resources, "servicebus:Namespace");
    assert.deepEqual(at(namespace, "sku"), { name: "Premium", tier: "Premium", capacity: 1 });
    assert.equal(at(namespace, "disableLocalAuth"), true);
    assert.equal(at(namespace, "minimumTlsVersion"), "1.2");
    assert.equal(at(namespace, "publicNetworkAccess"), "Disabled");
  });

  it("lets Azure's own services through, and says twice that nobody else comes in", () => {
    const rules = only(resources, "NamespaceNetworkRuleSet");
    assert.equal(at(rules, "trustedServiceAccessEnabled"), true);
    assert.equal(at(rules, "defaultAction"), "Deny");
    assert.equal(at(rules, "publicNetworkAccess"), "Disabled");
  });

  it("keeps what cannot be handled and drops what is sent twice, on every queue", () => {
    const queues = all(resources, "servicebus:Queue");
    assert.deepEqual(
      queues.map((queue) => at(queue, "queueName")),
      [
        "bronze-arrivals",
        "budget",
        "data-drift",
        "model-degradation",
        "pipeline-failure",
        "unrecognised",
      ],
    );
    for (const queue of queues) {
      assert.equal(at(queue, "deadLetteringOnMessageExpiration"), true);
      assert.equal(at(queue, "requiresDuplicateDetection"), true);
      assert.equal(at(queue, "lockDuration"), "PT5M");
      assert.equal(queue.protect, true);
    }
  });

  it("lets the agent receive and send on each queue, and nothing on the namespace", () => {
    const roles = all(resources, "RoleAssignment");
    assert.equal(roles.length, 12);
    for (const role of roles) {
      assert.match(String(at(role, "scope")), /^\/ids\/Queue\//);
      assert.equal(at(role, "principalId"), "agent");
      assert.equal(at(role, "principalType"), "ServicePrincipal");
    }
  });

  it("tells the people on call of every queue with dead letters, and the app by the kind it knows", () => {
    const alert = only(resources, "MetricAlert", "bus-dead-letters");
    assert.deepEqual(at(alert, "actions"), [
      { actionGroupId: "/groups/on-call" },
      { actionGroupId: "/groups/agents", webHookProperties: { kind: "pipeline-failure" } },
    ]);
    assert.equal(at(alert, "criteria.allOf.0.metricName"), "DeadletteredMessages");
    assert.equal(at(alert, "criteria.allOf.0.threshold"), 0);
  });

  it("tells the people on call of every queue that was never empty for half an hour", () => {
    const alert = only(resources, "MetricAlert", "bus-backlog");
    assert.deepEqual(at(alert, "actions"), [{ actionGroupId: "/groups/on-call" }]);
    assert.equal(at(alert, "windowSize"), "PT30M");
    const criterion = "criteria.allOf.0";
    assert.equal(at(alert, `${criterion}.metricName`), "ActiveMessages");
    assert.equal(at(alert, `${criterion}.timeAggregation`), "Minimum");
    assert.deepEqual(at(alert, `${criterion}.dimensions.0.values`), ["*"]);
  });
});
