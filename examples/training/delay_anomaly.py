"""The delay anomaly detector as a Databricks job: pandas and MLflow, under docs/training-contract.md.

The same flights, thresholds, hold-out and plan as delay-anomaly.ts beside it, so both come to the same scores. One
file, since a Python task of a Databricks job is one file.
"""

import argparse
import hashlib
import io
import json
from pathlib import Path
from urllib.parse import unquote, urlparse

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature

NOMINAL_RATE = 0.01  # share of flights that a perfect detector calls anomalous
HOLDOUT_SHARE = 0.2
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
# Azurite's public development key: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
GROUPINGS = {
    "pooled": lambda flights: pd.Series("all", index=flights.index),
    "hour": lambda flights: flights.hour.astype(str),
    "hour-distance": lambda flights: flights.hour.astype(str) + "/" + distance_band(flights.distance),
}
KNOBS = {"shrinkRows": (500, 0, 100_000)}
REQUIRED = ["model", "registered_model", "experiment", "bronze", "data", "instance", "attempt", "job_run_id"]
SKIPPED = "no date, delay or distance"


class QuantileTable(mlflow.pyfunc.PythonModel):
    """Minutes of delay beyond which a flight is an anomaly, by group of flights."""

    def __init__(self, feature_set, pooled, groups):
        self.feature_set, self.pooled, self.groups = feature_set, pooled, groups

    def predict(self, context, model_input, params=None):
        return GROUPINGS[self.feature_set](model_input).map(self.groups).fillna(self.pooled).to_numpy(dtype=float)


def parse_job():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in REQUIRED:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--champion_version", default="")
    parser.add_argument("--plan", default="{}")
    job, _ = parser.parse_known_args()  # the definition's own parameters are left alone
    job.data, job.plan = json.loads(job.data), json.loads(job.plan)
    return job


def settle_plan(champion, asked):
    """The champion's plan, and over it what is asked; refuses what it does not know."""
    plan = {"featureSet": "hour", "recentDays": 0, **champion, **asked}
    knobs = {**champion.get("hyperparameters", {}), **asked.get("hyperparameters", {})}
    plan["hyperparameters"] = {name: knobs.get(name, default) for name, (default, _, _) in KNOBS.items()}
    unknown = set(plan) - {"featureSet", "recentDays", "hyperparameters", "kind", "iteration", "parent"}
    mistakes = [f"{name} is not known" for name in sorted(unknown | (set(knobs) - set(KNOBS)))]
    if plan["featureSet"] not in GROUPINGS:
        mistakes.append(f"featureSet is {plan['featureSet']}; it must be one of {', '.join(GROUPINGS)}")
    ranges = {**{name: (low, high) for name, (_, low, high) in KNOBS.items()}, "recentDays": (0, 3650)}
    values = {**plan["hyperparameters"], "recentDays": plan["recentDays"]}
    for name, (low, high) in ranges.items():
        if not low <= values[name] <= high:
            mistakes.append(f"{name} is {values[name]}; it must be from {low} to {high}")
    if mistakes:
        raise ValueError(f"Job parameter plan {json.dumps(asked)}: {'; '.join(mistakes)}.")
    return plan


def read_bronze(root, path):
    url = urlparse(f"{root.rstrip('/')}/{path}")
    if url.scheme == "file":
        return Path(unquote(url.path)).read_bytes()
    from azure.storage.blob import BlobClient

    if url.hostname in ("127.0.0.1", "localhost"):
        credential = {"account_name": "devstoreaccount1", "account_key": AZURITE_KEY}
    else:
        from azure.identity import DefaultAzureCredential

        credential = DefaultAzureCredential()
    return BlobClient.from_blob_url(url.geturl(), credential=credential).download_blob().readall()


