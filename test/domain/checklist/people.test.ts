import { expect, test } from "vitest";

import { readPeople } from "../../../src/domain/checklist/people.ts";

test.for<[value: string, usernames: readonly string[]]>([
  ["", []],
  ["maria", ["maria"]],
  ["@maria", ["maria"]],
  ["`@maria`", ["maria"]],
  ["`maria`", ["maria"]],
  ["**@maria**", ["maria"]],
  ["@maria.", ["maria"]],
  ["@_under_score-1.2", ["_under_score-1.2"]],
  ["https://gitlab.com/maria", ["maria"]],
  ["<https://gitlab.com/maria/>", ["maria"]],
  ["[Maria Silva](https://gitlab.com/maria)", ["maria"]],
  ["@maria, @ben", ["maria", "ben"]],
  ["@maria @ben", ["maria", "ben"]],
  ["maria, ben", ["maria", "ben"]],
  ["@maria and @ben", ["maria", "ben"]],
  ["@maria, @ben, @maria", ["maria", "ben"]],
  ["Maria Silva (@maria)", ["maria"]],
  ["<!-- username --> @maria", ["maria"]],
  ["@maria <!-- not @ben", ["maria"]],
  ["Maria Silva", []],
  ["maria@example.com", []],
  ["https://gitlab.com/groups/partners", []],
  ["@all/of us", []],
  ["-", []],
  ["?", []],
  ["@", []],
  ["María", []],
])("readPeople() reads %j as %j", ([value, usernames]) => {
  expect(readPeople(`## People\n\n- Candidate: ${value}\n- Sponsor:`, ["Candidate"])).toEqual(
    new Map([["Candidate", usernames]]),
  );
});

test("readPeople() finds labels without regard to case, white space and emphasis", () => {
  const description = [
    "# people",
    "* CANDIDATE : @a",
    "* **Project  coordinator:** @b",
    "* _PSE Migration\u00a0Engineer_： @c",
    "1. Owner: @d",
  ].join("\r\n");

  expect(readPeople(description, ["Candidate", "Project coordinator", "PSE Migration Engineer", "Owner"])).toEqual(
    new Map([
      ["Candidate", ["a"]],
      ["Project coordinator", ["b"]],
      ["PSE Migration Engineer", ["c"]],
      ["Owner", ["d"]],
    ]),
  );
});

test("readPeople() has no entry for a label without a line, and an empty one for an empty line", () => {
  expect(readPeople("## People\n- Candidate:\n- Sponsor", ["Candidate", "Sponsor", "Owner"])).toEqual(
    new Map([["Candidate", []]]),
  );
});

test("readPeople() joins lines with one label", () => {
  expect(readPeople("## People\n- Candidate: @a\n- Candidate: @b, @a", ["Candidate"])).toEqual(
    new Map([["Candidate", ["a", "b"]]]),
  );
});

test("readPeople() reads under the heading it is given", () => {
  expect(readPeople("## Leute\n- Wer: @a\n## People\n- Wer: @b", ["Wer"], "Leute")).toEqual(new Map([["Wer", ["a"]]]));
});

test.for<[where: string, description: string]>([
  ["under another heading", "## Persons\n- Candidate: @eve"],
  ["before the heading", "- Candidate: @eve\n## People"],
  ["after the next heading", "## People\n### More\n- Candidate: @eve"],
  ["outside a list", "## People\nCandidate: @eve"],
  ["on an item's second line", "## People\n- Candidate\n  Candidate: @eve"],
  ["in a fence", "## People\n```\n- Candidate: @eve\n```"],
  ["in code by indentation", "## People\n\n    - Candidate: @eve"],
  ["in a quote", "## People\n> - Candidate: @eve"],
  ["under a quoted heading", "> ## People\n\n- Candidate: @eve"],
  ["in a comment", "## People\n<!--\n- Candidate: @eve\n-->"],
  ["under a commented heading", "<!--\n## People\n-->\n- Candidate: @eve"],
  ["inside the line's comment", "## People\n- <!-- Candidate: @eve -->"],
  ["as another label", "## People\n- The Candidate: @eve"],
])("readPeople() reads nobody %s", ([, description]) => {
  expect(readPeople(description, ["Candidate"])).toEqual(new Map());
});
