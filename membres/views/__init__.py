"""Pages of people, organisations, invitations and accounts."""
