/**
 * One review written by a process that is killed in the middle: `node commit-and-die.ts DATA_DIR before|after`, where
 * the word says on which side of the commit it dies. Takes in the delivery `d-1`.
 */
import { openDatabase } from "../../src/store/database.ts";
import { createJournal } from "../../src/store/journal.ts";
import { REVIEW_TO_DIE_IN } from "./review-record.ts";

const [dataDir = "", when] = process.argv.slice(2);
const database = await openDatabase({ dataDir });
const journal = createJournal({
  ...database,
  transaction: (work) =>
    database.transaction(async (transaction) => {
      const result = await work(transaction);
      if (when === "before") process.kill(process.pid, "SIGKILL");
      return result;
    }),
});
await journal.commit(REVIEW_TO_DIE_IN);
process.kill(process.pid, "SIGKILL");
