import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { dataSetPath } from "../examples/nights/data-set.ts";
import { lookAtParquet } from "../functions/clients/look-at-parquet.ts";
import type { FileLook } from "../functions/core/dataset/dataset-facts.ts";
import { judgeDataset } from "../functions/core/dataset/judge-dataset.ts";
import { checkModels } from "../local/platform/check-models.ts";
import { loadModels } from "../local/platform/load-catalogue.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { medianOf } from "./share-of.ts";

const repetitions = 3;
const name = "flights-3m.parquet";

const models = fileURLToPath(new URL("../examples/nights/models.yaml", import.meta.url));

/** Validation as the lifecycle does it, against what it would cost to read the file's values. */
export const validation: Bench = {
  name: "validation",
  about: `Validation of ${name} (3 million rows) by its footer, against reading all its values with the same library, hyparquet; medians of ${repetitions}`,
  limits: [{ figure: "bytes read", atMost: 1_000_000 }],
  async measure() {
    const file = await open(dataSetPath(name));
    try {
      const footers: Reading[] = [];
      const wholes: Reading[] = [];
      for (let round = 0; round < repetitions; round += 1) {
        footers.push(await measureReading(file, validate));
        wholes.push(await measureReading(file, readWhole));
      }
      return [
        compare("bytes read", "bytes", footers, wholes, ({ bytes }) => bytes),
        compare("time", "ms", footers, wholes, ({ ms }) => ms),
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

function compare(
  figure: string,
  unit: string,
  footers: readonly Reading[],
  wholes: readonly Reading[],
  pick: (reading: Reading) => number,
): Figure {
  const against = { name: "reading it whole", value: medianOf(wholes.map(pick)) };
  return { name: figure, unit, value: medianOf(footers.map(pick)), against };
}

/** Reads bytes from `start` up to `end`. */
type Read = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

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
  const definition = checkModels(loadModels({ kind: "file", file: models }), models)[
    "delay-anomaly"
  ];
  if (!definition) throw new Error(`${models}: it has no model delay-anomaly.`);
  const findings = judgeDataset([facts], definition.input, Date.parse(now));
  if (findings.rows.kind !== "known" || findings.rows.value !== 3_000_000)
    throw new Error(`${name}: ${JSON.stringify(findings.rows)} rows were found.`);
}

async function readWhole(read: Read, byteLength: number): Promise<void> {
  const file: AsyncBuffer = {
    byteLength,
    slice: async (start, end = byteLength) => (await read(start, end)).buffer,
  };
  const metadata = await parquetMetadataAsync(file);
  let values = 0;
  const onChunk = ({ columnData }: { columnData: ArrayLike<unknown> }) => {
    values += columnData.length;
  };
  await parquetRead({ file, metadata, compressors, onChunk });
  const expected = Number(metadata.num_rows) * 5;
  if (values !== expected) throw new Error(`${name}: ${values} of ${expected} values were read.`);
}
