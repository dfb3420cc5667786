// Makes an element with its properties and what stands in it.
export const element = (name, properties, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner);
  return made;
};
