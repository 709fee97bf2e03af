"""Who is drawn: people, their head, skin and hair."""
