import { readFileSync } from "node:fs";
import { app } from "durable-functions";
import { createActivities } from "./activities/create-activities.ts";
import { openDeadLetters } from "./activities/dead-letters.ts";
import { openRecords } from "./activities/open-records.ts";
import { describeMistakes } from "./core/catalogue/mistake.ts";
import type { Catalogue } from "./core/catalogue/model-definition.ts";
import { parseCatalogue } from "./core/catalogue/parse-catalogue.ts";
import { orchestrations } from "./core/names.ts";
import { createClients, createPreflight } from "./create-clients.ts";
import { arrival } from "./recipes/arrival.ts";
import { entityHandlers } from "./recipes/entities.ts";
import { improvement } from "./recipes/improvement/improvement.ts";
import { lifecycle } from "./recipes/lifecycle.ts";
import { operation } from "./recipes/operation.ts";
import { pollJobStatus } from "./recipes/poll-job-status.ts";
import { monitoring } from "./recipes/response/monitoring.ts";
import { replay } from "./recipes/response/replay.ts";
import { response } from "./recipes/response/response.ts";
import { restore } from "./recipes/response/restore.ts";
import { strangers } from "./recipes/response/strangers.ts";
import { watchdog } from "./recipes/response/watchdog.ts";
import { notification } from "./recipes/tell.ts";
import { parseSettings } from "./settings.ts";
import { registerAlertQueues } from "./triggers/alert-queues.ts";
import { registerAlertRouter } from "./triggers/alerts.ts";
import { registerConsole } from "./triggers/api/console.ts";
import { registerDeadLetters } from "./triggers/api/dead-letters.ts";
import { registerDecisions } from "./triggers/api/decisions.ts";
import { registerHealth } from "./triggers/api/health.ts";
import { registerHolds } from "./triggers/api/holds.ts";
import { registerIncidents } from "./triggers/api/incidents.ts";
import { registerPreflight } from "./triggers/api/preflight.ts";
import { createRoutes } from "./triggers/api/register-route.ts";
import { registerRestore } from "./triggers/api/restore.ts";
import { registerReviews } from "./triggers/api/reviews.ts";
import { registerStatus } from "./triggers/api/status.ts";
import { registerArrivals } from "./triggers/arrivals.ts";
import { registerMonitor } from "./triggers/monitor.ts";
import { registerWatchdog } from "./triggers/watchdog.ts";

const settings = parseSettings(process.env, { folder: import.meta.dirname });
const catalogue = readCatalogue(settings.cataloguePath);
const surroundings = {
  ...createClients(settings, () => process.env.WEBSITE_HOSTNAME ?? ""),
  catalogue,
  pollSeconds: settings.pollSeconds,
};
const activities = createActivities(surroundings);
const records = openRecords(surroundings);

registerArrivals(catalogue);
registerAlertRouter(catalogue);
registerAlertQueues(catalogue);
registerMonitor(catalogue);
registerWatchdog();
const route = createRoutes(settings.approverRole);
registerStatus(route, catalogue, records);
registerReviews(route, catalogue);
registerHolds(route, catalogue);
registerRestore(route, catalogue);
registerDecisions(route, catalogue, records);
registerIncidents(route, catalogue, records, surroundings.notifiers);
registerDeadLetters(route, openDeadLetters(surroundings));
const preflight = createPreflight(settings);
registerPreflight(route, preflight);
registerConsole(route, catalogue, records, preflight);
registerHealth(route);

app.orchestration(orchestrations.arrival, arrival);
app.orchestration(orchestrations.lifecycle, lifecycle);
app.orchestration(orchestrations.pollJobStatus, pollJobStatus);
app.orchestration(orchestrations.notification, notification);
app.orchestration(orchestrations.operation, operation);
app.orchestration(orchestrations.improvement, improvement);
app.orchestration(orchestrations.response, response);
app.orchestration(orchestrations.strangers, strangers);
app.orchestration(orchestrations.restore, restore);
app.orchestration(orchestrations.replay, replay);
app.orchestration(orchestrations.watchdog, watchdog);
app.orchestration(orchestrations.monitoring, monitoring);

for (const [name, handler] of Object.entries(entityHandlers)) app.entity(name, handler);
for (const [name, handler] of Object.entries(activities)) app.activity(name, { handler });

function readCatalogue(path: string): Catalogue {
  const parsed = parseCatalogue(JSON.parse(readFileSync(path, "utf8")));
  if (parsed.kind === "catalogue") return parsed.catalogue;
  throw new Error(`Catalogue ${path}:\n${describeMistakes(parsed.mistakes)}`);
}
