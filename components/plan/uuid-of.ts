import { createHash } from "node:crypto";

/** Namespace of the names below, made once at random; another one would rename every role assignment. */
const namespace = Buffer.from("5f0b6f3c6a0e4c0f9d3a7f4f1f6a2b9e", "hex");

/** UUID of version 5: the same text always gives the same UUID. */
export function uuidOf(text: string): string {
  const bytes = createHash("sha1").update(namespace).update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
