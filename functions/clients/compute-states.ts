/** States in which compute costs nothing, or soon will not. */
export const atRest: ReadonlySet<string> = new Set(
  "TERMINATED TERMINATING ERROR STOPPED STOPPING DELETED DELETING IDLE FAILED PAUSED".split(" "),
);
