/** The known name that a mistyped one most likely means, or null where none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const allowed = Math.max(2, Math.floor(name.length / 3));
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && (best === null || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name ?? null;
}

/** Levenshtein distance of texts, cut to 100 characters. */
function editDistance(left: string, right: string): number {
  const target = right.slice(0, 100);
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [index, character] of [...left.slice(0, 100)].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= target.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (character === target[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
