import { readFileSync } from "node:fs";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import * as z from "zod/mini";
import { dataSetPath } from "./data-set.ts";
import type { NightFile } from "./film-files.ts";

const flight = z.object({
  date: z.date(),
  delay: z.bigint(),
  distance: z.bigint(),
  origin: z.string(),
  destination: z.string(),
});
/** One flight as the data set writes it. */
export type FlightRow = z.infer<typeof flight>;

const stepRows = 20_000;

interface FlightSlice {
  name: string;
  /** First day, and the day after the last. */
  from: string;
  until: string;
}

const slices: readonly FlightSlice[] = [
  { name: "flights-2001-01-01.parquet", from: "2001-01-01", until: "2001-01-02" },
  { name: "flights-2001-01-02.parquet", from: "2001-01-02", until: "2001-01-03" },
];

/** Makes the flight files: the same bytes on every machine. The last one is a copy that broke off on its way. */
export async function makeFlightFiles(): Promise<NightFile[]> {
  const flights = await readFlightsUntil(slices.at(-1)?.until ?? "");
  const files = slices.map(({ name, from, until }) => {
    const days = flights.filter(({ date }) => date >= new Date(from) && date < new Date(until));
    return { name, rows: days.length, bytes: writeParquet(days) };
  });
  const whole = files[1];
  if (!whole) return files;
  const half = whole.bytes.subarray(0, Math.floor(whole.bytes.length / 2));
  return [...files, { name: "flights-truncated.parquet", rows: 0, bytes: half }];
}

/** Flights before a day: the data set is in order of time, so it is read in steps until that day. */
export async function readFlightsUntil(day: string): Promise<FlightRow[]> {
  const bytes = readFileSync(dataSetPath("flights-3m.parquet"));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const metadata = parquetMetadata(file);
  const end = new Date(day);
  const flights: FlightRow[] = [];
  for (let rowStart = 0; rowStart < Number(metadata.num_rows); rowStart += stepRows) {
    const rowEnd = rowStart + stepRows;
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    const read = z.array(flight).parse(rows);
    flights.push(...read.filter(({ date }) => date < end));
    if (flights.length < rowEnd) return flights;
  }
  return flights;
}

/** Flights as a Parquet file. */
export function writeParquet(rows: readonly FlightRow[]): Uint8Array {
  const column = <K extends keyof FlightRow>(name: K) => rows.map((row) => row[name]);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "date", data: column("date"), type: "TIMESTAMP" },
        { name: "delay", data: column("delay").map(Number), type: "INT32" },
        { name: "distance", data: column("distance").map(Number), type: "INT32" },
        { name: "origin", data: column("origin"), type: "STRING" },
        { name: "destination", data: column("destination"), type: "STRING" },
      ],
    }),
  );
}
