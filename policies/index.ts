import { clusterPolicies } from "./clusters.ts";
import { costPolicies } from "./cost.ts";
import { diagnosticPolicies } from "./diagnostics.ts";
import { hostingPolicies } from "./hosting.ts";
import { identityPolicies } from "./identity.ts";
import { keyPolicies } from "./keys.ts";
import { messagingPolicies } from "./messaging.ts";
import { networkPolicies } from "./network.ts";
import type { Policy } from "./policy.ts";
import { privateLinkPolicies } from "./private-link.ts";
import { programPolicies } from "./programs.ts";
import { secretPolicies } from "./secrets.ts";
import { tagPolicies } from "./tags.ts";
import { transportPolicies } from "./transport.ts";

/** Every policy of the pack, by topic. */
export const topics: Readonly<Record<string, readonly Policy[]>> = {
  Network: networkPolicies,
  "Private link": privateLinkPolicies,
  Transport: transportPolicies,
  Keys: keyPolicies,
  Secrets: secretPolicies,
  Identity: identityPolicies,
  Hosting: hostingPolicies,
  Messaging: messagingPolicies,
  Diagnostics: diagnosticPolicies,
  Clusters: clusterPolicies,
  Programs: programPolicies,
  Cost: costPolicies,
  Tags: tagPolicies,
};

/** Every policy of the pack. */
export const policies: readonly Policy[] = Object.values(topics).flat();
