"""The delay anomaly detector as a Databricks job: pandas and MLflow, under docs/training-contract.md.

The same flights, thresholds, hold-out and plan as delay-anomaly.ts beside it, so both come to the same scores. One
file, since a Databricks job runs a Python file without a promise that files beside it can be imported. So what every
training does for the contract stands in each of them, word for word, from Files to log_training; all else is this
model's own.
"""

import argparse
import hashlib
import io
import json
import math
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlparse

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature

NOMINAL_RATE = 0.01  # share of flights that a perfect detector calls anomalous
HOLDOUT_SHARE = 0.2
DAY_MS, HOUR_MS = 86_400_000, 3_600_000
# Azurite's public development key: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
DEFAULT_FEATURES = "hour"
FEATURE_SETS = {
    "pooled": lambda flights: pd.Series("all", index=flights.index),
    "hour": lambda flights: flights.hour.astype(str),
    "hour-distance": lambda flights: flights.hour.astype(str) + "/" + distance_band(flights.distance),
}
KNOBS = {"shrinkRows": (500.0, 0, 100_000)}
WATCHED = {"distance": "distance", "hour": "hour"}
SKIPPED = "no date, delay or distance"


class Files(NamedTuple):
    """What some files hold: usable rows, all numbers by column, rows left out by reason, and the files' digest."""

    rows: pd.DataFrame
    numbers: pd.DataFrame
    skipped: dict
    digest: str


