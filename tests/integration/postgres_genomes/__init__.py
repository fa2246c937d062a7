"""The patient store on a real database, behind a real gate."""
