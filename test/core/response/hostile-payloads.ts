import fc from "fast-check";
import {
  budgetAlert,
  firstLogAlert,
  logAlert,
  metricAlert,
  payloadOf,
  serviceHealth,
} from "./alert-payloads.ts";

/** The only model of the catalogue that hostile payloads are sent to. */
export const target = "churn";

/** Bodies for the event hub that no rule may recognise, each wrong in a way of its own. */
export function hostileBodies(): fc.Arbitrary<string> {
  const spoilt = spoiltPayload().map((payload) => JSON.stringify(payload));
  return fc.oneof(
    { weight: 600, arbitrary: spoilt },
    { weight: 60, arbitrary: fc.array(spoilt, { maxLength: 5 }).map((all) => `[${all.join()}]`) },
    { weight: 100, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
    { weight: 80, arbitrary: bytes() },
    { weight: 80, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)) },
    { weight: 60, arbitrary: cutPayload() },
    { weight: 20, arbitrary: oddNumbers() },
    { weight: 5, arbitrary: nested() },
    { weight: 3, arbitrary: oversized() },
  );
}

/** How many payloads an event of the hub counts as: each one of a batch, or the whole of what is none. */
export function countPayloads(body: string): number {
  try {
    const value: unknown = JSON.parse(body);
    const isBatch = Array.isArray(value) && value.length > 0 && value.length <= 1000;
    return isBatch ? value.length : 1;
  } catch {
    return 1;
  }
}

type Path = readonly string[];
/** A place in a payload, and values that make nothing known of it. */
type Spoil = readonly [Path, readonly unknown[]];

/** A key that replaces the prototype of an object which it is copied to carelessly. */
const proto = JSON.parse(
  `{"__proto__":{"model":"${target}","kind":"model-degradation","version":"3"}}`,
);
const long = "x".repeat(4001);
const names = [
  ...["../churn", "churn/../../ledger/churn", "..%2fchurn", "C:\\churn", "/etc/passwd", "all"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "CHURN", "churn ", " churn"],
  ...["churn'; DROP TABLE answers; --", 'churn" OR 1=1', "<img src=x onerror=alert(1)>"],
  ...["$(touch /tmp/x)", "`id`", "; rm -rf /", "{{7*7}}", "%s%n", "churn\u0000", "\ud800churn"],
  ...["churn\r\nx-injected: 1", "\u202enruhc", "\u{1f47e}", "x".repeat(3000)],
  ...[42, -0, 1e308, true, [target], { model: target }],
];
const kinds = [
  ...["rollback", "MODEL-DEGRADATION", "data-drift ", "budget\u0000", "bronze-arrivals"],
  ...["unrecognised", "__proto__", "toString", "../budget", "<b>budget</b>", ["budget"], 7, proto],
];
const versions = [
  ...["-1", "1.5", "1e3", "0x1", "3\n", "\u0663", "../3", "3; DROP TABLE x", "latest", long],
  ...["9".repeat(19), 3, ["3"], { version: "3" }],
];

const shared: readonly Spoil[] = [
  [["schemaId"], ["", "AzureMonitorCommonAlertSchema", null, 1, {}, ["x"], proto]],
  [["data"], [null, [], "x", 0, true, proto]],
  [
    ["data", "essentials"],
    [null, [], "Sev0", 1e308],
  ],
  [
    ["data", "essentials", "severity"],
    ["Sev9", "sev1", "Sev1; rm -rf /", {}, 0, proto],
  ],
  [
    ["data", "essentials", "monitorCondition"],
    ["", "Acknowledged", "__proto__", {}, 1],
  ],
  [
    ["data", "essentials", "alertRule"],
    [long, {}, [], 3],
  ],
  [
    ["data", "essentials", "alertId"],
    [long, 12, ["/a"], proto],
  ],
  [
    ["data", "essentials", "description"],
    [12, [], { toString: "x" }],
  ],
  [
    ["data", "alertContext"],
    ["text", 1, []],
  ],
];

const ofConditions: readonly Spoil[] = [
  [
    ["data", "alertContext", "condition"],
    ["x", 7, []],
  ],
  [
    ["data", "alertContext", "condition", "allOf"],
    [{}, "x", [null], [[]], Array(101).fill({})],
  ],
  [
    ["data", "alertContext", "condition", "allOf", "0", "dimensions"],
    [{}, "x", [null], [{ name: 1 }], Array(51).fill({ name: "a", value: "b" })],
  ],
  [
    ["data", "alertContext", "condition", "allOf", "0", "metricValue"],
    [{}, [], true, long],
  ],
  [
    ["data", "alertContext", "condition", "allOf", "0", "threshold"],
    [{}, [], false, long],
  ],
];

