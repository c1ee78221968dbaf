import type { TaskId } from "../program/program.ts";

/** Why a description cannot be certified from as it stands. */
export type ListFault =
  /** None of the program's tasks is in the description. */
  | { readonly kind: "all-gone" }
  | { readonly kind: "missing"; readonly task: TaskId }
  /** The task is missing, and a box that looks like it is there instead. */
  | { readonly kind: "reworded"; readonly task: TaskId }
  | { readonly kind: "doubled"; readonly task: TaskId }
  /** `[~]` on a task that needs somebody's confirmation. */
  | { readonly kind: "not-applicable"; readonly task: TaskId }
  /** The description could not be parsed in time. */
  | { readonly kind: "unreadable" };
