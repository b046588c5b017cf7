// Prints what a test run left to know: failures, skips by reason, and as the last line the three counts.
// Usage: node test-summary.mjs RESULTS.json EXIT-CODE-OF-THE-RUNNER
import { existsSync, readFileSync } from "node:fs";

const [file, exitCode] = [process.argv[2], Number(process.argv[3])];

function read() {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")).results.tests;
  } catch (error) {
    console.log(`The results in ${file} cannot be read: ${error.message}`);
    return null;
  }
}

const tests = read();
const of = (...states) => (tests ?? []).filter((test) => states.includes(test.status));
const passed = of("passed");
const failed = of("failed", "other");
const skipped = of("skipped", "pending");
let failures = failed.length;

if (failed.length > 0) {
  console.log("\nFailed:");
  for (const test of failed) console.log(`  ${test.name}\n    ${(test.message ?? "").split("\n").join("\n    ")}`);
}

if (skipped.length > 0) {
  const reasons = new Map();
  for (const test of skipped) {
    const reason = test.message ?? "no reason given";
    reasons.set(reason, [...(reasons.get(reason) ?? []), test.name]);
  }
  console.log("\nSkipped:");
  for (const [reason, names] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`  ${names.length} x ${reason}`);
    for (const name of names) console.log(`      ${name}`);
  }
}

if (tests === null) {
  console.log(`\nThe test run ended early, with exit code ${exitCode}, and left no results.`);
  failures = 1;
} else if (exitCode !== 0 && failures === 0) {
  console.log(`\nThe test run ended with exit code ${exitCode} outside of any test; its output above says why.`);
  failures = 1;
} else if (passed.length + failures === 0) {
  console.log("\nNo test ran.");
}

console.log(`\n${passed.length} passed, ${failures} failed, ${skipped.length} skipped`);
process.exitCode = failures > 0 || passed.length === 0 ? 1 : 0;
