"""Messages to people: wording, channels, delivery; knows the engine, not the web (design 4)."""