/** Custom properties and what they may hold, under this path. */
function ofProperties(path: Path): readonly Spoil[] {
  return [
    [path, [null, {}, [], "model=churn", proto, { model: target }, { kind: "no-kind" }]],
    [[...path, "model"], names],
    [[...path, "kind"], kinds],
  ];
}

const inside = ["data", "customProperties"];
const spoils: readonly [unknown, readonly Spoil[]][] = [
  [
    logAlert,
    [
      ...shared,
      ...ofConditions,
      ...ofProperties(inside),
      [["data", "alertContext", "condition", "allOf", "0", "dimensions", "0", "value"], versions],
    ],
  ],
  [
    firstLogAlert,
    [
      ...shared,
      ...ofProperties(inside),
      [["data", "alertContext", "Dimensions", "0", "value"], versions],
      [
        ["data", "alertContext", "Threshold"],
        ["20", {}, []],
      ],
    ],
  ],
  [
    metricAlert,
    [...shared, ...ofConditions, ...ofProperties(["data", "alertContext", "properties"])],
  ],
  [
    payloadOf({ severity: "Sev0" }, {}, { model: target, kind: "budget" }),
    [...shared, ...ofProperties(inside)],
  ],
  [
    budgetAlert,
    [
      [["schemaId"], ["", null, proto]],
      [
        ["data", "essentials", "monitoringService"],
        ["costalerts", "CostAlerts\u0000", null, 5],
      ],
      [
        ["data", "essentials", "monitorCondition"],
        ["Acknowledged", 1, {}],
      ],
      [
        ["data", "alertContext"],
        [null, "text", { AlertData: null }, { AlertData: {} }],
      ],
      [
        ["data", "alertContext", "AlertData"],
        ["x", [], { BudgetName: 5 }, { BudgetName: "" }],
      ],
    ],
  ],
  [serviceHealth, [[["data", "essentials", "alertRule"], [...names, "a rule"].map(String)]]],
];

function spoiltPayload(): fc.Arbitrary<unknown> {
  const places = spoils.flatMap(([payload, some]) =>
    some.map(([path, values]) => ({ payload, path, values })),
  );
  return fc
    .tuple(fc.constantFrom(...places), fc.nat(), fc.string({ unit: "binary", maxLength: 40 }))
    .map(([{ payload, path, values }, at, noise]) => {
      const spoilt = put(payload, path, values[at % values.length]);
      // What nobody reads, and what is read but decides nothing, may hold anything.
      return put(spoilt, ["data", "noise"], noise);
    });
}

/** The value with another one in this place, where its parents are there; else as it is. */
function put(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((inner, at) => (String(at) === key ? put(inner, rest, replacement) : inner));
  }
  return { ...value, [key]: put(Reflect.get(value, key), rest, replacement) };
}

/** The start of a real payload: no JSON any more. */
function cutPayload(): fc.Arbitrary<string> {
  const payloads = [logAlert, firstLogAlert, metricAlert, budgetAlert].map((each) =>
    JSON.stringify(each),
  );
  return fc
    .tuple(fc.constantFrom(...payloads), fc.nat())
    .map(([text, at]) => text.slice(0, at % text.length));
}

/** Bytes as the hub's reader sees them: each one a character, or decoded with what cannot be read replaced. */
function bytes(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.uint8Array({ maxLength: 400 }), fc.constantFrom("latin1" as const, "utf8" as const))
    .map(([raw, encoding]) => Buffer.from(raw).toString(encoding));
}

function oddNumbers(): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...["1e999", "-1e999", "9".repeat(400), "0.1e-999", "-0", "NaN", "Infinity", "null", "[]"],
    `{"schemaId":1e999,"data":${"1".repeat(500)}}`,
    `{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"severity":1e999}}}`,
  );
}

function nested(): fc.Arbitrary<string> {
  const shells: [string, string][] = [
    ["[", "]"],
    ['{"data":', "}"],
    ['{"__proto__":', "}"],
    ['{"schemaId":"azureMonitorCommonAlertSchema","data":', "}"],
  ];
  return fc
    .tuple(fc.constantFrom(...shells), fc.integer({ min: 500, max: 4000 }))
    .map(([[open, close], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);
}

/** Too long, or too many at once: also of what alone would be an alert. */
function oversized(): fc.Arbitrary<string> {
  const whole = JSON.stringify(logAlert);
  return fc.constantFrom(
    "x".repeat(300_000),
    `"${"\\u0000".repeat(60_000)}"`,
    JSON.stringify({ ...logAlert, padding: "\u{1f47e}".repeat(128_001) }),
    whole.replace('"data":', `"padding":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)},"data":`),
    `[${Array(1001).fill(1).join()}]`,
    `[${Array(1200).fill('{"a":1}').join()}]`,
    JSON.stringify({ ...logAlert, padding: "x".repeat(256_000) }),
  );
}
