"""The forms of the budget: they validate and convert, they do not save."""
