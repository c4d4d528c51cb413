"""What people do to the budget: one verb each; all lock the exercice first."""
