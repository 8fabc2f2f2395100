/** What the engine sends for a value that is not known before `up`. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A value as it travels between engine and provider. */
export type Wire = null | boolean | number | string | readonly Wire[] | WireRecord;
/** Named values as they travel. */
export interface WireRecord {
  readonly [name: string]: Wire;
}

/** Whether the value has names. */
export function isWireRecord(value: Wire | undefined): value is WireRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value with the wrappers of secrets taken off, at every depth. */
function revealed(value: Wire): Wire {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isWireRecord(value)) return value;
  if (value[signature] === secretSignature) return revealed(value.value ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revealed(inner)]));
}

/** The named values with the wrappers of secrets taken off. */
export function revealedRecord(record: WireRecord): WireRecord {
  const plain = revealed(record);
  return isWireRecord(plain) ? plain : {};
}

/** Whether any part of the value is unknown. */
export function holdsUnknown(value: Wire): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isWireRecord(value) && Object.values(value).some(holdsUnknown);
}

/** Every text in the value, with its path. */
export function textsIn(value: Wire, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((inner, i) => textsIn(inner, `${path}[${i}]`));
  if (!isWireRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    textsIn(inner, path === "" ? name : `${path}.${name}`),
  );
}

/** Paths at which two values differ, as the engine writes them: `tags.owner`, `tasks[0].key`. */
export function differences(
  before: Wire | undefined,
  after: Wire | undefined,
  path = "",
): string[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    return Array.from({ length: longest }, (_, i) =>
      differences(before[i], after[i], `${path}[${i}]`),
    ).flat();
  }
  if (isWireRecord(before) && isWireRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
    );
  }
  return before === after ? [] : [path];
}
