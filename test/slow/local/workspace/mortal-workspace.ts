/** A workspace in a process of its own: it starts a run whose child never ends, tells the child's id, and waits to be killed. */
import { startWorkspace } from "../../../../local/workspace/workspace.ts";

const [stateFile = ""] = process.argv.slice(2);
const workspace = await startWorkspace({
  stateFile,
  clock: { now: Date.now },
  mode: "real",
  token: "secret",
});
const command = [process.execPath, "-e", "setInterval(() => {}, 1000)", "--"];
const { id } = workspace.defineJob({ name: "train", command });
await fetch(`${workspace.url}/api/2.2/jobs/run-now`, {
  method: "POST",
  headers: { authorization: "Bearer secret" },
  body: JSON.stringify({ job_id: id, idempotency_token: "once" }),
});
console.log(workspace.runs()[0]?.pid);
