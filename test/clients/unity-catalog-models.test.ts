import * as z from "zod/mini";
import { createUnityCatalogModels } from "../../functions/clients/unity-catalog-models.ts";
import { modelsContract } from "../contracts/models.contract.ts";
import { openWorkspace } from "./open-workspace.ts";

modelsContract("createUnityCatalogModels", async () => {
  const { workspace, http, close } = await openWorkspace();
  return {
    models: createUnityCatalogModels(http),
    async register(model) {
      workspace.registerModel(model);
      const [catalog_name, schema_name, model_name] = model.split(".");
      const run_id = "0123456789abcdef0123456789abcdef";
      const body = { catalog_name, schema_name, model_name, source: "dbfs:/m", run_id };
      const path = "/api/2.1/unity-catalog/models/versions";
      const { version } = await http.send({ method: "POST", path, body }, versionReply);
      workspace.setVersionStatus(model, String(version), "READY");
      return { version: String(version), runId: run_id };
    },
    close,
  };
});

const versionReply = z.object({ version: z.number() });
