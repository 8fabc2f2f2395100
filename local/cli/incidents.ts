import type { Command } from "commander";
import { allModels } from "../../functions/core/names.ts";
import type { IncidentCard, IncidentRecord } from "../platform/app-replies.ts";
import { Refusal } from "../platform/refusal.ts";
import { formatInstant } from "../rehearsal/format.ts";
import { visible } from "../rehearsal/visible.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput, type Output } from "./output.ts";
import { readLimit } from "./read-limit.ts";

interface IncidentOptions extends AppOptions {
  limit: string;
}

const mostListed = 100;

/** `nightshift incidents`: what a person must look at, and who was told of it. */
export function addIncidents(program: Command): void {
  addAppCommand(program, "incidents [incident]", {
    description: "List the newest incidents, of all or of one model, or show one with all it says.",
    example: "incidents revenue-forecast",
  })
    .option("--limit <number>", "how many incidents are listed", "20")
    .action(async (name: string | undefined, options: IncidentOptions) => {
      const { app, now, requireModel } = connectApp(options);
      const output = createOutput(options.json ? "json" : "people");
      const [model, id] = name?.split("/") ?? [];
      if (model !== undefined && id !== undefined) {
        const incident = await app.incident(model, readId(`${name}`, id));
        output.event({ ...asEvent(incident), told: incident.told });
        showCard(incident, output);
        output.event(summary(await now(), 1));
        return;
      }
      if (model !== undefined && model !== allModels) await requireModel(model);
      const limit = readLimit(options.limit, mostListed);
      const incidents = await app.incidents({ model, limit });
      for (const incident of incidents) output.event(asEvent(incident));
      showList(incidents, model, output);
      output.event(summary(await now(), incidents.length));
    });
}

/** The event that a night tells, with all that the record holds. */
function asEvent(incident: IncidentRecord): object {
  const { id, model, openedAt, what, severity, owner, numbers, done, undo, ifIgnored } = incident;
  const told = { model, incident: id, title: what, severity, done, undo };
  return { type: "incident", at: openedAt, ...told, numbers, ifIgnored, owner };
}

function summary(at: string, incident: number): object {
  return { type: "summary", at, ok: true, counts: { incident } };
}

function showList(incidents: IncidentRecord[], model: string | undefined, output: Output): void {
  for (const { id, model: about, openedAt, severity, what, done, undo } of incidents) {
    const title = visible(`${severity}  ${about}/${id}  ${what}`);
    output.line(`${formatInstant(openedAt)}  ${output.paint(looksOf(severity), title)}`);
    output.line(`    done  ${visible(done)}`);
    output.line(`    undo  ${visible(undo)}`);
  }
  const [newest] = incidents;
  if (newest === undefined) {
    output.line(`${model === undefined ? "" : `${model}: `}No incident is on record.`);
    return;
  }
  const example = visible(`incidents ${newest.model}/${newest.id}`);
  output.line(output.paint("quiet", `All that one says, and who was told: ${example}`));
}

function showCard(incident: IncidentCard, output: Output): void {
  const { id, model, openedAt, severity, what, numbers, done, undo, ifIgnored, owner } = incident;
  output.line(output.paint("strong", visible(what)));
  output.line(
    `  ${output.paint(looksOf(severity), visible(severity))}, ${visible(model)}, opened ${formatInstant(openedAt)}`,
  );
  for (const { name, value } of numbers) output.line(`    ${shorten(`${name}: ${value}`)}`);
  output.line(`  done        ${visible(done)}`);
  output.line(`  undo        ${visible(undo)}`);
  output.line(`  if ignored  ${visible(ifIgnored)}`);
  for (const line of describeTold(incident.told)) output.line(`  told        ${shorten(line)}`);
  output.line(output.paint("quiet", `  owner ${visible(owner)}, incident ${visible(id)}`));
}

function describeTold(told: IncidentCard["told"]): string[] {
  if (told.length === 0) {
    return [
      "nobody: the app has no notifier. Set one: NIGHTSHIFT_WEBHOOK_URL, or Teams, PagerDuty",
    ];
  }
  return told.map(describeOne);
}

function describeOne(told: IncidentCard["told"][number]): string {
  switch (told.kind) {
    case "told":
      return `${told.notifier}, at ${formatInstant(told.at)}`;
    case "trying":
      return `${told.notifier}: not yet; tried since ${formatInstant(told.since)}, for four hours`;
    case "failed":
      return `${told.notifier}: NOT told; given up at ${formatInstant(told.at)}: ${told.error}`;
    case "notAsked":
      return `${told.notifier}: not told; it was not asked`;
  }
}

const longestLine = 300;

/** An error may be long; whoever must act reads its beginning. */
function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= longestLine) return visible(text);
  return `${visible(characters.slice(0, longestLine).join(""))}… (all of it: --json)`;
}

function looksOf(severity: string): "bad" | "ask" | "quiet" {
  if (severity === "critical") return "bad";
  return severity === "warning" ? "ask" : "quiet";
}

function readId(name: string, id: string): string {
  if (/^[0-9a-f]{12}$/.test(id)) return id;
  throw new Refusal(
    `Incident ${visible(name)}: ${JSON.stringify(id)} must be 12 hex digits. Write <model>/<id>; \`incidents\` lists them.`,
  );
}
