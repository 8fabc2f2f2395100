import { isRecord, plainType } from "../../policies/policy.ts";

/** What the engine would do to one resource. */
export interface PreviewStep {
  op: "create" | "update" | "replace" | "delete" | "same" | "import";
  urn: string;
  /** Service and kind, without provider and version. */
  type: string;
  name: string;
  /** Inputs before and after; null where the resource is absent. */
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  /** Paths that differ; `forces` where that path makes the replacement. */
  changes: readonly { path: string; forces: boolean }[];
}

/** One finding of a policy pack. */
export interface PolicyResult {
  policy: string;
  level: string;
  urn: string;
  message: string;
}

/** A preview, as far as a report needs it. */
export interface Preview {
  steps: readonly PreviewStep[];
  policies: readonly PolicyResult[];
  /** Checks that need a value which is known only after the deployment; they run before each resource is made. */
  postponed: number;
  /** Errors that the engine or the program reported. */
  errors: readonly string[];
}

const postponed = /^can't run policy .* during preview/;

/** The preview, or why the text is none. */
export type ParsedPreview =
  | { kind: "preview"; preview: Preview }
  | { kind: "refused"; reason: string };

const mend =
  "Make it with: PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json > preview.jsonl";

/**
 * Reads the engine's events, one JSON object a line, as `pulumi preview --json` writes them when
 * streaming is on. Unlike the plain preview document, they hold the policy results.
 */
export function parsePreview(text: string): ParsedPreview {
  const events: Record<string, unknown>[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const event = parseLine(line);
    if (!event)
      return { kind: "refused", reason: `Line ${index + 1} is not a JSON object. ${mend}` };
    events.push(event);
  }
  const steps = events.flatMap((event) => stepOf(event.resourcePreEvent));
  if (steps.length === 0 && !events.some((event) => "diagnosticEvent" in event)) {
    return { kind: "refused", reason: `No line is an event of the engine. ${mend}` };
  }
  const results = events.flatMap((event) => policyOf(event.policyEvent));
  const policies = results.filter(({ message }) => !postponed.test(message));
  return {
    kind: "preview",
    preview: {
      steps: withoutReplacementParts(steps),
      policies,
      postponed: results.length - policies.length,
      errors: events.flatMap((event) => errorOf(event.diagnosticEvent)),
    },
  };
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

const ops: Readonly<Record<string, PreviewStep["op"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  delete: "delete",
  "delete-replaced": "replace",
  same: "same",
  import: "import",
};

function stepOf(event: unknown): PreviewStep[] {
  const metadata = isRecord(event) ? event.metadata : undefined;
  if (!isRecord(metadata)) return [];
  const op = ops[String(metadata.op)];
  const type = String(metadata.type);
  if (!op || type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")) return [];
  const urn = String(metadata.urn);
  return [
    {
      op,
      urn,
      type: plainType(type),
      name: urn.split("::").slice(3).join("::"),
      before: inputsOf(metadata.old),
      after: inputsOf(metadata.new),
      changes: changesOf(metadata),
    },
  ];
}

function inputsOf(state: unknown): PreviewStep["before"] {
  return isRecord(state) && isRecord(state.inputs) ? state.inputs : null;
}

function changesOf(metadata: Readonly<Record<string, unknown>>): PreviewStep["changes"] {
  if (!isRecord(metadata.detailedDiff)) return [];
  return Object.entries(metadata.detailedDiff).map(([path, diff]) => ({
    path,
    forces: isRecord(diff) && String(diff.diffKind).endsWith("replace"),
  }));
}

/** A replacement comes as up to three events; the report shows one, the one that names the paths. */
function withoutReplacementParts(steps: readonly PreviewStep[]): PreviewStep[] {
  const byUrn = new Map<string, PreviewStep>();
  for (const step of steps) {
    const known = byUrn.get(step.urn);
    if (!known) byUrn.set(step.urn, step);
    else if (known.op === "replace" || step.op === "replace") {
      byUrn.set(step.urn, {
        ...known,
        op: "replace",
        before: known.before ?? step.before,
        after: known.after ?? step.after,
        changes: known.changes.length >= step.changes.length ? known.changes : step.changes,
      });
    }
  }
  return [...byUrn.values()];
}

function policyOf(event: unknown): PolicyResult[] {
  if (!isRecord(event)) return [];
  const { policyName, enforcementLevel, resourceUrn, message } = event;
  return [
    {
      policy: String(policyName),
      level: String(enforcementLevel),
      urn: String(resourceUrn ?? ""),
      message: plainText(String(message)),
    },
  ];
}

function errorOf(event: unknown): string[] {
  return isRecord(event) && event.severity === "error" ? [plainText(String(event.message))] : [];
}

/** The engine marks colours with tags of its own. */
function plainText(text: string): string {
  return text.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}
