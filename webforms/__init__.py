"""All that a browser or a modeler sees (design 4)."""
