"""Sheets that people bring: bytes to cells, cells to text and back, cells to lines of the budget."""
