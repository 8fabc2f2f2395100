const written = /^[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|Infinity)$/i;

/**
 * Reads a metric value as tracking writes it: a number, or its text where JSON has no word for it. Any other text is
 * NaN: nothing may become a zero that nobody measured. A server may clamp an infinity to the largest double.
 */
export function readMetricValue(wire: number | string): number {
  const isNumber = typeof wire === "number" || written.test(wire);
  const value = isNumber ? Number(wire) : Number.NaN;
  return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;
}
