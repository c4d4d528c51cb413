"""The pages of fundings."""
