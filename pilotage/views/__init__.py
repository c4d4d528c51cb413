"""The pages of the comité: home, dashboards, the global roadmap, propositions, positions, comité, decisions."""
