// Reads a calendar from standard input as ical.js does and tells each event's instants as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  const instants = [event.startDate, event.endDate].map((time) => time.toUnixTime());
  return [event.uid, ...instants, event.summary, event.description];
});
process.stdout.write(JSON.stringify(events));
