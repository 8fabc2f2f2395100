import { isUtf8 } from "node:buffer";
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
  let unfinished: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4)]);
    const text = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    unfinished = text.subarray(text.length - unfinishedBytes(text));
    watch.binary ??= formatOfHead(head) ?? formatOfText(text, text.length - unfinished.length);
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

function formatOfText(text: Buffer, end: number): string | null {
  if (text.includes(0)) return "binary (it holds zero bytes)";
  return isUtf8(text.subarray(0, end)) ? null : "in another encoding, Latin-1 perhaps";
}

/** Bytes at the end that begin a character which the next chunk ends, from 0 to 3. */
function unfinishedBytes(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text.readUInt8(text.length - back);
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (isContinuation) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
