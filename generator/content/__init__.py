"""One file's bytes become one typed entity, with the location of every value, or problems."""
