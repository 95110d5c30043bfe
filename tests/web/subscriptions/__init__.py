"""« Abonnements » on the screen."""
