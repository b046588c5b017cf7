// node --test bench/face-api: the cases that the tests of "evaluate verify" have, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy, accuracyAt } from "./pairs.mjs";

const pair = (fold, same, similarity) => ({ fold, same, similarity });

test("each fold is judged by the threshold of the others", () => {
  const pairs = [
    pair("a", true, 0.6), pair("a", true, 0.95), pair("a", false, 0.2), pair("a", false, 0.1),
    pair("b", true, 0.9), pair("b", true, 0.92), pair("b", false, 0.7), pair("b", false, 0.1),
  ];

  assert.equal(accuracy(pairs), 0.75);
});

test("a single fold is judged by its own threshold", () => {
  assert.equal(accuracy([pair("0", true, 0.8), pair("0", true, 0.3), pair("0", false, 0.4), pair("0", false, 0.1)]), 0.75);
});

test("a pair without two faces is wrong, whatever its label", () => {
  const pairs = [pair("0", true, 0.9), pair("0", true, null), pair("0", false, 0.1), pair("0", false, null)];

  assert.equal(accuracy(pairs), 0.5);
});

test("distances count as negative similarities", () => {
  const pairs = [pair("0", true, -0.4), pair("0", true, -0.61), pair("0", false, -0.59), pair("0", false, -0.9)];

  assert.equal(accuracyAt(pairs, -0.6), 0.5);
  assert.equal(accuracy(pairs), 0.75);
});
