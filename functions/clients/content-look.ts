import type { FileFacts, UnreadableFile } from "../core/dataset/dataset-facts.ts";

/** What the content of one file shows, before its path, size and time are added. */
export type ContentLook =
  | { kind: "facts"; content: Pick<FileFacts, "rows" | "columns" | "digest"> }
  | ({ kind: "unreadable" } & Omit<UnreadableFile, "path">);

/** A file that cannot be read, with what was found and the mend. */
export function unreadable(problem: UnreadableFile["problem"], detail: string): ContentLook {
  return { kind: "unreadable", problem, detail };
}
