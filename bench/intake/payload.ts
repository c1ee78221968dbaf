import { createHmac, randomUUID } from "node:crypto";

export const SECRET = "a secret only for measuring";
export const SIGNING_TOKEN = `whsec_${Buffer.alloc(32, 42).toString("base64")}`;

/** Size of a recorded issue hook with a filled onboarding checklist. */
const BODY_BYTES = 6281;

export type Kind = "gitlab-token" | "gitlab-signed" | "github-signed";

/** One request as its sender would make it, under an id of its own. */
export function createRequests(kind: Kind): { readonly body: string; headers(): Record<string, string> } {
  const body = fill(kind === "github-signed" ? GITHUB_ISSUE : GITLAB_ISSUE);
  const key = Buffer.alloc(32, 42);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const githubSignature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;

  return {
    body,
    headers() {
      const id = randomUUID();
      if (kind === "github-signed") {
        return {
          "content-type": "application/json",
          "user-agent": "GitHub-Hookshot/044aadd",
          "x-github-delivery": id,
          "x-github-event": "issues",
          "x-hub-signature-256": githubSignature,
        };
      }
      const headers = {
        "content-type": "application/json",
        "user-agent": "GitLab/19.1.0",
        "idempotency-key": id,
        "x-gitlab-event": "Issue Hook",
        "x-gitlab-event-uuid": id,
        "x-gitlab-instance": "https://gitlab.example.com",
        "x-gitlab-webhook-uuid": id,
      };
      if (kind === "gitlab-token") return { ...headers, "x-gitlab-token": SECRET };
      const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
      return {
        ...headers,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      };
    },
  };
}

const GITLAB_ISSUE = (description: string) => ({
  object_kind: "issue",
  event_type: "issue",
  user: { id: 42, name: "Ada Example", username: "ada", avatar_url: "https://example.com/a.png", email: "[REDACTED]" },
  project: { id: 7, name: "Acme", path_with_namespace: "partners/acme", web_url: "https://gitlab.example.com/p/a" },
  object_attributes: {
    id: 1001,
    iid: 12,
    project_id: 7,
    title: "Onboarding of Ada Example",
    type: "Issue",
    state: "opened",
    action: "update",
    created_at: "2026-05-28T06:17:50.385Z",
    updated_at: "2026-05-28T06:20:11.102Z",
    assignee_ids: [42],
    labels: [],
    description,
  },
  labels: [],
  changes: { updated_at: { previous: "2026-05-28T06:17:50.385Z", current: "2026-05-28T06:20:11.102Z" } },
});

const GITHUB_ISSUE = (description: string) => ({
  action: "edited",
  issue: {
    id: 1001,
    number: 12,
    title: "Onboarding of Ada Example",
    state: "open",
    user: { id: 42, login: "ada", type: "User" },
    labels: [],
    assignees: [],
    created_at: "2026-05-28T06:17:50Z",
    updated_at: "2026-05-28T06:20:11Z",
    body: description,
  },
  repository: { id: 7, name: "acme", full_name: "partners/acme", private: false, owner: { id: 1, login: "partners" } },
  sender: { id: 42, login: "ada", type: "User" },
});

/** A description of checklist lines, as long as it takes. */
function fill(make: (description: string) => object): string {
  const line = '- [ ] Read "how to migrate" and tell what you think\n';
  let description = line;
  const size = () => JSON.stringify(make(description)).length;
  while (size() < BODY_BYTES) description += line;
  while (size() > BODY_BYTES) description = description.slice(0, -1);
  return JSON.stringify(make(description));
}
