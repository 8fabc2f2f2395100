import { type FileHandle, open } from "node:fs/promises";
import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { dataSetPath } from "../examples/nights/data-set.ts";
import { lookAtParquet } from "../functions/clients/look-at-parquet.ts";
import { parseCatalogue } from "../functions/core/catalogue/parse-catalogue.ts";
import type { FileLook } from "../functions/core/dataset/dataset-facts.ts";
import { judgeDataset } from "../functions/core/dataset/judge-dataset.ts";
import type { Bench } from "./judge-figures.ts";
import { medianOf } from "./share-of.ts";

const repetitions = 3;
const name = "flights-3m.parquet";

const { input } = readDefinition();

/** Validation as the lifecycle does it, against what it would cost to read the file's values. */
export const validation: Bench = {
  name: "validation",
  about: `Validation of ${name} (3 million rows) by its footer, against reading all its values with the same library, hyparquet; medians of ${repetitions}`,
  limits: [{ figure: "bytes read", atMost: 1_000_000 }],
  async measure() {
    const file = await open(dataSetPath(name));
    try {
      const [ours, whole] = [[], []] as [Reading[], Reading[]];
      for (let round = 0; round < repetitions; round += 1) {
        ours.push(await measureReading(file, validate));
        whole.push(await measureReading(file, readWhole));
      }
      const against = (value: number) => ({ name: "reading it whole", value });
      const [bytes, wholeBytes] = [ours, whole].map((all) => medianOf(all.map((one) => one.bytes)));
      const [ms, wholeMs] = [ours, whole].map((all) => medianOf(all.map((one) => one.ms)));
      return [
        {
          name: "bytes read",
          value: bytes ?? NaN,
          unit: "bytes",
          against: against(wholeBytes ?? NaN),
        },
        { name: "time", value: ms ?? NaN, unit: "ms", against: against(wholeMs ?? NaN) },
      ];
    } finally {
      await file.close();
    }
  },
};

interface Reading {
  bytes: number;
  ms: number;
}

/** Reads bytes from `start` up to `end`. */
type Read = (start: number, end: number) => Promise<Uint8Array>;

async function measureReading(
  file: FileHandle,
  work: (read: Read, size: number) => Promise<void>,
): Promise<Reading> {
  const { size } = await file.stat();
  let bytes = 0;
  const began = performance.now();
  await work(async (start, end) => {
    bytes += end - start;
    const buffer = new Uint8Array(end - start);
    await file.read(buffer, 0, buffer.length, start);
    return buffer;
  }, size);
  return { bytes, ms: performance.now() - began };
}

async function validate(read: Read, bytes: number): Promise<void> {
  const look = await lookAtParquet({ bytes, etag: "1", read });
  if (look.kind !== "facts") throw new Error(`${name}: ${look.detail}`);
  const now = new Date().toISOString();
  const facts: FileLook = {
    kind: "facts",
    facts: {
      path: name,
      bytes: { kind: "known", value: bytes },
      modifiedAt: { kind: "known", value: now },
      ...look.content,
    },
  };
  const findings = judgeDataset([facts], input, Date.parse(now));
  if (findings.rows.kind !== "known" || findings.rows.value !== 3_000_000)
    throw new Error(`${name}: ${JSON.stringify(findings.rows)} rows were found.`);
}

async function readWhole(read: Read, byteLength: number): Promise<void> {
  const slice: AsyncBuffer["slice"] = async (start, end = byteLength) => {
    const { buffer } = await read(start, end);
    return buffer instanceof ArrayBuffer ? buffer : new ArrayBuffer(0);
  };
  const file = { byteLength, slice };
  const metadata = await parquetMetadataAsync(file);
  let values = 0;
  const onChunk = ({ columnData }: { columnData: ArrayLike<unknown> }) => {
    values += columnData.length;
  };
  await parquetRead({ file, metadata, compressors, onChunk });
  const expected = Number(metadata.num_rows) * 5;
  if (values !== expected) throw new Error(`${name}: ${values} of ${expected} values were read.`);
}

function readDefinition() {
  const column = (type: string) => ({ type, maxNullShare: 0.05 });
  const parsed = parseCatalogue({
    flights: {
      registeredModel: "main.operations.delay_anomaly",
      input: {
        path: "flights",
        format: "parquet",
        minRows: 10_000,
        columns: { date: column("timestamp"), delay: column("integer"), origin: column("string") },
      },
      training: { program: "/Shared/train.py" },
      metrics: { quantile_loss: { better: "lower", role: "target" } },
    },
  });
  const definition = parsed.kind === "catalogue" ? parsed.catalogue.flights : undefined;
  if (definition === undefined)
    throw new Error(`Definition of the bench: ${JSON.stringify(parsed)}`);
  return definition;
}
