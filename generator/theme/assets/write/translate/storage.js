// Keeps what a translator has written in the browser, which may refuse to.
export const storedTranslation = (key) => {
  try {
    const values = JSON.parse(localStorage[key]);
    return Array.isArray(values.parts) ? values : null;
  } catch { return null; }
};
export const storeTranslation = (key, values) => {
  try {
    localStorage[key] = JSON.stringify(values);
    if (values.translator) localStorage.translator = values.translator;
  } catch {}
};
export const forgetTranslation = (key) => { try { delete localStorage[key]; } catch {} };
// Returns the name that was written last, in any translation.
export const lastTranslator = () => { try { return localStorage.translator ?? ""; } catch { return ""; } };
