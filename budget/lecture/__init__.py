"""The budget as it is read: frozen dataclasses, a fixed number of queries. Amounts are cents."""
