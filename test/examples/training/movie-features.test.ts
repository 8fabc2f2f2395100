import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Movie } from "../../../examples/training/movie.ts";
import { encodeMovie, fitMovieEncoder } from "../../../examples/training/movie-features.ts";

describe("encodeMovie", () => {
  const rule = { featureSet: "critics", budgetKnots: 2, minCategoryRows: 2 };
  const movies = [movie({}), movie({}), movie({ genre: "Western", budget: 5e7 })];

  it("gives every film as many numbers as any other, whatever it lacks or brings anew", () => {
    const encoder = fitMovieEncoder(movies, rule);
    const bare = movie({ genre: null, rating: null, distributor: null, criticsScore: null });
    const lengths = [...movies, bare, movie({ genre: "Musical" })].map(
      (film) => encodeMovie(encoder, film).length,
    );
    assert.equal(new Set(lengths).size, 1);
    assert.ok(encodeMovie(encoder, bare).every(Number.isFinite));
  });

  it("gives a rare category no weight of its own", () => {
    assert.deepEqual(fitMovieEncoder(movies, rule).levels.genre, ["Drama"]);
  });

  it("never sees what is known only after release", () => {
    const encoder = fitMovieEncoder(movies, rule);
    assert.deepEqual(encodeMovie(encoder, movie({ gross: 1 })), encodeMovie(encoder, movie({})));
    const announced = fitMovieEncoder(movies, { ...rule, featureSet: "announced" });
    const panned = encodeMovie(announced, movie({ criticsScore: 0 }));
    assert.deepEqual(panned, encodeMovie(announced, movie({ criticsScore: 100 })));
  });

  it("refuses an unknown feature set and names the known ones", () => {
    assert.throws(
      () => fitMovieEncoder(movies, { ...rule, featureSet: "all" }),
      /catalogue, critics/,
    );
  });
});

function movie(changes: Partial<Movie>): Movie {
  return {
    key: "Duel|Jun 12 1998",
    releasedOn: { year: 1998, month: 6, day: 12 },
    budget: 8e6,
    gross: 146083,
    runningMinutes: 90,
    genre: "Drama",
    rating: "R",
    distributor: "Gramercy",
    source: "Remake",
    creativeType: "Fantasy",
    criticsScore: 50,
    ...changes,
  };
}
