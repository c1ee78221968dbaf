/** Answers as GitLab 19 gives them, cut to what matters. */

export const ada = {
  id: 51,
  username: "ada",
  name: "Ada Lovelace",
  state: "active",
  web_url: "https://gitlab.test/ada",
};

export const issueJson = {
  id: 9001,
  iid: 12,
  project_id: 7,
  title: "Onboarding of Ada",
  description: "- [x] Read\r\n- [ ] Pass",
  state: "opened",
  issue_type: "issue",
  type: "ISSUE",
  confidential: true,
  labels: ["onboarding::in-progress", "team"],
  author: ada,
  assignees: [ada],
  assignee: ada,
  moved_to_id: null,
  created_at: "2026-11-20T08:00:00.000Z",
  updated_at: "2026-11-21T09:30:00.250Z",
  user_notes_count: 3,
  due_date: "2026-12-12",
  has_tasks: true,
  task_completion_status: { count: 2, completed_count: 1 },
};

export const noteJson = {
  id: 302,
  body: "@bot help",
  author: ada,
  system: false,
  internal: false,
  confidential: false,
  created_at: "2026-11-21T09:00:00.000Z",
  updated_at: "2026-11-21T09:00:00.000Z",
};

export const userJson = { ...ada, bot: false, locked: false };
