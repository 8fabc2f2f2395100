import { CholeskyDecomposition, Matrix } from "ml-matrix";
import * as z from "zod/mini";

/** A fitted linear model, as it is kept in JSON. */
export const linearModel = z.object({
  intercept: z.number(),
  /** One weight a feature. */
  weights: z.array(z.number()),
});
/** A fitted linear model. */
export type LinearModel = z.infer<typeof linearModel>;

/**
 * Fits weighted least squares with a penalty on the squared weights of the standardised features (ridge). Features
 * that never vary get weight 0. The penalty, over 0, makes the system solvable whatever the features.
 */
export function fitRidge(
  features: readonly (readonly number[])[],
  target: readonly number[],
  rowWeights: readonly number[],
  penalty: number,
): LinearModel {
  const total = rowWeights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (value: (row: number) => number) =>
    rowWeights.reduce((sum, weight, row) => sum + weight * value(row), 0) / total;
  const targetMean = meanOf((row) => target[row] ?? 0);
  const columns = (features[0] ?? []).map((_, column) => {
    const mean = meanOf((row) => features[row]?.[column] ?? 0);
    const variance = meanOf((row) => ((features[row]?.[column] ?? 0) - mean) ** 2);
    return { mean, deviation: variance > 0 ? Math.sqrt(variance) : Number.POSITIVE_INFINITY };
  });
  const roots = rowWeights.map(Math.sqrt);
  const scaled = new Matrix(
    features.map((values, row) =>
      columns.map(
        ({ mean, deviation }, column) =>
          ((roots[row] ?? 0) * ((values[column] ?? 0) - mean)) / deviation,
      ),
    ),
  );
  const centred = target.map((value, row) => (roots[row] ?? 0) * (value - targetMean));
  const transposed = scaled.transpose();
  const normal = transposed.mmul(scaled).add(Matrix.eye(columns.length).mul(penalty));
  const solution = new CholeskyDecomposition(normal)
    .solve(transposed.mmul(Matrix.columnVector(centred)))
    .to1DArray();
  const weights = solution.map((weight, column) => weight / (columns[column]?.deviation ?? 1));
  const shift = weights.reduce((sum, weight, at) => sum + weight * (columns[at]?.mean ?? 0), 0);
  return { intercept: targetMean - shift, weights };
}

/** Value of the model for one row of features. */
export function predictLinear(
  { intercept, weights }: LinearModel,
  features: readonly number[],
): number {
  return weights.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), intercept);
}
