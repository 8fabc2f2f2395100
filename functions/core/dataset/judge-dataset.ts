import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { sha256Hex } from "../digest.ts";
import type { Instant } from "../instant.ts";
import type {
  BrokenRule,
  DatasetFindings,
  FileFacts,
  FileLook,
  Known,
  PartialFindings,
} from "./dataset-facts.ts";
import { judgeAge, judgeRows } from "./judge-amount.ts";
import { judgeColumns } from "./judge-columns.ts";

/** Judges an arrival by the input definition, at `now`: every broken rule is named, and what is unknown breaks none. */
export function judgeDataset(
  looks: readonly FileLook[],
  input: ModelDefinition["input"],
  now: Instant,
): DatasetFindings {
  const files = looks.flatMap((look) => (look.kind === "facts" ? [look.facts] : []));
  const rows = sumRows(files);
  const parts = [
    judgeFiles(looks),
    judgeRows(rows, files, input),
    judgeAge(files, input, now),
    ...files.map((file) => judgeColumns(file, input)),
  ];
  const broken = parts.flatMap((part) => part.broken);
  const findings = {
    rows,
    digest: sha256Hex(
      files
        .map(({ path, digest }) => `${path}\n${digest}`)
        .sort()
        .join("\n"),
    ),
    unknowns: parts.flatMap((part) => part.unknowns),
    extraColumns: [...new Set(files.flatMap((file) => extraColumns(file, input)))],
  };
  return broken.length === 0
    ? { kind: "fit", ...findings }
    : { kind: "unfit", ...findings, broken };
}

function judgeFiles(looks: readonly FileLook[]): PartialFindings {
  const unreadable = looks.flatMap((look) => (look.kind === "unreadable" ? [look.unreadable] : []));
  const broken: BrokenRule[] = unreadable.map(({ path, problem, detail }) => ({
    rule: "unreadable",
    where: path,
    value: `${problem}: ${detail}`,
    limit: "every file can be read",
    mend: "Write the file again, then let it arrive under a new name.",
  }));
  if (looks.length === 0) {
    const mend = "Let at least one data file arrive before the marker.";
    broken.push({ rule: "noFiles", where: "arrival", value: "0 files", limit: "at least 1", mend });
  }
  return { broken, unknowns: [] };
}

/** Known only where every file tells its rows. */
function sumRows(files: readonly FileFacts[]): Known<number> {
  let sum = 0;
  for (const { path, rows } of files) {
    if (rows.kind === "unknown") return { kind: "unknown", reason: `${path}: ${rows.reason}` };
    sum += rows.value;
  }
  return { kind: "known", value: sum };
}

function extraColumns(file: FileFacts, input: ModelDefinition["input"]): string[] {
  return file.columns.map(({ name }) => name).filter((name) => !Object.hasOwn(input.columns, name));
}