def read_flights(root, paths):
    """Flights of some files, the digest of the files, and the rows that nothing can be learnt from."""
    digest, frames = hashlib.sha256(), []
    for path in sorted(paths):
        content = read_bronze(root, path)
        digest.update(f"{path}\n{hashlib.sha256(content).hexdigest()}\n".encode())
        frames.append(pd.read_parquet(io.BytesIO(content)))
    columns = ["date", "delay", "distance", "origin", "destination"]
    raw = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    raw = raw.reindex(columns=columns).replace([np.inf, -np.inf], np.nan)
    flights = raw.dropna().reset_index(drop=True)
    departure = pd.to_datetime(flights.date, utc=True).dt.as_unit("ms").astype("int64")
    flights = flights.assign(
        departure=departure,
        hour=departure // HOUR_MS % 24,
        delay=flights.delay.astype(float),
        distance=flights.distance.astype(float),
        airport_day=(departure // DAY_MS).astype(str) + "|" + flights.origin.astype(str),
    )
    return flights.drop(columns="date"), digest.hexdigest(), len(raw) - len(flights)


def newest(*frames):
    """Flights of all frames, each once: a correction that came later is what is true now."""
    # Two airlines may leave for the same place in the same minute.
    key = ["departure", "origin", "destination", "delay"]
    return pd.concat(frames, ignore_index=True).drop_duplicates(key, keep="last").reset_index(drop=True)


def is_held_out(airport_day):
    """Flights that leave one airport on one day share its weather, so they are held out together."""
    return int.from_bytes(hashlib.sha256(airport_day.encode()).digest()[:4], "big") / 2**32 < HOLDOUT_SHARE


def distance_band(miles):
    return pd.Series(np.select([miles < 300, miles < 1000], ["short", "medium"], "long"), index=miles.index)


def quantile_of(delays):
    """Value below which all but the anomalies lie: one that was seen, none between two."""
    ordered = np.sort(delays)
    return float(ordered[min(len(ordered) - 1, int((1 - NOMINAL_RATE) * len(ordered)))])


def fit(flights, plan):
    """A group of n flights counts n parts and the pooled quantile `shrinkRows` parts: rare groups do not run off."""
    pooled, shrink_rows = quantile_of(flights.delay), plan["hyperparameters"]["shrinkRows"]
    grouped = flights.delay.groupby(GROUPINGS[plan["featureSet"]](flights))
    groups = {
        name: (len(delays) * quantile_of(delays) + shrink_rows * pooled) / (len(delays) + shrink_rows)
        for name, delays in grouped
    }
    return QuantileTable(plan["featureSet"], pooled, groups)


def account(flights, thresholds):
    """What each flight adds to the metrics: pinball loss of its threshold, and whether it is an anomaly."""
    excess = flights.delay - thresholds
    # Least for the true quantile: https://en.wikipedia.org/wiki/Quantile_regression
    loss = np.where(excess > 0, (1 - NOMINAL_RATE) * excess, -NOMINAL_RATE * excess)
    return pd.DataFrame({"rows": 1.0, "loss": loss, "anomalies": (excess > 0).astype(float)})


def score(rows, loss, anomalies):
    """Metrics from sums over flights: of one sample, or of many at once."""
    rate = anomalies / rows
    return {"quantile_loss": loss / rows, "anomaly_rate": rate, "calibration_gap": np.abs(rate - NOMINAL_RATE)}


def evaluate(held_out, candidate, champion):
    accounts = {"": account(held_out, candidate)}
    if champion is not None:
        accounts["champion."] = account(held_out, champion)
    hour = held_out.hour
    part = np.select([hour < 6, hour < 12, hour < 18], ["night", "morning", "afternoon"], "evening")
    slices = {"": np.full(len(held_out), True), **{f".slice.{name}": part == name for name in np.unique(part)}}
    metrics = {}
    for suffix, rows in slices.items():
        metrics[f"sample_size{suffix}"] = int(rows.sum())
        for prefix, lines in accounts.items():
            scores = score(**lines[rows].sum())
            metrics |= {f"{prefix}{name}{suffix}": value for name, value in scores.items()}
    if champion is not None:
        metrics |= {f"{name}.gain_se": error for name, error in gain_errors(held_out, accounts).items()}
    return {name: float(value) for name, value in metrics.items()}


def gain_errors(held_out, accounts, draws=2000):
    """Paired bootstrap over airport-days: how often each was drawn, times its sums, is the sum of the draw."""
    clusters = held_out.airport_day.nunique()
    drawn = np.random.default_rng(1).multinomial(clusters, np.full(clusters, 1 / clusters), size=draws)
    sums = [lines.groupby(held_out.airport_day).sum() for lines in accounts.values()]
    own, other = [score(**{name: drawn @ column.to_numpy() for name, column in lines.items()}) for lines in sums]
    return {name: (own[name] - other[name]).std(ddof=1) for name in own}


def load_champion(job):
    """Model and manifest of the champion, or none. Fails where it was trained by another program."""
    if job.champion_version == "":
        return None, {"files": [], "plan": {}}
    version = mlflow.MlflowClient().get_model_version(job.registered_model, job.champion_version)
    manifest = mlflow.artifacts.load_dict(f"runs:/{version.run_id}/manifest.json")
    return mlflow.pyfunc.load_model(f"models:/{job.registered_model}/{job.champion_version}"), manifest


def train(job):
    champion, manifest = load_champion(job)
    plan = settle_plan(manifest["plan"], job.plan)
    mlflow.set_experiment(job.experiment)
    told = {name: getattr(job, name) for name in ("instance", "attempt", "job_run_id", "champion_version")}
    tags = {f"nightshift.{name}": value for name, value in told.items()}
    tags |= {
        "nightshift.plan": str(job.plan.get("kind", "none")),
        "nightshift.iteration": str(job.plan.get("iteration", 0)),
        "nightshift.parent": str(job.plan.get("parent", job.instance)),
    }
    with mlflow.start_run(tags={**tags, "nightshift.recipe": f"quantiles/{plan['featureSet']}"}):
        arrived, data_digest, skipped = read_flights(job.bronze, job.data)
        earlier, _, _ = read_flights(job.bronze, [path for path in manifest["files"] if path not in job.data])
        known = newest(earlier, arrived)
        held_out = known[known.airport_day.map(is_held_out).astype(bool)].reset_index(drop=True)
        since = arrived.departure.max() - plan["recentDays"] * DAY_MS
        recent = earlier[earlier.departure >= since] if plan["recentDays"] else earlier[:0]
        rows = newest(recent, arrived)
        rows = rows[~rows.airport_day.map(is_held_out).astype(bool)].reset_index(drop=True)
        if len(rows) < 1000 or held_out.empty:
            found = f"{len(rows)} rows to train on and {len(held_out)} held out"
            raise ValueError(f"Data {job.data}: {found}; at least 1000 and 1 are needed.")
        model = fit(rows, plan)
        features = ["hour", "distance"]
        compared = None if champion is None else champion.predict(held_out[features])
        metrics = evaluate(held_out, model.predict(None, held_out), compared)
        in_training = score(**account(rows, model.predict(None, rows)).sum())
        metrics |= {f"training.{name}": float(value) for name, value in in_training.items()}
        mlflow.log_metrics({**metrics, "training_rows": len(rows)})
        kept = {name: plan[name] for name in ("featureSet", "hyperparameters")}
        asked = {"data": job.data, "plan": job.plan, "settled_plan": kept, "skipped": {SKIPPED: skipped}}
        mlflow.log_params({name: json.dumps(value) for name, value in asked.items()})
        mlflow.log_dict({"files": sorted({*manifest["files"], *job.data}), "plan": kept}, "manifest.json")
        holdout = hashlib.sha256(held_out.sort_values(list(held_out)).to_csv(index=False).encode()).hexdigest()
        mlflow.set_tags({"nightshift.data_digest": data_digest, "nightshift.holdout_digest": holdout})
        logged = mlflow.pyfunc.log_model(
            python_model=model,
            name="model",
            registered_model_name=job.registered_model,
            signature=infer_signature(rows[features], model.predict(None, rows)),
            pip_requirements=["pandas"],
        )
        mlflow.set_tag("nightshift.model_version", str(logged.registered_model_version))


if __name__ == "__main__":
    train(parse_job())
