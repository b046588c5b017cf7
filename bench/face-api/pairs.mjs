// The list of pairs, and the figures that "recognize evaluate verify" makes of one: the same rules, so that they compare.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/**
 * @typedef {{ fold: string, fileA: string, fileB: string, same: boolean }} Pair
 */

/**
 * @param {string} path CSV with the columns fold, file_a, file_b, same (1 or 0).
 * @returns {Pair[]} at least one
 */
export function readPairs(path) {
  const rows = parse(readFileSync(path), { bom: true, columns: true, skip_empty_lines: true });
  if (rows.length === 0) throw new Error(`'${path}' holds no pair.`);
  return rows.map((row, index) => {
    if (!row.fold || !row.file_a || !row.file_b || !["0", "1"].includes(row.same)) {
      throw new Error(`'${path}', pair ${index + 1}: fold, file_a, file_b and same (1 or 0) are needed.`);
    }
    return { fold: row.fold, fileA: row.file_a, fileB: row.file_b, same: row.same === "1" };
  });
}

/** @param {Pair[]} pairs */
export function filesOf(pairs) {
  return [...new Set(pairs.flatMap((pair) => [pair.fileA, pair.fileB]))].sort();
}

/**
 * Mean over folds of the share of right answers with the threshold that is best on all other folds; with one fold, on
 * itself. A pair without a similarity is a wrong answer.
 * @param {{ fold: string, same: boolean, similarity: number | null }[]} compared
 */
export function accuracy(compared) {
  const folds = [...new Set(compared.map((pair) => pair.fold))];
  const shares = folds.map((fold) => {
    const others = folds.length === 1 ? compared : compared.filter((pair) => pair.fold !== fold);
    return accuracyAt(compared.filter((pair) => pair.fold === fold), bestThreshold(others));
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Share of right answers with one threshold: pairs above it are taken for one person. */
export function accuracyAt(compared, threshold) {
  const right = compared.filter((pair) => pair.similarity !== null && pair.similarity > threshold === pair.same);
  return right.length / compared.length;
}

/** The threshold with the most right answers; of several ranges that are as good, the middle of the lowest. */
export function bestThreshold(compared) {
  const ordered = compared.filter((pair) => pair.similarity !== null).sort((a, b) => a.similarity - b.similarity);
  // Below all similarities everything is accepted; each step past a pair turns one answer round.
  let right = ordered.filter((pair) => pair.same).length;
  let best = right;
  let threshold = -Infinity;
  ordered.forEach((pair, index) => {
    right += pair.same ? -1 : 1;
    const next = ordered[index + 1]?.similarity ?? pair.similarity + 1;
    if (right > best && next > pair.similarity) {
      best = right;
      threshold = (pair.similarity + next) / 2;
    }
  });
  return threshold;
}
