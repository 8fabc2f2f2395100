const RealDate = Date;

/** Sets this process's `Date` to a time: standing still there, or going on from it at real pace. */
export function freezeOrShift(now: number, pace: "frozen" | "real"): void {
  const setAt = RealDate.now();
  const clock = () => (pace === "frozen" ? now : now + RealDate.now() - setAt);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args: []) =>
      args.length === 0 ? new target(clock()) : Reflect.construct(target, args),
    apply: () => new RealDate(clock()).toString(),
    get: (target, key) => (key === "now" ? clock : Reflect.get(target, key)),
  });
}
