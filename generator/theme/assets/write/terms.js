// The words of the format.

// Maps instead of objects, because an object has a `constructor` that nobody wrote.
export const KINDS = new Map([["person", ["person", "people"]], ["org", ["organisation", "organisations"]],
  ["place", ["place", "places"]], ["topic", ["topic", "topics"]], ["commitment", ["commitment", "commitments"]]]);

// What readers see for the words of the format: a kind also with its article.
export const KIND_NAMES = { person: [_("person"), _("a person")], org: [_("organisation"), _("an organisation")], place: [_("place"), _("a place")], topic: [_("topic"), _("a topic")], commitment: [_("commitment"), _("a commitment")] };
export const STATE_NAMES = { sought: _("sought"), offered: _("offered"), agreed: _("agreed"), "under-way": _("under way"), done: _("done"), stalled: _("stalled"), dropped: _("dropped") };
export const SOURCE_KIND_NAMES = { official: _("official"), company: _("company"), news: _("news"), research: _("research"), social: _("social") };
export const STATES = new Set(Object.keys(STATE_NAMES));
