"""The revenue forecast as a Databricks job: scikit-learn and MLflow, under docs/training-contract.md.

The same films, features, hold-out and plan as revenue.ts beside it, so both tell the same story. One file, since a
Databricks job runs a Python file without a promise that files beside it can be imported. So what every training does
for the contract stands in each of them, word for word, from Files to log_training; all else is this model's own.
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
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

HOLDOUT_SHARE = 0.4
LAST_YEAR = 2011  # later years are two-digit years read wrongly
# Azurite's public development key: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
TEXTS = {
    "Major Genre": "genre",
    "MPAA Rating": "rating",
    "Distributor": "distributor",
    "Source": "source",
    "Creative Type": "creative_type",
}
NUMBERS = {
    "Worldwide Gross": "gross",
    "Production Budget": "dollars",
    "Running Time min": "running_minutes",
    "Rotten Tomatoes Rating": "critics_score",
}
WORDS = list(TEXTS.values())
DEFAULT_FEATURES = "catalogue"
FEATURE_SETS = {
    "announced": (["genre", "rating"], []),
    "catalogue": (WORDS, ["running_minutes"]),
    "critics": (WORDS, ["running_minutes", "critics_score"]),
}
KNOBS = {
    "penalty": (10.0, 0.01, 10_000),
    "minCategoryRows": (8, 2, 200),
    "budgetKnots": (3, 0, 8),
    "halfLifeYears": (100.0, 1, 100),
}
WATCHED = {"budget": "dollars", "month": "month"}


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


def read_films(root, paths):
    """Films of some files, as numbers and words."""
    as_written = {"dtype": str, "keep_default_na": False, "na_values": [""]}
    raw, digest = read_files(root, paths, lambda file: pd.read_csv(file, **as_written))
    numbers = raw.apply(pd.to_numeric, errors="coerce")
    raw = raw.reindex(columns=["Title", "Release Date", *TEXTS, *NUMBERS]).astype(object)
    date = pd.to_datetime(raw["Release Date"], format="%b %d %Y", errors="coerce")
    date = date.mask(raw["Release Date"] == "Dec 31 1969")  # stands for no date
    year = date.dt.year.where(date.dt.year <= LAST_YEAR, date.dt.year - 100)
    season = 2 * np.pi * date.dt.month / 12
    films = raw[list(TEXTS)].rename(columns=TEXTS).fillna("(missing)").astype(object)
    for column, name in NUMBERS.items():
        films[name] = pd.to_numeric(raw[column], errors="coerce")
    films = films.assign(
        key=raw["Title"].fillna("") + "|" + raw["Release Date"].fillna(""),
        year=year,
        month=date.dt.month,
        day=year * 365.25 + date.dt.dayofyear,
        decade=(year - 2000) / 10,
        modern_decade=(year - 1990).clip(lower=0) / 10,
        season_sine=np.sin(season),
        season_cosine=np.cos(season),
        summer=date.dt.month.between(5, 7).astype(float),
        holidays=(date.dt.month >= 11).astype(float),
    )
    causes = {
        "no release date": films.year.isna(),
        "no worldwide gross": ~(films.gross >= 10),
        "no budget": ~(films.dollars > 0),
    }
    films["skipped"] = np.select(list(causes.values()), list(causes), "")
    skipped = films.skipped[films.skipped != ""].value_counts().to_dict()
    films = films[films.skipped == ""].drop(columns="skipped").drop_duplicates("key", keep="last")
    return Files(films.assign(budget=np.log10(films.dollars)).reset_index(drop=True), numbers, skipped, digest)


def split(arrived, earlier, recent_days):
    """Films held out of all files that are known to be good, and films to train on."""
    recent = earlier[earlier.day >= arrived.day.max() - recent_days] if recent_days else earlier[:0]
    known, chosen = newest(earlier, arrived), newest(recent, arrived)
    is_out = lambda films: films.key.map(is_held_out).astype(bool)
    return known[is_out(known)].reset_index(drop=True), chosen[~is_out(chosen)].reset_index(drop=True)


def newest(*frames):
    """Films of all frames, each once: a correction that came later is what is true now."""
    return pd.concat(frames, ignore_index=True).drop_duplicates("key", keep="last")


def build_pipeline(plan):
    words, numbers = FEATURE_SETS[plan["featureSet"]]
    knobs = plan["hyperparameters"]
    spline = SplineTransformer(n_knots=knobs["budgetKnots"] + 2, degree=1, knots="quantile", extrapolation="linear")
    plain = ["decade", "modern_decade", "season_sine", "season_cosine", "summer", "holidays"]
    steps = [("budget", spline, ["budget"]), ("plain", "passthrough", plain)]
    if numbers:
        steps.append(("numbers", SimpleImputer(strategy="median", add_indicator=True), numbers))
    rare = {"min_frequency": knobs["minCategoryRows"], "handle_unknown": "infrequent_if_exist"}
    encoder = OneHotEncoder(**rare, sparse_output=False)
    steps.append(("words", encoder, words))
    return Pipeline([
        ("features", make_pipeline(ColumnTransformer(steps), StandardScaler())),
        ("ridge", Ridge(alpha=knobs["penalty"])),
    ])


def score(actual, predicted):
    """Metrics of one sample, or of many: the last axis holds the films. Errors are of log10 dollars."""
    error = predicted - actual
    spread = ((actual - actual.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
    return {
        "rmse": np.sqrt((error**2).mean(axis=-1)),
        "mae": np.abs(error).mean(axis=-1),
        "r2": 1 - (error**2).sum(axis=-1) / spread,
        "mape": np.abs(error / actual).mean(axis=-1),
        "over_forecast": (error > np.log10(3)).mean(axis=-1),
    }


def evaluate(held_out, candidate, champion):
    actual = np.log10(held_out.gross.to_numpy())
    size = np.select([held_out.dollars < 10e6, held_out.dollars < 50e6], ["small", "medium"], "large")
    parts = {"": np.full(len(actual), True), **{f".slice.{name}": size == name for name in np.unique(size)}}
    metrics = {}
    for suffix, rows in parts.items():
        metrics[f"sample_size{suffix}"] = int(rows.sum())
        metrics |= {f"{name}{suffix}": value for name, value in score(actual[rows], candidate[rows]).items()}
        if champion is not None:
            scores = score(actual[rows], champion[rows])
            metrics |= {f"champion.{name}{suffix}": value for name, value in scores.items()}
    if champion is not None:
        draws = np.random.default_rng(1).integers(len(actual), size=(2000, len(actual)))
        pair = [score(actual[draws], model[draws]) for model in (candidate, champion)]
        metrics |= {f"{name}.gain_se": (pair[0][name] - pair[1][name]).std(ddof=1) for name in pair[0]}
    return {name: float(value) for name, value in metrics.items()}


def train(job):
    champion, manifest = load_champion(job, mlflow.sklearn.load_model)
    plan = settle_plan(manifest["plan"], job.plan)
    with start_run(job, f"scikit-learn-ridge/{plan['featureSet']}"):
        arrived = read_films(job.bronze, job.data)
        earlier = read_films(job.bronze, [path for path in manifest["files"] if path not in job.data]).rows
        held_out, rows = split(arrived.rows, earlier, plan["recentDays"])
        if len(rows) < 100 or held_out.empty:
            found = f"{len(rows)} rows to train on and {len(held_out)} held out"
            raise ValueError(f"Data {job.data}: {found}; at least 100 and 1 are needed. Skipped: {arrived.skipped}.")
        pipeline = build_pipeline(plan)
        weights = 0.5 ** ((rows.year.max() - rows.year) / plan["hyperparameters"]["halfLifeYears"])
        pipeline.fit(rows, np.log10(rows.gross), ridge__sample_weight=weights)
        compared = None if champion is None else champion.predict(held_out)
        metrics = evaluate(held_out, pipeline.predict(held_out), compared)
        in_training = score(np.log10(rows.gross.to_numpy()), pipeline.predict(rows))
        metrics |= {f"training.{name}": float(value) for name, value in in_training.items()}
        mlflow.log_metrics({**metrics, **drift_metrics(earlier, arrived.rows), "training_rows": len(rows)})
        log_training(job, plan, manifest, arrived, held_out)
        logged = mlflow.sklearn.log_model(
            pipeline,
            name="model",
            registered_model_name=job.registered_model,
            signature=infer_signature(rows, pipeline.predict(rows)),
            pip_requirements=["scikit-learn", "pandas"],
            serialization_format="cloudpickle",
        )
        mlflow.set_tag("nightshift.model_version", str(logged.registered_model_version))


if __name__ == "__main__":
    train(parse_job())
