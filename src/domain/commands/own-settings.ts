import type { PersonId } from "../enrollment/fact.ts";
import type { PersonSettings } from "../people/person-settings.ts";
import type { OwnContext } from "./context.ts";

/** What is known of somebody, with what they told a moment ago in the same comment. */
export function settingsOf({ ledger, settings }: Known, person: PersonId): PersonSettings {
  return ledger
    .people()
    .filter((change) => change.person === person)
    .reduce<PersonSettings>(
      (known, { zone, country, away }) => ({
        zone: zone?.zone ?? known.zone,
        zoneFrom: zone?.from ?? known.zoneFrom,
        country: country === undefined ? known.country : country,
        away: away === undefined ? known.away : away,
      }),
      settings(person),
    );
}

/** Where somebody is, as far as anything tells; else where the program is. */
export function zoneOf(context: OwnContext, person: PersonId): string {
  return settingsOf(context, person).zone ?? context.ledger.program().timeZone;
}

interface Known extends Pick<OwnContext, "settings"> {
  readonly ledger: Pick<OwnContext["ledger"], "people">;
}
