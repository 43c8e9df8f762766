"""Trees to text: templates compiled to closures, run, and what their text means as a value."""
