// Grades pages of a server on this machine by the rules of MDN's HTTP Observatory.
// The package's own `scan` takes a public host's first page alone and no error page; its retriever,
// its tests and its scores are used here as they are, for any port and path.
// Standard input: {"port": 8443, "pages": [["host", "/path"], …]}; output: a JSON list of grades.
import dns from "node:dns";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.dirname(createRequire(import.meta.url).resolve("@mdn/mdn-http-observatory/package.json"));
const load = (file) => import(pathToFileURL(path.join(root, "src", file)));
const preloaded = path.join(root, "conf", "hsts-preload.json");
if (!fs.existsSync(preloaded)) fs.writeFileSync(preloaded, "{}"); // no host of ours is on that list

const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { getGradeForScore, getScoreModifier } = await load("grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
// Every name is this machine: nothing is asked of any other.
dns.lookup = (_host, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);

async function grade([host, page]) {
  const found = await retrieve(host, { httpPort: asked.port, httpsPort: asked.port, path: page });
  if (!found.responses.auto) throw new Error(`no answer from ${host}${page}`);
  const results = ALL_TESTS.map((test) => test(found));
  const points = results.map((one) => getScoreModifier(one.result));
  const base = 100 + points.filter((one) => one < 0).reduce((sum, one) => sum + one, 0);
  const extra = 100 + points.reduce((sum, one) => sum + one, 0);
  const { score, grade } = getGradeForScore(base >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? extra : base);
  const failed = results.filter((one) => !one.pass).map((one) => one.result);
  const credits = Object.fromEntries(results.map((one, n) => [one.result, points[n]]));
  const { status } = found.responses.auto;
  const { headers, verified } = found.responses.auto;
  return { host, path: page, status, score, grade, failed, credits, verified, headers };
}

const grades = [];
for (const page of asked.pages) grades.push(await grade(page));
process.stdout.write(JSON.stringify(grades));
