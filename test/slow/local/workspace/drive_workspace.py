"""Drives a workspace by the official clients and prints what they understood, as one JSON object."""

import json
import math
import sys

import mlflow
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import ResourceDoesNotExist
from databricks.sdk.service.sql import StatementParameterListItem
from mlflow import MlflowClient

host, token = sys.argv[1:]
model = "main.ml.churn"
seen = {}

workspace = WorkspaceClient(host=host, token=token)
job = next(iter(workspace.jobs.list(name="train")))
waiter = workspace.jobs.run_now(
    job.job_id,
    idempotency_token="once",
    job_parameters={"experiment": "/Shared/churn", "registered_model": model, "champion_version": ""},
)
again = workspace.jobs.run_now(job.job_id, idempotency_token="once")
seen["one run for one token"] = waiter.run_id == again.run_id
run = waiter.result()
seen["run"] = [run.status.termination_details.code.value, run.state.result_state.value]
output = workspace.jobs.get_run_output(run.tasks[0].run_id)
seen["output names its run"] = output.metadata.run_id == run.run_id

failed = workspace.jobs.run_now(job.job_id)
while workspace.jobs.get_run(failed.run_id).status.state.value != "TERMINATED":
    pass
repaired = workspace.jobs.repair_run(failed.run_id, rerun_all_failed_tasks=True)
seen["repaired"] = repaired.result().status.termination_details.code.value
try:
    workspace.jobs.get_run(7)
except ResourceDoesNotExist as error:
    seen["unknown run"] = str(error)

workspace.registered_models.set_alias(model, "champion", 1)
tracking = MlflowClient("databricks", "databricks-uc")
seen["alias by mlflow"] = str(tracking.get_model_version_by_alias(model, "champion").version)
tracking.set_registered_model_alias(model, "challenger", "1")
seen["alias by sdk"] = workspace.model_versions.get_by_alias(model, "challenger").version
tracking.delete_registered_model_alias(model, "challenger")
aliases = workspace.registered_models.get(model, include_aliases=True).aliases
seen["aliases"] = [[alias.alias_name, alias.version_num] for alias in aliases]
tracking.set_model_version_tag(model, "1", "by", "nightshift")
seen["tags"] = tracking.get_model_version(model, "1").tags
try:
    tracking.get_model_version_by_alias(model, "nobody")
except mlflow.MlflowException as error:
    seen["unknown alias"] = error.error_code

experiment = tracking.get_experiment_by_name("/Shared/churn")
found = tracking.search_runs(
    [experiment.experiment_id],
    f"tags.\"nightshift.job_run_id\" = '{run.run_id}' and metrics.rmse < 1",
)
seen["metrics"] = found[0].data.metrics
own = tracking.create_run(experiment.experiment_id).info.run_id
tracking.log_metric(own, "rmse", math.nan, step=1)
tracking.log_batch(own, params=[mlflow.entities.Param("depth", "3")])
tracking.set_terminated(own)
read = tracking.get_run(own)
seen["own run"] = [math.isnan(read.data.metrics["rmse"]), read.data.params, read.info.status]
seen["history"] = [metric.step for metric in tracking.get_metric_history(own, "rmse")]

answer = workspace.statement_execution.execute_statement(
    "SELECT COUNT(*) FROM main.ml.live WHERE a > :least",
    "local",
    parameters=[StatementParameterListItem(name="least", value="1", type="INT")],
)
seen["statement"] = answer.result.data_array

cluster = next(iter(workspace.clusters.list()))
seen["paused"] = workspace.clusters.delete(cluster.cluster_id).result().state.value
print(json.dumps(seen))
