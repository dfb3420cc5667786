// Returns a new element with properties and children.
export const element = (name, properties, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner);
  return made;
};
