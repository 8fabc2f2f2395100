"""The revenue forecast as a Databricks job: scikit-learn and MLflow, under docs/training-contract.md.

The same films, features, hold-out and plan as revenue.ts beside it, so both tell the same story. One file, since a
Python task of a Databricks job is one file.
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
FEATURE_SETS = {
    "announced": (["genre", "rating"], []),
    "catalogue": (WORDS, ["running_minutes"]),
    "critics": (WORDS, ["running_minutes", "critics_score"]),
}
KNOBS = {
    "penalty": (10, 0.01, 10_000),
    "minCategoryRows": (8, 2, 200),
    "budgetKnots": (3, 0, 8),
    "halfLifeYears": (100, 1, 100),
}
REQUIRED = ["model", "registered_model", "experiment", "bronze", "data", "instance", "attempt", "job_run_id"]


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
    plan = {"featureSet": "catalogue", "recentDays": 0, **champion, **asked}
    knobs = {**champion.get("hyperparameters", {}), **asked.get("hyperparameters", {})}
    plan["hyperparameters"] = {name: knobs.get(name, default) for name, (default, _, _) in KNOBS.items()}
    unknown = set(plan) - {"featureSet", "recentDays", "hyperparameters", "kind", "iteration", "parent"}
    mistakes = [f"{name} is not known" for name in sorted(unknown | (set(knobs) - set(KNOBS)))]
    if plan["featureSet"] not in FEATURE_SETS:
        mistakes.append(f"featureSet is {plan['featureSet']}; it must be one of {', '.join(FEATURE_SETS)}")
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


def read_films(root, paths):
    """Films of some files, as numbers and words, and the digest of the files. Rows without target are left out."""
    digest, frames = hashlib.sha256(), []
    for path in sorted(paths):
        content = read_bronze(root, path)
        digest.update(f"{path}\n{hashlib.sha256(content).hexdigest()}\n".encode())
        frames.append(pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, na_values=[""]))
    raw = pd.concat(frames) if frames else pd.DataFrame()
    if raw.empty:
        return pd.DataFrame(), digest.hexdigest()
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
        day=year * 365.25 + date.dt.dayofyear,
        decade=(year - 2000) / 10,
        modern_decade=(year - 1990).clip(lower=0) / 10,
        season_sine=np.sin(season),
        season_cosine=np.cos(season),
        summer=date.dt.month.between(5, 7).astype(float),
        holidays=(date.dt.month >= 11).astype(float),
    )
    usable = films.year.notna() & (films.gross >= 10) & (films.dollars > 0)
    films = films[usable].drop_duplicates("key", keep="last").reset_index(drop=True)
    return films.assign(budget=np.log10(films.dollars)), digest.hexdigest()


def is_held_out(key):
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32 < HOLDOUT_SHARE


def build_pipeline(plan):
    words, numbers = FEATURE_SETS[plan["featureSet"]]
    knobs = plan["hyperparameters"]
    spline = SplineTransformer(n_knots=knobs["budgetKnots"] + 2, degree=1, knots="quantile", extrapolation="linear")
    plain = ["decade", "modern_decade", "season_sine", "season_cosine", "summer", "holidays"]
    steps = [("budget", spline, ["budget"]), ("plain", "passthrough", plain)]
    if numbers:
        steps.append(("numbers", SimpleImputer(strategy="median", add_indicator=True), numbers))
    encoder = OneHotEncoder(
        min_frequency=int(knobs["minCategoryRows"]), handle_unknown="infrequent_if_exist", sparse_output=False
    )
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


def load_champion(job):
    """Pipeline and manifest of the champion, or none. Fails where it was trained by another program."""
    if job.champion_version == "":
        return None, {"files": [], "plan": {}}
    version = mlflow.MlflowClient().get_model_version(job.registered_model, job.champion_version)
    manifest = mlflow.artifacts.load_dict(f"runs:/{version.run_id}/manifest.json")
    return mlflow.sklearn.load_model(f"models:/{job.registered_model}/{job.champion_version}"), manifest


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
    with mlflow.start_run(tags={**tags, "nightshift.recipe": f"scikit-learn-ridge/{plan['featureSet']}"}):
        arrived, data_digest = read_films(job.bronze, job.data)
        earlier, _ = read_films(job.bronze, [path for path in manifest["files"] if path not in job.data])
        known = pd.concat([earlier, arrived]).drop_duplicates("key", keep="last")
        held_out = known[known.key.map(is_held_out)].reset_index(drop=True)
        recent = earlier[earlier.day >= arrived.day.max() - plan["recentDays"]] if len(earlier) else earlier
        chosen = pd.concat([recent if plan["recentDays"] else recent[:0], arrived]).drop_duplicates("key", keep="last")
        rows = chosen[~chosen.key.map(is_held_out)].reset_index(drop=True)
        if len(rows) < 100:
            raise ValueError(f"Data {job.data}: {len(rows)} rows to train on; at least 100 are needed.")
        pipeline = build_pipeline(plan)
        weights = 0.5 ** ((rows.year.max() - rows.year) / plan["hyperparameters"]["halfLifeYears"])
        pipeline.fit(rows, np.log10(rows.gross), ridge__sample_weight=weights)
        in_training = score(np.log10(rows.gross.to_numpy()), pipeline.predict(rows))
        compared = None if champion is None else champion.predict(held_out)
        metrics = evaluate(held_out, pipeline.predict(held_out), compared)
        metrics |= {f"training.{name}": float(value) for name, value in in_training.items()}
        mlflow.log_metrics({**metrics, "training_rows": len(rows)})
        kept = {name: plan[name] for name in ("featureSet", "hyperparameters")}
        asked = {"data": json.dumps(job.data), "plan": json.dumps(job.plan), "settled_plan": json.dumps(kept)}
        mlflow.log_params(asked)
        mlflow.log_dict({"files": sorted({*manifest["files"], *job.data}), "plan": kept}, "manifest.json")
        holdout = hashlib.sha256(held_out.sort_values("key").to_csv(index=False).encode()).hexdigest()
        mlflow.set_tags({"nightshift.data_digest": data_digest, "nightshift.holdout_digest": holdout})
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
