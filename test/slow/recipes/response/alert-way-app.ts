import { registerAlertQueues } from "../../../../functions/triggers/alert-queues.ts";
import { registerAlertRouter } from "../../../../functions/triggers/alerts.ts";
import { target } from "../../../core/response/hostile-payloads.ts";
import { boldModel } from "../../../recipes/response/response-world.ts";

/** The part of the app that alerts pass through until an orchestration is started. */
const catalogue = { [target]: boldModel };
registerAlertRouter(catalogue);
registerAlertQueues(catalogue);
