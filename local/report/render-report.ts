import type { PreviewStep } from "./parse-preview.ts";
import { isSound, type Report } from "./report.ts";

const longestList = 40;

/** Renders the report as the Markdown of a pull-request comment: what is loud comes first. */
export function renderReport(report: Report, stack: string): string {
  const parts = [
    `<!-- nightshift-report:${stack} -->`,
    `## Nightshift preview: \`${stack}\``,
    verdictLine(report),
    ...section("Errors", report.errors.map(bullet)),
    ...section(
      "Replaced or deleted, and it holds data",
      report.alarming.map((step) => `- **${step.op}** ${describe(step)}`),
    ),
    ...section("Policies", report.policies.map(policyLine)),
    ...postponedLine(report),
    ...section(
      "Replaced",
      report.replaced.map((step) => bullet(describe(step))),
    ),
    ...section(
      "Deleted",
      report.deleted.map((step) => bullet(describe(step))),
    ),
    ...section(
      "Changed",
      report.changed.map((step) => bullet(describe(step))),
    ),
    ...section(
      "Created",
      report.created.map((step) => bullet(describe(step))),
    ),
    ...section("Catalogue", report.catalogue.map(bullet)),
    ...costSection(report),
  ];
  return `${parts.join("\n\n")}\n`;
}

function verdictLine(report: Report): string {
  const counts = [
    `${report.created.length} created`,
    `${report.changed.length} changed`,
    `${report.replaced.length + report.alarming.filter(({ op }) => op === "replace").length} replaced`,
    `${report.deleted.length + report.alarming.filter(({ op }) => op === "delete").length} deleted`,
    `${report.unchanged} unchanged`,
  ].join(", ");
  const mandatory = report.policies.filter(({ level }) => level === "mandatory").length;
  const verdict = isSound(report)
    ? "No error, no mandatory policy broken"
    : `**Not ready**: ${report.errors.length} errors, ${mandatory} mandatory policy findings`;
  return `${verdict}. ${counts}. ${delta(report.cost.beforeDollars, report.cost.afterDollars)}.`;
}

function postponedLine({ postponed }: Report): string[] {
  return postponed === 0
    ? []
    : [
        `${postponed} policy checks need values that exist only later; \`pulumi up\` makes them before it makes each resource.`,
      ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, longestList).join("\n");
  const rest = lines.length - longestList;
  const body = rest > 0 ? `${shown}\n- and ${rest} more` : shown;
  return [`### ${title} (${lines.length})\n\n${body}`];
}

function bullet(text: string): string {
  return `- ${text}`;
}

function describe({ type, name, changes }: PreviewStep): string {
  const forcing = changes.filter(({ forces }) => forces).map(({ path }) => path);
  const plain = changes.filter(({ forces }) => !forces).map(({ path }) => path);
  const because = forcing.length > 0 ? ` because of ${code(forcing)}` : "";
  const also = plain.length > 0 ? `${because === "" ? ":" : ";"} ${code(plain.slice(0, 8))}` : "";
  return `${escaped(type)} \`${name.replaceAll("`", "'")}\`${because}${also}`;
}

function code(paths: readonly string[]): string {
  return paths.map((path) => `\`${path.replaceAll("`", "'")}\``).join(", ");
}

function policyLine({ level, policy, message }: Report["policies"][number]): string {
  return `- **${escaped(level)}** \`${policy.replaceAll("`", "'")}\`: ${escaped(message)}`;
}

function costSection({ cost }: Report): string[] {
  const rows = cost.lines.map(
    ({ name, type, basis, beforeDollars, afterDollars }) =>
      `| ${cell(name)} | ${cell(type)} | ${dollars(beforeDollars)} | ${dollars(afterDollars)} | ${cell(basis)} |`,
  );
  if (rows.length === 0) return [];
  return [
    [
      `### Cost a month: ${dollars(cost.afterDollars)}`,
      "",
      `${delta(cost.beforeDollars, cost.afterDollars)}. Prices as of ${cost.prices.asOf}: ${escaped(cost.prices.source)}.`,
      "",
      "<details><summary>By line</summary>",
      "",
      "| resource | type | before | after | reckoned as |",
      "|---|---|---:|---:|---|",
      ...rows,
      "",
      "</details>",
    ].join("\n"),
  ];
}

function delta(before: number, after: number): string {
  const change = after - before;
  if (Math.abs(change) < 0.005) return `Cost unchanged at ${dollars(after)} a month`;
  return `Cost ${change > 0 ? "+" : "-"}${dollars(Math.abs(change))} a month, from ${dollars(before)} to ${dollars(after)}`;
}

function dollars(amount: number): string {
  return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** Text of a resource must not become markup of the comment. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#@]/g, (mark) => `\\${mark}`).replaceAll(/\s*\n\s*/g, " ");
}

function cell(text: string): string {
  return escaped(text);
}
