import type { Score } from "./paired-bootstrap.ts";

const threefold = Math.log10(3);

/** Metrics of a forecast of log10 dollars; an error of 0.3 is a factor of two. */
export const scoreForecast: Score = (actual, predicted) => {
  const rows = actual.length;
  let [sum, squares, absolute, squaredErrors, relative, over] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const truth = actual[row] ?? Number.NaN;
    const error = (predicted[row] ?? Number.NaN) - truth;
    sum += truth;
    squares += truth * truth;
    absolute += Math.abs(error);
    squaredErrors += error * error;
    relative += Math.abs(error / truth);
    if (error > threefold) over += 1;
  }
  return {
    rmse: Math.sqrt(squaredErrors / rows),
    mae: absolute / rows,
    r2: 1 - squaredErrors / (squares - (sum * sum) / rows),
    mape: relative / rows,
    over_forecast: over / rows,
  };
};
