/** How often, and how long, the API looks for what it asked for. */
const lookMs = 50;
const longestMs = 10_000;

/** Looks until there is something to see. Throws after ten seconds: what was asked for may still happen. */
export async function settle<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let waited = 0; waited <= longestMs; waited += lookMs) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  throw new Error(
    `API: ${what} did not come within ${longestMs / 1000} seconds. It may still come: look at GET /api/status before you ask again.`,
  );
}
