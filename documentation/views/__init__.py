"""Reports, and the pages that explain the platform."""
