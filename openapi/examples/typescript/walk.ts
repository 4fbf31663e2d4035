// From a submission to a ranked list, with types made from the API document:
//
//     (cd ../.. && npm ci)
//     tools=../../node_modules/.bin
//     $tools/openapi-typescript ../../openapi.json --default-non-nullable=false --output schema.d.ts
//     $tools/tsc && node walk.js http://localhost:8000 PLATFORM_KEY EMPLOYER_KEY
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type SkillsCVIn = components["schemas"]["SkillsCVIn"];
type VacancyIn = components["schemas"]["VacancyIn"];

const [base, platformKey, employerKey] = process.argv.slice(2);
const clientOf = (key: string | undefined) =>
  createClient<paths>({ baseUrl: `${base}/v1`, headers: { Authorization: `Bearer ${key}` } });
const platform = clientOf(platformKey);
const employer = clientOf(employerKey);

const person: SkillsCVIn = {
  externalRef: "typescript-1",
  language: "en",
  sections: [
    {
      kind: "volunteering",
      text: "I drew up the rota for twelve volunteers of the food bank and found another cold store within the hour.",
    },
  ],
  consents: [{ purpose: "matching", grantedAt: new Date().toISOString() }],
};
const wanted: VacancyIn = {
  externalRef: "typescript-vacancy-1",
  title: "Coordinator of volunteers",
  language: "en",
  text: "You draw up rotas and solve what goes wrong.",
  requirements: [{ skillId: "planning", weight: 5, minimumLevel: 2, need: "must" }],
  visibility: "community",
};

const submitted = await platform.POST("/skillscvs", { body: person });
if (submitted.error) throw new Error(submitted.error.detail);
const placed = await employer.POST("/vacancies", { body: wanted });
if (placed.error) throw new Error(placed.error.detail);
const run = await employer.POST("/vacancies/{vacancyId}/match-runs", {
  params: { path: { vacancyId: placed.data.id } },
  body: { limit: 10 },
});
if (run.error) throw new Error(run.error.detail);

const best = run.data.results[0];
const points = best?.contributions.reduce((sum, item) => sum + item.points, 0);
const missing = await employer.GET("/vacancies/{vacancyId}", { params: { path: { vacancyId: submitted.data.id } } });
console.log(
  JSON.stringify({
    person: submitted.data.id,
    best: best?.skillscvId,
    score: best?.score,
    points,
    missing: missing.error?.status,
  }),
);
