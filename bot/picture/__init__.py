"""A chart as a picture for a phone: `page.draw` makes the PNG that goes with a message."""
