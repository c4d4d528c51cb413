"""The budget as files: sheets described as data (`feuille`), filled (`classeur`, `formulaires`), then written."""
