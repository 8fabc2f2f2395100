import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { pairedStandardErrors, type Score } from "../../../examples/training/paired-bootstrap.ts";
import { seededRandom } from "../../../examples/training/seeded-random.ts";

describe("pairedStandardErrors", () => {
  const rows = 400;
  const alone = Array.from({ length: rows }, (_, row) => String(row));
  const random = seededRandom(7);
  const draw = () => Float64Array.from({ length: rows }, () => random() - 0.5);
  const actual = draw();
  const candidate = draw();
  const champion = draw();

  it("agrees with the formula where the metric is a mean", () => {
    const { error } = pairedStandardErrors(meanError, {
      actual,
      candidate,
      champion,
      clusters: alone,
    });
    const differences = candidate.map((value, row) => value - (champion[row] ?? 0));
    const mean = differences.reduce((sum, value) => sum + value, 0) / rows;
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1);
    const exact = Math.sqrt(variance / rows);
    assert.ok(Math.abs((error ?? 0) / exact - 1) < 0.05, `${error} against ${exact}`);
  });

  it("is zero where both models say the same", () => {
    const same = { actual, candidate, champion: candidate, clusters: alone };
    assert.deepEqual(pairedStandardErrors(meanError, same), { error: 0 });
  });

  it("grows where rows go together", () => {
    const double = (values: Float64Array) => Float64Array.from([...values, ...values]);
    const paired = {
      actual: double(actual),
      candidate: double(candidate),
      champion: double(champion),
    };
    const apart = Array.from({ length: 2 * rows }, (_, row) => String(row));
    const { error: naive = 0 } = pairedStandardErrors(meanError, { ...paired, clusters: apart });
    const together = { ...paired, clusters: [...alone, ...alone] };
    const { error: honest = 0 } = pairedStandardErrors(meanError, together);
    assert.ok(Math.abs(honest / naive / Math.SQRT2 - 1) < 0.1, `${honest} against ${naive}`);
  });

  it("answers the same to the same seed", () => {
    const paired = { actual, candidate, champion, clusters: alone };
    assert.deepEqual(
      pairedStandardErrors(meanError, paired),
      pairedStandardErrors(meanError, paired),
    );
  });
});

const meanError: Score = (actual, predicted) => ({
  error: predicted.reduce((sum, value, row) => sum + value - (actual[row] ?? 0), 0) / actual.length,
});
