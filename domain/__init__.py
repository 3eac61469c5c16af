"""The nouns of the field: values and their rules, with no input or output."""
