import { createHash } from "node:crypto";
import { type ContentLook, unreadable } from "./content-look.ts";

/** A file's bytes in order, such as a stream of a download. */
export type TextSource = AsyncIterable<Buffer | string>;

/** What goes by while a text file streams through. */
export interface TextWatch {
  /** Digest of all bytes so far. */
  hash: ReturnType<typeof createHash>;
  endsWithNewline: boolean;
  /** What the file is instead of text; null while it may be text. */
  binary: string | null;
  /** Set by the reader to read no further. */
  isDone: boolean;
}

/** A watch that has seen nothing. */
export function newTextWatch(): TextWatch {
  return { hash: createHash("sha256"), endsWithNewline: true, binary: null, isDone: false };
}

/** Passes a file's chunks on, noting what the watch is for; ends at the first that cannot be text. */
export async function* watchText(source: TextSource, watch: TextWatch): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  for await (const piece of source) {
    const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4)]);
    watch.binary ??=
      formatOfHead(head) ?? (chunk.includes(0) ? "binary (it holds zero bytes)" : null);
    if (watch.binary !== null || watch.isDone) return;
    watch.hash.update(chunk);
    watch.endsWithNewline = chunk.at(-1) === 0x0a;
    yield chunk;
  }
}

/** The refusal of a file that is not the text it should be. */
export function notText(binary: string, expected: string): ContentLook {
  const mend = "Set input.format to what it is, or write the file as it should be.";
  return unreadable(
    "wrongFormat",
    `The file is ${binary}; it must be ${expected} in UTF-8. ${mend}`,
  );
}

function formatOfHead(head: Buffer): string | null {
  const start = head.toString("latin1", 0, 4);
  if (start === "PAR1" || start === "PARE") return "a Parquet file";
  if (start.startsWith("\x1f\x8b")) return "gzip-compressed";
  if (start.startsWith("PK\x03\x04")) return "a zip archive";
  return start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff") ? "text in UTF-16" : null;
}
