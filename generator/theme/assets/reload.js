// In the preview: loads the page again when it has changed.
const digest = new URL(import.meta.url).searchParams.get("digest");
let events = null;

// A hidden tab keeps no connection: browsers allow only six to one server.
const connect = () => {
  events?.close();
  events = null;
  if (document.visibilityState === "hidden") return;
  const query = new URLSearchParams({ page: location.pathname, digest });
  events = new EventSource(new URL(`events?${query}`, import.meta.url));
  events.addEventListener("reload", () => location.reload());
};
document.addEventListener("visibilitychange", connect);
addEventListener("pagehide", () => events?.close());
connect();
