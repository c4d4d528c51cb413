"""What the pages of the comité read: frozen dataclasses, a fixed number of queries."""
