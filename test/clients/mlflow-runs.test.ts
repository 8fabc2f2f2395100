import { createMlflowRuns } from "../../functions/clients/mlflow-runs.ts";
import { createTrainingSide } from "../contracts/mlflow-rest.ts";
import { runsContract } from "../contracts/runs.contract.ts";
import { openWorkspace, token } from "./open-workspace.ts";

runsContract("createMlflowRuns", async () => {
  const { workspace, http, close } = await openWorkspace();
  return {
    runs: createMlflowRuns(http),
    log: createTrainingSide(workspace.url, token).log,
    close,
  };
});
