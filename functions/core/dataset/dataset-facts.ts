/** A value that a file's own statistics may not show. Unknown is never zero. */
export type Known<T> = { kind: "known"; value: T } | { kind: "unknown"; reason: string };

/** What is known of one column of an arrival. */
export interface ColumnFacts {
  name: string;
  /** Type as found, mapped to the words of the catalogue's column rule; `other` for all else. */
  type: "number" | "integer" | "string" | "boolean" | "timestamp" | "other";
  nulls: Known<number>;
  min: Known<number>;
  max: Known<number>;
}

/** What is known of one file (or table) of an arrival. */
export interface FileFacts {
  /** Path below the bronze container, or a table's full name. */
  path: string;
  /** Size in bytes; unknown for a table. */
  bytes: Known<number>;
  /** When it was last written, ISO 8601. */
  modifiedAt: Known<string>;
  rows: Known<number>;
  columns: ColumnFacts[];
  /** Digest of the content or, where only a footer is read, of the ETag and footer: 64 hex digits. */
  digest: string;
}

/** A file that could not be read as what it should be, with the mend. */
export interface UnreadableFile {
  path: string;
  /** `missing` (deleted since the event), `empty`, `truncated`, `encrypted`, `wrongFormat`, `ragged`, `tooLarge`. */
  problem: "missing" | "empty" | "truncated" | "encrypted" | "wrongFormat" | "ragged" | "tooLarge";
  /** What was found, in one sentence, with the value and the place. */
  detail: string;
}

/** Outcome of looking at one file. */
export type FileLook =
  | { kind: "facts"; facts: FileFacts }
  | { kind: "unreadable"; unreadable: UnreadableFile };

/** One rule of the input definition that the data breaks. */
export interface BrokenRule {
  /** Name of the rule in the catalogue, or what is wrong with the file. */
  rule:
    | "noFiles"
    | "unreadable"
    | "minRows"
    | "maxRows"
    | "maxAgeHours"
    | "required"
    | "type"
    | "maxNullShare"
    | "min"
    | "max"
    | "extraColumns";
  /** File and column, as a person looks for them. */
  where: string;
  /** Value found. */
  value: string;
  /** What the rule allows. */
  limit: string;
  /** What to do about it, in one sentence. */
  mend: string;
}

/** Something that the files do not show. It is never counted as zero, and breaks no rule. */
export interface UnknownFact {
  rule: BrokenRule["rule"];
  where: string;
  reason: string;
}

/** What judging some of the rules finds. */
export interface PartialFindings {
  broken: BrokenRule[];
  unknowns: UnknownFact[];
}

/** What `validateData` finds. */
export type DatasetFindings = {
  /** Rows of all files together. */
  rows: Known<number>;
  /** SHA-256 over the digests of all files, in the order of their paths. */
  digest: string;
  unknowns: UnknownFact[];
  /** Columns that have no rule, where those are allowed. */
  extraColumns: string[];
} & ({ kind: "fit" } | { kind: "unfit"; broken: BrokenRule[] });
