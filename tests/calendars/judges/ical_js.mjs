// Reads calendars as ical.js does: a file a line in base64, each answered by a line of JSON.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

function instant(time) {
  // ical.js takes a time by a clock that it does not know for one of wherever the reader is.
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${time} floats`);
  return time.toUnixTime();
}

function tell(component) {
  const event = new ICAL.Event(component);
  return [event.uid, instant(event.startDate), instant(event.endDate), event.summary ?? "", event.description ?? ""];
}

function peopleOf(component) {
  const people = ["organizer", "attendee"].flatMap((kind) => component.getAllProperties(kind));
  return people.map((person) => {
    const said = ["cn", "partstat", "rsvp"].map((name) => person.getParameter(name) ?? null);
    return [person.name, ...said, person.getFirstValue()];
  });
}

function read(body) {
  const calendar = new ICAL.Component(ICAL.parse(body));
  if (calendar.name !== "vcalendar") throw new Error(`a ${calendar.name}`);
  const meetings = calendar.getAllSubcomponents("vevent");
  return { events: meetings.map(tell), people: meetings.flatMap(peopleOf) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let verdict;
  try {
    const body = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, "base64"));
    verdict = read(body);
  } catch (error) {
    verdict = { refused: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
