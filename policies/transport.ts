import { at, type Policy, quoted, violation, withSlots } from "./policy.ts";

/** Where each service names its oldest TLS version, and the values that are new enough. */
const floors: readonly {
  type: string;
  service: string;
  path: string;
  allowed: readonly string[];
}[] = [
  {
    type: "storage:StorageAccount",
    service: "storage",
    path: "minimumTlsVersion",
    allowed: ["TLS1_2", "TLS1_3"],
  },
  {
    type: "servicebus:Namespace",
    service: "servicebus",
    path: "minimumTlsVersion",
    allowed: ["1.2", "1.3"],
  },
  {
    type: "eventhub:Namespace",
    service: "eventhub",
    path: "minimumTlsVersion",
    allowed: ["1.2", "1.3"],
  },
  { type: "web:WebApp", service: "web", path: "siteConfig.minTlsVersion", allowed: ["1.2", "1.3"] },
  {
    type: "web:WebApp",
    service: "web-scm",
    path: "siteConfig.scmMinTlsVersion",
    allowed: ["1.2", "1.3"],
  },
];

/** Nothing talks in clear text or in a TLS version that is broken. */
export const transportPolicies: readonly Policy[] = [
  ...floors.map(
    ({ type, service, path, allowed }): Policy => ({
      kind: "resource",
      name: `${service}-disallow-old-tls`,
      level: "mandatory",
      rule: `${type} must refuse TLS below 1.2.`,
      why: "TLS 1.0 and 1.1 are broken, and several services still accept them by default.",
      example: `${path} left out, or "1.0"`,
      mend: `Set ${path} to "${allowed[0]}".`,
      types: withSlots(type),
      judge: (resource) => {
        const value = at(resource.properties, ...path.split("."));
        return typeof value === "string" && allowed.includes(value)
          ? []
          : [violation(resource, `${path} is ${quoted(value)}`, `Set it to "${allowed[0]}".`)];
      },
    }),
  ),
  ...[
    { type: "storage:StorageAccount", service: "storage", property: "enableHttpsTrafficOnly" },
    { type: "web:WebApp", service: "web", property: "httpsOnly" },
  ].map(
    ({ type, service, property }): Policy => ({
      kind: "resource",
      name: `${service}-disallow-plain-http`,
      level: "mandatory",
      rule: `${type} must have ${property} true.`,
      why: "A token sent over plain HTTP is a token given away.",
      example: `${property}: false`,
      mend: `Set ${property} to true.`,
      types: withSlots(type),
      judge: (resource) => {
        const value = at(resource.properties, property);
        return value === true
          ? []
          : [violation(resource, `${property} is ${quoted(value)}`, "Set it to true.")];
      },
    }),
  ),
];