def parse_job():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("model", "registered_model", "experiment", "bronze", "instance", "attempt", "job_run_id"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--data", required=True, type=json.loads)
    parser.add_argument("--champion_version", default="")
    parser.add_argument("--plan", default="{}", type=json.loads)
    job, _ = parser.parse_known_args()  # the definition's own parameters are left alone
    empty = [name for name, value in vars(job).items() if value in ("", []) and name != "champion_version"]
    if empty:
        parser.error(f"{', '.join(empty)} must not be empty; see docs/training-contract.md")
    return job


def load_champion(job, load_model):
    """Model and manifest of the champion, or none. Fails where it was trained by another program."""
    if job.champion_version == "":
        return None, {"files": [], "plan": {}}
    version = mlflow.MlflowClient().get_model_version(job.registered_model, job.champion_version)
    manifest = mlflow.artifacts.load_dict(f"runs:/{version.run_id}/manifest.json")
    return load_model(f"models:/{job.registered_model}/{job.champion_version}"), manifest


def settle_plan(champion, asked):
    """The champion's plan, and over it what is asked; refuses what it does not know."""
    plan = {"featureSet": DEFAULT_FEATURES, "recentDays": 0, **champion, **asked}
    knobs = {**champion.get("hyperparameters", {}), **asked.get("hyperparameters", {})}
    plan["hyperparameters"] = {name: knobs.get(name, default) for name, (default, _, _) in KNOBS.items()}
    unknown = set(plan) - {"featureSet", "recentDays", "hyperparameters", "kind", "iteration", "parent"}
    mistakes = [f"{name} is not known" for name in sorted(unknown | (set(knobs) - set(KNOBS)))]
    if plan["featureSet"] not in FEATURE_SETS:
        mistakes.append(f"featureSet is {plan['featureSet']}; it must be one of {', '.join(FEATURE_SETS)}")
    for name, (default, low, high) in {**KNOBS, "recentDays": (0, 0, 3650)}.items():
        value = plan["recentDays"] if name == "recentDays" else plan["hyperparameters"][name]
        kinds, rule = ((int,), "whole number") if isinstance(default, int) else ((int, float), "number")
        if type(value) not in kinds or not low <= value <= high:
            mistakes.append(f"{name} is {value}; it must be a {rule} from {low} to {high}")
    if mistakes:
        raise ValueError(f"Job parameter plan {json.dumps(asked)}: {'; '.join(mistakes)}.")
    return plan


def read_bronze(root, path):
    url = urlparse(f"{root.rstrip('/')}/{quote(path)}")
    if url.scheme == "file":
        return Path(unquote(url.path)).read_bytes()
    from azure.storage.blob import BlobClient

    if url.hostname in ("127.0.0.1", "localhost"):
        credential = {"account_name": "devstoreaccount1", "account_key": AZURITE_KEY}
    else:
        from azure.identity import DefaultAzureCredential

        credential = DefaultAzureCredential()
    return BlobClient.from_blob_url(url.geturl(), credential=credential).download_blob().readall()


def read_files(root, paths, read):
    """Rows of some files as the files hold them, and the digest of the files."""
    digest, frames = hashlib.sha256(), []
    for path in sorted(paths):
        content = read_bronze(root, path)
        digest.update(f"{path}\n{hashlib.sha256(content).hexdigest()}\n".encode())
        frames.append(read(io.BytesIO(content)))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(), digest.hexdigest()


def is_held_out(key):
    """By the hash of the key alone, so a row is on the same side in every file and every run."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32 < HOLDOUT_SHARE


def drift_metrics(earlier, arrived):
    """Population stability index of each watched feature, over the deciles of what the champion knows."""
    metrics = {}
    if earlier.empty:
        return metrics
    for name, column in WATCHED.items():
        known = np.sort(earlier[column].to_numpy(dtype=float))
        edges = known[[tenth * len(known) // 10 for tenth in range(1, 10)]]
        bins = [np.searchsorted(edges, values, side="right") for values in (known, arrived[column])]
        before, now = [np.maximum(np.bincount(bin, minlength=10) / len(bin), 1e-4) for bin in bins]
        metrics[f"drift.{name}"] = float(((now - before) * np.log(now / before)).sum())
    return metrics


def reference_tags(numbers):
    """Deciles of each column that has 200 numbers, and the rows in each bin: live data is compared with them."""
    tags = {}
    for name in numbers:
        values = numbers[name].to_numpy(dtype=float, na_value=np.nan)
        ordered = np.sort(values[np.isfinite(values)])
        if len(ordered) < 200:
            continue
        deciles = {float(ordered[math.ceil(tenth * len(ordered) / 10) - 1]) for tenth in range(1, 10)}
        edges = sorted(deciles - {float(ordered[-1])})
        ends = [*np.searchsorted(ordered, edges, side="right").tolist(), len(ordered)]
        tags[f"nightshift.reference.{name}"] = json.dumps({"edges": edges, "counts": np.diff(ends, prepend=0).tolist()})
    return tags


def start_run(job, recipe):
    told = {name: getattr(job, name) for name in ("instance", "attempt", "job_run_id", "champion_version")}
    told |= {name: job.plan.get(name, default) for name, default in [("iteration", 0), ("parent", job.instance)]}
    told |= {"plan": job.plan.get("kind", "none"), "recipe": recipe}
    mlflow.set_experiment(job.experiment)
    return mlflow.start_run(tags={f"nightshift.{name}": str(value) for name, value in told.items()})


def log_training(job, plan, manifest, arrived, held_out):
    """Logs all of the contract but the metrics and the version."""
    kept = {name: plan[name] for name in ("featureSet", "hyperparameters")}
    told = {"data": job.data, "plan": job.plan, "settled_plan": kept, "skipped": arrived.skipped}
    mlflow.log_params({name: json.dumps(value) for name, value in told.items()})
    mlflow.log_dict({"files": sorted({*manifest["files"], *job.data}), "plan": kept}, "manifest.json")
    holdout = hashlib.sha256(held_out.sort_values(list(held_out)).to_csv(index=False).encode()).hexdigest()
    digests = {"nightshift.data_digest": arrived.digest, "nightshift.holdout_digest": holdout}
    mlflow.set_tags({**digests, **reference_tags(arrived.numbers)})


class QuantileTable(mlflow.pyfunc.PythonModel):
    """Minutes of delay beyond which a flight is an anomaly, by group of flights."""

    def __init__(self, feature_set, pooled, groups):
        self.feature_set, self.pooled, self.groups = feature_set, pooled, groups

    def predict(self, context, model_input, params=None):
        return FEATURE_SETS[self.feature_set](model_input).map(self.groups).fillna(self.pooled).to_numpy(dtype=float)


def read_flights(root, paths):
    """Flights of some files."""
    raw, digest = read_files(root, paths, pd.read_parquet)
    numbers = raw.select_dtypes("number")
    raw = raw.reindex(columns=["date", "delay", "distance", "origin", "destination"]).replace([np.inf, -np.inf], np.nan)
    flights = raw.dropna().reset_index(drop=True)
    departure = pd.to_datetime(flights.date, utc=True).dt.as_unit("ms").astype("int64")
    flights = flights.assign(
        departure=departure,
        hour=departure // HOUR_MS % 24,
        delay=flights.delay.astype(float),
        distance=flights.distance.astype(float),
        airport_day=(departure // DAY_MS).astype(str) + "|" + flights.origin.astype(str),
    )
    return Files(flights.drop(columns="date"), numbers, {SKIPPED: len(raw) - len(flights)}, digest)


def newest(*frames):
    """Flights of all frames, each once: a correction that came later is what is true now."""
    # Two airlines may leave for the same place in the same minute.
    key = ["departure", "origin", "destination", "delay"]
    return pd.concat(frames, ignore_index=True).drop_duplicates(key, keep="last").reset_index(drop=True)


def split(arrived, earlier, recent_days):
    """Flights held out of all files that are known to be good, and flights to train on."""
    # Flights that leave one airport on one day share its weather, so they are held out together.
    is_out = lambda flights: flights.airport_day.map(is_held_out).astype(bool)
    since = arrived.departure.max() - recent_days * DAY_MS
    recent = earlier[earlier.departure >= since] if recent_days else earlier[:0]
    known, chosen = newest(earlier, arrived), newest(recent, arrived)
    return known[is_out(known)].reset_index(drop=True), chosen[~is_out(chosen)].reset_index(drop=True)


def distance_band(miles):
    return pd.Series(np.select([miles < 300, miles < 1000], ["short", "medium"], "long"), index=miles.index)


def quantile_of(delays):
    """Value below which all but the anomalies lie: one that was seen, none between two."""
    ordered = np.sort(delays)
    return float(ordered[min(len(ordered) - 1, int((1 - NOMINAL_RATE) * len(ordered)))])


def fit(flights, plan):
    """A group of n flights counts n parts and the pooled quantile `shrinkRows` parts: rare groups do not run off."""
    pooled, shrink_rows = quantile_of(flights.delay), plan["hyperparameters"]["shrinkRows"]
    grouped = flights.delay.groupby(FEATURE_SETS[plan["featureSet"]](flights))
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


def train(job):
    champion, manifest = load_champion(job, mlflow.pyfunc.load_model)
    plan = settle_plan(manifest["plan"], job.plan)
    with start_run(job, f"quantiles/{plan['featureSet']}"):
        arrived = read_flights(job.bronze, job.data)
        earlier = read_flights(job.bronze, [path for path in manifest["files"] if path not in job.data]).rows
        held_out, rows = split(arrived.rows, earlier, plan["recentDays"])
        if len(rows) < 1000 or held_out.empty:
            found = f"{len(rows)} rows to train on and {len(held_out)} held out"
            raise ValueError(f"Data {job.data}: {found}; at least 1000 and 1 are needed. Skipped: {arrived.skipped}.")
        model, features = fit(rows, plan), ["hour", "distance"]
        compared = None if champion is None else champion.predict(held_out[features])
        metrics = evaluate(held_out, model.predict(None, held_out), compared)
        in_training = score(**account(rows, model.predict(None, rows)).sum())
        metrics |= {f"training.{name}": float(value) for name, value in in_training.items()}
        mlflow.log_metrics({**metrics, **drift_metrics(earlier, arrived.rows), "training_rows": len(rows)})
        log_training(job, plan, manifest, arrived, held_out)
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
