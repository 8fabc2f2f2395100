/**
 * Quantile of the standard normal distribution, for a share strictly between 0 and 1.
 * Wichura's algorithm AS 241 (PPND16), Applied Statistics 37 (1988): relative error about 1e-16.
 */
export function normalQuantile(share: number): number {
  assertShare("normalQuantile", share);
  const offset = share - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const square = 0.180625 - offset * offset;
    return (offset * polynomial(centre.above, square)) / polynomial(centre.below, square);
  }
  const tail = Math.sqrt(-Math.log(offset < 0 ? share : 1 - share));
  const { above, below, shift } = tail <= 5 ? middle : far;
  const value = polynomial(above, tail - shift) / polynomial(below, tail - shift);
  return offset < 0 ? -value : value;
}

/**
 * Quantile of Student's t distribution, for a share strictly between 0 and 1 and whole degrees of freedom from 1.
 * Bisects the closed form of Abramowitz and Stegun 26.7.3 and 26.7.4: absolute error under 1e-9.
 */
export function studentQuantile(share: number, freedom: number): number {
  assertShare("studentQuantile", share);
  assertFreedom("studentQuantile", freedom);
  if (share < 0.5) return -studentQuantile(1 - share, freedom);
  return bisect((value) => studentShare(value, freedom), share);
}

/**
 * Quantile of the chi-square distribution, for a share strictly between 0 and 1 and whole degrees of freedom from 1.
 * Bisects the series of Abramowitz and Stegun 6.5.29: absolute error under 1e-9.
 */
export function chiSquareQuantile(share: number, freedom: number): number {
  assertShare("chiSquareQuantile", share);
  assertFreedom("chiSquareQuantile", freedom);
  return bisect((value) => chiSquareShare(value, freedom), share);
}

const centre = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852546,
  ],
};
const middle = {
  shift: 1.6,
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const far = {
  shift: 5,
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
}

function studentShare(value: number, freedom: number): number {
  const angle = Math.atan(value / Math.sqrt(freedom));
  const square = Math.cos(angle) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let step = isOdd ? 3 : 2; step < freedom; step += 2) {
    term *= (square * (step - 1)) / step;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 + inside) / 2;
}

function chiSquareShare(value: number, freedom: number): number {
  const [shape, half] = [freedom / 2, value / 2];
  let term = 1 / shape;
  let sum = term;
  for (let step = 1; term > sum * 1e-17; step += 1) {
    term *= half / (shape + step);
    sum += term;
  }
  return sum * Math.exp(shape * Math.log(half) - half - logGammaOfHalves(freedom));
}

/** ln Γ(halves / 2), by the recurrence from Γ(1) = 1 or Γ(1/2) = √π. */
function logGammaOfHalves(halves: number): number {
  const isOdd = halves % 2 === 1;
  let sum = isOdd ? Math.log(Math.PI) / 2 : 0;
  for (let step = isOdd ? 1 : 2; step < halves; step += 2) sum += Math.log(step / 2);
  return sum;
}

function bisect(shareBelow: (value: number) => number, share: number): number {
  let [low, high] = [0, 1];
  while (shareBelow(high) < share) high *= 2;
  while (high - low > 1e-10 * Math.max(1, high)) {
    const middleValue = (low + high) / 2;
    if (shareBelow(middleValue) < share) low = middleValue;
    else high = middleValue;
  }
  return (low + high) / 2;
}

function assertShare(subject: string, share: number): void {
  if (share > 0 && share < 1) return;
  throw new RangeError(`${subject}: share is ${share}; it must be more than 0 and less than 1.`);
}

function assertFreedom(subject: string, freedom: number): void {
  if (Number.isInteger(freedom) && freedom >= 1) return;
  throw new RangeError(`${subject}: freedom is ${freedom}; it must be a whole number from 1.`);
}
