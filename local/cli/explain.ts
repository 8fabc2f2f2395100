import type { Command } from "commander";
import type { AppApi, LedgerDecision } from "../platform/app-api.ts";
import { Refusal } from "../platform/refusal.ts";
import { describeComparison, findComparison, withoutMetrics } from "../rehearsal/comparison.ts";
import { formatInstant, table } from "../rehearsal/format.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { connect, findModel } from "./connect.ts";
import { createOutput, type Output } from "./output.ts";

/** `nightshift explain`: why something was decided, from the ledger. */
export function addExplain(program: Command): void {
  addCommand(program, "explain <decision>", {
    description: "Show one decision with all it was made from, or a model's latest decisions.",
    example: "explain revenue-forecast/4",
  })
    .option("--limit <number>", "how many decisions of a model are listed", "20")
    .action(async (decision: string, options: CommonOptions & { limit: string }) => {
      const { app, catalogue } = connect(options.state);
      const output = createOutput(options.json ? "json" : "people");
      const [model = "", sequence] = decision.split("/");
      findModel(catalogue, model);
      if (sequence === undefined) await list(app, model, readLimit(options.limit), output);
      else showDecision(await app.decision(model, readSequence(decision, sequence)), output);
    });
}

async function list(app: AppApi, model: string, limit: number, output: Output): Promise<void> {
  const decisions = await app.decisions({ model, limit });
  for (const decision of decisions) output.event({ type: "decision", ...decision });
  const rows = decisions.map((decision) => [
    `${decision.model}/${decision.sequence}`,
    formatInstant(decision.at),
    decision.kind,
    decision.verdict ?? "",
    decision.action ?? "",
    decision.reasons[0] ?? "",
  ]);
  for (const line of table(rows)) output.line(line);
  if (rows.length === 0) output.line(`${model}: nothing was decided yet.`);
}

function showDecision(decision: LedgerDecision, output: Output): void {
  output.event({ type: "decision", ...decision });
  const { model, sequence, kind, verdict, action, autonomy } = decision;
  output.line(output.paint("strong", `${model}/${sequence}: ${kind} ${verdict ?? ""}`.trimEnd()));
  const comparison = findComparison(decision);
  for (const reason of withoutMetrics(decision.reasons, comparison)) output.line(`  ${reason}`);
  for (const line of describeComparison(comparison)) output.line(`    ${line}`);
  output.line(`  decided   ${formatInstant(decision.at)} by ${decision.pattern}`);
  if (action) output.line(`  action    ${action}${autonomy ? `, allowed to ${autonomy}` : ""}`);
  output.line(`  instance  ${decision.instance}`);
  output.line(`  hash      ${decision.hash}`);
  output.line("  made from");
  for (const line of JSON.stringify(decision.inputs, null, 2).split("\n"))
    output.line(`    ${line}`);
}

function readSequence(decision: string, text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Refusal(
    `Decision ${decision}: ${JSON.stringify(text)} must be a number from 1. Write <model>/<number>; \`explain <model>\` lists them.`,
  );
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Refusal(`--limit is ${text}; it must be a whole number from 1 to 9999.`);
}
