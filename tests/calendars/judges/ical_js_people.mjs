// Reads an invitation from standard input as ical.js does and tells its organizer and attendees as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const event = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8"))).getFirstSubcomponent("vevent");
const people = ["organizer", "attendee"].flatMap((kind) => event.getAllProperties(kind)).map((person) => {
  const said = ["cn", "partstat", "rsvp"].map((name) => person.getParameter(name) ?? null);
  return [person.name, ...said, person.getFirstValue()];
});
process.stdout.write(JSON.stringify(people));
