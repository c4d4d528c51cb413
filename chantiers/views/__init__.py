"""Pages of chantiers, their members and their roadmaps."""
