// A hint that many rules give.
export const toWrite = (right) => _("write `%(right)s`");
