import type { Command } from "commander";
import { allModels } from "../../functions/core/names.ts";
import type { AppApi } from "../platform/app-api.ts";
import type { LedgerDecision } from "../platform/app-replies.ts";
import { Refusal } from "../platform/refusal.ts";
import { describeComparison, findComparison, withoutMetrics } from "../rehearsal/comparison.ts";
import { formatInstant, table } from "../rehearsal/format.ts";
import { visible } from "../rehearsal/visible.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput, type Output } from "./output.ts";
import { readLimit } from "./read-limit.ts";

interface ExplainOptions extends AppOptions {
  limit: string;
  inputs?: true;
}

/** `nightshift explain`: why something was decided, from the ledger. */
export function addExplain(program: Command): void {
  addAppCommand(program, "explain <decision>", {
    description: "Show one decision with all it was made from, or a model's latest decisions.",
    example: "explain revenue-forecast/4",
  })
    .option("--inputs", "show all that it was made from, as it stands in the ledger")
    .option("--limit <number>", "how many decisions of a model are listed", "20")
    .action(async (decision: string, options: ExplainOptions) => {
      const { app, requireModel } = connectApp(options);
      const output = createOutput(options.json ? "json" : "people");
      const [model = "", sequence] = decision.split("/");
      if (model !== allModels) await requireModel(model);
      if (sequence === undefined) return list(app, model, readLimit(options.limit, 500), output);
      const found = await app.decision(model, readSequence(decision, sequence));
      showDecision(found, output);
      showInputs(found, options, output);
    });
}

async function list(app: AppApi, model: string, limit: number, output: Output): Promise<void> {
  const decisions = await app.decisions({ model, limit });
  for (const decision of decisions) output.event(asEvent(decision));
  const rows = decisions.map((decision) => [
    `${decision.model}/${decision.sequence}`,
    formatInstant(decision.at),
    ...[decision.kind, decision.verdict, decision.action, decision.reasons[0]].map((cell) =>
      visible(cell ?? ""),
    ),
  ]);
  for (const line of table(rows)) output.line(line);
  if (rows.length === 0) output.line(`${model}: nothing was decided yet.`);
}

function asEvent(decision: LedgerDecision): object {
  const ledger = `${decision.model}/${decision.sequence}`;
  return { type: "decision", ...decision, ledger, comparison: findComparison(decision) };
}

function showDecision(decision: LedgerDecision, output: Output): void {
  output.event(asEvent(decision));
  const { model, sequence, kind, verdict, action, autonomy } = decision;
  output.line(
    output.paint("strong", visible(`${model}/${sequence}: ${kind} ${verdict ?? ""}`.trimEnd())),
  );
  const comparison = findComparison(decision);
  for (const reason of withoutMetrics(decision.reasons, comparison)) {
    output.line(`  ${visible(reason)}`);
  }
  for (const line of describeComparison(comparison)) output.line(`    ${visible(line)}`);
  output.line(`  decided   ${formatInstant(decision.at)} by ${visible(decision.pattern)}`);
  if (action) {
    output.line(`  action    ${visible(`${action}${autonomy ? `, allowed to ${autonomy}` : ""}`)}`);
  }
  output.line(`  instance  ${visible(decision.instance)}`);
  output.line(`  hash      ${decision.hash}`);
}

function showInputs({ inputs }: LedgerDecision, options: ExplainOptions, output: Output): void {
  if (!options.inputs) {
    output.line(output.paint("quiet", "  inputs    all it was made from: add --inputs"));
    return;
  }
  for (const line of JSON.stringify(inputs, null, 2).split("\n")) {
    output.line(`    ${visible(line)}`);
  }
}

function readSequence(decision: string, text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Refusal(
    `Decision ${decision}: ${JSON.stringify(text)} must be a number from 1. Write <model>/<number>; \`explain <model>\` lists them.`,
  );
}
